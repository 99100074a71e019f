package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// GeneralizedExtremeValueDist is the generalized extreme value distribution.
type GeneralizedExtremeValueDist struct {
	univariate[*GeneralizedExtremeValueDist]
}

// GeneralizedExtremeValue returns the distribution of the largest of many values, also called that of Fisher and
// Tippett. With the concentration ξ and s = log(1 + ξ (x - loc) / scale) / ξ, or (x - loc) / scale if ξ = 0:
//
//	log p(x) = -log scale - (1 + ξ) s - e⁻ˢ
//
// It is Gumbel for ξ = 0, Fréchet for ξ > 0, with least value loc - scale/ξ, and a reversed Weibull for ξ < 0, with
// that as its largest value. It has a mean for ξ below 1, and a variance below ½. PyMC's GenExtreme and TFP have the
// same sign of ξ; SciPy's genextreme(c) has c = -ξ.
//
// Its support is said to be all numbers, because which end it has depends on the sign of ξ; beyond the end the density
// is 0.
func GeneralizedExtremeValue[L, S, C tensor.Like](loc L, scale S, concentration C) *GeneralizedExtremeValueDist {
	return newUnivariate[GeneralizedExtremeValueDist](generalizedExtremeValueFamily.get(), tensor.To(loc), tensor.To(scale), tensor.To(concentration))
}

// Loc returns the location, as it was given.
func (d *GeneralizedExtremeValueDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the scale, as it was given.
func (d *GeneralizedExtremeValueDist) Scale() *tensor.Tensor { return d.params[1] }

// Concentration returns the shape parameter ξ, as it was given.
func (d *GeneralizedExtremeValueDist) Concentration() *tensor.Tensor { return d.params[2] }

var generalizedExtremeValueFamily = lazy[*family]{make: func() *family {
	return define[GeneralizedExtremeValueDist](family{
		Spec:    Spec{"GeneralizedExtremeValue", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}, {"concentration", Real, ""}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				_, x := generalizedEnd(p[0]+p[1]*boxCox(p[2], -math.Log(-math.Log(r.Float64()))), p)
				return x
			},
			grad: generalizedGrad,
			open: func(p *point) (low, high float64) {
				low, high = math.Inf(-1), math.Inf(1)
				switch end, _ := generalizedEnd(0, p); {
				case p[2] > 0:
					low = end
				case p[2] < 0:
					high = end
				}
				return low, high
			},
		}.register("GeneralizedExtremeValue.Sample", generalizedInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs:  withValue(tensor.Input{Low: -1, High: 2}, generalizedInputs),
		within:  "abs(x) < inf && concentration*((x - loc)/scale) > -1",
		with:    "v = boxCoxInverse(concentration, x - loc, scale); w = where(abs(v) < inf, (1 + concentration)*v, v)",
		twins:   generalizedExtremeValueTwins,
		logProb: is("-log(scale) - w - exp(-v)"),
		mean:    is("where(concentration < 1, loc + scale*extremeMean(concentration), inf)"),
		variance: is(`
		e = concentration; g = exp(lgamma1p(-e))*scale
		where(e == 0, (pi*scale)^2/6, e < 0.5, g/e*(g/e)*expm1(lgammaSpread(-e)), inf)`).
			d("concentration", `
			e = concentration; rise = digammaRise(1 - e, 1 - 2*e, -e)/expm1(-lgammaSpread(-e))
			where(abs(e) < 1e-4, scale^2*(4.30307722854915173 + 23.7330555243298016*e), e < 0.5, 2*f*(rise - digamma(1 - e) - 1/e), 0)`),
		entropy:     is("1.57721566490153286061 + 0.57721566490153286061*concentration + log(scale)"),
		cdf:         is("exp(-exp(-v))").d("x", "where(abs(v) < inf, exp(-log(scale) - w - exp(-v)), 0)"),
		logCDF:      is("-exp(-v)"),
		logSurvival: is("log1mexpexp(-v)"),
		quantile:    is("loc + scale*boxCox(concentration, -log(-log(p)))"),
	})
}}
