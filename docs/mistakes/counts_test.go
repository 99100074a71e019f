package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// rows returns the error of a run in which a distribution meets data, a row for each element.
func rows(y *tensor.Tensor, d func() dist.Distribution) error {
	return told(ppl.Run(func(c *ppl.Context) {
		ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "y", d(), ppl.Obs(y)) })
	}, 1))
}

var counts = topic{"Counts, categories, ratings and angles", `Each is data of a kind of its own, and [the families](distributions.md) of each kind say what they take.`, []mistake{
	{
		title: "Ratings counted from 1",
		why:   "Categories count from 0, as in Pyro and PyMC; Stan's count from 1. Subtract 1.",
		program: func() error {
			ratings, cutpoints := tensor.Of([]int{1, 3, 5}), tensor.Of([]float64{-2, -1, 1, 2})
			return rows(ratings, func() dist.Distribution { return dist.OrderedLogistic(0, cutpoints) })
		},
		says: []string{`site "y"`, "a value of OrderedLogistic must be a whole number in 0…4, found 5 at index [2]", "5 categories, counted from 0: one more than cutpoints"},
	},
	{
		title: "Cutpoints that know no order",
		why:   "Independent priors draw them in any order. `dist.OrderStatistics` draws them in increasing order.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				cutpoints := ppl.Sample(c, "cutpoints", dist.Normal(tensor.Zeros(4), 2).ToEvent(1))
				ppl.Sample(c, "rating", dist.OrderedProbit(0, cutpoints), ppl.Obs(tensor.Scalar(2)))
			}, 1))
		},
		says: []string{`site "rating"`, "OrderedProbit: cutpoints must be increasing along the last dimension, found", "draw them from dist.OrderStatistics, or keep parameters in order by ppl.Constrained(dist.OrderedVector)"},
	},
	{
		title: "Cutpoints before the predictor",
		why:   "TFP has them first.",
		program: func() error {
			predictor, cutpoints := tensor.Scalar(0.5), tensor.Of([]float64{-1, 1})
			return rows(tensor.Of([]int{0, 2}), func() dist.Distribution { return dist.OrderedLogistic(cutpoints, predictor) })
		},
		says: []string{"OrderedLogistic: cutpoints need what separates the categories", "the order is OrderedLogistic(predictor, cutpoints)"},
	},
	{
		title: "Counts that do not add up",
		why:   "The rows have totals of their own: add the counts of each up, and give the vector of totals.",
		program: func() error {
			votes := tensor.Of([]int{5, 3, 2, 4, 4, 1}, 2, 3)
			return rows(votes, func() dist.Distribution { return dist.Multinomial[dist.Probs](10, tensor.Of([]float64{0.5, 0.3, 0.2})) })
		},
		says: []string{`site "y"`, "a value of Multinomial must be whole numbers from 0 on that add up to 10 along the last dimension, found 4 at index [1, 0] of elements that add up to 9"},
	},
	{
		title: "A total that was left at 1",
		why:   "One draw is what Categorical and OneHotCategorical make.",
		program: func() error {
			words := tensor.Of([]int{4, 0, 6}, 1, 3)
			return rows(words, func() dist.Distribution { return dist.DirichletMultinomial(1, tensor.Ones(3)) })
		},
		says: []string{`site "y"`, "a value of DirichletMultinomial must be", "add up to 1 along the last dimension, found 4", "add up to its total"},
	},
	{
		title: "The total after the concentration",
		why:   "Pyro and NumPyro have it last.",
		program: func() error {
			words := tensor.Of([]int{4, 0, 6}, 1, 3)
			return rows(words, func() dist.Distribution { return dist.DirichletMultinomial(tensor.Ones(3), tensor.Scalar(10)) })
		},
		says: []string{"DirichletMultinomial: concentration needs at least two elements", "the order is DirichletMultinomial(total, concentration)"},
	},
	{
		title: "Labels where rows of 0 and 1 belong",
		why:   "A label is a value of Categorical; OneHotCategorical has a row for each.",
		program: func() error {
			labels := tensor.Of([]int{0, 2, 1})
			return rows(labels, func() dist.Distribution { return dist.OneHotCategorical[dist.Logits](tensor.Zeros(3)) })
		},
		says: []string{`site "y"`, "the observed value has shape [3], a draw has [3 3] (batch [3], event [3])"},
	},
	{
		title: "Shares where rows of 0 and 1 belong",
		why:   "Soft labels are the output of another model. Draw labels of them, or observe shares under a Dirichlet.",
		program: func() error {
			soft := tensor.Of([]float64{0.7, 0.2, 0.1, 0, 1, 0}, 2, 3)
			return rows(soft, func() dist.Distribution { return dist.OneHotCategorical[dist.Logits](tensor.Zeros(3)) })
		},
		says: []string{`site "y"`, "a value of OneHotCategorical must be a single 1 among zeros along the last dimension, found 0.7 at index [0, 0]", "shares are values of Dirichlet, labels those of Categorical"},
	},
	{
		title: "The mean of a negative binomial as its probability",
		why:   "There are four parameterizations; the one by mean and concentration is NegativeBinomial2.",
		program: func() error {
			mean, concentration := 4.2, 1.5
			return rows(tensor.Of([]int{3, 0, 9}), func() dist.Distribution { return dist.NegativeBinomial[dist.Probs](concentration, mean) })
		},
		says: []string{`site "y"`, "NegativeBinomial: probs must be in [0, 1), found 4.2"},
	},
	{
		title: "A linear predictor as a mean of counts",
		why:   "It is the logarithm of the mean, to which the logarithm of the exposure is added.",
		program: func() error {
			predictor := tensor.Of([]float64{0.4, -0.7, 1.9})
			return rows(tensor.Of([]int{3, 0, 9}), func() dist.Distribution { return dist.NegativeBinomial2(predictor, 1.5) })
		},
		says: []string{`site "y"`, "NegativeBinomial2: mean must be positive, found -0.7 at index [1]; exponentiate a linear predictor"},
	},
	{
		title: "No overdispersion as a concentration of 0",
		why:   "The concentration is large where counts are nearly Poisson; 1 over it is 0 then, on which a prior such as Exponential is easy to choose.",
		program: func() error {
			return rows(tensor.Of([]int{3, 0, 9}), func() dist.Distribution { return dist.NegativeBinomial2(4, 0) })
		},
		says: []string{`site "y"`, "NegativeBinomial2: concentration must be positive, found 0"},
	},
	{
		title: "A dispersion of more than 1",
		why:   "That of a generalized Poisson variable is 1 - rate/mean, not variance over mean.",
		program: func() error {
			return rows(tensor.Of([]int{3, 0, 9}), func() dist.Distribution { return dist.GeneralizedPoisson(2, 1.8) })
		},
		says: []string{`site "y"`, "GeneralizedPoisson: dispersion must be in [0, 1], found 1.8; 1 - rate/mean"},
	},
	{
		title: "Log-odds of a zero as its probability",
		why:   "A gate that depends on predictors has logits.",
		program: func() error {
			logOdds := tensor.Of([]float64{0.4, -0.7, 1.9})
			return rows(tensor.Of([]int{3, 0, 9}), func() dist.Distribution { return dist.ZeroInflated[dist.Probs](dist.Poisson(4), logOdds) })
		},
		says: []string{`site "y"`, "ZeroInflated: gate must be in [0, 1], found -0.7 at index [1]; if these are log-odds, say dist.ZeroInflated[dist.Logits]"},
	},
	{
		title: "Zero inflation of amounts",
		why:   "An amount is never 0 by its density, so that all zeros are the gate's: a Hurdle.",
		program: func() error {
			return rows(tensor.Of([]float64{0, 1.2, 0}), func() dist.Distribution { return dist.ZeroInflated[dist.Probs](dist.LogNormal(0, 1), 0.5) })
		},
		says: []string{"ZeroInflated: base is LogNormal(loc: 0, scale: 1), which has densities", "Hurdle has zeros beside them"},
	},
	{
		title: "A hurdle before values of both signs",
		why:   "There are values below 0, so that 0 is no hurdle. A mixture of a narrow and a wide Normal may be meant.",
		program: func() error {
			return rows(tensor.Of([]float64{0, -1.2, 0}), func() dist.Distribution { return dist.Hurdle[dist.Probs](dist.Normal(0, 1), 0.5) })
		},
		says: []string{"Hurdle: base has values that are real, and zeros are the least of a hurdle: take counts, or positive numbers"},
	},
	{
		title: "Dry days under a Gamma",
		why:   "The density of a Gamma at 0 is 0 or infinite if its concentration is not 1: take a Hurdle before it, or a Tweedie.",
		program: func() error {
			rain := tensor.Of([]float64{3.5, 0, 12})
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				rate := ppl.Sample(c, "rate", dist.HalfNormal(1))
				ppl.Plate(c, "days", 3, func(c *ppl.Context) { ppl.Sample(c, "rain", dist.Gamma(2, rate), ppl.Obs(rain)) })
			}))
		},
		says: []string{"no point to start from", `the log-density is -Inf at site "rain"`, "at element 1 of [3], where the value is 0"},
	},
	{
		title: "The order of another Hypergeometric",
		why:   "NumPy has the good ones, the others and the draws.",
		program: func() error {
			return rows(tensor.Of([]int{3, 2}), func() dist.Distribution { return dist.Hypergeometric(5, 20, 10) })
		},
		says: []string{`site "y"`, "Hypergeometric: population must be at least 20, found 5; the order is Hypergeometric(population, successes, draws)"},
	},
	{
		title: "A mean difference as a rate of Skellam",
		why:   "Its parameters are the rates of the two counts, of which it is the difference.",
		program: func() error {
			return rows(tensor.Of([]int{1, -2}), func() dist.Distribution { return dist.Skellam(1, -0.5) })
		},
		says: []string{`site "y"`, "Skellam: rate2 must be positive, found -0.5"},
	},
	{
		title: "A Tweedie without zeros",
		why:   "With a power of 2 and above all values are positive: take Gamma, or InverseGaussian for 3.",
		program: func() error {
			return rows(tensor.Of([]float64{0, 12.5}), func() dist.Distribution { return dist.Tweedie(3, 1, 2.5) })
		},
		says: []string{`site "y"`, "Tweedie: power must be in (1, 2), found 2.5; with 1 it is a Poisson variable times the dispersion, with 2 Gamma"},
	},
	{
		title: "The concentration of a proportion before its mean",
		why:   "BetaProportion is Beta by its mean, which comes first.",
		program: func() error {
			return rows(tensor.Of([]float64{0.2, 0.5}), func() dist.Distribution { return dist.BetaProportion(20, 0.3) })
		},
		says: []string{`site "y"`, "BetaProportion: mean must be in (0, 1), found 20"},
	},
	{
		title: "Yes and no under a relaxed distribution",
		why:   "A relaxed choice is a latent whose derivative is needed, and has no probability of 0 and 1.",
		program: func() error {
			return rows(tensor.Of([]int{0, 1}), func() dist.Distribution { return dist.RelaxedBernoulli[dist.Probs](0.5, 0.3) })
		},
		says: []string{`site "y"`, "a value of RelaxedBernoulli must be in (0, 1), found 0 at index [0]; 0 and 1 are values of Bernoulli"},
	},
	{
		title: "A relaxed choice where a whole number belongs",
		why:   "It lies between: what depends on it must take any number, as a mean does.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				extra := ppl.Sample(c, "extra", dist.RelaxedBernoulli[dist.Probs](0.5, 0.3))
				ppl.Sample(c, "wins", dist.Binomial[dist.Probs](tensor.Add(10, extra), 0.5), ppl.Obs(tensor.Scalar(7)))
			}, 1))
		},
		says: []string{`site "wins"`, "Binomial: total must be a whole number from 0 on, found 10."},
	},
	{
		title: "Angles in degrees",
		why:   "Radians are from -π to π.",
		program: func() error {
			wind := tensor.Of([]float64{10, 350, 90})
			return rows(wind, func() dist.Distribution { return dist.VonMises(0, 1) })
		},
		says: []string{`site "y"`, "a value of VonMises must be in [-3.14159, 3.14159], found 10 at index [0]", "turn degrees into radians"},
	},
	{
		title: "Angles from 0 on",
		why:   "Those above π are below 0 here: subtract 2π.",
		program: func() error {
			phase := tensor.Of([]float64{0.3, 3.9, 6.2})
			return rows(phase, func() dist.Distribution { return dist.VonMises(0, 1) })
		},
		says: []string{`site "y"`, "a value of VonMises must be", "found 3.9 at index [1]; subtract 2π·round(x/2π) from angles"},
	},
}}
