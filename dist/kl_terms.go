package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
)

// nearlyOne is how far from 1 the ratio of two parameters is taken for near: farther out r - 1 - log r loses little to
// cancellation.
const nearlyOne = 0.1

// logRise returns log y - log x for positive x and y.
func logRise(x, y float64) float64 {
	if t := (y - x) / x; t > -0.5 && t < 1 {
		return math.Log1p(t)
	}
	return special.Log(y) - special.Log(x)
}

// digammaRise returns ψ(y) - ψ(x) for positive x and y that differ by d = y - x, which may be more exact.
func digammaRise(x, y, d float64) float64 {
	switch {
	case math.Abs(d) < nearlyOne*x:
		return special.Gauss(0, d, func(s float64) float64 { return special.Trigamma(x + s) })
	case min(x, y) >= special.Large:
		return logRise(x, y) - (special.LogMinusDigamma(y) - special.LogMinusDigamma(x))
	}
	return special.Digamma(y) - special.Digamma(x)
}

// invalidKL returns the divergence where a parameter is not allowed: +Inf, or NaN if one of them is.
func invalidKL(args ...float64) float64 {
	if v := invalid(args...); math.IsNaN(v) {
		return v
	}
	return math.Inf(1)
}
