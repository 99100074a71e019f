package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
)

var contexts = topic{"Contexts", `The context says where in the model a statement stands. The body of a plate is given one of its own.`, []mistake{
	{
		title: "The outer context in a plate",
		why:   "The site would not be in the plate.",
		program: func() error {
			return told(ppl.Run(func(outer *ppl.Context) {
				ppl.Plate(outer, "rows", 3, func(inner *ppl.Context) {
					ppl.Sample(outer, "y", dist.Normal(0, 1))
				})
			}, 1))
		},
		says: []string{`site "y"`, "the context is not the innermost one", "use the context that the body is given"},
	},
	{
		title: "A context kept from a plate",
		why:   "The plate has ended.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				var kept *ppl.Context
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { kept = c })
				ppl.Sample(kept, "y", dist.Normal(0, 1))
			}, 1))
		},
		says: []string{`site "y"`, "the context is not the innermost one", "after the body the one from before"},
	},
	{
		title: "The outer context in a Range",
		why:   "The name would have no number.",
		program: func() error {
			return told(ppl.Run(func(outer *ppl.Context) {
				for range ppl.Range(outer, 3) {
					ppl.Sample(outer, "x", dist.Normal(0, 1))
				}
			}, 1))
		},
		says: []string{`site "x"`, "the context is not the innermost one"},
	},
	{
		title: "The outer context in a handler",
		why:   "The handler would not see the site.",
		program: func() error {
			return told(ppl.Run(func(outer *ppl.Context) {
				ppl.Scale(func(inner *ppl.Context) { ppl.Sample(outer, "x", dist.Normal(0, 1)) }, 0.5)(outer)
			}, 1))
		},
		says: []string{`site "x"`, "the context is not the innermost one"},
	},
	{
		title: "A part of the model run in the outer context",
		why:   "A handler around a part is called with the context that the body is given.",
		program: func() error {
			return told(ppl.Run(func(outer *ppl.Context) {
				ppl.Plate(outer, "rows", 10, func(*ppl.Context) { ppl.Scale(standardNormal, 0.5)(outer) })
			}, 1))
		},
		says: []string{`after site "rows"`, "the context is not the innermost one"},
	},
	{
		title: "A context kept from a run",
		why:   "Each run gives the model a new one.",
		program: func() error {
			var kept *ppl.Context
			if _, err := ppl.Run(func(c *ppl.Context) { kept = c }, 1); err != nil {
				return err
			}
			return caught(func() { ppl.Sample(kept, "x", dist.Normal(0, 1)) })
		},
		says: []string{`site "x"`, "the run is over, and its context with it", "a model that is run again is given a new one"},
	},
	{
		title: "A goroutine that outlives the run",
		why:   "A model draws in the goroutine that runs it.",
		program: func() error {
			over, result := make(chan struct{}), make(chan error)
			_, err := ppl.Run(func(c *ppl.Context) {
				go func() {
					<-over
					result <- caught(func() { ppl.Sample(c, "x", dist.Normal(0, 1)) })
				}()
			}, 1)
			close(over)
			if err != nil {
				return err
			}
			return <-result
		},
		says: []string{`site "x"`, "the run is over"},
	},
	{
		title: "A model without a context",
		why:   "The model was called, rather than run.",
		program: func() error {
			model := func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1)) }
			return caught(func() { model(nil) })
		},
		says: []string{`site "x"`, "the context is nil; use the one that Run gives the model"},
	},
	{
		title: "No model",
		why:   "The function is chosen by a name that there is not.",
		program: func() error {
			models := map[string]ppl.Model{}
			return told(ppl.Run(models["coin"], 1))
		},
		says: []string{"the function to run, a model or the body of a plate, is nil"},
	},
}}
