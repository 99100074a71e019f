package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of Tweedie's distribution, for a mean number of events l and the shape a of what each adds, and of both
// sides of a value z in the unit of that.
func init() {
	expr.Define("tweedieSum", func(l, a float64) float64 { v, _, _ := special.Tweedie(l, a); return v }, "tweedieExcess(x, y)/x", "tweedieBend(x, y)")
	expr.Define("tweedieExcess", func(l, a float64) float64 { _, v, _ := special.Tweedie(l, a); return v }, "", "")
	expr.Define("tweedieBend", func(l, a float64) float64 { _, _, v := special.Tweedie(l, a); return v }, "", "")
	expr.Define("slopeRest", slopeRest, "")
	for side, of := range map[string]func(l, a, z float64) special.TweedieTail{
		"lower": func(l, a, z float64) special.TweedieTail { t, _ := special.TweedieTails(l, a, z); return t },
		"upper": func(l, a, z float64) special.TweedieTail { _, t := special.TweedieTails(l, a, z); return t },
	} {
		slope := func(by string, pick func(special.TweedieTail) float64) {
			expr.Define("tweedie"+side+by, func(l, a, z float64) float64 { return pick(of(l, a, z)) }, "", "", "")
		}
		slope("Events", func(t special.TweedieTail) float64 { return t.ByLogLambda })
		slope("Shape", func(t special.TweedieTail) float64 { return t.ByAlpha })
		slope("Value", func(t special.TweedieTail) float64 { return t.ByLogZ })
		expr.Define("tweedielog"+side, func(l, a, z float64) float64 { return of(l, a, z).Log + 0 },
			"tweedie"+side+"Events(x, y, z)/x", "tweedie"+side+"Shape(x, y, z)", "where(z > 0, tweedie"+side+"Value(x, y, z)/z, 0)")
	}
	slope := func(what string) string { // of the logarithm of the smaller side, at the quantile
		return "where(x > 0.5, tweedieupper" + what + "(y, z, f), tweedielower" + what + "(y, z, f))"
	}
	expr.Define("tweediequantile", tweedieQuantile, "where(f > 0, f*where(x > 0.5, -1/(1 - x), 1/x)/"+slope("Value")+", 0)",
		"where(f > 0, -f/y*"+slope("Events")+"/"+slope("Value")+", 0)", "where(f > 0, -f*"+slope("Shape")+"/"+slope("Value")+", 0)")
}

// tweedieQuantile returns the value up to which the probability is p, in the unit of what events add: 0 as far as the
// probability of none goes, and else by the logarithm of the value.
func tweedieQuantile(p, l, a float64) float64 {
	if p <= math.Exp(-l) && p < 1 {
		return 0
	}
	return math.Exp(invert(p, math.Inf(-1), math.Inf(1), special.Log(l)+special.Log(a), func(logZ float64, upper bool) (log, slope, rise float64) {
		side, above := special.TweedieTails(l, a, math.Exp(logZ))
		if upper {
			side = above
		}
		return side.Log, side.ByLogZ, math.NaN()
	}))
}

// slopeRest returns (w eʷ - (eʷ - 1)) / w², the derivative of (eʷ - 1)/w.
func slopeRest(w float64) float64 {
	if math.Abs(w) > 1 {
		return (w*math.Exp(w) - math.Expm1(w)) / w / w
	}
	sum, power := 0.5, 0.5 // Σ (n+1) wⁿ / (n+2)!
	for n := 1.0; n < 18; n++ {
		power *= w / (n + 2)
		sum += (n + 1) * power
	}
	return sum
}
