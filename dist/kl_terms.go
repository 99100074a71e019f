package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
)

// nearlyOne is how far from 1 the ratio of two parameters is taken for near: farther out r - 1 - log r loses little to
// cancellation.
const nearlyOne = 0.1

// ratioKL is a/b - 1 - log(a/b) for positive a and b that differ by d = a - b.
func ratioKL(d, a, b float64) float64 {
	t := d / b
	if t < -0.5 {
		return t - (log(a) - log(b)) // 1 + t may round to 0
	}
	return special.XMinusLog1p(t)
}

// squareRatio is (s/scale)² - 1.
func squareRatio(s, scale float64) float64 { return (s - scale) / scale * (s/scale + 1) }

// squareRatioKL is t - log(1 + t) for t = squareRatio(s, scale).
func squareRatioKL(s, scale float64) float64 {
	t := squareRatio(s, scale)
	if t < -0.5 {
		return t - 2*(log(s)-log(scale))
	}
	return special.XMinusLog1p(t)
}

// invalidKL is the divergence where a parameter is not allowed: +Inf, or NaN if one of them is.
func invalidKL(args ...float64) float64 {
	if v := invalid(args...); math.IsNaN(v) {
		return v
	}
	return math.Inf(1)
}
