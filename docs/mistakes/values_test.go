package mistakes

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var values = topic{"NaN, Inf and data of the wrong type", `Data are checked where they are observed, and parameters where they are used.`, []mistake{
	{
		title: "Missing data as NaN",
		why:   "One NaN makes the whole log-density NaN, and where nothing checks, a sampler that never moves ([PyStan #669](https://github.com/stan-dev/pystan2/issues/669)).",
		program: func() error {
			y := tensor.Of([]float64{1, math.NaN(), 2})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(y)) })
			}, 1))
		},
		says: []string{`site "y"`, "a value of Normal must be real, found NaN at index [1]", "if values are missing, leave them out with Mask"},
	},
	{
		title: "A missing element of a vector",
		why:   "A mask leaves out whole events.",
		program: func() error {
			y := tensor.Of([]float64{1, math.NaN()})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(2), tensor.Eye(2)), ppl.Obs(y))
			}, 1))
		},
		says: []string{`site "y"`, "found NaN at index [1]", "which leaves out whole events"},
	},
	{
		title: "A missing predictor as NaN",
		why:   "The parameter that is computed from it is NaN in that row.",
		program: func() error {
			x, y := tensor.Of([]float64{1, math.NaN(), 2}), tensor.Of([]float64{1, 2, 3})
			return told(ppl.Run(func(c *ppl.Context) {
				slope := ppl.Sample(c, "slope", dist.Normal(0, 1))
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(slope.Mul(x), 1), ppl.Obs(y)) })
			}, 1))
		},
		says: []string{`site "y"`, "Normal: loc must be real, found NaN at index [1], 1 of 3 elements", "if a predictor is missing there, leave out its rows (Table.Complete), or make what is missing latents"},
	},
	{
		title: "Gaps in a table of predictors",
		why:   "NUTS tries other starts, and finds the same gaps each time.",
		program: func() error {
			x := tensor.Of([]float64{0.2, math.NaN(), 1.4, 0.3, math.NaN(), 1.1, -0.4, 0.8}, 4, 2)
			return told(infer.MCMC{Seed: 1}.Run(ctx, func(c *ppl.Context) {
				slopes := ppl.Sample(c, "slopes", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
				ppl.Plate(c, "patients", 4, func(c *ppl.Context) {
					ppl.Sample(c, "ill", dist.Bernoulli[dist.Logits](x.MatMul(slopes)), ppl.Obs(tensor.Of([]int{0, 1, 1, 0})))
				})
			}))
		},
		says: []string{"no point to start from", `site "ill"`, "logits must be a number or ±Inf, found NaN at index [0], [2], 2 of 4 elements", "if a predictor is missing there"},
	},
	{
		title: "Infinite data",
		why:   "A division by zero in the preparation of the data.",
		program: func() error {
			y := tensor.Of([]float64{1, math.Inf(1)})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(y)) })
			}, 1))
		},
		says: []string{`site "y"`, "must be real, found +Inf at index [1]"},
	},
	{
		title: "The logarithm of data with zeros",
		why:   "A LogNormal takes the values as they are, but none of 0.",
		program: func() error {
			income := tensor.Of([]float64{1200, 0, 800})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "people", 3, func(c *ppl.Context) { ppl.Sample(c, "log income", dist.Normal(7, 1), ppl.Obs(income.Log())) })
			}, 1))
		},
		says: []string{`site "log income"`, "found -Inf at index [1]"},
	},
	{
		title: "A code for missing values",
		why:   "-999 for a count that nobody made.",
		program: func() error {
			y := tensor.Of([]int{3, -999, 5})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Sample(c, "count", dist.Poisson(4), ppl.Obs(y)) })
			}, 1))
		},
		says: []string{`site "count"`, "a value of Poisson must be", "found -999 at index [1]"},
	},
	{
		title: "Data of another precision",
		why:   "Half the digits of the data would be lost in silence, or the time for twice the digits spent.",
		program: func() error {
			w, y := tensor.Of([]float32{0, 1}), tensor.Of([]float64{0, 1})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(w, 1), ppl.Obs(y)) })
			}, 1))
		},
		says: []string{`site "y"`, "the observed value is Float64: dist: Normal has Float32 parameters", "As(tensor.Float32)"},
	},
	{
		title: "Two precisions in one sum",
		why:   "The network has 32 bits, the offset 64.",
		program: func() error {
			offset, out := tensor.Of([]float64{1, 2}), tensor.Of([]float32{1, 2})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "x", dist.Normal(0, 1))
				out.Add(offset)
			}, 1))
		},
		says: []string{`after site "x"`, "Add: Float32 [2] meets Float64 [2]", "convert one of them with As"},
	},
	{
		title: "A density of 0 in the model",
		why:   "log 0 is -Inf: an impossible start.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Factor(c, "likelihood", z.Mul(tensor.Scalar(0)).Log())
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`site "likelihood"`, "its log-weight is -Inf", "no parameter was changed"},
	},
	{
		title: "The root of what may be negative",
		why:   "A NaN in the middle of the model.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				root := ppl.Deterministic(c, "root", z.Sub(tensor.Scalar(100)).Sqrt())
				ppl.Factor(c, "likelihood", root)
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`site "root"`, "in the model its value is NaN"},
	},
	{
		title: "An exponential that overflows",
		why:   "The rate is e to the power of data that were not standardized.",
		program: func() error {
			year := tensor.Of([]float64{1990, 2000})
			model := func(c *ppl.Context, _ int) {
				slope := ppl.Sample(c, "slope", dist.Normal(1, 0.1))
				ppl.Plate(c, "years", 2, func(c *ppl.Context) {
					ppl.Sample(c, "count", dist.Poisson(slope.Mul(year).Exp()), ppl.Obs(tensor.Of([]int{10, 12})))
				})
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`site "count"`, "Inf"},
	},
	{
		title: "A gradient that is not finite",
		why:   "The root has an infinite derivative at 0, where the value is finite.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(0) })
				ppl.Factor(c, "likelihood", w.Abs().Sqrt())
			}
			return told(infer.NewSVI(model, func(*ppl.Context, int) {}, infer.SVIOptions{}).Step(0))
		},
		says: []string{`site "w"`, "the gradient of the parameter is", "no parameter was changed"},
	},
	{
		title: "A mask of weights",
		why:   "A mask is 0 or 1; weights are for Scale.",
		program: func() error {
			return told(ppl.Run(ppl.Mask(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1)) }, tensor.Scalar(0.5)), 1))
		},
		says: []string{"a mask is 0 or 1, weights are for Scale", "found 0.5"},
	},
	{
		title: "No distribution",
		why:   "A function that chooses it has no case for this one.",
		program: func() error {
			prior := map[string]dist.Distribution{"normal": dist.Normal(0, 1)}
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", prior["cauchy"]) }, 1))
		},
		says: []string{`site "x"`, "the distribution is nil"},
	},
	{
		title: "No data in inference",
		why:   "Obs(nil) observes nothing, which is meant for predictions.",
		program: func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(y))
			}
			return told(infer.MCMC{}.Run(ctx, ppl.Bind(model, nil)))
		},
		says: []string{`site "y"`, "Obs(nil)", "a sampler needs the data"},
	},
	{
		title: "No data in training",
		why:   "The same for SVI.",
		program: func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(y))
			}
			guide := func(c *ppl.Context, _ *tensor.Tensor) { ppl.Sample(c, "mean", dist.Normal(0, 1)) }
			return told(infer.NewSVI(model, guide, infer.SVIOptions{}).Step(nil))
		},
		says: []string{`site "y"`, "Obs has no data for it", "inference needs the data"},
	},
}}
