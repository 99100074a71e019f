package dist

import (
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// ContinuousBernoulliDist is the continuous Bernoulli distribution.
type ContinuousBernoulliDist struct {
	univariate[*ContinuousBernoulliDist]
}

// ContinuousBernoulli returns the distribution of numbers from 0 to 1, such as gray pixels, whose density is that of
// Bernoulli outcomes, normalized. Its parameter is p, or log(p/(1-p)) if it is Logits; for logits l
//
//	log p(x) = l·x - log((eˡ - 1) / l),  0 ≤ x ≤ 1
//
// p is not the mean: that is 1/(1 - e⁻ˡ) - 1/l. Pyro and TFP have the same parameters. The source is G. Loaiza-Ganem,
// J. P. Cunningham, "The continuous Bernoulli: fixing a pervasive error in variational autoencoders", 2019.
func ContinuousBernoulli[P Parameterization, T tensor.Like](p T) *ContinuousBernoulliDist {
	return newUnivariate[ContinuousBernoulliDist](eitherOf[P](&continuousBernoulliProbs, &continuousBernoulliLogits), tensor.To(p))
}

// Probs returns p.
func (d *ContinuousBernoulliDist) Probs() *tensor.Tensor {
	return probsOf(d.params[0], d.family == continuousBernoulliLogits.get())
}

// Logits returns log(p/(1-p)).
func (d *ContinuousBernoulliDist) Logits() *tensor.Tensor {
	return logitsOf(d.params[0], d.family == continuousBernoulliLogits.get())
}

// continuousBernoulliFamily returns the family with a parameter of which l is the definition of the logits, and
// logits the same in Go with its derivative.
func continuousBernoulliFamily(variant string, p Param, in tensor.Input, l string, logits func(v float64) (l, slope float64), twins []twin) *family {
	return define[ContinuousBernoulliDist](family{
		Spec:    Spec{"ContinuousBernoulli", []Param{p}},
		support: func([]*tensor.Tensor) Constraint { return UnitInterval },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				l, _ := logits(p[0])
				return unitExpQuantile(r.Float64(), l)
			},
			grad: func(x float64, p *point) point {
				l, slope := logits(p[0])
				return point{unitExpGrad(x, l) * slope}
			},
			open: func(*point) (low, high float64) { return pole, 1 },
		}.register("ContinuousBernoulli."+variant+".Sample", in).apply,
		pathwise: true,
	}, formulasOf{
		variant: variant,
		twins:   twins,
		inputs:  []tensor.Input{probability, in},
		valid:   "abs(" + l + ") < inf",
		with:    "l = " + l + "; z = min(max(x, 0), 1); lower = unitExpLogCDF(z, l); upper = unitExpLogCDF(1 - z, -l)",
		logProb: is("where(l > 0, -l*(1 - x), l*x) - unitExpNorm(-abs(l))").
			d(p.Name, "where(l > 0, (x - 1) + unitExpMean(-l), x - unitExpMean(l))*("+map[bool]string{true: "1", false: "1/probs/(1 - probs)"}[variant == "Logits"]+")"),
		mean:        is("unitExpMean(" + l + ")"),
		variance:    is("unitExpVariance(" + l + ")"),
		entropy:     is("l = -abs(" + l + "); unitExpNorm(l) - l*unitExpMean(l)"),
		cdf:         is("where(lower < -0.69, exp(lower), -expm1(upper))"),
		logCDF:      is("where(lower < -0.69, lower, log1mexp(upper))"),
		logSurvival: is("where(upper < -0.69, upper, log1mexp(lower))"),
		quantile:    is("unitExpQuantile(p, " + l + ")"),
	})
}

var (
	continuousBernoulliLogits = lazy[*family]{make: func() *family {
		return continuousBernoulliFamily("Logits", Param{"logits", Real, ""}, tensor.Input{}, "logits",
			func(l float64) (float64, float64) { return l, 1 }, continuousBernoulliLogitsTwins)
	}}
	continuousBernoulliProbs = lazy[*family]{make: func() *family {
		return continuousBernoulliFamily("Probs",
			Param{"probs", UnitInterval, "if these are log-odds, say dist.ContinuousBernoulli[dist.Logits]"}, probability, "logQuotient(probs, 1 - probs)",
			func(p float64) (float64, float64) { return special.Log(p) - special.Log(1-p), 1 / p / (1 - p) },
			continuousBernoulliProbsTwins)
	}}
)
