package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
)

// tailAt returns the logarithm of the probability above x, if upper, or else up to x, its derivative, and the
// derivative of the logarithm of the density, which is NaN if it is not known.
type tailAt func(x float64, upper bool) (log, slope, rise float64)

// tailOf returns a tailAt of the logarithms of both tails and of the density.
func tailOf(lower, upper func(x float64) float64, density func(x float64) (log, rise float64)) tailAt {
	return func(x float64, isUpper bool) (log, slope, rise float64) {
		tail, sign := lower, 1.0
		if isUpper {
			tail, sign = upper, -1
		}
		log = tail(x)
		density, rise := density(x)
		return log, sign * math.Exp(density-log), rise
	}
}

// invert returns the number between low and high, which may be infinite, at which the distribution function is p. It
// solves for the logarithm of the smaller tail from the given start, by Halley's method, or Newton's if the derivative
// of the density is not known, and by halving where these leave the numbers that are left, or do not close in.
func invert(p, low, high, start float64, tail tailAt) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p == 0:
		return low
	case p == 1:
		return high
	}
	upper, target := p > 0.5, special.Log(p)
	if upper {
		target = math.Log1p(-p)
	}
	x, last, formulas := start, math.NaN(), 0
	for range 2200 {
		log, slope, rise := tail(x, upper)
		off := log - target
		switch {
		case off == 0:
			return x
		case off != off:
			return math.NaN()
		case off > 0 == upper:
			low = x
		default:
			high = x
		}
		step := -off / slope
		if bend := 1 + step*(rise-slope)/2; bend == bend {
			step /= max(bend, 0.25)
		}
		rounding := 2e-16 * (math.Abs(x) + math.Abs((1-target)/slope)) // of x, and of the logarithm
		if math.Abs(step) <= rounding && rounding < math.Inf(1) {
			return x + step
		}
		formulas++
		bounded := !math.IsInf(high-low, 1)
		if next := x + step; !(low < next && next < high) || bounded && math.Abs(step) > 0.75*last {
			step, formulas = halfway(low, high)-x, 0
		}
		x += step
		size := math.Abs(step)
		next := size * (size / last) * (size / last) // at most, if both steps are by the formula
		if formulas > 1 && next <= rounding/16 || x <= low || x >= high {
			return x
		}
		last = size
	}
	return x
}
