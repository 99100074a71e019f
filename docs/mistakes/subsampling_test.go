package mistakes

import (
	"errors"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var subsampling = topic{"Subsampling in the wrong place", `Mini-batches are for SVI. A plate says how its rows are chosen, and the model takes the data of those rows.`, []mistake{
	{
		title: "Mini-batches under NUTS",
		why:   "The posterior would be another one ([NumPyro #1293](https://github.com/pyro-ppl/numpyro/issues/1293)).",
		program: func() error {
			y := tensor.Zeros(100)
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(y.Take(0, ppl.Indices(c, "rows"))))
				}, ppl.SubsampleSize(10))
			}))
		},
		says: []string{`site "rows"`, "the plate looks at 10 of its 100 rows; HMC and NUTS need all of them", "leave SubsampleSize out, or use SVI"},
	},
	{
		title: "All data in a subsampled plate",
		why:   "The rows that were drawn are `ppl.Indices`.",
		program: func() error {
			y := tensor.Zeros(100)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(y))
				}, ppl.SubsampleSize(10))
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [100], a draw has [10]", "Indices"},
	},
	{
		title: "Indices of a batch that has none",
		why:   "BatchSize says how many rows there are, not which.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) { ppl.Indices(c, "rows") }, ppl.BatchSize(10))
			}, 1))
		},
		says: []string{`site "rows"`, "BatchSize says how many rows the batch has, not which", "use SubsampleSize or BatchIndices"},
	},
	{
		title: "Indices after the plate",
		why:   "The rows are known inside.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) {}, ppl.SubsampleSize(10))
				ppl.Indices(c, "rows")
			}, 1))
		},
		says: []string{`Indices asks for plate "rows", which is not around it; around it are none`},
	},
	{
		title: "Indices of a misspelled plate",
		why:   "The plates around are named.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) { ppl.Indices(c, "row") }, ppl.SubsampleSize(10))
			}, 1))
		},
		says: []string{`Indices asks for plate "row", which is not around it; around it are "rows"`},
	},
	{
		title: "A row number counted from 1",
		why:   "The last row of ten is row 9.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {}, ppl.BatchIndices([]int{8, 9, 10}))
			}, 1))
		},
		says: []string{`site "rows"`, "row 10; rows run from 0 to 9"},
	},
	{
		title: "A row twice in a batch",
		why:   "Rows drawn with replacement: a batch looks at each once.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {}, ppl.BatchIndices([]int{3, 3}))
			}, 1))
		},
		says: []string{`site "rows"`, "row 3 twice", "a batch looks at each row once"},
	},
	{
		title: "A latent of every row in an anonymous batch",
		why:   "Next time other rows come, and the guide cannot tell them apart.",
		program: func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
					z := ppl.Sample(c, "z", dist.Normal(0, 1))
					ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(y))
				}, ppl.BatchSize(10))
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(tensor.Zeros(10)))
		},
		says: []string{`site "z"`, `plate "rows", and BatchSize does not say which rows these are`, "use SubsampleSize or BatchIndices"},
	},
	{
		title: "A joint guide of a subsampled plate",
		why:   "One vector has the latents of all rows.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.SubsampleSize(10))
			}
			return told(infer.NewSVI(model, infer.AutoMultivariateNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`site "z"`, "10 of 100", "leave the batch option out, or use AutoNormal"},
	},
	{
		title: "A batch that is larger than the data",
		why:   "The batch has 256 rows, the data 100.",
		program: func() error {
			return told(infer.Batches(100, 256, infer.BatchOptions{}, func(rows []int) []int { return rows }))
		},
		says: []string{"Batches of 256 out of 100 rows", "between 1 and the number of rows"},
	},
	{
		title: "A negative number of epochs",
		why:   "A difference of two numbers that were exchanged.",
		program: func() error {
			return told(infer.Batches(100, 10, infer.BatchOptions{Epochs: -1}, func(rows []int) []int { return rows }))
		},
		says: []string{"Batches for -1 epochs", "0 means 1"},
	},
	{
		title: "Mini-batches that the plate takes for all rows",
		why:   "Each batch is fitted as if it were the whole of the data, so that the prior counts too much. The last batch of an epoch is smaller, which gives it away.",
		program: func() error {
			y := tensor.Zeros(100)
			model := func(c *ppl.Context, y *tensor.Tensor) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(y)) })
			}
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{})
			batches, err := infer.Batches(100, 32, infer.BatchOptions{Epochs: 2}, func(rows []int) *tensor.Tensor { return y.Take(0, rows) })
			if err != nil {
				return err
			}
			for _, err := range svi.Run(ctx, batches) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		says: []string{`plate "rows" had 32 rows in the steps before and has 4 now`, `site "mean" counts once in each step`, "let the plate's size be the number of all rows, and BatchSize, BatchIndices or SubsampleSize say which it looks at"},
	},
	{
		title: "A penalty that every batch pays whole",
		why:   "A factor outside the plate counts once in each step, and the rows only as often as they come.",
		program: func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(0) })
				ppl.Factor(c, "penalty", w.Square().Neg())
				ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(w, 1), ppl.Obs(y)) })
			}
			svi := infer.NewSVI(model, func(*ppl.Context, *tensor.Tensor) {}, infer.SVIOptions{})
			return errors.Join(steps(svi, 1, tensor.Zeros(32)), steps(svi, 1, tensor.Zeros(4)))
		},
		says: []string{`plate "rows" had 32 rows in the steps before and has 4 now`, `site "penalty" counts once in each step`},
	},
	{
		title: "A plate entered again with other rows",
		why:   "The plate of one run looks at one batch.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {}, ppl.BatchIndices([]int{1, 2}))
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {}, ppl.BatchIndices([]int{3, 4}))
			}, 1))
		},
		says: []string{`site "rows"`, "BatchIndices([1 2]), now with 10 rows, BatchIndices([3 4])"},
	},
}}
