package kernel

import "math"

// Source is a place in a stream of random numbers: block N of the blocks of 128 bits that Philox makes of a stream and
// a key.
type Source struct{ N, Stream, Key uint64 }

// Numbers come in groups of as many blocks as 64 bytes have elements: first the first words of all blocks, then the
// second ones, and so on. Words have the size of an element. So no tier has to reorder what it computes.
const groupBytes = 64

// PerBlock returns how many numbers a block makes.
func PerBlock[T Float]() int {
	if single[T]() {
		return 4
	}
	return 2
}

// group returns the number of elements that a group of blocks makes.
func group[T Float]() int { return lanesOf[T]() * PerBlock[T]() }

// lanesOf returns the number of elements in 64 bytes.
func lanesOf[T Float]() int {
	if single[T]() {
		return groupBytes / 4
	}
	return groupBytes / 8
}

// Blocks returns the number of blocks set aside for n numbers, of either type.
func Blocks(n int) uint64 {
	const single, double = groupBytes / 4 * 4, groupBytes / 8 * 2 // numbers of a group
	return uint64(max((n+single-1)/single*(groupBytes/4), (n+double-1)/double*(groupBytes/8)))
}

// Uniforms fills out with elements at, at+1, … of the numbers from a source, uniform over (0, 1): the centers of 2²³ or
// 2⁵² equal cells. at is a multiple of 64. The bits are the same on every tier.
func Uniforms[T Float](out []T, s Source, at int) { draw(out, s, at, false) }

// Normals does as [Uniforms], for the standard normal distribution. Numbers of float32 reach to ±6.8, of float64 to
// ±8.6.
//
// Box, Muller 1958, "A note on the generation of random normal deviates".
func Normals[T Float](out []T, s Source, at int) { draw(out, s, at, true) }

func draw[T Float](out []T, s Source, at int, normal bool) {
	s.N += uint64(at / PerBlock[T]())
	whole := len(out) - len(out)%group[T]()
	if whole > 0 {
		groups(out[:whole], s, normal)
	}
	if whole < len(out) {
		var last [groupBytes]T // a group of float32 is the larger one
		s.N += uint64(whole / PerBlock[T]())
		groups(last[:group[T]()], s, normal)
		copy(out[whole:], last[:])
	}
}

// groups fills whole groups. To choose the function by a switch keeps arrays of the caller on the stack.
func groups[T Float](out []T, s Source, normal bool) {
	switch {
	case !normal:
		uniformsGo(out, s)
	case !normalsVector(out, s):
		normalsGo(out, s)
	}
}

// words returns the words of block b of a group that starts at block n, each in the lower half for float32.
func words[T Float](s Source, b int) (w [4]uint64) {
	low, high := Philox(s.N+uint64(b), s.Stream, s.Key)
	if single[T]() {
		return [4]uint64{low & (1<<32 - 1), low >> 32, high & (1<<32 - 1), high >> 32}
	}
	return [4]uint64{low, high}
}

func uniformsGo[T Float](out []T, s Source) {
	width := lanesOf[T]()
	for ; len(out) > 0; out = out[group[T]():] {
		for b := range width {
			w := words[T](s, b)
			for j := range PerBlock[T]() {
				out[j*width+b] = uniform[T](w[j])
			}
		}
		s.N += uint64(width)
	}
}

func normalsGo[T Float](out []T, s Source) {
	width := lanesOf[T]()
	for ; len(out) > 0; out = out[group[T]():] {
		for b := range width {
			w := words[T](s, b)
			for j := 0; j < PerBlock[T](); j += 2 {
				out[j*width+b], out[(j+1)*width+b] = boxMuller[T](w[j], w[j+1])
			}
		}
		s.N += uint64(width)
	}
}

// uniform takes as many bits as numbers of [1, 2) have, and shifts their centers to (0, 1).
func uniform[T Float](w uint64) T {
	if single[T]() {
		return T(math.Float32frombits(uint32(w)>>9|0x3F800000) - (1 - 0x1p-24))
	}
	return T(math.Float64frombits(w>>12|0x3FF0000000000000) - (1 - 0x1p-53))
}

// boxMuller makes two standard normals of two words. Products are converted to their own type, which keeps the compiler
// from fusing them with sums: the assembly computes the same.
func boxMuller[T Float](v, w uint64) (T, T) {
	r := radius[T](v)
	sin, cos := direction[T](w)
	return r * cos, r * sin
}

// radius returns √(-2 log u), for u uniform over (0, 1].
func radius[T Float](w uint64) T {
	var k, f, rest T // u = 2ᵏ (1+f), log(1+f) = f - rest
	var high, low T  // log 2
	if single[T]() {
		u := math.Float32bits((float32(w) + 0.5) * 0x1p-32)
		const one, least = 0x3F800000, 0x3F3504F3 // 1 and √½
		biased := (u + one - least) >> 23
		k = T(biased) - 127
		f = T(math.Float32frombits(u-(biased-127)<<23)) - 1
		high, low = T(float32(ln2High32)), T(float32(math.Ln2-ln2High32))
		half := T(T(f*f) * 0.5)
		rest = half - T(T(T(f*f)*f)*horner(f, noiseLog32[:]))
	} else {
		u := math.Float64bits(uniform[float64](w))
		const one, least = 0x3FF0000000000000, 0x3FE6A09E667F3BCD
		biased := (u + one - least) >> 52
		k = T(biased) - 1023
		f = T(math.Float64frombits(u-(biased-1023)<<52)) - 1
		high, low = T(ln2High64), T(ln2Low64)
		half := T(T(f*f) * 0.5)
		s := f / (f + 2)
		z := T(s * s)
		rest = half - T(s*(half+T(z*horner(z, noiseLog64[:]))))
	}
	log := T(k*high) + (f - (rest - T(k*low)))
	return T(math.Sqrt(float64(T(log * -2))))
}

const (
	ln2High32 = 0x1.62ep-1
	ln2High64 = 0x1.62e42feep-1
	ln2Low64  = math.Ln2 - ln2High64
)

// direction returns the sine and cosine of an angle uniform over the circle: of an angle within π/4 of 0, exchanged by
// the second bit of w, and both negated by its first.
func direction[T Float](w uint64) (sin, cos T) {
	var x, s, c T
	if single[T]() {
		x = T(float32(int32(uint32(w)<<2))) * T(float32(math.Pi/2*0x1p-32))
		z := T(x * x)
		s, c = horner(z, noiseSin32[:]), horner(z, noiseCos32[:])
		w <<= 32
	} else {
		x = T(T(math.Float64frombits(w<<2>>12|0x3FF0000000000000)-1.5) * T(math.Pi/2))
		z := T(x * x)
		s, c = horner(z, noiseSin64[:]), horner(z, noiseCos64[:])
	}
	z := T(x * x)
	s = x + T(T(x*z)*s)
	c = (1 - T(z*0.5)) + T(T(z*z)*c)
	if w<<1>>63 != 0 {
		s, c = c, s
	}
	if w>>63 != 0 {
		s, c = -s, -c
	}
	return s, c
}

func horner[T Float](x T, c []float64) T {
	r := T(c[len(c)-1])
	for i := len(c) - 2; i >= 0; i-- {
		r = T(r*x) + T(c[i])
	}
	return r
}

// FirstWords sets first and second, which are of the same length, to the words of block 0 of as many streams, from the
// given one on. The bits are the same on every tier.
func FirstWords(first, second []uint64, stream, key uint64) {
	whole := len(first) &^ 15
	if whole > 0 && !firstWordsVector(first[:whole], second[:whole], stream, key) {
		whole = 0
	}
	for i := whole; i < len(first); i++ {
		first[i], second[i] = Philox(0, stream+uint64(i), key)
	}
}

// Philox returns Philox4x32-10, a bijection of the 128-bit counters (n, stream) for each 64-bit key, whose outputs pass
// the usual batteries of randomness tests. Counters are independent of each other, so that any part of a stream can
// be made on its own. The least significant half of every word is the earlier one of the paper's 32-bit words.
//
// Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
func Philox(n, stream, key uint64) (uint64, uint64) {
	c0, c1, c2, c3 := uint32(n), uint32(n>>32), uint32(stream), uint32(stream>>32)
	k0, k1 := uint32(key), uint32(key>>32)
	for range 10 {
		p0, p1 := 0xD2511F53*uint64(c0), 0xCD9E8D57*uint64(c2)
		c0, c1, c2, c3 = uint32(p1>>32)^c1^k0, uint32(p1), uint32(p0>>32)^c3^k1, uint32(p0)
		k0 += 0x9E3779B9
		k1 += 0xBB67AE85
	}
	return uint64(c0) | uint64(c1)<<32, uint64(c2) | uint64(c3)<<32
}
