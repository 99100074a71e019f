package mistakes

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ode"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// decay is the system of most of these programs.
var decay = ode.MustParse("amount' = -rate*amount", "rate")

// solved returns what ode.Solve panics with.
func solved(s *ode.System, start, params, times *tensor.Tensor, o ode.Options) error {
	return caught(func() { ode.Solve(s, start, params, times, o) })
}

var equations = topic{"Differential equations", "`decay` is the system `amount' = -rate*amount`. [How they are solved](ode.md).", []mistake{
	{
		title: "A second derivative",
		why:   "Equations are of the first order: the first derivative of an oscillator is a state, too.",
		program: func() error {
			_, err := ode.Parse("x'' = -stiffness*x", "stiffness")
			return err
		},
		says: []string{"x'' is a second derivative; give the first one a name of its own, as in x' = v and v' = …"},
	},
	{
		title: "A parameter that was not named",
		why:   "The names of parameters give their order.",
		program: func() error {
			_, err := ode.Parse("amount' = -rate*amount")
			return err
		},
		says: []string{"ode: line 1, column 12: rate is unknown; the parameters are t, amount"},
	},
	{
		title: "A start with a state too many",
		why:   "Doses and rates of infusion need states of their own, in the equations.",
		program: func() error {
			return solved(decay, tensor.Of([]float64{1, 0}), tensor.Of([]float64{0.5}), tensor.Of([]float64{1}), ode.Options{})
		},
		says: []string{"start has shape [2]; its last dimension must be 1, for [amount]"},
	},
	{
		title: "Times before the start",
		why:   "The start belongs to time 0, unless Options.From says otherwise.",
		program: func() error {
			return solved(decay, tensor.Of([]float64{1}), tensor.Of([]float64{0.5}), tensor.Of([]float64{-1, 0, 1}), ode.Options{})
		},
		says: []string{"a time is -1; times are finite, and not before the start (Options.From)"},
	},
	{
		title: "A dose into nowhere",
		why:   "The name is that of a state.",
		program: func() error {
			doses := ode.Jump{State: "gut", Times: tensor.Of([]float64{0}), By: tensor.Of([]float64{100})}
			return solved(decay, tensor.Zeros(1), tensor.Of([]float64{0.5}), tensor.Of([]float64{1}), ode.Options{Jumps: []ode.Jump{doses}})
		},
		says: []string{`a Jump is of state "gut"; there are [amount]`},
	},
	{
		title: "A stiff system by an explicit method",
		why:   "The fast reaction of Robertson's kinetics keeps the steps short long after it is over. `Rodas5P` needs some hundred.",
		program: func() error {
			kinetics := ode.MustParse("a' = -0.04*a + 1e4*b*c; b' = 0.04*a - 1e4*b*c - 3e7*b^2; c' = 3e7*b^2")
			return solved(kinetics, tensor.Of([]float64{1, 0, 0}), nil, tensor.Of([]float64{1e5}), ode.Options{})
		},
		says: []string{"10000 steps did not reach 100000: the solution may be stiff, for which Options.Method Rodas5P is made"},
	},
	{
		title: "A solution that ends before the data",
		why:   "Growth that speeds itself up is infinite after a while. Where some starts are like that, a sampler goes on with others; here all are.",
		program: func() error {
			growth := ode.MustParse("size' = size^2")
			return told(infer.MCMC{Chains: 1}.Run(ctx, func(c *ppl.Context) {
				start := ppl.Sample(c, "start", dist.Uniform(1, 2))
				size := ode.Solve(growth, start.Reshape(1), nil, tensor.Of([]float64{3}), ode.Options{})
				ppl.Sample(c, "size", dist.Normal(size.Squeeze(0), 1).ToEvent(1), ppl.Obs(tensor.Of([]float64{10})))
			}))
		},
		says: []string{"no point to start from", "ode: at time 0.", "size = ", "the solution goes to infinity here"},
	},
}}
