package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of Tweedie's distribution, for a mean number of events l and the shape a of what each adds.
func init() {
	expr.Define("tweedieSum", func(l, a float64) float64 { v, _, _ := special.Tweedie(l, a); return v }, "tweedieExcess(x, y)/x", "tweedieBend(x, y)")
	expr.Define("tweedieExcess", func(l, a float64) float64 { _, v, _ := special.Tweedie(l, a); return v }, "", "")
	expr.Define("tweedieBend", func(l, a float64) float64 { _, _, v := special.Tweedie(l, a); return v }, "", "")
	expr.Define("slopeRest", slopeRest, "")
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
