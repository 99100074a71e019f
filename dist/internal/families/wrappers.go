package families

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// wrapped are distributions changed by the functions for all of them.
var wrapped = []Family{
	{Name: "Delta as an event", Build: func(p ...*tensor.Tensor) d { return dist.Delta(p[0]).WithLogDensity(tensor.To(0)).ToEvent(1) },
		Params: sets{{vec(-2, 4)}, {rows(3, 1, 2, 3, 4, 5, 6)}},
		Skips:  skips(discrete, events, continuous, pointMass)},
	{Name: "ToEvent of Normal", Build: func(p ...*tensor.Tensor) d { return dist.Normal(p[0], p[1]).ToEvent(1) },
		Params: sets{{vec(0, 1), scalar(0.5)}, {rows(2, 0, 1, 2, 3), vec(0.3, 1)}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "ToEvent of Cauchy", Build: func(p ...*tensor.Tensor) d { return dist.Cauchy(p[0], p[1]).ToEvent(1) },
		Params: sets{{vec(0, 1, 2), scalar(0.5)}},
		Skips:  skips(continuous, events, unbounded, noMoments, large)},
	{Name: "ToEvent of Gamma", Build: func(p ...*tensor.Tensor) d { return dist.Gamma(p[0], p[1]).ToEvent(1) },
		Params: sets{{vec(1, 2), scalar(0.5)}, {rows(2, 1, 2, 3, 4), scalar(1)}},
		Skips:  skips(continuous, events)},
	{Name: "ToEvent of Uniform", Build: func(p ...*tensor.Tensor) d { return dist.Uniform(p[0], p[1]).ToEvent(1) },
		Params: sets{{vec(0, 1), scalar(3)}},
		Skips:  skips(continuous, events)},
	{Name: "ToEvent of Beta matrices", Build: func(p ...*tensor.Tensor) d { return dist.Beta(p[0], p[1]).ToEvent(2) },
		Params: sets{{rows(2, 1, 2, 3, 4), scalar(1)}},
		Skips:  skips(continuous, events, large)},
	{Name: "ToEvent of Dirichlet", Build: func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]).ToEvent(1) },
		Params: sets{{rows(2, 2, 1, 1, 3)}},
		Skips:  skips(continuous, events, simplex)},
	{Name: "ToEvent of Bernoulli", Build: func(p ...*tensor.Tensor) d { return dist.Bernoulli[dist.Logits](p[0]).ToEvent(1) },
		Params: sets{{vec(0.3, -1, 2)}, {rows(2, 0, 1, 2, 3)}},
		Skips:  skips(discrete, events, notDifferentiable, continuous)},
	{Name: "ToEvent of Poisson", Build: func(p ...*tensor.Tensor) d { return dist.Poisson(p[0]).ToEvent(1) },
		Params: sets{{vec(0.3, 2)}},
		Skips:  skips(discrete, events, notDifferentiable, endless)},
	{Name: "ToEvent of Categorical", Build: func(p ...*tensor.Tensor) d { return dist.Categorical[dist.Probs](p[0]).ToEvent(1) },
		Params: sets{{rows(3, 0.3, 1, 2, 1, 1, 1)}},
		Skips:  skips(discrete, events, notDifferentiable, continuous, noMoments)},
	{Name: "Mask", Build: func(p ...*tensor.Tensor) d { return dist.Normal(p[0], p[1]).Mask(scalar(1)) },
		Params: sets{{vec(0, 1), scalar(0.5)}},
		Skips:  skips(numbers, continuous, unbounded)},
	{Name: "Mask of events", Build: func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]).Mask(scalar(1)) },
		Params: sets{{vec(2, 1, 4)}, {rows(3, 2, 1, 1, 2, 2, 2)}},
		Skips:  skips(continuous, events, simplex)},
	{Name: "Expand", Build: func(p ...*tensor.Tensor) d { return dist.Gamma(p[0], p[1]).Expand(2) },
		Params: sets{{scalar(1), scalar(0.5)}},
		Skips:  skips(fixedBatch, numbers, continuous)},
	{Name: "Expand of events", Build: func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]).Expand(2) },
		Params: sets{{vec(0, 1), rows(2, 1, 0, 0.5, 2)}},
		Skips:  skips(fixedBatch, continuous, events, unbounded)},
	{Name: "Expand of a foreign type", Build: func(p ...*tensor.Tensor) d { return dist.Expand(foreign{dist.Dirichlet(p[0])}, 2) },
		Params: sets{{vec(2, 1, 4)}},
		Skips:  skips(fixedBatch, continuous, events, simplex, noMoments)},
}

// foreign hides all optional methods, as a type from elsewhere has none.
type foreign struct{ dist.Distribution }
