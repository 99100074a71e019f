package mistakes

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// column returns numbers one below the other: a series of single values, or places on a line.
func column(v ...float64) *tensor.Tensor { return tensor.Of(v, len(v), 1) }

// weather returns a hidden Markov model of two states that seldom change.
func weather(observation dist.Distribution, steps int) *dist.DiscreteHMMDist {
	initial := dist.Categorical[dist.Probs](tensor.Of([]float64{0.5, 0.5}))
	transition := dist.Categorical[dist.Probs](tensor.Of([]float64{0.9, 0.1, 0.1, 0.9}, 2, 2))
	return dist.DiscreteHMM(initial, transition, observation, steps)
}

// trend returns a series whose state is a level and a slope, of which moves is the noise.
func trend(moves, observation *tensor.Tensor, steps int) *dist.GaussianStateSpaceDist {
	first := dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(2), tensor.Eye(2))
	next := tensor.Of([]float64{1, 1, 0, 1}, 2, 2)
	return dist.GaussianStateSpace(first, next, moves, observation, tensor.Ones(1, 1), steps)
}

var series = topic{"Series", `A value of such a distribution is a whole series: its steps are an event.`, []mistake{
	{
		title: "A walk in a plate of its steps",
		why:   "The steps are the event, and not independent: the plate makes four walks. Data of the steps are an event, too, by ToEvent.",
		program: func() error {
			y := tensor.Of([]float64{1, 2, 3, 4})
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "months", 4, func(c *ppl.Context) {
					level := ppl.Sample(c, "level", dist.GaussianRandomWalk(dist.Normal(0, 1), 0, 1, 4))
					ppl.Sample(c, "y", dist.Normal(level, 1), ppl.Obs(y))
				})
			}, 1))
		},
		says: []string{`site "y"`, "batch shape [4 4] has 4 at dimension -2, and no plate claims it"},
	},
	{
		title: "A walk by its number of moves",
		why:   "Four values have three moves between them; steps counts the values.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.GaussianRandomWalk(dist.Normal(0, 1), 0, 1, 3), ppl.Obs(tensor.Of([]float64{1, 2, 3, 4})))
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [4], a draw has [3] (batch [], event [3])"},
	},
	{
		title: "A standard deviation for every move",
		why:   "It would be that of three walks. A GaussianStateSpace takes matrices that differ by step.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "level", dist.GaussianRandomWalk(dist.Normal(0, 1), 0, tensor.Of([]float64{1, 1, 2}), 3))
			}, 1))
		},
		says: []string{`site "level"`, "batch shape [3] has 3 at dimension -1, and no plate claims it"},
	},
	{
		title: "A walk that starts at a count",
		why:   "It goes on among all real numbers.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "level", dist.GaussianRandomWalk(dist.Poisson(3), 0, 1, 4))
			}, 1))
		},
		says: []string{"GaussianRandomWalk: initial is Poisson(rate: 3), whose values are a whole number from 0 on; those of the process are real"},
	},
	{
		title: "A coefficient without a dimension",
		why:   "The coefficients are a vector, also where the order is 1: `phi.Reshape(1)`.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				phi := ppl.Sample(c, "phi", dist.Uniform(-1, 1))
				ppl.Sample(c, "x", dist.AR(dist.Normal(0, 1), 0, phi, 1, 4))
			}, 1))
		},
		says: []string{`after site "phi"`, "AR: coefficients must have at least 1 dimension, found shape []"},
	},
	{
		title: "First values of another order",
		why:   "Two coefficients look back at two values.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				first := dist.Normal(tensor.Zeros(3), 1).ToEvent(1)
				ppl.Sample(c, "x", dist.AR(first, 0, tensor.Of([]float64{0.5, 0.2}), 1, 6))
			}, 1))
		},
		says: []string{"AR: initial draws events of shape [3]; it must draw numbers, or vectors of the first 2"},
	},
	{
		title: "A stationary start of a series that grows",
		why:   "Only coefficients between -1 and 1 have one; the prior allows others.",
		program: func() error {
			return told(infer.MCMC{Seed: 1, Warmup: 100, Draws: 100}.Run(ctx, func(c *ppl.Context) {
				phi := ppl.Sample(c, "phi", dist.Normal(2, 0.1))
				start := dist.Normal(0, tensor.Div(1, tensor.Sub(1, phi.Square()).Sqrt()))
				ppl.Sample(c, "x", dist.AR(start, 0, phi.Reshape(1), 1, 5), ppl.Obs(tensor.Of([]float64{1, 1.2, 1.1, 1.5, 1.4})))
			}))
		},
		says: []string{`site "x"`, "Normal: scale must be positive, found NaN", "no point to start from"},
	},
	{
		title: "A gap in an autoregressive series",
		why:   "What comes after a gap depends on what was in it.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				x := tensor.Of([]float64{1, 2, math.NaN(), 3})
				ppl.Sample(c, "x", dist.AR(dist.Normal(0, 1), 0, tensor.Of([]float64{0.5}), 1, 4), ppl.Obs(x))
			}, 1))
		},
		says: []string{`site "x"`, "AR must be real, found NaN at index [2]", "write the process as a GaussianStateSpace, whose Observed sums them out"},
	},
	{
		title: "One row of transitions",
		why:   "There is one for each state that the next may follow.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				stays := dist.Categorical[dist.Probs](tensor.Of([]float64{0.9, 0.1}))
				ppl.Sample(c, "x", dist.DiscreteHMM(stays, stays, dist.Normal(tensor.Of([]float64{0, 3}), 1), 4))
			}, 1))
		},
		says: []string{"DiscreteHMM: transition of batch shape [] needs the 2 states of initial as its last dimension"},
	},
	{
		title: "Logarithms of transitions as probabilities",
		why:   "Some formulas of the forward algorithm take logarithms.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				initial := dist.Categorical[dist.Probs](tensor.Ones(2))
				transition := dist.Categorical[dist.Probs](tensor.Of([]float64{0.9, 0.1, 0.2, 0.8}, 2, 2).Log())
				ppl.Sample(c, "x", dist.DiscreteHMM(initial, transition, dist.Normal(tensor.Of([]float64{0, 3}), 1), 4))
			}, 1))
		},
		says: []string{`site "x"`, "DiscreteHMM: transition: Categorical: probs must be non-negative", "if these are logits, say dist.Categorical[dist.Logits]"},
	},
	{
		title: "Values of steps for those of states",
		why:   "What differs by state is the last dimension; what differs by step comes before it.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "x", weather(dist.Normal(tensor.Zeros(4), 1), 4))
			}, 1))
		},
		says: []string{"DiscreteHMM: observation of batch shape [4] needs the 2 states of initial as its last dimension"},
	},
	{
		title: "States as an event",
		why:   "A step's value comes from one of the states: they are a batch.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "x", weather(dist.Normal(tensor.Of([]float64{0, 3}), 1).ToEvent(1), 4))
			}, 1))
		},
		says: []string{"DiscreteHMM: observation of batch shape [] needs the 2 states of initial as its last dimension"},
	},
	{
		title: "A transition for every step",
		why:   "Four steps have three transitions between them.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				stays := dist.Categorical[dist.Probs](tensor.Ones(2))
				transition := dist.Categorical[dist.Probs](tensor.Ones(4, 2, 2))
				ppl.Sample(c, "x", dist.DiscreteHMM(stays, transition, dist.Normal(tensor.Of([]float64{0, 3}), 1), 4))
			}, 1))
		},
		says: []string{"DiscreteHMM: transition of batch shape [4 2] has 4 steps before its last dimension, and 3 are needed"},
	},
	{
		title: "A chain in a plate of its steps",
		why:   "The steps are the event; a plate is for several series.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Plate(c, "days", 3, func(c *ppl.Context) {
					ppl.Sample(c, "x", weather(dist.Normal(tensor.Of([]float64{0, 3}), 1), 3), ppl.Obs(tensor.Of([]float64{0, 1, 2})))
				})
			}, 1))
		},
		says: []string{`site "x"`, "the observed value has shape [3], a draw has [3 3] (batch [3], event [3])"},
	},
	{
		title: "A day without a value",
		why:   "A mask of the whole site leaves out the series.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				x := tensor.Of([]float64{0, math.NaN(), 2})
				ppl.Sample(c, "x", weather(dist.Normal(tensor.Of([]float64{0, 3}), 1), 3), ppl.Obs(x))
			}, 1))
		},
		says: []string{`site "x"`, "DiscreteHMM must be real, found NaN at index [1]", "a mask [steps, 1] of observation leaves out"},
	},
	{
		title: "Hidden states that change places",
		why:   "The means of the states have the same prior, so that either may be the first. `dist.OrderedVector` puts them in order.",
		program: func() error {
			x := tensor.Of([]float64{0, 0.1, -0.2, 5, 5.1, 4.8, 5.3, 0.2, 0.1, 0, 5, 5.2})
			return told(infer.MCMC{Seed: 2, Warmup: 300, Draws: 300}.Run(ctx, func(c *ppl.Context) {
				mean := ppl.Sample(c, "mean", dist.Normal(tensor.Zeros(2), 5).ToEvent(1))
				ppl.Sample(c, "x", weather(dist.Normal(mean, 1), 12), ppl.Obs(x))
			}))
		},
		says: []string{"the chains do not agree", "mean[0]", "look for several modes"},
	},
	{
		title: "A series as a vector",
		why:   "Each step of a state-space model has a vector of values: a series of numbers is a column.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				y := tensor.Of([]float64{0, 1, 2, 3})
				ppl.Sample(c, "y", trend(tensor.Eye(2), tensor.Of([]float64{1, 0}, 1, 2), 4), ppl.Obs(y))
			}, 1))
		},
		says: []string{`site "y"`, "the observed value has shape [4], a draw has [4 1]", "Reshape makes them fit"},
	},
	{
		title: "An observation that stands upright",
		why:   "It has a row for each value of a step, and a column for each element of the state.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", trend(tensor.Eye(2), column(1, 0), 4))
			}, 1))
		},
		says: []string{"GaussianStateSpace: observation of shape [2 1] must end in 2 × 2 matrices: the state has 2 elements, and a value 2"},
	},
	{
		title: "Standard deviations of the state as a vector",
		why:   "A matrix says which noise moves which element: `sd.Mul(tensor.Eye(2))` for one each.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", trend(tensor.Of([]float64{0.1, 0.01}), tensor.Of([]float64{1, 0}, 1, 2), 4))
			}, 1))
		},
		says: []string{"GaussianStateSpace: transition_scale needs matrices as its last two dimensions, found [2]{0.1 0.01}"},
	},
	{
		title: "A gap in a series",
		why:   "The filter goes over it, if it is told.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				ppl.Sample(c, "y", trend(tensor.Eye(2), tensor.Of([]float64{1, 0}, 1, 2), 4), ppl.Obs(column(0, 1, math.NaN(), 3)))
			}, 1))
		},
		says: []string{`site "y"`, "GaussianStateSpace must be real, found NaN at index [2, 0]", "say which values are missing with Observed"},
	},
	{
		title: "A mask of steps for one of values",
		why:   "It has the shape of the values.",
		program: func() error {
			return told(ppl.Run(func(c *ppl.Context) {
				y := trend(tensor.Eye(2), tensor.Of([]float64{1, 0}, 1, 2), 4)
				ppl.Sample(c, "y", y.Observed(tensor.Of([]float64{1, 1, 0, 1})))
			}, 1))
		},
		says: []string{"GaussianStateSpace.Observed: a mask of shape [4]", "event shape [4 1], which are the steps and the values of each"},
	},
	{
		title: "A forecast with the covariates of the past",
		why:   "They are not known for steps to come. More steps that are not Observed, with their covariates, are a forecast, too.",
		program: func() error {
			return caught(func() { trend(tensor.Eye(2), tensor.Ones(4, 1, 2), 4).Forecast(column(0, 1, 2, 3), 2) })
		},
		says: []string{"GaussianStateSpace.Forecast: observation of shape [4 1 2] is of 4 steps, and those that follow are not known"},
	},
}}
