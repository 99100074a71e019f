package mistakes

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var priors = topic{"Priors", `Every latent has a prior, and every prior has valid parameters.`, []mistake{
	{
		title: "A prior without width",
		why:   "A prior that knows the value exactly is no prior: use the number.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(1, 0)) }, 1))
		},
		says: []string{`site "x"`, "Normal: scale must be positive, found 0"},
	},
	{
		title: "A negative width",
		why:   "A linear predictor without Exp or Softplus.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, -2)) }, 1))
		},
		says: []string{`site "x"`, "Normal: scale must be positive, found -2"},
	},
	{
		title: "A prior of concentration 0",
		why:   "Gamma(0, 0) is what some books call uninformative, and is not a distribution.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "precision", dist.Gamma(0, 0)) }, 1))
		},
		says: []string{`site "precision"`, "Gamma: concentration must be positive, found 0"},
	},
	{
		title: "Beta(0, 0)",
		why:   "Haldane's prior is not a distribution either.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "p", dist.Beta(0, 0)) }, 1))
		},
		says: []string{`site "p"`, "Beta", "must be positive, found 0"},
	},
	{
		title: "Infinite width",
		why:   "A flat prior is dist.Flat, and improper.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, math.Inf(1))) }, 1))
		},
		says: []string{`site "x"`, "Normal: scale must be positive, found +Inf"},
	},
	{
		title: "A covariance that is not one",
		why:   "Its correlation is above 1.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), tensor.Of([]float64{1, 2, 2, 1}).Reshape(2, 2)))
			}, 1))
		},
		says: []string{`site "z"`, "covariance", "positive definite"},
	},
	{
		title: "A covariance given as its Cholesky factor",
		why:   "A factor is a lower triangle.",
		program: func() error {
			covariance := tensor.Of([]float64{2, 0.5, 0.5, 1}).Reshape(2, 2)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(2), covariance))
			}, 1))
		},
		says: []string{`site "z"`, "scale_tril", "lower"},
	},
	{
		title: "A prior of another shape for a network's weights",
		why:   "The prior of a module broadcasts to the parameter.",
		program: func() error {
			model := func(c *ppl.Context) {
				ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Zeros(3) })
			}
			return told(ppl.Run(ppl.Lift(model, func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(tensor.Zeros(2), 1) }), 1))
		},
		says: []string{`site "w"`, "Lift: the prior does not fit the parameter", "batch shape [2]"},
	},
	{
		title: "A prior outside of the constraint",
		why:   "The parameter is positive, its prior any number.",
		program: func() error {
			model := func(c *ppl.Context) {
				ppl.Param(c, "scale", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) }, ppl.Constrained(dist.Positive))
			}
			return told(ppl.Run(ppl.Lift(model, func(string, *tensor.Tensor) dist.Distribution { return dist.Normal(-50, 1) }), 1))
		},
		says: []string{`site "scale"`, "Lift: the prior allows what the parameter may not be", "choose one with the parameter's support"},
	},
	{
		title: "A prior that excludes the data",
		why:   "No value of the latent gives them a density.",
		program: func() error {
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				width := ppl.Sample(c, "width", dist.Uniform(0, 1))
				ppl.Sample(c, "y", dist.Uniform(0, width), ppl.Obs(tensor.Scalar(5)))
			}))
		},
		says: []string{"no point to start from", `site "y"`},
	},
	{
		title: "A flat prior drawn from",
		why:   "An improper prior has no draws.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Flat()) }, 1))
		},
		says: []string{"ImproperUniform", "draw"},
	},
	{
		title: "A flat prior in an automatic guide",
		why:   "The guide starts at draws from the prior.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				x := ppl.Sample(c, "x", dist.Flat())
				ppl.Sample(c, "y", dist.Normal(x, 1), ppl.Obs(tensor.Scalar(1)))
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{"has no draws to start from", "say Init: infer.InitToUniform"},
	},
	{
		title: "LocScale for a family without location and scale",
		why:   "A Gamma has none to take out.",
		program: func() error {
			model := func(c *ppl.Context) { ppl.Sample(c, "x", dist.Gamma(2, 1)) }
			return told(ppl.Run(ppl.LocScale(model, 0, "x"), 1))
		},
		says: []string{`site "x"`, "has no location and scale, as Normal, Laplace, StudentT and Cauchy have"},
	},
}}
