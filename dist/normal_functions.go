package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of a standard normal variable plus an exponential one of rate w, at z; with u = z - w, φ and Φ the density
// and distribution function of the normal, and its hazard h = φ/Φ, the density is w φ(z)/h(u), and the distribution
// function Φ(z) - φ(z)/h(u). Those of an inverse Gaussian variable are the same, at another place.
var (
	_ = expr.Define("normexcess", normalExcess, "1 - f*(f - x)")
	_ = expr.Define("exgauss", exGaussLogDensity, "where(x < y, normexcess(x - y) - x, normhazard(x - y) - y)", "1/y - normexcess(x - y)")
	_ = expr.Define("exgausslower", exGaussLower, "exp(exgauss(x, y) - f)", "exp(exgauss(x, y) - f)*normexcess(x - y)/y")
	_ = expr.Define("exgaussupper", exGaussUpper, "-exp(exgauss(x, y) - f)", "-exp(exgauss(x, y) - f)*normexcess(x - y)/y")
	_ = expr.Define("exgaussquantile", func(p, w float64) float64 {
		return invert(p, math.Inf(-1), math.Inf(1), 0, exGaussTail(w))
	}, "exp(-exgauss(f, y))", "-normexcess(f - y)/y")
)

// normalExcess returns x + φ(x)/Φ(x), by the continued fraction of DLMF 7.9.1 far to the left, where it is about 1/|x|.
func normalExcess(x float64) float64 {
	if x > -10 {
		return x + special.NormalHazard(x)
	}
	m := 0.0
	for n := 40.0; n > 1; n-- {
		m = n / (m - x)
	}
	return 1 / (m - x)
}

func exGaussLogDensity(z, w float64) float64 {
	if u := z - w; u >= 0 {
		return special.Log(w) - w*(u+w/2) + special.NormalLogCDF(u)
	}
	return special.Log(w) - z*z/2 - halfLog2Pi - math.Log(special.NormalHazard(z-w))
}

// exGaussLower returns the logarithm of the distribution function. Where both terms are nearly the same it is an
// integral of the derivative of Φ/φ from u to z.
func exGaussLower(z, w float64) float64 {
	switch {
	case math.IsInf(z, 0) || math.IsNaN(z):
		return special.NormalLogCDF(z)
	case math.IsInf(w, 1):
		return special.NormalLogCDF(z)
	}
	all := special.NormalLogCDF(z)
	above := exGaussLogDensity(z, w) - special.Log(w) - all
	if above < -0.1 {
		return all + special.Log1mExp(above)
	}
	return all + math.Log(special.Gauss(0, w, func(d float64) float64 {
		t := z - w + d
		rise := math.Exp((t-z)*(t+z)/2 + special.NormalLogCDF(t) - all)
		if z < 0 {
			rise = special.NormalHazard(z) / special.NormalHazard(t)
		}
		return normalExcess(t) * rise
	}))
}

// exGaussUpper returns the logarithm of what the distribution function leaves of 1.
func exGaussUpper(z, w float64) float64 {
	if math.IsInf(z, 0) {
		return special.NormalLogCDF(-z)
	}
	upper := special.LogAddExp(special.NormalLogCDF(-z), exGaussLogDensity(z, w)-special.Log(w))
	if upper > -0.1 {
		return special.Log1mExp(min(exGaussLower(z, w), 0))
	}
	return upper
}

// exGaussTail returns both tails for a rate w.
func exGaussTail(w float64) tailAt {
	return tailOf(func(z float64) float64 { return exGaussLower(z, w) }, func(z float64) float64 { return exGaussUpper(z, w) },
		func(z float64) (log, rise float64) {
			if z < w {
				return exGaussLogDensity(z, w), normalExcess(z-w) - z
			}
			return exGaussLogDensity(z, w), special.NormalHazard(z-w) - w
		})
}
