package dist

import (
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// BinomialDist is the distribution of the number of successes in independent trials.
type BinomialDist struct{ univariate[*BinomialDist] }

// Binomial returns the number of successes in total trials that each succeed with probability p. Its last parameter is
// p, or log(p/(1-p)) if it is Logits:
//
//	log p(x) = log C(total, x) + x log p + (total - x) log(1-p),  x = 0, …, total
func Binomial[P Parameterization, N, T tensor.Like](total N, p T) *BinomialDist {
	return newUnivariate[BinomialDist](eitherOf[P](&binomialProbs, &binomialLogits), tensor.To(total), tensor.To(p))
}

// Total returns the number of trials.
func (d *BinomialDist) Total() *tensor.Tensor { return d.params[0] }

// Probs returns the probability of a success.
func (d *BinomialDist) Probs() *tensor.Tensor {
	return probsOf(d.params[1], d.family == binomialLogits.get())
}

// Logits returns log(p/(1-p)).
func (d *BinomialDist) Logits() *tensor.Tensor {
	return logitsOf(d.params[1], d.family == binomialLogits.get())
}

// trials is the range of totals in gradient checks.
var trials = tensor.Input{Low: 9, High: 15, Whole: true}

// binomialFamily returns the family with parameter p after the total. in are values of p for gradient checks, and probs
// tells the probability that belongs to one. At most k succeed where it is less than the k + 1st of total uniform
// numbers in order, a beta variable (DLMF 8.17.5).
func binomialFamily(p Param, in tensor.Input, probs func(v float64) float64, by formulasOf) *family {
	by.inputs = []tensor.Input{countInput, trials, in}
	by.within, by.discrete = "0 <= x && x <= total && x == floor(x)", true
	by.with = "n = total; k = floor(x)"
	return define[BinomialDist](family{
		Spec:    Spec{"Binomial", []Param{{"total", NonNegativeInteger, ""}, p}},
		support: func(p []*tensor.Tensor) Constraint { return IntegerInterval(0, p[0]) },
		draw: register("Binomial."+by.variant+".Sample", func(p *point) (s binomialSetup) { s.set(p[0], probs(p[1])); return s },
			func(r *tensor.RNG, s *binomialSetup) float64 { return s.draw(r) }, sampler{}, []tensor.Input{trials, in}).apply,
	}, by)
}

var binomialProbs = lazy[*family]{make: func() *family {
	return binomialFamily(Param{"probs", UnitInterval, "if these are log-odds, say dist.Binomial[dist.Logits]"},
		probability, func(p float64) float64 { return p }, formulasOf{
			variant: "Probs",
			twins:   binomialProbsTwins,
			logProb: is("binomialMass(x, n, probs)").
				d("probs", "where(n == 0, 0, x == 0, -n/(1 - probs), x == n, n/probs, fma(-n, probs, x)/probs/(1 - probs))"),
			mean:     is("total*probs"),
			variance: is("total*probs*(1 - probs)"),
			cdf: is("where(x < 0, 0, x >= n, 1, probs < 0.5, betaincc(k + 1, n - k, probs), betainc(n - k, k + 1, 1 - probs))").
				d("probs", "where(x < 0 || x >= n, 0, -n*exp(binomialMass(k, n - 1, probs)))"),
			logCDF: is("where(x < 0, -inf, x >= n, 0, betalogupper(k + 1, n - k, probs))").
				d("probs", `where(x < 0 || x >= n, 0, 0 < probs && probs < 1, -betaupper(k + 1, n - k, probs)/probs/(1 - probs),
				-n*exp(binomialMass(k, n - 1, probs) - f))`),
			logSurvival: is("where(x < 0, 0, x >= n, -inf, betaloglower(k + 1, n - k, probs))").
				d("probs", `where(x < 0 || x >= n, 0, 0 < probs && probs < 1, betalower(k + 1, n - k, probs)/probs/(1 - probs),
				n*exp(binomialMass(k, n - 1, probs) - f))`),
		})
}}

var binomialLogits = lazy[*family]{make: func() *family {
	return binomialFamily(Param{"logits", extended{}, ""}, tensor.Input{}, special.Sigmoid, formulasOf{
		variant: "Logits",
		twins:   binomialLogitsTwins,
		logProb: is("binomialLogitsMass(x, n, logits)").
			d("logits", `less = where(logits > 0, n - x, x)
			beyond = fma(-n, sigmoid(-abs(logits)), less)
			where(logits > 0, -beyond, beyond)`),
		mean:     is("total*sigmoid(logits)"),
		variance: is("total*sigmoid(logits)*sigmoid(-logits)"),
		cdf: is(`where(x < 0, 0, x >= n, 1, logits < 0, betaincc(k + 1, n - k, sigmoid(logits)),
		betainc(n - k, k + 1, sigmoid(-logits)))`).
			d("logits", "where(x < 0 || x >= n, 0, -(n - k)*sigmoid(logits)*exp(binomialLogitsMass(k, n, logits)))"),
		logCDF:      is("where(x < 0, -inf, x >= n, 0, logitbetalogupper(k + 1, n - k, logits))"),
		logSurvival: is("where(x < 0, 0, x >= n, -inf, logitbetaloglower(k + 1, n - k, logits))"),
	})
}}
