package mistakes

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/gp"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// neighborhood returns the adjacency of n sites by a matrix, row by row.
func neighborhood(n int, v ...float64) *dist.Adjacency { return dist.NewAdjacency(tensor.Of(v, n, n)) }

var places = topic{"Neighbors and functions", "A value of such a distribution is a whole map, or a function at all places: `column(1, 2)` are two places on a line.", []mistake{
	{
		title: "Neighbors on one side",
		why:   "Each pair stands in the matrix twice.",
		program: func() error {
			return caught(func() { neighborhood(3, 0, 1, 0, 0, 0, 1, 0, 0, 0) })
		},
		says: []string{"CAR: adjacency must be symmetric, found 1 and 0 at [0, 1] and [1, 0]"},
	},
	{
		title: "A list of pairs for a matrix",
		why:   "The matrix has a row and a column for each site, and 1 for each pair.",
		program: func() error {
			return caught(func() { dist.NewAdjacency(tensor.Of([]float64{0, 1, 1, 2, 2, 3}, 3, 2)) })
		},
		says: []string{"CAR: adjacency must be a square matrix, found [3 2]"},
	},
	{
		title: "An island",
		why:   "There is no average of its neighbors.",
		program: func() error {
			return caught(func() { neighborhood(3, 0, 1, 0, 1, 0, 0, 0, 0, 0) })
		},
		says: []string{"CAR: adjacency has site 2 without neighbors; leave it out, and give it a distribution of its own"},
	},
	{
		title: "A site that is its own neighbor",
		why:   "Matrices that are made by a distance have that.",
		program: func() error {
			return caught(func() { neighborhood(2, 1, 1, 1, 1) })
		},
		says: []string{"CAR: adjacency must have zeros on the diagonal, as no site is its own neighbor, found 1 at [0, 0]"},
	},
	{
		title: "A correlation of neighbors of 1",
		why:   "The level is free there, and the density improper. A prior such as Uniform(0, 1) comes as near as the data want.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "risk", dist.CAR(tensor.Zeros(2), 1, 1, neighborhood(2, 0, 1, 1, 0)))
			}, 1))
		},
		says: []string{`site "risk"`, "CAR: correlation must be in (-1, 1), found 1"},
	},
	{
		title: "Places as a vector",
		why:   "Each place is a row.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", gp.Process(gp.Matern52(1, 1), tensor.Of([]float64{1, 2, 3}), 0.1))
			}, 1))
		},
		says: []string{"gp.Kernel: places of shapes [3] and [3]; they must be rows [n, d]", "one column is [n, 1]"},
	},
	{
		title: "A length of 0",
		why:   "A start, or a guess of the smallest distance.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", gp.Process(gp.SquaredExponential(1, 0), column(1, 2, 3), 0.1))
			}, 1))
		},
		says: []string{"gp: SquaredExponential: length must be positive, found 0; a latent takes a prior of positive numbers"},
	},
	{
		title: "A length for columns that there are not",
		why:   "One for each column of the places, or one for all.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", gp.Process(gp.SquaredExponential(1, tensor.Ones(2)), column(1, 2, 3), 0.1))
			}, 1))
		},
		says: []string{"gp.Kernel: a length of shape [2] and places of 1 columns"},
	},
	{
		title: "A scale for every place",
		why:   "A kernel has one. `noise` may differ by place.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", gp.Process(gp.SquaredExponential(tensor.Ones(3), 1), column(1, 2, 3), 0.1))
			}, 1))
		},
		says: []string{"gp.Kernel: the scale of SquaredExponential has shape [3], and must be a number"},
	},
	{
		title: "A place that is missing",
		why:   "Data that lack values of covariates have NaN.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", gp.Process(gp.SquaredExponential(1, 1), column(1, math.NaN(), 3), 0.1))
			}, 1))
		},
		says: []string{"gp: Process: a place must be finite, found NaN; leave out its row, or draw it as a latent"},
	},
	{
		title: "One place twice, without noise",
		why:   "A function has one value there. Measurements have noise, and a function that is nearly known a little of it.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", gp.Process(gp.SquaredExponential(1, 1), column(1, 1, 2), 0))
			}, 1))
		},
		says: []string{`site "y"`, "covariance must be positive definite, and its factor breaks down at index [1, 1]", "add a small number to the diagonal"},
	},
	{
		title: "A process in a plate of its rows",
		why:   "The values of a function depend on each other: all of them are one event.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
					y := gp.Process(gp.SquaredExponential(1, 1), column(1, 2, 3), 0.1)
					ppl.Sample(c, "y", y, ppl.Obs(tensor.Of([]float64{1, 2, 3})))
				})
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [3], a draw has [3 3] (batch [3], event [3])"},
	},
	{
		title: "Places beyond the box of sines",
		why:   "The sines repeat themselves there: the function would seem known where nothing was seen.",
		program: func() error {
			box := gp.Hilbert{Boundary: []float64{2}, Sines: []int{20}}
			return caught(func() { box.Functions(column(-1, 0, 1, 3)) })
		},
		says: []string{"gp: Hilbert: a place in column 0 must be in its box, from -2 to 2, found 3; center the places"},
	},
	{
		title: "Sines for a periodic kernel",
		why:   "It has a few frequencies of its own.",
		program: func() error {
			box := gp.Hilbert{Boundary: []float64{2}, Sines: []int{20}}
			return caught(func() { box.Weights(gp.Periodic(1, 1, 1)) })
		},
		says: []string{"gp.Kernel: a kernel without a spectral density in closed form; it must be SquaredExponential, Matern12"},
	},
}}
