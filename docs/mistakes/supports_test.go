package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var supports = topic{"Supports and constraints", `A value belongs to the support of its distribution, and a parameter to its constraint.`, []mistake{
	{
		title: "Negative data under a family of positive numbers",
		why:   "Some libraries take the density as 0 there, and say nothing ([NumPyro #549](https://github.com/pyro-ppl/numpyro/issues/549)).",
		program: func() error {
			y := tensor.Of([]float64{0.2, -0.1})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Gamma(2, 1), ppl.Obs(y)) })
			}, 1))
		},
		says: []string{`site "y"`, "a value of Gamma must be", "found -0.1 at index [1]"},
	},
	{
		title: "A count that is not whole",
		why:   "Rates per thousand are not counts: give the exposure as a factor of the rate ([PyMC #8285](https://github.com/pymc-devs/pymc/pull/8285)).",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "count", dist.Poisson(2), ppl.Obs(tensor.Scalar(2.5))) }, 1))
		},
		says: []string{`site "count"`, "a value of Poisson must be", "found 2.5"},
	},
	{
		title: "More successes than trials",
		why:   "The columns of successes and trials are exchanged.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "wins", dist.Binomial[dist.Probs](3, 0.5), ppl.Obs(tensor.Scalar(10)))
			}, 1))
		},
		says: []string{`site "wins"`, "a value of Binomial must be", "found 10"},
	},
	{
		title: "Proportions that are 0 or 1 under a Beta",
		why:   "The density of a Beta is 0 or infinite there.",
		program: func() error {
			y := tensor.Of([]float64{0.3, 1.2})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "share", dist.Beta(2, 2), ppl.Obs(y)) })
			}, 1))
		},
		says: []string{`site "share"`, "a value of Beta must be", "found 1.2 at index [1]"},
	},
	{
		title: "Shares that do not add up to 1",
		why:   "A composition is a point of the simplex.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "shares", dist.Dirichlet(tensor.Ones(3)), ppl.Obs(tensor.Of([]float64{0.5, 0.3, 0.1})))
			}, 1))
		},
		says: []string{`site "shares"`, "a value of Dirichlet must be", "adding up to 1"},
	},
	{
		title: "Data outside the bounds of a Uniform",
		why:   "The bounds were guessed from a sample.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "u", dist.Uniform(0, 1), ppl.Obs(tensor.Scalar(1.5))) }, 1))
		},
		says: []string{`site "u"`, "a value of Uniform must be", "found 1.5"},
	},
	{
		title: "Data below the bound of a truncation",
		why:   "What was cut off cannot have been seen; what was censored is another model.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "time", dist.Truncated(dist.Normal(5, 2), 3, 10), ppl.Obs(tensor.Scalar(2)))
			}, 1))
		},
		says: []string{`site "time"`, "must be", "found 2"},
	},
	{
		title: "A condition outside the support",
		why:   "Condition makes data of a value.",
		program: func() error {
			model := func(c *ppl.Context) { ppl.Sample(c, "coin", dist.Bernoulli[dist.Probs](0.5)) }
			return told(ppl.Run(ppl.Condition(model, ppl.Values{"coin": tensor.Scalar(2)}), 1))
		},
		says: []string{`site "coin"`, "a value of Bernoulli must be 0 or 1, found 2"},
	},
	{
		title: "A parameter that starts outside its constraint",
		why:   "The logarithm of the scale was given.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Param(c, "scale", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(-3) }, ppl.Constrained(dist.Positive))
			}, 1))
		},
		says: []string{`site "scale"`, "initial value", "the value must be positive, found -3"},
	},
	{
		title: "A scale without a constraint",
		why:   "It starts positive, and the steps drive it below 0.",
		program: func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				scale := ppl.Param(c, "scale", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(0.01) })
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, scale), ppl.Obs(y)) })
			}
			svi := infer.NewSVI(model, func(*ppl.Context, *tensor.Tensor) {}, infer.SVIOptions{Optimizer: sgd(0.001)})
			return steps(svi, 100, tensor.Zeros(3))
		},
		says: []string{`site "y"`, "Normal: scale must be positive, found -", "Constrained"},
	},
	{
		title: "A scale with a prior of any number",
		why:   "Half of the proposals are refused: take a HalfNormal, or another prior of positive numbers.",
		program: func() error {
			y := tensor.Of([]float64{0.1, -0.3, 0.2, 0.4})
			return told(infer.MCMC{Seed: 1, Warmup: 200, Draws: 200}.Run(ctx, func(c *ppl.Context) {
				scale := ppl.Sample(c, "scale", dist.Normal(1, 1))
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, scale), ppl.Obs(y)) })
			}))
		},
		says: []string{"proposals were rejected because the model has no density there", `site "y"`, "scale must be positive", "constrain the latents"},
	},
	{
		title: "A start outside the support",
		why:   "A scale of 0 is no scale.",
		program: func() error {
			return told(infer.MCMC{InitValues: []ppl.Values{{"scale": tensor.Scalar(-1)}}}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "scale", dist.HalfNormal(1))
			}))
		},
		says: []string{`site "scale"`, "the value to start from", "found -1"},
	},
	{
		title: "A start on the rim of the support",
		why:   "On the real line it is infinitely far out.",
		program: func() error {
			return told(infer.MCMC{InitValues: []ppl.Values{{"p": tensor.Scalar(1)}}}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "p", dist.Uniform(0, 1))
			}))
		},
		says: []string{`site "p"`, "the value to start from, 1, lies on the rim", "start inside"},
	},
	{
		title: "Bounds in the wrong order",
		why:   "The low one comes first.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "u", dist.Uniform(3, 1)) }, 1))
		},
		says: []string{`site "u"`, "Uniform", "found"},
	},
	{
		title: "A guide of numbers that the model does not allow",
		why:   "The guide draws a negative scale now and then.",
		program: func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				scale := ppl.Sample(c, "scale", dist.HalfNormal(1))
				ppl.Sample(c, "y", dist.Normal(0, scale), ppl.Obs(y))
			}
			guide := func(c *ppl.Context, _ *tensor.Tensor) { ppl.Sample(c, "scale", dist.Normal(0, 1)) }
			return steps(infer.NewSVI(model, guide, infer.SVIOptions{}), 20, tensor.Scalar(1))
		},
		says: []string{`site "scale"`},
	},
}}
