package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var parameters = topic{"Parameters and derivatives", `Training follows derivatives from the loss back to the parameters. Whatever leaves the tensors on the way cuts them.`, []mistake{
	{
		title: "A parameter read as a number",
		why:   "A Go number has no derivative, so that the parameter would not be learned.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
				ppl.Sample(c, "y", dist.Normal(2*w.Item(), 1), ppl.Obs(tensor.Scalar(3)))
			}
			return told(infer.NewSVI(model, func(*ppl.Context, int) {}, infer.SVIOptions{}).Step(0))
		},
		says: []string{`after site "w"`, "Item: this value", "depends on a parameter or a latent that is being differentiated", "Detach()"},
	},
	{
		title: "A latent read in a condition",
		why:   "The branch depends on the draw, and the derivative knows nothing of it.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				if z.Item() > 0 {
					ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(3)))
				}
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`after site "z"`, "Item", "Detach()"},
	},
	{
		title: "The values of a latent copied out",
		why:   "Float64s, too, leaves the tensors.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
				sum := 0.0
				for _, v := range z.Float64s() {
					sum += v
				}
				ppl.Sample(c, "y", dist.Normal(sum, 1), ppl.Obs(tensor.Scalar(3)))
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`after site "z"`, "Float64s", "Detach()"},
	},
	{
		title: "A parameter that no derivative reaches",
		why:   "Detach is for values that are to be constants.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
				ppl.Sample(c, "y", dist.Normal(w.Detach(), 1), ppl.Obs(tensor.Scalar(3)))
			}
			svi := infer.NewSVI(model, func(*ppl.Context, int) {}, infer.SVIOptions{})
			if err := steps(svi, 10, 0); err != nil {
				return err
			}
			return told(svi.Evaluate(0, infer.EvaluateOptions{}))
		},
		says: []string{`"w"`, "no derivative"},
	},
	{
		title: "A parameter in a model for MCMC",
		why:   "A sampler has latents only.",
		program: func() error {
			return told(infer.MCMC{}.Run(ctx, func(c *ppl.Context) {
				scale := ppl.Param(c, "scale", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
				ppl.Sample(c, "z", dist.Normal(0, scale))
			}))
		},
		says: []string{`site "scale"`, "a sampler has no values for parameters", "give it a prior with Lift, or a value with Substitute"},
	},
	{
		title: "A parameter kept from an earlier step",
		why:   "Values belong to the run that made them; `SVI.Param` reads parameters between steps.",
		program: func() error {
			var kept *tensor.Tensor
			model := func(c *ppl.Context, _ int) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
				mean := w
				if kept != nil {
					mean = w.Add(kept)
				}
				kept = w
				ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(tensor.Scalar(3)))
			}
			return steps(infer.NewSVI(model, func(*ppl.Context, int) {}, infer.SVIOptions{}), 2, 0)
		},
		says: []string{`after site "w"`, "Detach()"},
	},
	{
		title: "A latent kept from an earlier step",
		why:   "The same with a draw.",
		program: func() error {
			var last *tensor.Tensor
			model := func(c *ppl.Context, _ int) {
				prior := dist.Normal(0, 1)
				if last != nil {
					prior = dist.Normal(last, 1)
				}
				last = ppl.Sample(c, "z", prior)
			}
			return steps(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}), 2, 0)
		},
		says: []string{"Detach()"},
	},
	{
		title: "No initial value",
		why:   "The function that makes it returns nil for a name that it does not know.",
		program: func() error {
			init := map[string]*tensor.Tensor{"bias": tensor.Scalar(0)}
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Param(c, "weight", func(*tensor.RNG) *tensor.Tensor { return init["weight"] })
			}, 1))
		},
		says: []string{`site "weight"`, "init returned nil"},
	},
	{
		title: "A parameter that changes its shape",
		why:   "A step has as many rows as the batch before, and a parameter has one shape for good.",
		program: func() error {
			model := func(c *ppl.Context, x *tensor.Tensor) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Zeros(x.Dim(0)) })
				ppl.Plate(c, "rows", x.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(w, 1), ppl.Obs(x)) })
			}
			svi := infer.NewSVI(model, func(*ppl.Context, *tensor.Tensor) {}, infer.SVIOptions{})
			if _, err := svi.Step(tensor.Zeros(4)); err != nil {
				return err
			}
			return told(svi.Step(tensor.Zeros(3)))
		},
		says: []string{`site "x"`, "batch shape [4] has 4 at dimension -1", "has 3 rows"},
	},
	{
		title: "A substituted parameter of another shape",
		why:   "The value was saved by another model.",
		program: func() error {
			model := func(c *ppl.Context) { ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Zeros(3) }) }
			return told(ppl.Run(ppl.Substitute(model, ppl.Values{"w": tensor.Zeros(2)}), 1))
		},
		says: []string{`site "w"`, "the value set for the parameter has shape [2], init makes [3]"},
	},
	{
		title: "A parameter asked for before training",
		why:   "A parameter is there from the first step on.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Param("auto.z.loc"))
		},
		says: []string{`no step has met a parameter "auto.z.loc"`},
	},
}}
