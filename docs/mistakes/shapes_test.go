package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var shapes = topic{"Shapes and plates", `A draw has the shape batch, then event: rows that are independent, then what is one value. Each batch
dimension belongs to a plate. Values do not broadcast: data have exactly the shape of a draw.`, []mistake{
	{
		title: "Data as a column",
		why: "Ten rows were read as a 10×1 matrix. Where data broadcast, 100 log-densities are added up rather than 10, and nothing says so " +
			"([NumPyro #1230](https://github.com/pyro-ppl/numpyro/issues/1230), [PyMC #3569](https://github.com/pymc-devs/pymc/issues/3569)).",
		program: func() error {
			y := tensor.Zeros(10, 1)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [10 1], a draw has [10]", "values do not broadcast", "Reshape makes them fit"},
	},
	{
		title: "Predictions as a column",
		why:   "A product of matrices leaves a last dimension of 1, so that every row meets every datum.",
		program: func() error {
			x, y := tensor.Zeros(10, 3), tensor.Zeros(10)
			return told(ppl.Run(func(c *ppl.Context) {
				w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3, 1), 1).ToEvent(2))
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(x.MatMul(w), 1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "batch shape [10 1] has 10 at dimension -2, and no plate claims it", "Squeeze(-1) makes rows of a column"},
	},
	{
		title: "Rows without a plate",
		why:   "The distribution is of one number, and there are seven data.",
		program: func() error {
			y := tensor.Zeros(7)
			return told(ppl.Run(func(c *ppl.Context) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(y))
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [7], a draw has []", "independent rows belong in a Plate"},
	},
	{
		title: "Parameters of every row without a plate",
		why:   "The mean has a row for each datum, and nothing says that the rows are independent.",
		program: func() error {
			x, y := tensor.Zeros(7), tensor.Zeros(7)
			return told(ppl.Run(func(c *ppl.Context) {
				slope := ppl.Sample(c, "slope", dist.Normal(0, 1))
				ppl.Sample(c, "y", dist.Normal(slope.Mul(x), 1), ppl.Obs(y))
			}, 1))
		},
		says: []string{`site "y"`, "batch shape [7] has 7 at dimension -1, and no plate claims it", "put the site in a Plate of that size"},
	},
	{
		title: "A vector of coefficients that is not an event",
		why:   "Three coefficients are one value of three elements, or a plate of three.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "coefficients", dist.Normal(tensor.Zeros(3), 1))
			}, 1))
		},
		says: []string{`site "coefficients"`, "batch shape [3] has 3 at dimension -1, and no plate claims it", "make the dimension part of the event with ToEvent"},
	},
	{
		title: "Images that are not events",
		why:   "The pixels of a row are a second batch dimension, for which there is no plate ([Pyro #2969](https://github.com/pyro-ppl/pyro/issues/2969)).",
		program: func() error {
			pixels := tensor.Zeros(16, 64)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "images", 16, func(c *ppl.Context) {
					ppl.Sample(c, "pixels", dist.Bernoulli[dist.Logits](tensor.Zeros(16, 64)), ppl.Obs(pixels))
				})
			}, 1))
		},
		says: []string{`site "pixels"`, "batch shape [16 64]", "ToEvent"},
	},
	{
		title: "ToEvent of too many dimensions",
		why:   "The rows, too, have become part of one event.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(tensor.Zeros(10, 2), 1).ToEvent(3), ppl.Obs(tensor.Zeros(10, 2)))
				})
			}, 1))
		},
		says: []string{"ToEvent", "3"},
	},
	{
		title: "The rows as one event, in their plate",
		why:   "Each of ten rows gets all ten data.",
		program: func() error {
			y := tensor.Zeros(10)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(tensor.Zeros(10), 1).ToEvent(1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [10], a draw has [10 10] (batch [10], event [10])"},
	},
	{
		title: "A plate of another size than the data",
		why:   "There are 12 rows, and the plate says 10.",
		program: func() error {
			y := tensor.Zeros(12)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [12], a draw has [10]"},
	},
	{
		title: "A plate of another size than the parameters",
		why:   "The groups' effects are six, and the plate says 5.",
		program: func() error {
			effects := tensor.Zeros(6)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "groups", 5, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(effects, 1))
				})
			}, 1))
		},
		says: []string{`site "y"`, "batch shape [6] has 6 at dimension -1", `plate "groups" has 5 rows`},
	},
	{
		title: "The effects of groups used for rows",
		why:   "Each row has a group, and the effect of its group is `effect.Take(0, groups)`.",
		program: func() error {
			y := tensor.Zeros(6)
			return told(ppl.Run(func(c *ppl.Context) {
				var effect *tensor.Tensor
				ppl.Plate(c, "groups", 2, func(c *ppl.Context) { effect = ppl.Sample(c, "effect", dist.Normal(0, 1)) })
				ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(effect, 1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "batch shape [2] has 2 at dimension -1", `plate "rows" has 6 rows`},
	},
	{
		title: "A matrix of data with its plates in the opposite order",
		why:   "The outer plate is the last dimension.",
		program: func() error {
			y := tensor.Zeros(3, 2)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "students", 3, func(c *ppl.Context) {
					ppl.Plate(c, "items", 2, func(c *ppl.Context) {
						ppl.Sample(c, "answer", dist.Bernoulli[dist.Probs](0.5), ppl.Obs(y))
					})
				})
			}, 1))
		},
		says: []string{`site "answer"`, "the observed value has shape [3 2], a draw has [2 3]", "the plates are in the opposite order", "Permute"},
	},
	{
		title: "One plate entered at two dimensions",
		why:   "In Pyro this changes shapes in silence ([NumPyro #1045](https://github.com/pyro-ppl/numpyro/issues/1045)).",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "items", 4, func(c *ppl.Context) { ppl.Sample(c, "difficulty", dist.Normal(0, 1)) })
				ppl.Plate(c, "items", 4, func(c *ppl.Context) { ppl.Sample(c, "guessing", dist.Beta(1, 9)) }, ppl.Dim(-2))
			}, 1))
		},
		says: []string{`site "items"`, "the plate was entered before at dimension -1, now with Dim(-2)", "say the same Dim each time"},
	},
	{
		title: "Crossed plates without Dim",
		why:   "Students and items each had the last dimension when they were entered alone; crossed, they cannot both have it.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "students", 3, func(c *ppl.Context) { ppl.Sample(c, "ability", dist.Normal(0, 1)) })
				ppl.Plate(c, "items", 4, func(c *ppl.Context) {
					ppl.Sample(c, "difficulty", dist.Normal(0, 1))
					ppl.Plate(c, "students", 3, func(c *ppl.Context) { ppl.Sample(c, "answer", dist.Normal(0, 1)) })
				})
			}, 1))
		},
		says: []string{`site "students"`, "the plate has had dimension -1 since it was first entered", "give both a Dim"},
	},
	{
		title: "A dimension that is taken",
		why:   "Two plates, one in the other, ask for the same dimension.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {
					ppl.Plate(c, "columns", 3, func(c *ppl.Context) {}, ppl.Dim(-1))
				})
			}, 1))
		},
		says: []string{`site "columns"`, `dimension -1 belongs to plate "rows" around it`, "choose another with Dim"},
	},
	{
		title: "A dimension counted from the front",
		why:   "Dimensions of plates count from the end, since events and further plates come and go at the front and at the end of shapes.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) {}, ppl.Dim(0))
			}, 1))
		},
		says: []string{`site "rows"`, "Dim(0): dimensions count from the end, from -1"},
	},
	{
		title: "A plate inside itself",
		why:   "A model that calls itself, or a helper that has the plate already.",
		program: func() error {
			rows := func(c *ppl.Context, body ppl.Model) { ppl.Plate(c, "rows", 10, body) }
			return told(ppl.Run(func(c *ppl.Context) {
				rows(c, func(c *ppl.Context) {
					rows(c, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1)) })
				})
			}, 1))
		},
		says: []string{`site "rows"`, "the plate is entered inside itself"},
	},
	{
		title: "Data without rows",
		why:   "A filter has left nothing.",
		program: func() error {
			y := tensor.Zeros(0)
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "rows"`, "the plate has size 0", "at least one row"},
	},
	{
		title: "One name for rows of two sizes",
		why:   "Training and test rows are two plates.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 100, func(c *ppl.Context) { ppl.Sample(c, "train", dist.Normal(0, 1)) })
				ppl.Plate(c, "rows", 20, func(c *ppl.Context) { ppl.Sample(c, "test", dist.Normal(0, 1)) })
			}, 1))
		},
		says: []string{`site "rows"`, "100 rows, now with 20 rows", "a name stands for one set of rows"},
	},
	{
		title: "A mask for other rows",
		why:   "The mask has an entry for each of three columns, and there are four rows.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 4, ppl.Mask(func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(tensor.Zeros(4)))
				}, tensor.Of([]int{1, 0, 1})))
			}, 1))
		},
		says: []string{`site "y"`, "the mask has shape [3], which does not broadcast to batch shape [4]"},
	},
	{
		title: "A mask around the whole model",
		why:   "The mask of the rows reaches the latents outside of the plate, too.",
		program: func() error {
			return told(ppl.Run(ppl.Mask(func(c *ppl.Context) {
				mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(mean, 1), ppl.Obs(tensor.Zeros(4)))
				})
			}, tensor.Of([]int{1, 0, 1, 1})), 1))
		},
		says: []string{`site "mean"`, "the mask has shape [4], which does not broadcast to batch shape []", "mask the part of the model that it is for"},
	},
	{
		title: "A mask of elements of an event",
		why:   "A mask leaves out rows, and an event is one value of its row.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 4, ppl.Mask(func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(tensor.Zeros(2), 1).ToEvent(1), ppl.Obs(tensor.Zeros(4, 2)))
				}, tensor.Ones(4, 2)))
			}, 1))
		},
		says: []string{`site "y"`, "the mask has shape [4 2], which does not broadcast to batch shape [4]"},
	},
	{
		title: "A log-weight of rows outside of their plate",
		why:   "A Factor is a site like any other.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) { ppl.Factor(c, "penalty", tensor.Zeros(3)) }, 1))
		},
		says: []string{`site "penalty"`, "batch shape [3] has 3 at dimension -1, and no plate claims it"},
	},
	{
		title: "Two shapes that do not fit, between the sites",
		why:   "The error tells which site was the last one, and the shapes so far.",
		program: func() error {
			x := tensor.Zeros(10, 3)
			return told(ppl.Run(func(c *ppl.Context) {
				w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
				x.MatMul(w)
			}, 1))
		},
		says: []string{`after site "w"`, "MatMul", "[10 3]", "[2]"},
	},
	{
		title: "A matrix normal with a mean of another size",
		why:   "Mean and covariance belong to vectors of one length.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "z", dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(3), tensor.Eye(2)))
			}, 1))
		},
		says: []string{"MultivariateNormal", "3", "2"},
	},
	{
		title: "Mixture components that are not the last dimension",
		why:   "Three components have weights of shape [3], and two rows of means were given.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				weights := dist.Categorical[dist.Probs](tensor.Ones(3))
				ppl.Sample(c, "x", dist.Mixture(weights, dist.Normal(tensor.Zeros(2), 1)))
			}, 1))
		},
		says: []string{"Mixture", "3", "2"},
	},
	{
		title: "A starting value of another shape",
		why:   "The latent has a row for each of three groups, and one number is given.",
		program: func() error {
			return told(infer.MCMC{InitValues: []ppl.Values{{"effect": tensor.Scalar(0)}}}.Run(ctx, func(c *ppl.Context) {
				ppl.Plate(c, "groups", 3, func(c *ppl.Context) { ppl.Sample(c, "effect", dist.Normal(0, 1)) })
			}))
		},
		says: []string{`site "effect"`, "shape []", "[3]"},
	},
}}
