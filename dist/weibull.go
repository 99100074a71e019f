package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// WeibullDist is the Weibull distribution.
type WeibullDist struct{ univariate[*WeibullDist] }

// Weibull returns the distribution of scale·y^(1/concentration) for y exponential of rate 1, a time until failure
// whose rate grows with time where the concentration k is above 1, and falls below:
//
//	log p(x) = log k - log scale + (k - 1) log(x / scale) - (x / scale)ᵏ,  x ≥ 0
//
// At x = 0 the density is infinite for k below 1. The order is that of Pyro and NumPyro; PyMC's Weibull(alpha, beta),
// Stan's weibull(alpha, sigma) and TFP's have the concentration first, and SciPy's weibull_min(c, scale=scale), too.
func Weibull[S, C tensor.Like](scale S, concentration C) *WeibullDist {
	return newUnivariate[WeibullDist](weibullFamily.get(), tensor.To(scale), tensor.To(concentration))
}

// Scale returns the scale, as it was given.
func (d *WeibullDist) Scale() *tensor.Tensor { return d.params[0] }

// Concentration returns the shape parameter, as it was given.
func (d *WeibullDist) Concentration() *tensor.Tensor { return d.params[1] }

var weibullFamily = lazy[*family]{make: func() *family {
	return define[WeibullDist](family{
		Spec:    Spec{"Weibull", []Param{{"scale", Positive, scaleCure}, {"concentration", Positive, concentrationCure}}},
		support: nonNegative,
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return p[0] * math.Pow(-math.Log(r.Float64()), 1/p[1]) },
			grad: func(x float64, p *point) point {
				return point{x / p[0], -x / p[1] * logRise(p[0], x)}
			},
			open: func(p *point) (low, high float64) {
				if p[1] < 1 {
					return pole, math.Inf(1)
				}
				return 0, math.Inf(1)
			},
		}.register("Weibull.Sample", gammaInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(positiveInput, gammaInputs),
		with: `
		k = concentration; l = logQuotient(max(x, 0), scale); v = k*l
		rise = where(k == 1, 0, (k - 1)*l)`,
		twins: weibullTwins,
		logProb: is("log(k) - log(scale) + rise - exp(v)").
			d("x", "where(k == 1, 0, (k - 1)/x) - k/scale*exp(rise)").
			d("scale", "k*expm1(v)/scale").
			d("concentration", "1/k - where(x > 0, l*expm1(v), 0)"),
		mean:        is("scale*exp(lgamma1p(1/concentration))"),
		variance:    is("(scale*exp(lgamma1p(1/concentration)))^2*expm1(lgammaSpread(1/concentration))"),
		entropy:     is("1 + 0.57721566490153286061*(1 - 1/concentration) + log(scale) - log(concentration)"),
		cdf:         is("-expm1(-exp(v))").d("x", "exp(log(k) - log(scale) + rise - exp(v))"),
		logCDF:      is("log1mexpexp(v)"),
		logSurvival: is("-exp(v)").d("x", "-exp(log(k) - log(scale) + rise)"),
		quantile:    is("scale*(-log1p(-p))^(1/concentration)"),
		// that of log 1/x
		kl: is("gumbelKL(p_concentration, q_concentration, p_concentration*logQuotient(q_scale, p_scale))"),
	})
}}
