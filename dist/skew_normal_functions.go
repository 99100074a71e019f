package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of a skew normal variable of location 0 and scale 1 at x, with shape y. The derivative of its distribution
// function with respect to the shape is -exp(-x²(1+y²)/2)/(π(1+y²)): A. Azzalini, "A class of distributions which
// includes the normal ones", 1985, by that of Owen's T function.
var (
	_ = expr.Define("skewnormal", skewNormalLogDensity, "y*normhazard(x*y) - x", "x*normhazard(x*y)")
	_ = expr.Define("skewnormalcdf", skewNormalLogCDF, "exp(skewnormal(x, y) - f)", "-exp(-x^2/2*(1 + y^2) - log(pi) - log1p(y^2) - f)")
	_ = expr.Define("skewnormalquantile", func(p, shape float64) float64 {
		return invert(p, math.Inf(-1), math.Inf(1), 0, tailOf(func(z float64) float64 { return skewNormalLogCDF(z, shape) },
			func(z float64) float64 { return skewNormalLogCDF(-z, -shape) },
			func(z float64) (log, rise float64) {
				return skewNormalLogDensity(z, shape), shape*special.NormalHazard(shape*z) - z
			}))
	}, "exp(-skewnormal(f, y))", "exp(-f^2/2*(1 + y^2) - log(pi) - log1p(y^2) - skewnormal(f, y))")
)

func skewNormalLogDensity(z, shape float64) float64 {
	return math.Ln2 - z*z/2 - halfLog2Pi + special.NormalLogCDF(shape*z)
}

// skewNormalLogCDF integrates the density over the side of z to which it falls, by Gauss-Legendre panels: no wider than
// where the density changes its shape, at 0, is far, nor so that it falls by more than e⁻¹⁶ in one.
func skewNormalLogCDF(z, shape float64) float64 {
	if math.IsNaN(shape) {
		return math.NaN()
	} else if math.IsInf(z, 0) || math.IsNaN(z) {
		return special.NormalLogCDF(z)
	}
	slope := func(t float64) float64 { return shape*special.NormalHazard(shape*t) - t }
	if slope(z) < 0 {
		return special.Log1mExp(min(skewNormalTail(-z, -shape), 0))
	}
	return min(skewNormalTail(z, shape), 0)
}

// skewNormalTail returns the logarithm of the probability below z, where the density rises.
func skewNormalTail(z, shape float64) float64 {
	top, total := skewNormalLogDensity(z, shape), 0.0
	if math.IsInf(top, -1) {
		return top
	}
	fall := func(d float64) float64 { // log-density at z - d less that at z
		t := z - d
		if shape*z < -30 {
			return d*(z+t)/2 + special.NormalLogCDF(shape*t) - special.NormalLogCDF(shape*z)
		}
		return skewNormalLogDensity(t, shape) - top
	}
	for d := 0.0; fall(d) > -45 || d == 0; {
		t := z - d
		width := min(1, max(math.Abs(t), 1/math.Abs(shape))/2, 16/math.Abs(shape*special.NormalHazard(shape*t)-t))
		total += special.Gauss(d, width, func(d float64) float64 { return math.Exp(fall(d)) })
		d += width
	}
	return top + math.Log(total)
}
