package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// normalModel has a mean and data.
func normalModel(c *ppl.Context, y *tensor.Tensor) {
	mean := ppl.Sample(c, "mean", dist.Normal(0, 10))
	ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(y)) })
}

// likelihood is its log-likelihood in draws from its posterior.
func likelihood(y *tensor.Tensor) (draws.LogLikelihood, error) {
	d, err := infer.MCMC{Chains: 2, Warmup: 200, Draws: 200, Seed: 1}.Run(ctx, ppl.Bind(normalModel, y))
	if err != nil {
		return draws.LogLikelihood{}, err
	}
	return infer.LogLikelihood(ctx, normalModel, infer.FromDraws(d), y, infer.LogLikelihoodOptions{})
}

var comparisons = topic{"Model comparison", "The model of these programs is normal, with an unknown mean and a known deviation of 1; `likelihood` makes the log-likelihoods in its posterior.", []mistake{
	{
		title: "A likelihood without data",
		why:   "Log-likelihoods are of what the model observes.",
		program: func() error {
			return told(infer.LogLikelihood(ctx, func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, infer.Prior(), 0, infer.LogLikelihoodOptions{}))
		},
		says: []string{"LogLikelihood: the model observes nothing; pass it the data that it was fitted to"},
	},
	{
		title: "A likelihood written as a Factor",
		why:   "A log-weight does not say which data it is about.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Factor(c, "likelihood", z.Square().Neg())
			}
			return told(infer.LogLikelihood(ctx, model, infer.Prior(), 0, infer.LogLikelihoodOptions{}))
		},
		says: []string{`has the factor "likelihood"`, "write it as a Sample with Obs"},
	},
	{
		title: "A site without data",
		why:   "The prior is no likelihood.",
		program: func() error {
			return told(infer.LogLikelihood(ctx, normalModel, infer.Prior(), tensor.Zeros(3), infer.LogLikelihoodOptions{Sites: []string{"mean"}}))
		},
		says: []string{`Sites names "mean", which has no data`},
	},
	{
		title: "A datum that the model does not expect",
		why:   "The posterior without it is elsewhere, so that no weights of the draws tell what it is.",
		program: func() error {
			l, err := likelihood(tensor.Of([]float64{0.1, -0.2, 0.3, 15}))
			if err != nil {
				return err
			}
			return told(l.LOO(), nil)
		},
		says: []string{"k-hat is above", "y[3]", "make it more robust, or fit it again without them"},
	},
	{
		title: "WAIC where it is not reliable",
		why:   "The same datum.",
		program: func() error {
			l, err := likelihood(tensor.Of([]float64{0.1, -0.2, 0.3, 15}))
			if err != nil {
				return err
			}
			return told(l.WAIC(), nil)
		},
		says: []string{"the variance of the log-likelihood is above 0.4", "y[3]", "use LOO"},
	},
	{
		title: "Models of other data compared",
		why:   "A difference is of the same data.",
		program: func() error {
			a, err := likelihood(tensor.Of([]float64{0.1, -0.2, 0.3}))
			if err != nil {
				return err
			}
			b, err := likelihood(tensor.Of([]float64{0.1, -0.2}))
			if err != nil {
				return err
			}
			return caught(func() { a.LOO().Minus(b.LOO()) })
		},
		says: []string{"the difference of PSIS-LOO of 3 data and PSIS-LOO of 2", "the same method for the same data"},
	},
	{
		title: "LOO less WAIC",
		why:   "A difference is of one method.",
		program: func() error {
			l, err := likelihood(tensor.Of([]float64{0.1, -0.2, 0.3}))
			if err != nil {
				return err
			}
			return caught(func() { l.LOO().Minus(l.WAIC()) })
		},
		says: []string{"the difference of PSIS-LOO of 3 data and WAIC of 3", "the same method for the same data"},
	},
	{
		title: "A site twice in a comparison",
		why:   "Its data would count twice.",
		program: func() error {
			l, err := likelihood(tensor.Of([]float64{0.1, -0.2, 0.3}))
			if err != nil {
				return err
			}
			return caught(func() { l.LOO("y", "y") })
		},
		says: []string{`PSIS-LOO of site "y" twice`, "its data would count twice"},
	},
}}
