package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// The map between a variable whose distribution has no shape, as Gumbel and Exponential, and one with a shape ξ.

var (
	_ = expr.Define("boxCox", boxCox, "boxCoxSlope(x, y)", "exp(x*y)")
	_ = expr.Define("boxCoxSlope", boxCoxSlope, "", "")

	_ = expr.Define("boxCoxInverse", boxCoxInverse, "boxCoxInverseSlope(x, y, z)", "1/(z + x*y)", "-1/z/(z/y + x)")
	_ = expr.Define("boxCoxInverseSlope", boxCoxInverseSlope, "", "", "")

	_ = expr.Define("extremeMean", extremeMean, "where(abs(x) < 1e-4, 0.98905599532797256 + x*(1.8149581521045036 + 2.9451842605032*x), (-digamma(1 - x)*exp(lgamma1p(-x)) - f)/x)")
)

// boxCox returns (e^(ξs) - 1)/ξ, and s for ξ = 0.
func boxCox(xi, s float64) float64 {
	if t := xi * s; math.Abs(t) > 1e-300 {
		return math.Expm1(t) / xi
	}
	return s
}

// boxCoxSlope returns its derivative with respect to ξ, (t eᵗ - eᵗ + 1)/ξ² for t = ξs.
func boxCoxSlope(xi, s float64) float64 {
	t := xi * s
	switch {
	case math.Abs(t) < 1e-8:
		return s * s * (0.5 + t/3)
	case math.Abs(t) < 1:
		return s * s * (math.Expm1(t)/t - expRest(t) - 0.5)
	}
	return (t*math.Exp(t) - math.Expm1(t)) / xi / xi
}

// boxCoxInverse returns log(1 + ξ y/scale)/ξ, and y/scale for ξ = 0. Where 1 + ξ y/scale is not positive it is the
// infinity that it goes to.
func boxCoxInverse(xi, y, scale float64) float64 {
	z := y / scale
	switch t := xi * z; {
	case math.IsInf(t, 1) && !math.IsInf(y, 0):
		return (special.Log(math.Abs(xi)) + special.Log(math.Abs(y)) - special.Log(scale)) / xi
	case math.Abs(t) > 1e-300:
		return math.Log1p(max(t, -1)) / xi
	}
	return z
}

// boxCoxInverseSlope returns its derivative with respect to ξ, (t/(1+t) - log(1+t))/ξ² for t = ξ y/scale.
func boxCoxInverseSlope(xi, y, scale float64) float64 {
	z := y / scale
	switch t := xi * z; {
	case math.Abs(t) < 1e-8:
		return z * z * (2*t/3 - 0.5)
	case math.Abs(t) < 1:
		return special.XMinusLog1p(t)/xi/xi - z*z/(1+t)
	case math.IsInf(t, 1):
		return (1/xi - boxCoxInverse(xi, y, scale)) / xi
	default:
		return (t/(1+t) - math.Log1p(t)) / xi / xi
	}
}

// generalizedGrad returns the derivative of a draw loc + scale·boxCox(ξ, s) at a fixed s.
func generalizedGrad(x float64, p *point) point {
	s := boxCoxInverse(p[2], x-p[0], p[1])
	return point{1, (x - p[0]) / p[1], p[1] * boxCoxSlope(p[2], s)}
}

// generalizedEnd returns the end loc - scale/ξ of the support, and a draw x with which it is told apart from there.
func generalizedEnd(x float64, p *point) (end, draw float64) {
	end = p[0] - p[1]/p[2]
	rounding := 4e-16 * (math.Abs(p[0]) + math.Abs(p[1]/p[2]))
	switch {
	case p[2] > 0:
		x = max(x, end+rounding)
	case p[2] < 0:
		x = min(x, end-rounding)
	}
	return end, x
}

// extremeMean returns (Γ(1-ξ) - 1)/ξ for ξ below 1, and Euler's constant for ξ = 0.
func extremeMean(xi float64) float64 {
	if xi == 0 {
		return 0.57721566490153286061
	}
	return math.Expm1(special.Lgamma1p(-xi)) / xi
}
