package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// GeneralizedParetoDist is the generalized Pareto distribution.
type GeneralizedParetoDist struct {
	univariate[*GeneralizedParetoDist]
}

// GeneralizedPareto returns the distribution of what exceeds a high threshold loc. With z = (x - loc) / scale ≥ 0 and
// the concentration ξ:
//
//	log p(x) = -log scale - (1 + 1/ξ) log(1 + ξz),  or -log scale - z if ξ = 0
//
// It is Exponential for ξ = 0; for ξ > 0 it has the tail of a Pareto variable with concentration 1/ξ, and for ξ < 0 it
// ends at loc - scale/ξ. It has a mean for ξ below 1, and a variance below ½. Pyro and TFP have the same; SciPy's
// genpareto(c) has c = ξ.
//
// Its support is said to be all numbers from loc on, because where it ends depends on the sign of ξ; beyond the end the
// density is 0.
func GeneralizedPareto[L, S, C tensor.Like](loc L, scale S, concentration C) *GeneralizedParetoDist {
	return newUnivariate[GeneralizedParetoDist](generalizedParetoFamily.get(), tensor.To(loc), tensor.To(scale), tensor.To(concentration))
}

// Loc returns the least value, as it was given.
func (d *GeneralizedParetoDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the scale, as it was given.
func (d *GeneralizedParetoDist) Scale() *tensor.Tensor { return d.params[1] }

// Concentration returns the shape parameter ξ, as it was given.
func (d *GeneralizedParetoDist) Concentration() *tensor.Tensor { return d.params[2] }

var generalizedInputs = []tensor.Input{{Low: -1, High: 1}, positiveInput, {Low: 0.05, High: 0.3}}

var generalizedParetoFamily = lazy[*family]{make: func() *family {
	return define[GeneralizedParetoDist](family{
		Spec:    Spec{"GeneralizedPareto", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}, {"concentration", Real, ""}}},
		support: func(p []*tensor.Tensor) Constraint { return above(p[0], 0) },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				_, x := generalizedEnd(p[0]+p[1]*boxCox(p[2], -math.Log(r.Float64())), p)
				return max(x, p[0])
			},
			grad: generalizedGrad,
			open: func(p *point) (low, high float64) {
				high = math.Inf(1)
				if p[2] < 0 {
					high = max(p[0]-p[1]/p[2], math.Nextafter(p[0], high))
				}
				return math.Nextafter(p[0], math.Inf(-1)), high
			},
		}.register("GeneralizedPareto.Sample", generalizedInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs:      withValue(tensor.Input{Low: 1.1, High: 3}, generalizedInputs),
		within:      "x >= loc && x < inf && concentration*((x - loc)/scale) > -1",
		with:        "y = max(x - loc, 0); v = boxCoxInverse(concentration, y, scale)",
		twins:       generalizedParetoTwins,
		logProb:     is("-log(scale) - where(v < inf, (1 + concentration)*v, v)"),
		mean:        is("where(concentration < 1, loc + scale/(1 - concentration), inf)"),
		variance:    is("where(concentration < 0.5, (scale/(1 - concentration))^2/(1 - 2*concentration), inf)"),
		entropy:     is("1 + concentration + log(scale)"),
		cdf:         is("-expm1(-v)").d("x", "where(x >= loc && v < inf, exp(-log(scale) - (1 + concentration)*v), 0)"),
		logCDF:      is("log1mexp(-v)"),
		logSurvival: is("-v").d("x", "where(x >= loc && v < inf, -exp(-log(scale) - concentration*v), 0)"),
		quantile:    is("loc + scale*boxCox(concentration, -log1p(-p))"),
	})
}}
