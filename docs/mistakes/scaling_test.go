package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var scaling = topic{"Missing and double scaling", `A plate that looks at some of its rows multiplies their log-densities by size / batch, so that a mini-batch
stands for all rows.`, []mistake{
	{
		title: "A mini-batch that the plate is not told of",
		why:   "Without a scale, the prior counts as often as there are batches ([Pyro #1437](https://github.com/pyro-ppl/pyro/issues/1437)).",
		program: func() error {
			batch := tensor.Zeros(128)
			return told(ppl.Run(func(c *ppl.Context) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Plate(c, "rows", 60_000, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(batch))
				})
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [128], a draw has [60000]", "if these are a mini-batch, say so with BatchSize"},
	},
	{
		title: "A mini-batch of covariates that the plate is not told of",
		why:   "Here the parameters come from the batch.",
		program: func() error {
			x := tensor.Zeros(128, 3)
			return told(ppl.Run(func(c *ppl.Context) {
				w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
				ppl.Plate(c, "rows", 60_000, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(x.MatMul(w), 1))
				})
			}, 1))
		},
		says: []string{`site "y"`, "batch shape [128] has 128 at dimension -1", "if these are a mini-batch"},
	},
	{
		title: "Scaled by hand and by the plate",
		why:   "The plate multiplies by 60,000 / 128 already, so that the data count 469 times too much.",
		program: func() error {
			batch := tensor.Zeros(128)
			return told(ppl.Run(func(c *ppl.Context) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Plate(c, "rows", 60_000, ppl.Scale(func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(batch))
				}, 60_000.0/128), ppl.BatchSize(128))
			}, 1))
		},
		says: []string{`site "y"`, "Scale by 468.75", `plate "rows"`},
	},
	{
		title: "The plate scaled as a whole",
		why:   "The same, with the handler around the plate.",
		program: func() error {
			batch := tensor.Zeros(10)
			return told(ppl.Run(ppl.Scale(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 1000, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(batch))
				}, ppl.BatchSize(10))
			}, 100), 1))
		},
		says: []string{`site "y"`, "Scale by 100", `plate "rows"`},
	},
	{
		title: "A scale of 0",
		why:   "What is to be left out is masked, or hidden by Block.",
		program: func() error {
			return told(ppl.Run(ppl.Scale(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1)) }, 0), 1))
		},
		says: []string{"Scale by 0: the factor must be positive and finite"},
	},
	{
		title: "The size of the batch where the number of rows belongs",
		why:   "The two numbers are exchanged.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 128, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1)) }, ppl.BatchSize(60_000))
			}, 1))
		},
		says: []string{`site "rows"`, "the batch has 60000 rows, the plate 128"},
	},
	{
		title: "Two ways of making a batch in one plate",
		why:   "A plate looks at rows in one way.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 1000, func(c *ppl.Context) {}, ppl.SubsampleSize(100), ppl.BatchSize(100))
			}, 1))
		},
		says: []string{`site "rows"`, "two batch options", "exclude each other"},
	},
	{
		title: "A latent of a mini-batch with a scale in the model alone",
		why:   "Model and guide describe the same latent, so that their scales agree.",
		program: func() error {
			model := ppl.Scale(func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, 10)
			guide := func(c *ppl.Context, _ struct{}) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return told(infer.NewSVI(ppl.NoData(model), guide, infer.SVIOptions{}).Step(struct{}{}))
		},
		says: []string{`site "z"`, "its scale is 1 in the guide and 10 in the model", "wrap both in the same Scale"},
	},
	{
		title: "Latents of different scales under one density",
		why:   "A guide of all latents together has one density, which one number scales.",
		program: func() error {
			model := func(c *ppl.Context, _ struct{}) {
				ppl.Sample(c, "global", dist.Normal(0, 1))
				ppl.Scale(func(c *ppl.Context) { ppl.Sample(c, "local", dist.Normal(0, 1)) }, 10)(c)
			}
			guide := infer.AutoMultivariateNormal(model, infer.AutoOptions{})
			return told(infer.NewSVI(model, guide, infer.SVIOptions{}).Step(struct{}{}))
		},
		says: []string{`site "local"`, "its scale is 10", "wrap the whole model in Scale, or use AutoNormal"},
	},
}}
