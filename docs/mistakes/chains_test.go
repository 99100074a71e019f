package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var chains = topic{"Chains that are divergent, unmixed or lost", "A sampler returns draws, and the Summary of the draws says whether to trust them. These are its warnings.", []mistake{
	{
		title: "A funnel: a hierarchy with little data",
		why:   "The smaller the scale, the narrower the effects: no step size suits both ends. `ppl.LocScale` takes the scale out of the prior.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 300, Draws: 300}.Run(ctx, func(c *ppl.Context) {
				logScale := ppl.Sample(c, "log scale", dist.Normal(0, 3))
				ppl.Plate(c, "groups", 9, func(c *ppl.Context) {
					ppl.Sample(c, "effect", dist.Normal(0, logScale.Exp()))
				})
			}))
		},
		says: []string{"transitions were divergent", "Raise TargetAccept (0.95, 0.99), reparameterize (ppl.LocScale for a hierarchy)"},
	},
	{
		title: "A quantity that is not always there",
		why:   "The logarithm of a difference that is negative in some draws.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 300, Draws: 300}.Run(ctx, func(c *ppl.Context) {
				treated := ppl.Sample(c, "treated", dist.Normal(2, 1))
				control := ppl.Sample(c, "control", dist.Normal(1, 1))
				ppl.Deterministic(c, "log effect", treated.Sub(control).Log())
			}))
		},
		says: []string{"log effect is not finite in some draws", "look at the model there"},
	},
	{
		title: "Two modes",
		why:   "Each chain stays where it starts.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 200, Draws: 200}.Run(ctx, func(c *ppl.Context) {
				halves := dist.Categorical[dist.Probs](tensor.Ones(2))
				ppl.Sample(c, "x", dist.Mixture(halves, dist.Normal(tensor.Of([]float64{-20, 20}), 1)))
			}))
		},
		says: []string{"the chains do not agree (R-hat above 1.01) in x", "look for several modes"},
	},
	{
		title: "Labels that can be exchanged",
		why:   "The components of a mixture have no order unless the model gives them one.",
		program: func() error {
			y := tensor.Of([]float64{-5.1, -4.9, -5.3, -4.8, -5, 5.2, 4.9, 5.1, 4.8, 5})
			return told(infer.MCMC{Seed: 2, Warmup: 200, Draws: 200}.Run(ctx, func(c *ppl.Context) {
				means := ppl.Sample(c, "means", dist.Normal(tensor.Zeros(2), 10).ToEvent(1))
				weights := dist.Categorical[dist.Probs](tensor.Ones(2))
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Mixture(weights, dist.Normal(means, 1)), ppl.Obs(y))
				})
			}))
		},
		says: []string{"the chains do not agree", "means[0]", "look for several modes"},
	},
	{
		title: "An improper posterior",
		why:   "A flat prior, and data that say nothing of the latent.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 100, Draws: 50}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Flat())
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(tensor.Scalar(1)))
			}))
		},
		says: []string{"the posterior may be improper", "in x", "give every latent a proper prior"},
	},
	{
		title: "A sum of which the data tell only the total",
		why:   "a + b is known, and with flat priors each may be anything.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 100, Draws: 50}.Run(ctx, func(c *ppl.Context) {
				a := ppl.Sample(c, "a", dist.Flat())
				b := ppl.Sample(c, "b", dist.Flat())
				ppl.Sample(c, "y", dist.Normal(a.Add(b), 1), ppl.Obs(tensor.Scalar(1)))
			}))
		},
		says: []string{"the posterior may be improper", "look for parameters of which the data tell only a sum or a product"},
	},
	{
		title: "Separable data in a logistic regression",
		why:   "With a flat prior, the steeper the slope the better.",
		program: func() error {
			x, y := tensor.Of([]float64{-2, -1, 1, 2}), tensor.Of([]int{0, 0, 1, 1})
			return told(infer.MCMC{Seed: 1, Warmup: 100, Draws: 50}.Run(ctx, func(c *ppl.Context) {
				slope := ppl.Sample(c, "slope", dist.Flat())
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Bernoulli[dist.Logits](slope.Mul(x)), ppl.Obs(y))
				})
			}))
		},
		says: []string{"the posterior may be improper", "in slope"},
	},
	{
		title: "Heavy tails",
		why:   "A Cauchy has draws at all scales, and a trajectory crosses few of them.",
		program: func() error {
			return told(infer.MCMC{Seed: 3, Warmup: 200, Draws: 300}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Cauchy(tensor.Zeros(3), 1).ToEvent(1))
			}))
		},
		says: []string{"x["},
	},
	{
		title: "Trajectories that are cut off",
		why:   "Scales that differ by 10,000 and a metric that has not learned them.",
		program: func() error {
			kernel := infer.NUTS{MaxDepth: 4, StepSize: 0.001}
			return told(infer.MCMC{Kernel: kernel, Seed: 1, Warmup: -1, Draws: 300}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "narrow", dist.Normal(0, 0.01))
				ppl.Sample(c, "wide", dist.Normal(0, 100))
			}))
		},
		says: []string{"trajectories were cut off at depth 4", "Rescale or reparameterize, try Metric{Dense: true}, or raise MaxDepth"},
	},
	{
		title: "Too few draws",
		why:   "Diagnostics need a few, estimates some hundreds.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 50, Draws: 3}.Run(ctx, standardNormal))
		},
		says: []string{"there are too few draws, 3 of each chain", "some hundreds to be of use"},
	},
	{
		title: "Fewer effective draws than it takes",
		why:   "A hundred draws of each chain are worth fewer than that.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 100, Draws: 60}.Run(ctx, standardNormal))
		},
		says: []string{"there are fewer than 100 effective draws a chain in z", "run longer, or reparameterize"},
	},
	{
		title: "No warm-up",
		why:   "A step that is too large is refused nearly always.",
		program: func() error {
			kernel := infer.NUTS{StepSize: 50}
			return told(infer.MCMC{Kernel: kernel, Seed: 1, Warmup: -1, Draws: 100}.Run(ctx, standardNormal))
		},
		says: []string{"divergent"},
	},
	{
		title: "A covariance that is refused now and then",
		why:   "A correlation with a normal prior is sometimes above 1: give it `dist.Uniform(-1, 1)`.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 200, Draws: 200}.Run(ctx, func(c *ppl.Context) {
				r := ppl.Sample(c, "r", dist.Normal(0, 1))
				one := tensor.Scalar(1)
				covariance := tensor.Stack(0, tensor.Stack(0, one, r), tensor.Stack(0, r, one))
				ppl.Sample(c, "y", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), covariance), ppl.Obs(tensor.Of([]float64{1, 0.5})))
			}))
		},
		says: []string{"proposals were rejected because the model has no density there", `site "y"`, "positive definite", "constrain the latents"},
	},
}}
