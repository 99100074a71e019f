package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var labels = topic{"Logits, probabilities and labels", `A choice is described by probabilities or by logits, and dist.Probs and dist.Logits say which.`, []mistake{
	{
		title: "Log-odds given as probabilities",
		why:   "The output of a linear predictor is not between 0 and 1.",
		program: func() error {
			x, y := tensor.Of([]float64{-2, 0.5, 3}), tensor.Of([]int{0, 1, 1})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Bernoulli[dist.Probs](x), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "Bernoulli: probs must be", "found -2 at index [0]", "if these are log-odds, say dist.Bernoulli[dist.Logits]"},
	},
	{
		title: "Logits given as probabilities",
		why:   "The output of a network, before the softmax.",
		program: func() error {
			logits := tensor.Of([]float64{1.2, -0.3, 0.4})
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "class", dist.Categorical[dist.Probs](logits)) }, 1))
		},
		says: []string{`site "class"`, "Categorical: probs must be", "if these are logits, say dist.Categorical[dist.Logits]"},
	},
	{
		title: "Log-probabilities given as probabilities",
		why:   "The output of a log-softmax is logits, too.",
		program: func() error {
			logProbs := tensor.Of([]float64{1.2, -0.3, 0.4}).LogSoftmax(-1)
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "class", dist.Categorical[dist.Probs](logProbs)) }, 1))
		},
		says: []string{`site "class"`, "Categorical: probs must be", "if these are logits, say dist.Categorical[dist.Logits]"},
	},
	{
		title: "Log-odds given as the probability of a count",
		why:   "The same with a Binomial.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "wins", dist.Binomial[dist.Probs](10, -0.4), ppl.Obs(tensor.Scalar(3)))
			}, 1))
		},
		says: []string{`site "wins"`, "Binomial: probs must be", "found -0.4", "log-odds"},
	},
	{
		title: "A log-rate given as a rate",
		why:   "A Poisson regression predicts the logarithm of the rate.",
		program: func() error {
			eta := tensor.Of([]float64{0.3, -1.2})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
					ppl.Sample(c, "count", dist.Poisson(eta), ppl.Obs(tensor.Of([]int{1, 0})))
				})
			}, 1))
		},
		says: []string{`site "count"`, "Poisson: rate must be", "found -1.2 at index [1]", "exponentiate a linear predictor"},
	},
	{
		title: "One-hot labels",
		why:   "A label is the number of its category.",
		program: func() error {
			oneHot := tensor.Eye(3)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
					ppl.Sample(c, "class", dist.Categorical[dist.Logits](tensor.Zeros(3, 3)), ppl.Obs(oneHot))
				})
			}, 1))
		},
		says: []string{`site "class"`, "the observed value has shape [3 3], a draw has [3]", "these look like one-hot labels: ArgMax(-1)"},
	},
	{
		title: "Labels counted from 1",
		why:   "Stan and R count categories from 1; here they are 0 to K-1.",
		program: func() error {
			y := tensor.Of([]int{1, 2, 3})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
					ppl.Sample(c, "class", dist.Categorical[dist.Logits](tensor.Zeros(3, 3)), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "class"`, "found 3 at index [2]", "there are 3 categories, counted from 0"},
	},
	{
		title: "Categories in the first dimension",
		why:   "The logits of 4 rows and 3 categories are a 4×3 matrix.",
		program: func() error {
			logits := tensor.Zeros(3, 4)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
					ppl.Sample(c, "class", dist.Categorical[dist.Logits](logits), ppl.Obs(tensor.Of([]int{0, 1, 2, 0})))
				})
			}, 1))
		},
		says: []string{`site "class"`, "batch shape [3] has 3 at dimension -1", `plate "rows" has 4 rows`},
	},
	{
		title: "Labels of -1 and 1",
		why:   "Some classifiers have it so; a Bernoulli is 0 or 1.",
		program: func() error {
			y := tensor.Of([]int{1, -1, 1})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Bernoulli[dist.Probs](0.5), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "a value of Bernoulli must be 0 or 1, found -1 at index [1]"},
	},
	{
		title: "Gray pixels under a Bernoulli",
		why:   "Round or draw them, or take a family of numbers between 0 and 1.",
		program: func() error {
			pixels := tensor.Of([]float64{0, 0.5, 1})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "pixels", 3, func(c *ppl.Context) {
					ppl.Sample(c, "on", dist.Bernoulli[dist.Logits](0), ppl.Obs(pixels))
				})
			}, 1))
		},
		says: []string{`site "on"`, "a value of Bernoulli must be 0 or 1, found 0.5 at index [1]"},
	},
	{
		title: "A percentage as a probability",
		why:   "Probabilities are from 0 to 1.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "rain", dist.Bernoulli[dist.Probs](70)) }, 1))
		},
		says: []string{`site "rain"`, "Bernoulli: probs must be", "found 70"},
	},
	{
		title: "Probabilities without a last dimension of categories",
		why:   "A single number says nothing of several categories.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "class", dist.Categorical[dist.Probs](tensor.Scalar(0.3))) }, 1))
		},
		says: []string{"Categorical", "needs the categories as its last dimension"},
	},
	{
		title: "Probabilities that are all 0",
		why:   "A row of counts was empty.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "class", dist.Categorical[dist.Probs](tensor.Zeros(3))) }, 1))
		},
		says: []string{`site "class"`, "Categorical: probs must be", "not all"},
	},
}}
