package families

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// processFamilies are families whose events are sequences.
var processFamilies = []Family{
	{Name: "GaussianRandomWalk", Build: func(p ...*tensor.Tensor) d {
		return dist.GaussianRandomWalk(dist.Normal(p[0], p[1]), p[2], p[3], 2)
	},
		Params: sets{{scalar(0.3), scalar(2), scalar(-0.5), scalar(0.7)}, {scalar(0), vec(0.1, 2), scalar(1), vec(3, 0.5)}},
		Bad:    [][]float64{{nan, 1, 0, 1}, {0, -1, 0, 1}, {0, 1, inf, 1}, {0, 1, 0, 0}, {0, 1, 0, -1}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "GaussianRandomWalk of four", Build: func(p ...*tensor.Tensor) d {
		return dist.GaussianRandomWalk(dist.StudentT(p[0], 0.0, 1.0), 0.0, p[1], 4)
	},
		Params: sets{{scalar(5), scalar(0.7)}},
		Skips:  skips(continuous, events, unbounded, large)},
	{Name: "AR", Build: func(p ...*tensor.Tensor) d { return dist.AR(dist.Normal(p[0], p[1]), p[2], p[3], p[4], 2) },
		Params: sets{{scalar(0.3), scalar(2), scalar(-0.5), vec(0.8), scalar(0.7)}, {scalar(0), scalar(1), vec(1, 2), rows(1, -1.2, 0.4), vec(3, 0.5)}},
		Bad:    [][]float64{{nan, 1, 0, 1, 1}, {0, 1, inf, 1, 1}, {0, 1, 0, nan, 1}, {0, 1, 0, 1, 0}, {0, 1, 0, 1, -1}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "AR of order 2", Build: func(p ...*tensor.Tensor) d { return dist.AR(dist.Normal(p[0], p[1]), p[2], p[3], p[4], 3) },
		Params: sets{{scalar(0.3), scalar(2), scalar(-0.5), vec(0.6, 0.3), scalar(0.7)}},
		Skips:  skips(continuous, events, unbounded, large)},
	{Name: "AR that begins with a vector", Build: func(p ...*tensor.Tensor) d {
		return dist.AR(dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]), 0.5, p[2], p[3], 3)
	},
		Params: sets{{vec(0, 1), rows(2, 1, 0, 0.5, 2), vec(0.6, 0.3), scalar(0.7)}},
		Skips:  skips(continuous, events, unbounded, large, noVariance)},
	{Name: "DiscreteHMM", Build: func(p ...*tensor.Tensor) d {
		return dist.DiscreteHMM(dist.Categorical[dist.Logits](p[0]), dist.Categorical[dist.Logits](p[1]), dist.Normal(p[2], p[3]), 2)
	},
		Params: sets{{vec(0.5, -0.3), rows(2, 1, 0, -0.5, 0.8), vec(-1, 2), scalar(0.7)}, {rows(2, 0.5, -0.3, 2, 0), rows(2, 1, 0, -0.5, 0.8), vec(-1, 2), vec(0.7, 1.5)}},
		Bad:    [][]float64{{nan, 0, 1, 0, 1, 0, 0, 1, 1}, {0, 0, 1, nan, 1, 0, 0, 1, 1}, {0, 0, 1, 0, 1, 0, nan, 1, 1}, {0, 0, 1, 0, 1, 0, 0, 1, -1}},
		Skips:  skips(continuous, events, unbounded, mixture)},
	{Name: "DiscreteHMM of steps", Build: func(p ...*tensor.Tensor) d {
		return dist.DiscreteHMM(dist.Categorical[dist.Probs](p[0]), dist.Categorical[dist.Probs](p[1]), dist.Gamma(p[2], 1.5), 3)
	},
		Params: sets{{vec(0.5, 0.3), rows(2, 1, 0.1, 0.5, 0.8, 0.3, 0.4, 0.9, 0.2).Reshape(2, 2, 2), rows(2, 1, 2, 3, 4, 5, 6)}},
		Skips:  skips(continuous, events, mixture, large)},
	{Name: "DiscreteHMM of counts", Build: func(p ...*tensor.Tensor) d {
		return dist.DiscreteHMM(dist.Categorical[dist.Probs](p[0]), dist.Categorical[dist.Probs](p[1]), dist.Categorical[dist.Logits](p[2]), 3)
	},
		Params: sets{{vec(0.5, 0.3), rows(2, 1, 0.1, 0.5, 0.8), rows(3, 1, 2, 0.5, -1, 0, 3)}},
		Skips:  skips(discrete, unlisted, events, mixture, noMoments)},
	{Name: "GaussianStateSpace", Build: func(p ...*tensor.Tensor) d {
		t := p[0].DType()
		move, noise := rows(2, 0.9, 0.5, 0, 0.7).As(t), rows(1, 0, 0.5).As(t)
		return dist.GaussianStateSpace(dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]), move, noise, p[2], p[3], 2)
	},
		Params: sets{{vec(0.5, -1), rows(2, 1, 0, 0.5, 2), rows(2, 1, 0.3), rows(1, 0.8)}},
		Bad:    [][]float64{{nan, 0, 1, 0, 0, 1, 1, 1, 1}, {0, 0, 1, 0, 0, 0, 1, 1, 1}, {0, 0, 1, 0, 0, 1, 1, nan, 1}, {0, 0, 1, 0, 0, 1, 1, 1, inf}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "GaussianStateSpace of steps", Build: func(p ...*tensor.Tensor) d {
		t := p[0].DType()
		initial := dist.MultivariateNormal[dist.ScaleTril](vec(0.5, -1).As(t), rows(2, 1, 0, 0.5, 2).As(t))
		return dist.GaussianStateSpace(initial, p[0], p[1], rows(2, 1, 0.3, 0, 1).As(t), p[2], 3)
	},
		Params: sets{{rows(2, 0.9, 0.5, 0, 0.7, 0.2, 0.4, 1, -1).Reshape(2, 2, 2), rows(2, 1, 0, 0.5, 0.3), rows(3, 0.8, 0, 0.1, 0.2, 0.5, 0)}},
		Skips:  skips(continuous, events, unbounded, large)},
	{Name: "CAR", Build: func(p ...*tensor.Tensor) d { return dist.CAR(p[0], p[1], p[2], twoSites) },
		Params: sets{{vec(0.5, -1), scalar(0.7), scalar(2)}, {rows(2, 0.5, -1, 0, 2), vec(-0.9, 0), scalar(0.3)}},
		Bad:    [][]float64{{nan, 0, 0.5, 1}, {0, inf, 0.5, 1}, {0, 0, 1.1, 1}, {0, 0, -1.5, 1}, {0, 0, 0.5, 0}, {0, 0, 0.5, -1}, {0, 0, nan, 1}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "CAR of four", Build: func(p ...*tensor.Tensor) d { return dist.CAR(p[0], p[1], p[2], fourSites) },
		Params: sets{{vec(0.5, -1, 0, 2), scalar(0.7), scalar(2)}},
		Skips:  skips(continuous, events, unbounded, large)},
}

// Neighborhoods: a pair, and a triangle with a fourth site at one of its corners, some nearer than others.
var (
	twoSites  = dist.NewAdjacency(rows(2, 0, 1, 1, 0))
	fourSites = dist.NewAdjacency(rows(4, 0, 1, 2, 0, 1, 0, 0.5, 0, 2, 0.5, 0, 1, 0, 0, 1, 0))
)
