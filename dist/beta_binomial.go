package dist

import (
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// BetaBinomialDist is the distribution of a count of successes that varies more than one of [Binomial].
type BetaBinomialDist struct {
	univariate[*BetaBinomialDist]
}

// BetaBinomial returns the number of successes in total trials that succeed with a probability drawn from Beta(a, b):
//
//	log p(x) = log C(total, x) + log B(x+a, total-x+b) - log B(a, b),  x = 0, 1, …, total
//
// Pyro's and NumPyro's BetaBinomial(concentration1, concentration0, total_count) and PyMC's (alpha, beta, n) have the
// total last; Stan's beta_binomial(N, alpha, beta) first.
func BetaBinomial[N, A, B tensor.Like](total N, a A, b B) *BetaBinomialDist {
	return newUnivariate[BetaBinomialDist](betaBinomialFamily.get(), tensor.To(total), tensor.To(a), tensor.To(b))
}

// Total returns the number of trials, as it was given.
func (d *BetaBinomialDist) Total() *tensor.Tensor { return d.params[0] }

// Concentration1 returns a, the weight towards successes, as it was given.
func (d *BetaBinomialDist) Concentration1() *tensor.Tensor { return d.params[1] }

// Concentration0 returns b, the weight towards failures, as it was given.
func (d *BetaBinomialDist) Concentration0() *tensor.Tensor { return d.params[2] }

var betaBinomialInputs = []tensor.Input{{Low: 12, High: 20, Whole: true}, positiveInput, positiveInput}

// Successes and failures are two counts of negative binomials with totals a and b, given their sum, whatever the
// probability of these is. At n/(n+a+b) no term is large where their sum is not.
var betaBinomialFamily = lazy[*family]{make: func() *family {
	return define[BetaBinomialDist](family{
		Spec:    Spec{"BetaBinomial", []Param{{"total", NonNegativeInteger, ""}, {"a", Positive, concentrationCure}, {"b", Positive, concentrationCure}}},
		support: func(p []*tensor.Tensor) Constraint { return IntegerInterval(0, p[0]) },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				l := special.Log(p[1]) - special.Log(p[2]) + logGammaVariate(r, p[1]) - logGammaVariate(r, p[2])
				if l > 0 {
					return p[0] - binomialDraw(r, p[0], special.Sigmoid(-l))
				}
				return binomialDraw(r, p[0], special.Sigmoid(l))
			},
		}.register("BetaBinomial.Sample", betaBinomialInputs...).apply,
	}, formulasOf{
		inputs:   append([]tensor.Input{countInput}, betaBinomialInputs...),
		discrete: true,
		within:   "0 <= x && x <= total && x == floor(x)",
		with: `
		n = total; y = n - x; s = a + b; p = n/(n + s); q = s/(n + s); logp = -log1p(s/n); logq = -log1p(n/s)
		e = fma(x, b, -a*y)/(n + s)`,
		twins: betaBinomialTwins,
		logProb: is(`
		where(n == 0, 0, negativeBinomialMass(x, a, p, q, logp, logq, e) + negativeBinomialMass(y, b, p, q, logp, logq, -e) -
			negativeBinomialMass(n, s, p, q, logp, logq, 0))`).
			d("a", "where(n == 0, 0, negativeBinomialSlope(x, a, q, logq, e) - negativeBinomialSlope(n, s, q, logq, 0))").
			d("b", "where(n == 0, 0, negativeBinomialSlope(y, b, q, logq, -e) - negativeBinomialSlope(n, s, q, logq, 0))"),
		sums: massSums{span: func(p []float64) massSpan {
			return massSpan{high: p[0], uneven: p[1] < 1 || p[2] < 1}
		}}.enter,
		mean:     is("total*(a/(a + b))"),
		variance: is("s = a + b; total*(a/s)*(b/s)*((s + total)/(s + 1))"),
	})
}}
