package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// sgd is plain gradient descent.
func sgd(rate float64) optim.Optimizer { return optim.SGD{LR: rate} }

var training = topic{"Training", "A step that fails changes nothing. Whether the guide has come near the posterior is a question to Evaluate.", []mistake{
	{
		title: "A learning rate that is much too high",
		why:   "The parameter leaves what numbers can hold.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
				ppl.Sample(c, "y", dist.Normal(w, 1).ToEvent(1), ppl.Obs(tensor.Ones(3)))
			}
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: 1000}})
			return steps(svi, 100, 0)
		},
		says: []string{`parameter "auto.w.scale" has come to`, "is the learning rate too large?"},
	},
	{
		title: "A learning rate that is too high",
		why:   "Large steps have driven the scale of the guide to nearly 0, from where it hardly comes back.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				w := ppl.Sample(c, "w", dist.Normal(0, 10))
				ppl.Sample(c, "y", dist.Normal(w, 0.01), ppl.Obs(tensor.Scalar(3)))
			}
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: 5}})
			if err := steps(svi, 500, 0); err != nil {
				return err
			}
			return told(svi.Evaluate(0, infer.EvaluateOptions{Particles: 1000}))
		},
		says: []string{"the guide is not near the posterior", "lower the learning rate"},
	},
	{
		title: "Training that was ended too early",
		why:   "The guide is still on its way.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				w := ppl.Sample(c, "w", dist.Normal(0, 10))
				ppl.Sample(c, "y", dist.Normal(w, 0.1), ppl.Obs(tensor.Scalar(30)))
			}
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: 0.001}})
			if err := steps(svi, 50, 0); err != nil {
				return err
			}
			return told(svi.Evaluate(0, infer.EvaluateOptions{Particles: 1000}))
		},
		says: []string{"the guide is not near the posterior", "Train longer"},
	},
	{
		title: "A guide that cannot fit",
		why:   "Independent normals do not follow a strong correlation.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				a := ppl.Sample(c, "a", dist.Normal(0, 10))
				b := ppl.Sample(c, "b", dist.Normal(0, 10))
				ppl.Sample(c, "y", dist.Normal(a.Add(b), 0.1), ppl.Obs(tensor.Scalar(1)))
			}
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: 0.05}})
			if err := steps(svi, 1000, 0); err != nil {
				return err
			}
			return told(svi.Evaluate(0, infer.EvaluateOptions{Particles: 1000}))
		},
		says: []string{"the guide is not near the posterior", "a guide that can be as wide"},
	},
	{
		title: "A guide without parameters",
		why:   "There is nothing to learn: the guide is what it was.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(1)))
			}
			guide := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			svi := infer.NewSVI(model, guide, infer.SVIOptions{})
			if err := steps(svi, 10, 0); err != nil {
				return err
			}
			return told(svi.Evaluate(0, infer.EvaluateOptions{}))
		},
		says: []string{"no parameters"},
	},
	{
		title: "A negative learning rate",
		why:   "The loss is made small; there is no sign to be chosen.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: -0.01}}).Step(0))
		},
		says: []string{"Adam: LR is -0.01; it must be positive and finite"},
	},
	{
		title: "A schedule of no steps",
		why:   "The number of steps came out as 0.",
		program: func() error {
			return caught(func() { optim.Cosine(0, 0.1)(1) })
		},
		says: []string{"Cosine", "0"},
	},
	{
		title: "No draws in a step",
		why:   "An estimate takes one at least.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{Loss: infer.TraceELBO{Particles: -1}}).Step(0))
		},
		says: []string{"-1 particles; it takes at least one"},
	},
	{
		title: "Training without batches",
		why:   "Batches had an error that was not looked at.",
		program: func() error {
			model := func(c *ppl.Context, _ []int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{})
			batches, _ := infer.Batches(10, 20, infer.BatchOptions{}, func(rows []int) []int { return rows })
			for _, err := range svi.Run(ctx, batches) {
				return err
			}
			return nil
		},
		says: []string{"SVI.Run has no batches; Batches makes them"},
	},
}}
