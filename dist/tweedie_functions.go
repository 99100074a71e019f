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
