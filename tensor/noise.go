package tensor

import "math"

// noise is the random numbers of one lane of a call. There is room for whole blocks of two.
type noise [lane]float64

// uniforms makes the numbers, uniform over (0, 1), of elements [at, at+n) of a call; at must be even.
func (s Source) uniforms(out *noise, at, n int) []float64 {
	pairs := out[:(n+1)&^1]
	for i := 0; i < len(pairs); i += 2 {
		u, v := philox(s.block+uint64(at+i)/2, s.stream, s.key)
		pairs[i], pairs[i+1] = unit(u), unit(v)
	}
	return out[:n]
}

// normals is uniforms for the standard normal distribution.
func (s Source) normals(out *noise, at, n int) []float64 {
	boxMuller(s.uniforms(out, at, (n+1)&^1))
	return out[:n]
}

// boxMuller turns pairs of independent uniforms into pairs of independent standard normals. Each loop has one function: the
// processor then works on several elements at once, where a chain of them would make it wait.
//
// Box, Muller 1958, "A note on the generation of random normal deviates".
func boxMuller(pairs []float64) {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = -2 * math.Log(pairs[i])
	}
	for i := 0; i < len(pairs); i += 2 {
		radius := math.Sqrt(pairs[i])
		sin, cos := math.Sincos(2 * math.Pi * pairs[i+1])
		pairs[i], pairs[i+1] = radius*cos, radius*sin
	}
}
