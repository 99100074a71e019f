package dist

import "math"

// logProduct adds up logarithms with one logarithm at the end: it multiplies mantissas and adds exponents. The product
// of up to 1000 mantissas, each below 2, does not overflow.
type logProduct struct {
	mantissa float64
	exponent int
}

// times multiplies with v and reports whether it could: v must be positive and neither subnormal nor infinite.
func (p *logProduct) times(v float64) bool {
	const one, mantissa = 1023, 1<<52 - 1
	bits := math.Float64bits(v)
	exponent := bits >> 52 // with the sign on top
	p.mantissa *= math.Float64frombits(bits&mantissa | one<<52)
	p.exponent += int(exponent) - one
	return exponent-1 < 2046
}

func (p *logProduct) log() float64 { return math.Log(p.mantissa) + float64(p.exponent)*math.Ln2 }
