package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// regression is a line through two points, with a parameter.
func regression(c *ppl.Context) {
	slope := ppl.Param(c, "slope", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
	level := ppl.Sample(c, "level", dist.Normal(0, 1))
	ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
		mean := ppl.Deterministic(c, "mean", level.Add(slope.Mul(tensor.Of([]float64{1, 2}))))
		ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(tensor.Of([]float64{1, 3})))
	})
}

var handlers = topic{"Handlers", "Handlers change what the sites of a model mean. The model of these programs is a line with the parameter `slope`, the latent `level`, " +
	"the plate `rows`, the deterministic site `mean` and the data `y`.", []mistake{
	{
		title: "Condition on a parameter",
		why:   "A parameter is no random choice; Substitute sets it.",
		program: func() error {
			return told(ppl.Run(ppl.Condition(regression, ppl.Values{"slope": tensor.Scalar(1)}), 1))
		},
		says: []string{`site "slope"`, "Condition names it, and it is not a random choice but a parameter"},
	},
	{
		title: "Do on a deterministic site",
		why:   "It follows from others, and has no distribution to be cut from.",
		program: func() error {
			return told(ppl.Run(ppl.Do(regression, ppl.Values{"mean": tensor.Zeros(2)}), 1))
		},
		says: []string{`site "mean"`, "Do names it, and it is not a random choice but a deterministic site"},
	},
	{
		title: "Substitute for data",
		why:   "Data are observed by Condition.",
		program: func() error {
			return told(ppl.Run(ppl.Substitute(regression, ppl.Values{"y": tensor.Zeros(2)}), 1))
		},
		says: []string{`site "y"`, "Substitute names it, and it is observed; Condition observes another value"},
	},
	{
		title: "A plate to be hidden",
		why:   "Plates are structure.",
		program: func() error {
			return told(ppl.Run(ppl.Block(regression, "rows"), 1))
		},
		says: []string{`site "rows"`, "a plate cannot be hidden; name the sites in it"},
	},
	{
		title: "Block of nothing",
		why:   "The list of names was empty.",
		program: func() error {
			return told(ppl.Run(ppl.Block(regression), 1))
		},
		says: []string{"Block names no site; say which it is for"},
	},
	{
		title: "A nil value",
		why:   "A key that is missing in another map gives nil.",
		program: func() error {
			means := map[string]*tensor.Tensor{}
			return told(ppl.Run(ppl.Condition(regression, ppl.Values{"level": means["level"]}), 1))
		},
		says: []string{`site "level"`, "Condition has a nil value for it"},
	},
	{
		title: "Replay of no trace",
		why:   "The error of the run was not looked at.",
		program: func() error {
			trace, _ := ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, -1)) }, 1)
			return told(ppl.Run(ppl.Replay(regression, trace), 1))
		},
		says: []string{"Replay: the trace is nil"},
	},
	{
		title: "A setting for a site that there is not",
		why:   "Infer gives single sites settings.",
		program: func() error {
			return told(ppl.Run(ppl.Infer(regression, infer.InitScale(0.1), "intercept"), 1))
		},
		says: []string{`site "intercept"`, "Infer names it, and the model has no such site"},
	},
	{
		title: "A start for data",
		why:   "Latents alone start somewhere.",
		program: func() error {
			return told(ppl.Run(ppl.Infer(regression, infer.Init(infer.InitToMedian), "y"), 1))
		},
		says: []string{`site "y"`, "it is not a latent, which alone starts somewhere"},
	},
	{
		title: "LocScale of 2",
		why:   "It goes from 0, taken out wholly, to 1, left as it is.",
		program: func() error {
			return told(ppl.Run(ppl.LocScale(regression, 2, "level"), 1))
		},
		says: []string{`site "level"`, "LocScale has centered 2; it is a number from 0 to 1"},
	},
	{
		title: "LocScale outside of Condition",
		why:   "The value that is set is that of the latent as it was.",
		program: func() error {
			return told(ppl.Run(ppl.LocScale(ppl.Condition(regression, ppl.Values{"level": tensor.Scalar(1)}), 0, "level"), 1))
		},
		says: []string{`site "level"`, "LocScale names it"},
	},
	{
		title: "LocScale outside of Substitute",
		why:   "Substitute leaves it a latent, with a value of its own.",
		program: func() error {
			return told(ppl.Run(ppl.LocScale(ppl.Substitute(regression, ppl.Values{"level": tensor.Scalar(1)}), 0, "level"), 1))
		},
		says: []string{`site "level"`, "a handler inside has set its value", "put LocScale inside that handler"},
	},
	{
		title: "No handler",
		why:   "The field that should hold it was not set.",
		program: func() error {
			var spy struct{ handler ppl.HandlerFunc }
			return told(ppl.Run(ppl.WithHandler(regression, spy.handler), 1))
		},
		says: []string{"WithHandler: the handler is nil"},
	},
	{
		title: "A handler that keeps its site",
		why:   "Handle passes every site on.",
		program: func() error {
			return told(ppl.Run(ppl.WithHandler(regression, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
				if s.Kind == ppl.SampleSite {
					next.Apply(s)
				}
			})), 1))
		},
		says: []string{`site "slope"`, "a handler kept it", "with either next.Apply or next.Hide"},
	},
	{
		title: "A handler that passes its site on twice",
		why:   "A return was forgotten.",
		program: func() error {
			return told(ppl.Run(ppl.WithHandler(regression, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
				if s.Kind == ppl.SampleSite {
					next.Apply(s)
				}
				next.Apply(s)
			})), 1))
		},
		says: []string{`site "level"`, "a handler passed it on twice"},
	},
	{
		title: "A prefix of nothing",
		why:   "Scope puts a prefix before names.",
		program: func() error {
			return told(ppl.Run(ppl.Scope(regression, ""), 1))
		},
		says: []string{"Scope has an empty prefix"},
	},
}}
