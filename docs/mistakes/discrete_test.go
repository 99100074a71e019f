package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var discrete = topic{"Discrete latents", `HMC and NUTS follow derivatives, which whole numbers do not have.`, []mistake{
	{
		title: "A discrete latent under NUTS",
		why:   "Sum it out, as `dist.Mixture` does ([NumPyro #542](https://github.com/pyro-ppl/numpyro/issues/542), [#1180](https://github.com/pyro-ppl/numpyro/issues/1180)).",
		program: func() error {
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				k := ppl.Sample(c, "component", dist.Bernoulli[dist.Probs](0.5))
				ppl.Sample(c, "y", dist.Normal(k.Mul(tensor.Scalar(3)), 1), ppl.Obs(tensor.Scalar(2)))
			}))
		},
		says: []string{`site "component"`, "is discrete, and HMC and NUTS move on the real line", "sum the choice out, for instance with Mixture"},
	},
	{
		title: "Discrete data that were left out",
		why:   "Without its data, the site is a latent.",
		program: func() error {
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
				ppl.Plate(c, "days", 3, func(c *ppl.Context) { ppl.Sample(c, "count", dist.Poisson(rate)) })
			}))
		},
		says: []string{`site "count"`, "is discrete", "or observe it"},
	},
	{
		title: "A change point as a whole number",
		why:   "Sum over the days with Factor and LogSumExp.",
		program: func() error {
			return told(infer.MCMC{Kernel: infer.HMC{}}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "day", dist.Categorical[dist.Probs](tensor.Ones(30)))
			}))
		},
		says: []string{`site "day"`, "is discrete"},
	},
	{
		title: "A discrete latent in a layout",
		why:   "A layout is of vectors of real numbers.",
		program: func() error {
			return told(infer.NewLayout(func(c *ppl.Context) { ppl.Sample(c, "k", dist.Poisson(1)) }))
		},
		says: []string{`site "k"`, "is discrete, and has no place on the real line"},
	},
	{
		title: "A discrete latent under Laplace's method",
		why:   "There is no curvature.",
		program: func() error {
			return told(infer.AutoLaplace(ctx, func(c *ppl.Context) { ppl.Sample(c, "k", dist.Poisson(1)) }, infer.LaplaceOptions{}))
		},
		says: []string{`site "k"`, "is discrete"},
	},
	{
		title: "A mixture of labels rather than of densities",
		why:   "Choosing a component by its drawn number needs the number, which a sampler has not.",
		program: func() error {
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				means := ppl.Sample(c, "means", dist.Normal(tensor.Zeros(2), 3).ToEvent(1))
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
					z := ppl.Sample(c, "z", dist.Categorical[dist.Probs](tensor.Ones(2)))
					mean := tensor.Where(z, means.Index(0, 1), means.Index(0, 0))
					ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(tensor.Zeros(3)))
				})
			}))
		},
		says: []string{`site "z"`, "is discrete", "Mixture"},
	},
}}
