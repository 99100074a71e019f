package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var names = topic{"Names", `Every site has a name of its own. Handlers, guides and results find sites by their names.`, []mistake{
	{
		title: "One name in every round of a loop",
		why:   "`ppl.Range` numbers the names ([Pyro #398](https://github.com/pyro-ppl/pyro/issues/398)).",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				for range 3 {
					ppl.Sample(c, "x", dist.Normal(0, 1))
				}
			}, 1))
		},
		says: []string{`site "x"`, "the name is used twice", "in a loop, Range numbers the names"},
	},
	{
		title: "One name for two sites",
		why:   "Mostly a line that was copied.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "height", dist.Normal(170, 10))
				ppl.Sample(c, "height", dist.Normal(70, 15))
			}, 1))
		},
		says: []string{`site "height"`, "the name is used twice, by a sample site at mistakes/names_test.go:", "and by a sample site at mistakes/names_test.go:"},
	},
	{
		title: "A submodel used twice",
		why:   "`ppl.Scope` gives each use names of its own.",
		program: func() error {
			trend := func(c *ppl.Context) { ppl.Sample(c, "slope", dist.Normal(0, 1)) }
			return told(ppl.Run(func(c *ppl.Context) {
				trend(c)
				trend(c)
			}, 1))
		},
		says: []string{`site "slope"`, "Scope gives a model that is used twice names of its own"},
	},
	{
		title: "A parameter asked for twice",
		why:   "It might be a second one by accident, so that the further uses say that they share it.",
		program: func() error {
			one := func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) }
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Param(c, "w", one)
				ppl.Param(c, "w", one)
			}, 1))
		},
		says: []string{`site "w"`, "the name is used twice", "says Shared() each further time"},
	},
	{
		title: "A shared parameter with another constraint",
		why:   "One parameter has one constraint.",
		program: func() error {
			one := func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) }
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Param(c, "scale", one, ppl.Constrained(dist.Positive))
				ppl.Param(c, "scale", one, ppl.Shared())
			}, 1))
		},
		says: []string{`site "scale"`, "the parameter is positive first and real then", "say the same Constrained each time"},
	},
	{
		title: "A plate and a site of one name",
		why:   "The rows of y are not y.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "y", 3, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1)) })
			}, 1))
		},
		says: []string{`site "y"`, "by a plate at", "and by a sample site at"},
	},
	{
		title: "A site without a name",
		why:   "The name was to come from a table, and is missing there.",
		program: func() error {
			labels := map[int]string{1: "one"}
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, labels[2], dist.Normal(0, 1)) }, 1))
		},
		says: []string{"a sample site has no name", "every site needs one"},
	},
	{
		title: "A name that is not text",
		why:   "The column's name came from a file in another encoding.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "gr\xfc\xdfe", dist.Normal(0, 1)) }, 1))
		},
		says: []string{"is not valid UTF-8", "convert it to UTF-8"},
	},
	{
		title: "A misspelled name in Condition",
		why:   "The model would run as before, without the data.",
		program: func() error {
			model := func(c *ppl.Context) {
				ppl.Sample(c, "height", dist.Normal(170, 10))
				ppl.Sample(c, "weight", dist.Normal(70, 10))
			}
			return told(ppl.Run(ppl.Condition(model, ppl.Values{"hieght": tensor.Scalar(180)}), 1))
		},
		says: []string{`site "hieght"`, "Condition names it, and the model has no such site", `it has "height", "weight"`},
	},
	{
		title: "A misspelled name in Do",
		why:   "The intervention would not happen.",
		program: func() error {
			model := func(c *ppl.Context) { ppl.Sample(c, "dose", dist.Normal(0, 1)) }
			return told(ppl.Run(ppl.Do(model, ppl.Values{"does": tensor.Scalar(1)}), 1))
		},
		says: []string{`site "does"`, "Do names it, and the model has no such site"},
	},
	{
		title: "A name without the number that Range appends",
		why:   "In a loop, the sites are x/0, x/1 and so on.",
		program: func() error {
			model := func(c *ppl.Context) {
				for _, c := range ppl.Range(c, 2) {
					ppl.Sample(c, "x", dist.Normal(0, 1))
				}
			}
			return told(ppl.Run(ppl.Condition(model, ppl.Values{"x": tensor.Scalar(1)}), 1))
		},
		says: []string{`site "x"`, `the model has no such site; it has "x/0", "x/1"`},
	},
	{
		title: "A site asked for by a wrong name",
		why:   "The draws know which sites they have.",
		program: func() error {
			d, err := infer.MCMC{Chains: 1, Warmup: 50, Draws: 50}.Run(ctx, func(c *ppl.Context) { ppl.Sample(c, "mu", dist.Normal(0, 1)) })
			if err != nil {
				return err
			}
			return caught(func() { d.Get("mean") })
		},
		says: []string{`there is no site "mean"`, `there are ["mu"]`},
	},
	{
		title: "A value asked for by a wrong name",
		why:   "The trace knows which sites it has.",
		program: func() error {
			t, err := ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "mu", dist.Normal(0, 1)) }, 1)
			if err != nil {
				return err
			}
			return caught(func() { t.Value("mean") })
		},
		says: []string{`site "mean"`, `the trace has no value of that name; it has "mu"`},
	},
	{
		title: "A parameter asked for by a wrong name",
		why:   "Automatic guides call their parameters auto.SITE.loc and auto.SITE.scale.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "mu", dist.Normal(0, 1)) }
			svi := infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{})
			if _, err := svi.Step(0); err != nil {
				return err
			}
			return told(svi.Param("mu"))
		},
		says: []string{`no step has met a parameter "mu"`, `"auto.mu.loc" "auto.mu.scale"`},
	},
	{
		title: "A start for a site that there is not",
		why:   "The chain would start elsewhere.",
		program: func() error {
			return told(infer.MCMC{InitValues: []ppl.Values{{"mean": tensor.Scalar(1)}}}.Run(ctx, func(c *ppl.Context) {
				ppl.Sample(c, "mu", dist.Normal(0, 1))
			}))
		},
		says: []string{`"mean"`, `"mu"`},
	},
	{
		title: "A site to keep that there is not",
		why:   "Sites says what the draws hold.",
		program: func() error {
			return told(infer.MCMC{Sites: []string{"mean"}}.Run(ctx, func(c *ppl.Context) { ppl.Sample(c, "mu", dist.Normal(0, 1)) }))
		},
		says: []string{`MCMC.Sites names "mean"; the model has ["mu"]`},
	},
}}
