package dist

import "github.com/credence-ppl/credence/tensor"

// RelaxedBernoulliDist is a distribution of numbers between 0 and 1 that most often are near to either.
type RelaxedBernoulliDist struct {
	univariate[*RelaxedBernoulliDist]
}

// RelaxedBernoulli returns the distribution of sigmoid((l + e) / temperature) for standard logistic noise e, a draw of
// Bernoulli[Logits](l) that is made smooth: it is above ½ with probability p, and near 0 and 1 for low temperatures.
// Its draws carry derivatives. The parameter is p, or l = log(p/(1-p)) if it is Logits; with z for
// temperature·log(x/(1-x)) - l
//
//	log p(x) = log temperature - z - 2 log(1 + e⁻ᶻ) - log x - log(1-x),  0 < x < 1
//
// The temperature comes first as in Pyro's RelaxedBernoulli and TFP's. It is the binary concrete distribution of C. J.
// Maddison, A. Mnih, Y. W. Teh, "The Concrete Distribution", 2017.
func RelaxedBernoulli[P Parameterization, T, B tensor.Like](temperature T, p B) *RelaxedBernoulliDist {
	return newUnivariate[RelaxedBernoulliDist](eitherOf[P](&relaxedBernoulliProbs, &relaxedBernoulliLogits), tensor.To(temperature), tensor.To(p))
}

// Temperature returns the temperature, as it was given.
func (d *RelaxedBernoulliDist) Temperature() *tensor.Tensor { return d.params[0] }

// Probs returns the probability of more than ½.
func (d *RelaxedBernoulliDist) Probs() *tensor.Tensor {
	return probsOf(d.params[1], d.family == relaxedBernoulliLogits.get())
}

// Logits returns log(p/(1-p)).
func (d *RelaxedBernoulliDist) Logits() *tensor.Tensor {
	return logitsOf(d.params[1], d.family == relaxedBernoulliLogits.get())
}

const temperatureCure = "low ones, such as 0.5, are near to yes or no"

// relaxedBernoulliFamily returns the family with parameter p after the temperature, and logits as a formula of it.
func relaxedBernoulliFamily(variant string, p Param, in tensor.Input, logits string, twins []twin) *family {
	inputs := []tensor.Input{positiveInput, in}
	draw := pointwise{formula: compile(is("sigmoid((log(u) - log1p(-u) + l)/temperature)").with("l = "+logits).
		in(domain{low: "pole()", high: "1"}), 1, "u", "temperature", p.Name)}.
		register("RelaxedBernoulli."+variant+".Draw", append([]tensor.Input{probability}, inputs...))
	return define[RelaxedBernoulliDist](family{
		Spec:    Spec{"RelaxedBernoulli", []Param{{"temperature", Positive, temperatureCure}, p}},
		support: func([]*tensor.Tensor) Constraint { return openUnitInterval },
		cure:    "0 and 1 are values of Bernoulli",
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			t, _ := commonType(p)
			return draw.apply(nil, nil, rng.UniformAt(zero.As(t), one.As(t), shape...), p...)
		},
		pathwise: true,
	}, formulasOf{
		variant:     variant,
		twins:       twins,
		inputs:      withValue(probability, inputs),
		with:        "u = min(max(x, 0), 1); l = " + logits + "; z = temperature*(log(u) - log1p(-u)) - l",
		logProb:     is("log(temperature) - softplus(z) - softplus(-z) - log(x) - log1p(-x)"),
		cdf:         is("sigmoid(z)"),
		logCDF:      is("-softplus(-z)"),
		logSurvival: is("-softplus(z)"),
		quantile:    is("l = " + logits + "; sigmoid((log(p) - log1p(-p) + l)/temperature)"),
	})
}

var (
	openUnitInterval = interval{zero, one, openLow | openHigh}

	relaxedBernoulliLogits = lazy[*family]{make: func() *family {
		return relaxedBernoulliFamily("Logits", Param{"logits", Real, ""}, tensor.Input{}, "logits", relaxedBernoulliLogitsTwins)
	}}
	relaxedBernoulliProbs = lazy[*family]{make: func() *family {
		return relaxedBernoulliFamily("Probs", Param{"probs", openUnitInterval,
			"if these are log-odds, say dist.RelaxedBernoulli[dist.Logits]"}, probability, "log(probs) - log1p(-probs)",
			relaxedBernoulliProbsTwins)
	}}
)
