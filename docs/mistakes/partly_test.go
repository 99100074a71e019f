package mistakes

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// nuts returns the error or the warnings of chains for a latent of a distribution.
func nuts(d func() dist.Distribution) error {
	return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) { ppl.Sample(c, "x", d()) }))
}

var partly = topic{"Data that are known in part", "Censored, truncated, rounded, folded and mixed data have distributions made of others. `rows` is that of the topic above.", []mistake{
	{
		title: "Ends of what is seen in the wrong order",
		why:   "The low one comes first; -Inf if there is none.",
		program: func() error {
			return rows(tensor.Of([]float64{0.5, 2}), func() dist.Distribution { return dist.Censored(dist.Normal(0, 1), 2, -1) })
		},
		says: []string{`site "y"`, "Censored: low 2 is not below high -1; low comes first: Censored(base, low, high)"},
	},
	{
		title: "An indicator of censoring as the end",
		why:   "The end is the time at which each left the study, and +Inf for those who were seen to the event.",
		program: func() error {
			weeks, left := tensor.Of([]float64{6, 9, 4}), tensor.Of([]int{1, 0, 1})
			return rows(weeks, func() dist.Distribution { return dist.Censored(dist.Weibull(10, 1.5), math.Inf(-1), left) })
		},
		says: []string{`site "y"`, "a value of Censored must be", "found 6 at index [0]", "an end is a value, not an indicator"},
	},
	{
		title: "Values beyond the end of the instrument",
		why:   "Other instruments measured them: the end is that of each.",
		program: func() error {
			return rows(tensor.Of([]float64{1.2, 3, 4.1}), func() dist.Distribution { return dist.Censored(dist.Normal(2, 1), math.Inf(-1), 3) })
		},
		says: []string{`site "y"`, "a value of Censored must be at most 3, found 4.1 at index [2]; what lies beyond an end is told as the end"},
	},
	{
		title: "A censored latent",
		why:   "The ends have a probability each, and no density: what is not told are data. The latent is the base.",
		program: func() error {
			return nuts(func() dist.Distribution { return dist.Censored(dist.Normal(0, 1), -1, 1) })
		},
		says: []string{`site "x"`, "an end has a probability of its own", "observe the site"},
	},
	{
		title: "Visits in the wrong order",
		why:   "The last one without a symptom comes before the first one with it.",
		program: func() error {
			visits := tensor.Of([]float64{4, 8, 9, 3}, 2, 2)
			return rows(tensor.Ones(2), func() dist.Distribution { return dist.IntervalCensored(dist.Weibull(10, 1.5), visits) })
		},
		says: []string{`site "y"`, "IntervalCensored: edges must be increasing along the last dimension, found 3 at index [1, 1]"},
	},
	{
		title: "A visit that never comes",
		why:   "Who is well at the last visit is above that edge: an observation of as many as there are edges.",
		program: func() error {
			visits := tensor.Of([]float64{4, 8, 9, math.Inf(1)}, 2, 2)
			return rows(tensor.Ones(2), func() dist.Distribution { return dist.IntervalCensored(dist.Weibull(10, 1.5), visits) })
		},
		says: []string{`site "y"`, "edges must be increasing along the last dimension, found +Inf at index [1, 1]", "without those at ±Inf"},
	},
	{
		title: "Middles of intervals as the observation",
		why:   "What is observed is which interval it is.",
		program: func() error {
			visits, middles := tensor.Of([]float64{4, 8, 3, 9}, 2, 2), tensor.Of([]float64{6, 6})
			return rows(middles, func() dist.Distribution { return dist.IntervalCensored(dist.Weibull(10, 1.5), visits) })
		},
		says: []string{`site "y"`, "a value of IntervalCensored must be a whole number in 0…2, found 6 at index [0]; a value counts the edges below it"},
	},
	{
		title: "Brackets counted from 1",
		why:   "The first of them is below all edges, and is 0.",
		program: func() error {
			bracket, ages := tensor.Of([]int{1, 4}), tensor.Of([]float64{18, 30, 50})
			return rows(bracket, func() dist.Distribution { return dist.IntervalCensored(dist.Normal(40, 15), ages) })
		},
		says: []string{`site "y"`, "must be a whole number in 0…3, found 4 at index [1]", "from 0 on"},
	},
	{
		title: "Zeros of counts that begin at 1",
		why:   "Households without a trip were not asked, and some are in the data nevertheless.",
		program: func() error {
			trips := tensor.Of([]int{2, 0, 1})
			return rows(trips, func() dist.Distribution { return dist.Truncated(dist.Poisson(2), 1, math.Inf(1)) })
		},
		says: []string{`site "y"`, "a value of Truncated must be a whole number from 1 on, found 0 at index [1]"},
	},
	{
		title: "A truncation that leaves nothing",
		why:   "No count lies between the ends.",
		program: func() error {
			return rows(tensor.Of([]int{2, 1}), func() dist.Distribution { return dist.Truncated(dist.Poisson(3), 0.2, 0.8) })
		},
		says: []string{`site "y"`, "Truncated: low 0.2 and high 0.8 have no probability of Poisson(rate: 3) between them"},
	},
	{
		title: "Values that are not rounded as the model says",
		why:   "Some weights were told to a tenth, others to a half: give the width of each.",
		program: func() error {
			weights := tensor.Of([]float64{61.5, 70.2})
			return rows(weights, func() dist.Distribution { return dist.Rounded(dist.Normal(65, 10), 0.5) })
		},
		says: []string{`site "y"`, "a value of Rounded must be a multiple of 0.5, found 70.2 at index [1]"},
	},
	{
		title: "Counts that are rounded",
		why:   "Intervals of counts, as of thousands, are those of IntervalCensored.",
		program: func() error {
			return rows(tensor.Of([]int{2000, 1000}), func() dist.Distribution { return dist.Rounded(dist.Poisson(1500), 1000) })
		},
		says: []string{"Rounded: base has values that are a whole number from 0 on, and no interval of numbers to round in"},
	},
	{
		title: "Signs of what is folded",
		why:   "Folded has the sizes alone; where signs are known, observe the base.",
		program: func() error {
			errors := tensor.Of([]float64{0.4, -1.1})
			return rows(errors, func() dist.Distribution { return dist.Folded(dist.Normal(0.5, 1)) })
		},
		says: []string{`site "y"`, "a value of Folded must be non-negative, found -1.1 at index [1]; take absolute values, which have no sign"},
	},
	{
		title: "New data under those that were seen",
		why:   "An Empirical has a probability for each of its values, and nothing between.",
		program: func() error {
			seen := tensor.Of([]float64{1.2, 0.7, 2.4})
			return rows(tensor.Of([]float64{0.7, 1.5}), func() dist.Distribution { return dist.Empirical(seen, tensor.Zeros(3)) })
		},
		says: []string{`site "y"`, "a value of Empirical must be one of 3 values, found 1.5 at index [1]"},
	},
	{
		title: "A prior made of draws",
		why:   "The draws of another posterior are separate points, between which a sampler cannot move: take a distribution of their mean and spread.",
		program: func() error {
			earlier := tensor.Of([]float64{1.2, 0.7, 2.4})
			return nuts(func() dist.Distribution { return dist.Empirical(earlier, tensor.Zeros(3)) })
		},
		says: []string{`site "x"`, "is discrete, and HMC and NUTS move on the real line"},
	},
	{
		title: "Counts and amounts in one mixture",
		why:   "A probability and a density do not add up. Zeros beside amounts are those of a Hurdle.",
		program: func() error {
			weights := dist.Categorical[dist.Probs](tensor.Ones(2))
			return rows(tensor.Of([]float64{0, 1.4}), func() dist.Distribution { return dist.MixtureOf(weights, dist.Delta(0), dist.LogNormal(0, 1)) })
		},
		says: []string{"MixtureOf: components are Delta(0), which has probabilities, and LogNormal(loc: 0, scale: 1), which has densities: these do not add up"},
	},
	{
		title: "A weight more than components",
		why:   "The weights are of as many categories as there are components.",
		program: func() error {
			weights := dist.Categorical[dist.Probs](tensor.Ones(3))
			return rows(tensor.Of([]float64{0.5, 1.4}), func() dist.Distribution { return dist.MixtureOf(weights, dist.Gamma(2, 1), dist.LogNormal(0, 1)) })
		},
		says: []string{"components of batch shape [2] need the 3 categories of the weights"},
	},
	{
		title: "A latent mixture on two supports",
		why:   "Data may be of either component; a sampler moves on one map from the real line.",
		program: func() error {
			weights := dist.Categorical[dist.Probs](tensor.Ones(2))
			return nuts(func() dist.Distribution { return dist.MixtureOf(weights, dist.Gamma(2, 1), dist.Normal(0, 1)) })
		},
		says: []string{`site "x"`, "there is no one map from the real line", "give all components the same support"},
	},
}}
