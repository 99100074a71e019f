package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// KumaraswamyDist is the Kumaraswamy distribution.
type KumaraswamyDist struct{ univariate[*KumaraswamyDist] }

// Kumaraswamy returns the distribution of a number from 0 to 1 that is at most x with probability 1 - (1 - xᵃ)ᵇ, much
// like Beta(a, b) but with simple quantiles:
//
//	log p(x) = log a + log b + (a - 1) log x + (b - 1) log(1 - xᵃ),  0 ≤ x ≤ 1
//
// The density is infinite at 0 for a below 1 and at 1 for b below 1. Pyro, NumPyro, PyMC and TFP have the same order.
func Kumaraswamy[A, B tensor.Like](a A, b B) *KumaraswamyDist {
	return newUnivariate[KumaraswamyDist](kumaraswamyFamily.get(), tensor.To(a), tensor.To(b))
}

// Concentration1 returns a, the weight towards 1, as it was given.
func (d *KumaraswamyDist) Concentration1() *tensor.Tensor { return d.params[0] }

// Concentration0 returns b, the weight towards 0, as it was given.
func (d *KumaraswamyDist) Concentration0() *tensor.Tensor { return d.params[1] }

var kumaraswamyFamily = lazy[*family]{make: func() *family {
	return define[KumaraswamyDist](family{
		Spec:    Spec{"Kumaraswamy", []Param{{"a", Positive, concentrationCure}, {"b", Positive, concentrationCure}}},
		support: func([]*tensor.Tensor) Constraint { return UnitInterval },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				return math.Exp(special.Log1mExp(math.Log(r.Float64())/p[1]) / p[0])
			},
			grad: func(x float64, p *point) point { // b log(1-xᵃ) stays the same
				v, part := p[0]*math.Log(x), -1.0
				if v > -37 {
					part = math.Expm1(-v) * special.Log1mExp(v)
				}
				return point{-x * math.Log(x) / p[0], x / p[0] * part / p[1]}
			},
			open: func(*point) (low, high float64) { return pole, 1 },
		}.register("Kumaraswamy.Sample", gammaInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(probability, gammaInputs),
		with: `
		l = log(min(max(x, 0), 1)); v = a*l; s = log1mexp(v)
		rise = where(a == 1, 0, (a - 1)*l); fall = where(b == 1, 0, (b - 1)*s)`,
		twins: kumaraswamyTwins,
		logProb: is("log(a) + log(b) + rise + fall").
			d("x", "where(a == 1, 0, (a - 1)/x) + where(b == 1, 0, (b - 1)*a*exp(rise)/expm1(v))").
			d("a", "1/a + where(x > 0, l, 0) - where(b == 1 || x == 0, 0, (b - 1)*l/expm1(-v))").
			d("b", "1/b + where(x < 1, s, 0)"),
		mean:        is("kumaraswamyMoment(1/a, b)"),
		variance:    is("kumaraswamyMoment(2/a, b) - kumaraswamyMoment(1/a, b)^2"),
		entropy:     is("1 - 1/b + (1 - 1/a)*(digamma(b + 1) + 0.57721566490153286061) - log(a) - log(b)"),
		cdf:         is("-expm1(b*s)").d("x", "exp(log(a) + log(b) + rise + fall)").d("b", "-s*exp(b*s)"),
		logCDF:      is("where(v < -37, log1mexpexp(log(b) + v), log1mexp(b*s))").d("x", "where(x == 1, exp(log(a) + log(b) + fall), exp(log(a) + log(b) + rise + fall - f))"),
		logSurvival: is("b*s").d("x", "where(0 <= x && x < 1, -a*b*exp(rise - s), 0)"),
		quantile:    is("exp(log1mexp(log1p(-p)/b)/a)"),
	})
}}

func init() { // that of x to the power of e·a
	expr.Abbreviate("kumaraswamyMoment", "exp(log(b) + logBeta(1 + e, b))", "e", "b")
}
