package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// GeneralizedPoissonDist is a distribution of counts that vary more than those of [Poisson].
type GeneralizedPoissonDist struct {
	univariate[*GeneralizedPoissonDist]
}

// GeneralizedPoisson returns the distribution of Consul and Jain, that of how many a Poisson number of ancestors with
// the given rate become with all their descendants, of whom each has a Poisson number of children with mean
// dispersion, from 0 to below 1. With m = rate + dispersion·x:
//
//	log p(x) = log rate + (x - 1) log m - m - log x!,  x = 0, 1, 2, …
//
// The mean is rate / (1 - dispersion), and the variance rate / (1 - dispersion)³; dispersion 0 is Poisson. PyMC's
// extras have it as GeneralizedPoisson(mu, lam). The source is P. C. Consul, G. C. Jain, "A generalization of the
// Poisson distribution", 1973.
func GeneralizedPoisson[R, D tensor.Like](rate R, dispersion D) *GeneralizedPoissonDist {
	return newUnivariate[GeneralizedPoissonDist](generalizedPoissonFamily.get(), tensor.To(rate), tensor.To(dispersion))
}

// Rate returns the mean number of ancestors, as it was given.
func (d *GeneralizedPoissonDist) Rate() *tensor.Tensor { return d.params[0] }

// Dispersion returns the mean number of children, as it was given.
func (d *GeneralizedPoissonDist) Dispersion() *tensor.Tensor { return d.params[1] }

var generalizedPoissonInputs = []tensor.Input{positiveInput, {Low: 0.1, High: 0.6}}

var generalizedPoissonFamily = lazy[*family]{make: func() *family {
	return define[GeneralizedPoissonDist](family{
		Spec:    Spec{"GeneralizedPoisson", []Param{{"rate", Positive, "exponentiate a linear predictor"}, {"dispersion", UnitInterval, "1 - rate/mean"}}},
		support: func([]*tensor.Tensor) Constraint { return NonNegativeInteger },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { // one generation after the other
				if !(0 <= p[1] && p[1] < 1) {
					return math.NaN()
				}
				total, n := 0.0, poissonDraw(r, p[0])
				for n > 0 {
					total += n
					n = poissonDraw(r, p[1]*n)
				}
				return total + n
			},
		}.register("GeneralizedPoisson.Sample", generalizedPoissonInputs...).apply,
	}, formulasOf{
		inputs: withValue(countInput, generalizedPoissonInputs),
		valid:  "rate > 0 && dispersion < 1",
		with:   "m = rate + dispersion*x; off = fma(dispersion - 1, x, rate)", // off = m - x
		twins:  generalizedPoissonTwins,
		logProb: is("poissonMass(x, m, off) + log(rate) - log(m)").
			d("rate", "where(x == 0, -1, dispersion*x/rate/m - off/m)").d("dispersion", "-x*((off + 1)/m)"),
		sums:     massSums{span: func([]float64) massSpan { return massSpan{high: math.Inf(1)} }}.enter,
		mean:     is("rate/(1 - dispersion)"),
		variance: is("rate/(1 - dispersion)^3"),
	})
}}
