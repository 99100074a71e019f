package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of the modified Bessel functions, of which A is the ratio I₁/I₀: log e⁻ˣ I₀(x), 1 - A(x) and A′(x).
var (
	_ = expr.Define("logi0e", func(x float64) float64 { return special.BesselI0At(x).Log }, "-i0drop(x)")
	_ = expr.Define("i0drop", func(x float64) float64 { return special.BesselI0At(x).Drop }, "-i0spread(x)")
	_ = expr.Define("i0spread", func(x float64) float64 { return special.BesselI0At(x).Spread }, "")
)

// Functions of an angle x, a direction y and a concentration z. At a fixed value of the distribution function, which
// begins at -π, the angle moves with the direction by 1 - p(-π)/p(x).
func init() {
	expr.Abbreviate("vonmises", "-2*z*sin((x - y)/2)^2 - log(2*pi) - logi0e(z)", "x", "y", "z")
	expr.Define("vonmiseslogcdf", func(x, loc, k float64) float64 { lower, _ := vonMisesSides(x, loc, k); return lower.log },
		"where(abs(x) < pi, exp(vonmises(x, y, z) - f), 0)",
		"where(abs(x) < pi, exp(vonmises(pi, y, z) - f) - exp(vonmises(x, y, z) - f), 0)", "vonmisesslope(x, y, z)")
	expr.Define("vonmisesslope", func(x, loc, k float64) float64 { lower, _ := vonMisesSides(x, loc, k); return lower.slopes[0] }, "", "", "")
	expr.Define("wrapangle", func(x float64) float64 { return math.Remainder(x, 2*math.Pi) }, "1")
	expr.Define("vonmisesshift", vonMisesShift, "", "")
	expr.Define("vonmisesquantile", vonMisesQuantile, "exp(-vonmises(f, y, z))", "1 - exp(vonmises(pi, y, z) - vonmises(f, y, z))",
		"where(abs(f) < pi, -vonmisesslope(f, y, z)*exp(vonmiseslogcdf(f, y, z) - vonmises(f, y, z)), 0)")
}
