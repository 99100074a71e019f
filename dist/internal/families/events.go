package families

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// eventFamilies are families whose events are vectors, matrices or of any shape.
var eventFamilies = []Family{
	{Name: "Dirichlet", Build: func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]) },
		Params: sets{{vec(2, 3, 0.5)}, {vec(1, 1, 1)}, {rows(3, 0.4, 0.7, 1, 30, 20, 10)}},
		Bad:    [][]float64{{-1, 1, 1}, {1, 0, 1}, {1, nan, 1}, {1, 1, inf}},
		Skips:  skips(continuous, events, simplex)},
	{Name: "Dirichlet of two", Build: func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]) },
		Params: sets{{vec(2, 1)}, {vec(0.6, 0.7)}},
		Skips:  skips(numbers, continuous, events, simplex)},
	{Name: "Dirichlet of five", Build: func(p ...*tensor.Tensor) d { return dist.Dirichlet(p[0]) },
		Params: sets{{vec(2, 1, 4, 0.8, 3)}},
		Skips:  skips(continuous, events, simplex, large)},
	{Name: "MultivariateNormal[Covariance]", Build: func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.Covariance](p[0], p[1]) },
		Params: sets{{vec(0, 1), rows(2, 1, 0.5, 0.5, 2)}, {rows(2, 0, 1, 2, -1), rows(2, 1, -0.3, -0.3, 0.5)}, {vec(0, 1), tensor.Stack(0, rows(2, 1, 0, 0, 1), rows(2, 4, 1, 1, 9))}},
		Bad:    [][]float64{{inf, 1, 1, 0.5, 0.5, 2}, {0, 1, 1, 3, 3, 2}, {0, 1, nan, 0.5, 0.5, 2}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "MultivariateNormal[ScaleTril]", Build: func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]) },
		Params: sets{{vec(0, 1), rows(2, 1, 0, 0.5, 2)}, {rows(2, 0, 1, 2, -1), tensor.Stack(0, rows(2, 1, 0, 0, 1), rows(2, 2, 0, 1, 3))}},
		Bad:    [][]float64{{nan, 1, 1, 0, 0.5, 2}, {0, 1, 1, 0, 0.5, 0}, {0, 1, -1, 0, 0.5, 2}, {0, 1, 1, 0, nan, 2}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "MultivariateNormal of three", Build: func(p ...*tensor.Tensor) d { return dist.MultivariateNormal[dist.ScaleTril](p[0], p[1]) },
		Params: sets{{vec(0, 1, 2), rows(3, 2, 0, 0, 0.5, 1, 0, -1, 0.3, 0.7)}},
		Skips:  skips(continuous, events, unbounded, large)},
	{Name: "LowRankMultivariateNormal", Build: func(p ...*tensor.Tensor) d { return dist.LowRankMultivariateNormal(p[0], p[1], p[2]) },
		Params: sets{{vec(0, 1), rows(1, 0.5, -2), vec(1, 0.3)}, {rows(2, 0, 1, 2, -1), rows(2, 1, -0.3, 0.2, 0.5), vec(2, 1)}, {vec(0, 1), tensor.Stack(0, rows(1, 1, 2), rows(1, 0, -1)), vec(1, 0.5)}},
		Bad:    [][]float64{{nan, 1, 0.5, -2, 1, 0.3}, {0, 1, nan, -2, 1, 0.3}, {0, 1, 0.5, -2, 0, 0.3}, {0, 1, 0.5, -2, 1, -1}, {0, 1, 0.5, inf, 1, 1}},
		Skips:  skips(continuous, events, unbounded)},
	{Name: "LowRankMultivariateNormal of three", Build: func(p ...*tensor.Tensor) d { return dist.LowRankMultivariateNormal(p[0], p[1], p[2]) },
		Params: sets{{vec(0, 1, 2), rows(2, 2, 0, 0.5, 1, -1, 0.3), vec(0.7, 1, 0.2)}},
		Skips:  skips(continuous, events, unbounded, large)},
	{Name: "ImproperUniform", Build: func(...*tensor.Tensor) d {
		return dist.ImproperUniform(dist.Positive, tensor.Shape{2}, tensor.Shape{3})
	},
		Params: sets{{}},
		Skips:  skips(continuous, events, improper, positive)},
	{Name: "ImproperUniform of numbers", Build: func(...*tensor.Tensor) d { return dist.ImproperUniform(dist.UnitInterval, tensor.Shape{2}, nil) },
		Params: sets{{}},
		Skips:  skips(continuous, events, improper)},
	{Name: "ImproperUniform of orders", Build: func(...*tensor.Tensor) d { return dist.ImproperUniform(dist.OrderedVector, nil, tensor.Shape{3}) },
		Params: sets{{}},
		Skips:  skips(continuous, events, improper, unbounded)},
	{Name: "ImproperUniform of positive orders", Build: func(...*tensor.Tensor) d {
		return dist.ImproperUniform(dist.PositiveOrderedVector, tensor.Shape{2}, tensor.Shape{3})
	},
		Params: sets{{}},
		Skips:  skips(continuous, events, improper, unbounded)},
	{Name: "ImproperUniform of simplices", Build: func(...*tensor.Tensor) d {
		return dist.ImproperUniform(dist.Simplex, tensor.Shape{2}, tensor.Shape{2, 3})
	},
		Params: sets{{}},
		Skips:  skips(continuous, events, improper, simplex)},
	{Name: "Flat", Build: func(...*tensor.Tensor) d { return dist.Flat(3) },
		Params: sets{{}},
		Skips:  skips(continuous, events, improper, unbounded)},
	{Name: "OneHotCategorical[Logits]", Build: func(p ...*tensor.Tensor) d { return dist.OneHotCategorical[dist.Logits](p[0]) },
		Params: sets{{vec(0.3, -1, 2)}, {rows(3, 0, 1, 2, 0.5, -3, 0.1)}},
		Bad:    [][]float64{{nan, 0, 0}, {-inf, -inf, -inf}},
		Skips:  skips(discrete, events, notDifferentiable)},
	{Name: "OneHotCategorical[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.OneHotCategorical[dist.Probs](p[0]) },
		Params: sets{{vec(0.3, 1, 2)}},
		Bad:    [][]float64{{nan, 0, 0}, {0, 0, 0}, {-1, 2, 3}, {1, 1, inf}},
		Skips:  skips(discrete, events, notDifferentiable)},
	{Name: "Multinomial[Logits]", Build: func(p ...*tensor.Tensor) d { return dist.Multinomial[dist.Logits](p[0], p[1]) },
		Params: sets{{scalar(4), vec(0.3, -1, 2)}, {vec(3, 5), rows(3, 0, 1, 2, 0.5, -3, 0.1)}},
		Bad:    [][]float64{{-1, 0, 0, 0}, {1.5, 0, 0, 0}, {inf, 0, 0, 0}, {nan, 0, 0, 0}, {4, nan, 0, 0}, {4, -inf, -inf, -inf}}, Fixed: 1,
		Skips: skips(discrete, events, notDifferentiable, endless)},
	{Name: "Multinomial[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.Multinomial[dist.Probs](p[0], p[1]) },
		Params: sets{{scalar(4), vec(0.3, 1, 2)}, {scalar(300), vec(3, 1)}},
		Bad:    [][]float64{{-1, 1, 1, 1}, {1.5, 1, 1, 1}, {4, nan, 0, 0}, {4, 0, 0, 0}, {4, -1, 2, 3}, {4, 1, 1, inf}}, Fixed: 1,
		Skips: skips(discrete, events, notDifferentiable, endless)},
	{Name: "DirichletMultinomial", Build: func(p ...*tensor.Tensor) d { return dist.DirichletMultinomial(p[0], p[1]) },
		Params: sets{{scalar(4), vec(0.3, 1, 2)}, {vec(3, 5), rows(3, 3, 1, 2, 0.5, 20, 4)}},
		Bad:    [][]float64{{-1, 1, 1, 1}, {1.5, 1, 1, 1}, {inf, 1, 1, 1}, {nan, 1, 1, 1}, {4, 0, 1, 1}, {4, -1, 1, 1}, {4, inf, 1, 1}, {4, nan, 1, 1}}, Fixed: 1,
		Skips: skips(discrete, events, notDifferentiable, endless)},
}
