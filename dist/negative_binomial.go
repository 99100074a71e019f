package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// NegativeBinomialDist is the distribution of a count that varies more than one of [Poisson].
type NegativeBinomialDist struct {
	univariate[*NegativeBinomialDist]
}

// NegativeBinomial returns the number of successes before the total-th failure, in independent trials that each succeed
// with probability p < 1. The total is any positive number: a Poisson count has this distribution if its rate is a draw
// of Gamma(total, (1-p)/p). The last parameter is p, or log(p/(1-p)) if it is Logits:
//
//	log p(x) = log Γ(x+total) - log x! - log Γ(total) + x log p + total log(1-p),  x = 0, 1, 2, …
//
// The mean is m = total·p/(1-p) and the variance m + m²/total. For a given mean, Logits are log(m/total).
func NegativeBinomial[P Parameterization, N, T tensor.Like](total N, p T) *NegativeBinomialDist {
	return newUnivariate[NegativeBinomialDist](eitherOf[P](&negativeBinomialProbs, &negativeBinomialLogits), tensor.To(total), tensor.To(p))
}

// Total returns the number of failures, as it was given.
func (d *NegativeBinomialDist) Total() *tensor.Tensor { return d.params[0] }

// Probs returns the probability of a success.
func (d *NegativeBinomialDist) Probs() *tensor.Tensor {
	return probsOf(d.params[1], d.family == negativeBinomialLogits.get())
}

// Logits returns log(p/(1-p)).
func (d *NegativeBinomialDist) Logits() *tensor.Tensor {
	return logitsOf(d.params[1], d.family == negativeBinomialLogits.get())
}

// negativeBinomialSetup is what draws have in common: the rate of a Poisson variable is a gamma variable.
type negativeBinomialSetup struct {
	gamma            gammaSetup
	logTotal, logits float64
}

// negativeBinomialFamily returns the family with parameter p after the total, as binomialFamily does; logits tells the
// log-odds that belong to one. A count is at most k where a beta variable of k + 1 and total exceeds the probability.
func negativeBinomialFamily(p Param, in tensor.Input, logits func(v float64) float64, by formulasOf) *family {
	by.inputs = []tensor.Input{countInput, positiveInput, in}
	return define[NegativeBinomialDist](family{
		Spec:    Spec{"NegativeBinomial", []Param{{"total", Positive, concentrationCure}, p}},
		support: func([]*tensor.Tensor) Constraint { return NonNegativeInteger },
		draw: register("NegativeBinomial."+by.variant+".Sample",
			func(p *point) negativeBinomialSetup {
				return negativeBinomialSetup{gammaOf(p[0]), special.Log(p[0]), logits(p[1])}
			},
			func(r *tensor.RNG, s *negativeBinomialSetup) float64 {
				rate := math.Exp(s.gamma.draw(r) + s.logTotal + s.logits)
				return poissonDraw(r, min(rate, math.MaxFloat64))
			},
			sampler{open: func(*point) (low, high float64) { return -1, math.Inf(1) }}, []tensor.Input{positiveInput, in}).apply,
	}, by)
}

var negativeBinomialProbs = lazy[*family]{make: func() *family {
	return negativeBinomialFamily(
		Param{"probs", interval{zero, one, openHigh}, "with 1 no trial ever fails; if these are log-odds, say dist.NegativeBinomial[dist.Logits]"}, probability,
		func(p float64) float64 { return special.Log(p) - math.Log1p(-p) }, formulasOf{
			variant: "Probs",
			twins:   negativeBinomialProbsTwins,
			with: `
			k = max(floor(x), 0); n = k + total; p = probs; q = 1 - probs; logq = log1p(-probs)
			e = where(p < 0.5, fma(-n, p, k), fma(n, q, -total))
			mass = negativeBinomialMass(k, total, p, q, log(p), logq, e)`,
			logProb: is("mass").
				d("total", "negativeBinomialSlope(k, total, q, logq, e)").
				d("probs", "where(p > 0, e/p/q, -total)"),
			mean:     is("total*probs/(1 - probs)"),
			variance: is("total*probs/(1 - probs)^2"),
			cdf: is("where(x < 0, 0, x == inf, 1, p < 0.5, betaincc(k + 1, total, p), betainc(total, k + 1, q))").
				d("total", "where(x < 0, 0, -exp(mass + log(n*p))*betashiftb(k + 1, total, p))").
				d("probs", "where(x < 0, 0, -exp(mass + log(n/q)))"),
			logCDF: is("where(x < 0, -inf, x == inf, 0, betalogupper(k + 1, total, probs))").
				d("probs", "where(p > 0, -betaupper(k + 1, total, probs)/p/q, -exp(mass + log(n) - f))"),
			logSurvival: is("where(x < 0, 0, x == inf, -inf, betaloglower(k + 1, total, probs))").
				d("probs", "where(x < 0, 0, p > 0, betalower(k + 1, total, probs)/p/q, exp(mass + log(n) - f))"),
		})
}}

var negativeBinomialLogits = lazy[*family]{make: func() *family {
	return negativeBinomialFamily(Param{"logits", Real, ""}, tensor.Input{},
		func(l float64) float64 { return l }, formulasOf{
			variant: "Logits",
			twins:   negativeBinomialLogitsTwins,
			with: `
			k = max(floor(x), 0); n = k + total; p = sigmoid(logits); q = sigmoid(-logits); logq = -softplus(logits)
			e = where(logits < 0, fma(-n, p, k), fma(n, q, -total))
			mass = negativeBinomialMass(k, total, p, q, -softplus(-logits), logq, e)`,
			logProb:  is("mass").d("total", "negativeBinomialSlope(k, total, q, logq, e)").d("logits", "e"),
			mean:     is("total*exp(logits)"),
			variance: is("total*exp(logits)*(1 + exp(logits))"),
			cdf: is("where(x < 0, 0, x == inf, 1, logits < 0, betaincc(k + 1, total, p), betainc(total, k + 1, q))").
				d("total", "where(x < 0, 0, -exp(mass + log(n*p))*logitbetashift(total, k + 1, -logits))").
				d("logits", "where(x < 0, 0, -exp(mass + log(n*p)))"),
			logCDF:      is("where(x < 0, -inf, x == inf, 0, logitbetalogupper(k + 1, total, logits))"),
			logSurvival: is("where(x < 0, 0, x == inf, -inf, logitbetaloglower(k + 1, total, logits))"),
		})
}}
