package families

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// mixtures are mixtures.
var mixtures = []Family{
	{Name: "Mixture", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Normal(p[1], p[2]))
	},
		Params: sets{{vec(0.3, -1), vec(-2, 3), scalar(0.5)}, {vec(0, 1), vec(-1, 2), vec(0.5, 1)}, {rows(2, 0, 1, -1, 0), rows(2, -1, 2, 0, 3), scalar(1)}},
		Bad:    [][]float64{{nan, 0, 0, 0, 1}, {0, 0, 0, 0, -1}, {0, 0, nan, 0, 1}},
		Skips:  skips(numbers, continuous, unbounded, mixture, noQuantile)},
	{Name: "Mixture by weights", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Gamma(p[1], p[2]))
	},
		Params: sets{{vec(1, 3), vec(1, 5), vec(1, 2)}},
		Bad:    [][]float64{{-1, 3, 1, 5, 1, 2}, {1, nan, 1, 5, 1, 2}, {1, 3, -1, 5, 1, 2}},
		Skips:  skips(numbers, continuous, mixture, noQuantile)},
	{Name: "Mixture of uniforms", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Uniform(p[1], p[2]).Expand(2, 2))
	},
		Params: sets{{vec(1, 3), scalar(-1), rows(1, 1, 2)}},
		Skips:  skips(numbers, continuous, mixture, noQuantile)},
	{Name: "Mixture of binomials", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Binomial[dist.Probs](p[1], p[2]))
	},
		Params: sets{{vec(1, 3), rows(1, 10, 3, 5), vec(0.2, 0.7)}, {vec(1, 3), vec(4, 9), vec(0.2, 0.7)}},
		Skips:  skips(discrete, endless, mixture)},
	{Name: "Mixture of Bernoullis", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Bernoulli[dist.Probs](p[1]))
	},
		Params: sets{{vec(1, 3), vec(0.2, 0.7)}},
		Skips:  skips(discrete, mixture)},
	{Name: "Mixture of Poissons", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Probs](p[0]), dist.Poisson(p[1]))
	},
		Params: sets{{vec(1, 3), vec(2, 70)}},
		Skips:  skips(discrete, endless, mixture)},
	{Name: "Mixture of MultivariateNormals", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.MultivariateNormal[dist.ScaleTril](p[1], p[2]))
	},
		Params: sets{{vec(0, 1), rows(2, 0, 1, 2, -1), rows(2, 1, 0, 0.5, 2)}, {rows(2, 0, 1, 1, 0), rows(2, 0, 1, 2, -1), tensor.Stack(0, rows(2, 1, 0, 0, 1), rows(2, 2, 0, 1, 3))}},
		Skips:  skips(continuous, events, unbounded, mixture)},
	{Name: "Mixture of Dirichlets", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Dirichlet(p[1]))
	},
		Params: sets{{vec(0, 1), rows(3, 1, 2, 3, 5, 1, 1)}},
		Skips:  skips(continuous, events, simplex, mixture)},
	{Name: "Mixture of blocks", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Normal(p[1], 1).ToEvent(1))
	},
		Params: sets{{vec(0, 1), rows(2, 0, 1, 2, -1)}},
		Skips:  skips(continuous, events, unbounded, mixture)},
	{Name: "Mixture of other supports", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Uniform(p[1], p[2]))
	},
		Params: sets{{vec(0, 1), vec(0, 2), vec(1, 5)}},
		Skips:  skips(numbers, continuous, mixture, noQuantile, unmapped)},
	{Name: "Mixture of mixtures", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Mixture(dist.Categorical[dist.Logits](p[1]), dist.Normal(p[2], 1)))
	},
		Params: sets{{vec(0, 1), vec(1, 2), rows(2, 0, 1, 2, -1)}},
		Skips:  skips(numbers, continuous, unbounded, mixture, noQuantile)},
	{Name: "Mixture, masked and expanded", Build: func(p ...*tensor.Tensor) d {
		return dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Dirichlet(p[1])).Expand(2).Mask(scalar(1))
	},
		Params: sets{{vec(0, 1), rows(3, 1, 2, 3, 5, 1, 1)}},
		Skips:  skips(fixedBatch, continuous, events, simplex, mixture)},
	{Name: "MixtureOf", Build: func(p ...*tensor.Tensor) d {
		return dist.MixtureOf(dist.Categorical[dist.Probs](p[0]), dist.Normal(p[1], p[2]), dist.StudentT(3, p[1], p[2]), dist.Cauchy(p[3], 1))
	},
		Params: sets{{vec(1, 3, 2), scalar(0), scalar(1), scalar(2)}, {vec(1, 1, 1), vec(-2, 3), scalar(0.5), scalar(0)}},
		Bad:    [][]float64{{1, 3, 2, nan, 1, 2}, {1, -1, 2, 0, 1, 2}, {1, 3, 2, 0, 0, 2}, {1, 3, 2, 0, 1, nan}},
		Skips:  skips(numbers, continuous, unbounded, mixture, noQuantile, noMoments)},
	{Name: "MixtureOf events", Build: func(p ...*tensor.Tensor) d {
		return dist.MixtureOf(dist.Categorical[dist.Logits](p[0]), dist.Normal(p[1], 1).ToEvent(1), dist.MultivariateNormal[dist.ScaleTril](p[1], p[2]))
	},
		Params: sets{{vec(0, 1), vec(0, 1), rows(2, 1, 0, 0.5, 2)}},
		Skips:  skips(continuous, events, unbounded, mixture)},
	{Name: "MixtureOf counts", Build: func(p ...*tensor.Tensor) d {
		return dist.MixtureOf(dist.Categorical[dist.Probs](p[0]), dist.Poisson(p[1]), dist.Binomial[dist.Probs](10, p[2]))
	},
		Params: sets{{vec(1, 3), scalar(4), scalar(0.2)}, {rows(2, 1, 2, 3, 4), vec(1, 9), scalar(0.5)}},
		Skips:  skips(discrete, endless, mixture)},
	{Name: "ZeroInflated[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.ZeroInflated[dist.Probs](dist.Poisson(p[1]), p[0]) },
		Params: sets{{scalar(0.3), scalar(4)}, {vec(0.1, 0.9), scalar(2)}},
		Bad:    [][]float64{{-0.1, 4}, {1.1, 4}, {nan, 4}, {0.3, -1}, {0.3, nan}},
		Skips:  skips(discrete, endless, mixture)},
	{Name: "ZeroInflated[Logits]", Build: func(p ...*tensor.Tensor) d {
		return dist.ZeroInflated[dist.Logits](dist.NegativeBinomial[dist.Logits](p[1], p[2]), p[0])
	},
		Params: sets{{scalar(-1), scalar(4), scalar(0.5)}, {vec(-40, 2), scalar(2), vec(0, 1)}},
		Skips:  skips(discrete, endless, mixture)},
	{Name: "Hurdle[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.Hurdle[dist.Probs](dist.Poisson(p[1]), p[0]) },
		Params: sets{{scalar(0.3), scalar(4)}, {vec(0.1, 0.9), scalar(0.2)}},
		Bad:    [][]float64{{-0.1, 4}, {1.1, 4}, {nan, 4}, {0.3, -1}, {0.3, 0}, {0.3, nan}},
		Skips:  skips(discrete, endless, mixture)},
	{Name: "Hurdle[Logits]", Build: func(p ...*tensor.Tensor) d {
		return dist.Hurdle[dist.Logits](dist.GeneralizedPoisson(p[1], p[2]), p[0])
	},
		Params: sets{{scalar(-1), scalar(1), scalar(0.3)}, {vec(-2, 2), scalar(2), vec(0.1, 0.2)}},
		Skips:  skips(discrete, endless, mixture)},
	{Name: "Hurdle of a density", Build: func(p ...*tensor.Tensor) d { return dist.Hurdle[dist.Logits](dist.Gamma(p[1], p[2]), p[0]) },
		Params: sets{{scalar(-1), scalar(4), scalar(0.5)}, {vec(-2, 2), scalar(2), vec(1, 3)}},
		Skips:  skips(numbers, continuous, pointed, mixture, noQuantile)},
}
