package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// fit makes one step of a model without data of its own.
func fit(model, guide ppl.Model) error {
	return told(infer.NewSVI(ppl.NoData(model), ppl.NoData(guide), infer.SVIOptions{}).Step(struct{}{}))
}

var guides = topic{"Guides that do not match", `A guide draws every latent of the model: under the same name, with the same shape, in the same plates.`, []mistake{
	{
		title: "A latent that the guide forgets",
		why:   "It would be drawn from the prior, and never be learned ([Pyro #2288](https://github.com/pyro-ppl/pyro/issues/2288)).",
		program: func() error {
			return fit(func(c *ppl.Context) {
				a := ppl.Sample(c, "a", dist.Normal(0, 1))
				b := ppl.Sample(c, "b", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(a.Add(b), 1), ppl.Obs(tensor.Scalar(1)))
			}, func(c *ppl.Context) {
				ppl.Sample(c, "a", dist.Normal(0, 1))
			})
		},
		says: []string{`site "b"`, "the model has this latent and the guide does not", "add a Sample of that name to the guide"},
	},
	{
		title: "A misspelled name in the guide",
		why:   "The model has no such latent.",
		program: func() error {
			return fit(func(c *ppl.Context) {}, func(c *ppl.Context) { ppl.Sample(c, "slop", dist.Normal(0, 1)) })
		},
		says: []string{`site "slop"`, "the guide samples it and the model has no such latent", "mark it Auxiliary"},
	},
	{
		title: "A guide that draws the data",
		why:   "A guide has the latents only.",
		program: func() error {
			return fit(func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(1)))
			}, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(z, 1))
			})
		},
		says: []string{`site "y"`, "the guide samples it and the model observes it"},
	},
	{
		title: "A guide with data",
		why:   "Observations belong to the model.",
		program: func() error {
			return fit(func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) },
				func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1), ppl.Obs(tensor.Scalar(1))) })
		},
		says: []string{`site "z"`, "the guide sets its value", "observations and interventions belong to the model"},
	},
	{
		title: "A guide with another event",
		why:   "The elements are independent rows in the one, and one value in the other ([Pyro #2797](https://github.com/pyro-ppl/pyro/issues/2797), [NumPyro #1119](https://github.com/pyro-ppl/numpyro/issues/1119)).",
		program: func() error {
			return fit(func(c *ppl.Context) {
				ppl.Plate(c, "elements", 3, func(c *ppl.Context) { ppl.Sample(c, "w", dist.Normal(0, 1)) })
			}, func(c *ppl.Context) {
				ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
			})
		},
		says: []string{`site "w"`},
	},
	{
		title: "A guide with another shape",
		why:   "The guide draws one number for three.",
		program: func() error {
			return fit(func(c *ppl.Context) {
				ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
			}, func(c *ppl.Context) {
				ppl.Sample(c, "w", dist.Normal(0, 1))
			})
		},
		says: []string{`site "w"`, "shape [], a draw has [3]"},
	},
	{
		title: "A plate in the model only",
		why:   "Model and guide say alike which rows are independent.",
		program: func() error {
			return fit(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 1, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) })
			}, func(c *ppl.Context) {
				ppl.Plate(c, "others", 1, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) })
			})
		},
		says: []string{`site "z"`, `in the model it is in plate "rows", in the guide it is not`},
	},
	{
		title: "A plate in the guide only",
		why:   "The other way round.",
		program: func() error {
			return fit(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) })
			}, func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
					ppl.Plate(c, "more", 1, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.Dim(-2))
				})
			})
		},
		says: []string{`site "z"`},
	},
	{
		title: "Other rows in model and guide",
		why:   "The guide draws its own rows, and the model is given others.",
		program: func() error {
			return fit(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.BatchIndices([]int{0, 1, 2}))
			}, func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.BatchIndices([]int{3, 4, 5}))
			})
		},
		says: []string{`site "z"`, `plate "rows" looks at rows`, "give both the same option"},
	},
	{
		title: "Plates of other sizes in model and guide",
		why:   "The scales of the two would differ.",
		program: func() error {
			return fit(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.BatchIndices([]int{0, 1}))
			}, func(c *ppl.Context) {
				ppl.Plate(c, "rows", 50, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.BatchIndices([]int{0, 1}))
			})
		},
		says: []string{`site "z"`, `plate "rows" has 50 rows at dimension -1 in the guide, 100 at -1 in the model`},
	},
	{
		title: "A mask in the model only",
		why:   "A latent that does not count in the model must not count in the guide.",
		program: func() error {
			latent := func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) })
			}
			return fit(ppl.Mask(latent, tensor.Of([]int{1, 0}).Reshape(2)), latent)
		},
		says: []string{`site "z"`, "its mask differs between guide and model"},
	},
	{
		title: "A guide for a latent that Do has set",
		why:   "What is set is no latent any more.",
		program: func() error {
			latent := func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return fit(ppl.Do(latent, ppl.Values{"z": tensor.Scalar(1)}), latent)
		},
		says: []string{`site "z"`, "the guide samples it and the model sets it by Do"},
	},
	{
		title: "A value that the model sets over the guide's",
		why:   "Substitute leaves it a latent, so that the guide's draw would be scored at another value.",
		program: func() error {
			latent := func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return fit(ppl.Substitute(latent, ppl.Values{"z": tensor.Scalar(1)}), latent)
		},
		says: []string{`site "z"`, "the model does not use the guide's value for it"},
	},
	{
		title: "An auxiliary variable that the model has, too",
		why:   "Auxiliary variables are the guide's own.",
		program: func() error {
			return fit(func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) },
				func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1), ppl.Auxiliary()) })
		},
		says: []string{`site "z"`, "the guide calls it Auxiliary, and the model has it too"},
	},
	{
		title: "An automatic guide of discrete latents",
		why:   "A normal on the real line does not fit whole numbers.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				k := ppl.Sample(c, "k", dist.Poisson(3))
				ppl.Sample(c, "y", dist.Normal(k, 1), ppl.Obs(tensor.Scalar(1)))
			}
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`site "k"`, "which is discrete", "write a guide for it"},
	},
	{
		title: "A joint guide of latents that come and go",
		why:   "One vector holds all latents, and has to be the same in every run.",
		program: func() error {
			model := func(c *ppl.Context, groups int) {
				for _, c := range ppl.Range(c, groups) {
					ppl.Sample(c, "z", dist.Normal(0, 1))
				}
			}
			svi := infer.NewSVI(model, infer.AutoMultivariateNormal(model, infer.AutoOptions{}), infer.SVIOptions{})
			if _, err := svi.Step(2); err != nil {
				return err
			}
			return told(svi.Step(3))
		},
		says: []string{`site "z/2"`, "a guide of all latents together needs the same ones in every run"},
	},
	{
		title: "An initial scale that is negative",
		why:   "A standard deviation is positive.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			return told(infer.NewSVI(model, infer.AutoNormal(model, infer.AutoOptions{InitScale: -1}), infer.SVIOptions{}).Step(0))
		},
		says: []string{`site "z"`, "AutoOptions.InitScale is -1", "must be positive and finite"},
	},
	{
		title: "More directions than elements",
		why:   "Two latents have two directions at most.",
		program: func() error {
			model := func(c *ppl.Context, _ int) {
				ppl.Sample(c, "a", dist.Normal(0, 1))
				ppl.Sample(c, "b", dist.Normal(0, 1))
			}
			guide := infer.AutoLowRankMultivariateNormal(model, infer.AutoOptions{Rank: 5})
			return told(infer.NewSVI(model, guide, infer.SVIOptions{}).Step(0))
		},
		says: []string{"AutoOptions.Rank is 5 for latents of 2 elements"},
	},
	{
		title: "An automatic guide inside a plate",
		why:   "The guide runs the model, which has the plate.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
			joint := infer.AutoMultivariateNormal(model, infer.AutoOptions{})
			guide := func(c *ppl.Context, _ int) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { joint(c, 0) })
			}
			return told(infer.NewSVI(model, guide, infer.SVIOptions{}).Step(0))
		},
		says: []string{`the guide runs in plate "rows"`, "call it outside"},
	},
	{
		title: "A bound of several draws over a guide without derivatives",
		why:   "The score function belongs to the mean of draws.",
		program: func() error {
			model := func(c *ppl.Context, _ int) { ppl.Sample(c, "k", dist.Bernoulli[dist.Probs](0.5)) }
			return told(infer.NewSVI(model, model, infer.SVIOptions{Loss: importance{}}).Step(0))
		},
		says: []string{`site "k"`, "combines draws", "take TraceELBO"},
	},
}}

// importance is a bound that weights its draws (Burda et al. 2016).
type importance struct{ infer.TraceELBO }

// Combine weights the draws alike, which does for a mistake that is found before.
func (importance) Combine(sums []float64) (objective float64, derivatives []float64) {
	return sums[0], make([]float64, len(sums))
}
