package families

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// transformedFamilies are distributions of transformed draws. Parameters that a map would take to where its values are
// no longer told apart are kept from there by tanh.
var transformedFamilies = []Family{
	{Name: "Transformed", Build: func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0], p[1]), dist.Exp) },
		Params: sets{{scalar(0.3), scalar(0.7)}, {vec(-1, 2), vec(0.5, 1)}},
		Bad:    badLocScale,
		Skips:  skips(numbers, continuous, positive, noMoments, noEntropy)},
	{Name: "Transformed by Affine", Build: func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(0, 1), dist.Affine(p[0], p[1])) },
		Params: sets{{scalar(0.3), scalar(-2)}, {vec(-1, 2), vec(0.5, -3)}},
		Bad:    [][]float64{{nan, 1}, {1, 0}, {1, inf}, {inf, 1}},
		Skips:  skips(numbers, continuous, unbounded)},
	{Name: "Transformed to an interval", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0].Tanh(), 1), dist.Sigmoid, dist.Affine(p[1].Tanh(), 3))
	},
		Params: sets{{scalar(0.3), scalar(1)}},
		Skips:  skips(numbers, continuous, positive, noMoments, noEntropy)},
	{Name: "Transformed, shifted", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Exponential(p[0]), dist.Affine(p[1].Tanh(), 2))
	},
		Params: sets{{scalar(1.5), vec(1, -2)}},
		Skips:  skips(numbers, continuous, positive)},
	{Name: "Transformed by Power", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.LogNormal(p[0].Tanh(), 0.5), dist.Power(tensor.Add(p[1].Sigmoid(), -2)))
	},
		Params: sets{{scalar(1), scalar(-1)}, {scalar(2), vec(0.5, 2)}},
		Skips:  skips(numbers, continuous, positive, noMoments, noEntropy)},
	{Name: "Transformed by Softplus", Build: func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0].Tanh(), 1), dist.Softplus) },
		Params: sets{{scalar(0.5)}},
		Skips:  skips(numbers, continuous, positive, noMoments, noEntropy)},
	{Name: "Transformed by Tanh", Build: func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0].Tanh(), 0.4), dist.Tanh) },
		Params: sets{{scalar(0.5)}},
		Skips:  skips(numbers, continuous, noMoments, noEntropy)},
	{Name: "Transformed to a simplex", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0].Tanh(), 0.8), dist.StickBreaking)
	},
		Params: sets{{vec(0.5, -1)}},
		Skips:  skips(continuous, events, simplex, noMoments, noEntropy)},
	{Name: "Transformed to an order", Build: func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0].Tanh(), 1), dist.Ordered) },
		Params: sets{{vec(0.5, -1)}},
		Skips:  skips(continuous, events, positive, noMoments, noEntropy)},
	{Name: "Transformed to a correlation factor", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0].Tanh(), 0.5), dist.CorrCholesky.Bijection())
	},
		Params: sets{{vec(0.5)}},
		Skips:  skips(numbers, continuous, positive, events, simplex, noMoments, noEntropy)},
	{Name: "Transformed to a zero sum", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0], p[1]), dist.ZeroSum.Bijection())
	},
		Params: sets{{vec(0.5, -1), scalar(0.7)}, {rows(2, 1, 2, 3, 4), vec(1, 2)}},
		Skips:  skips(continuous, events, unbounded, simplex, noMoments)},
	{Name: "Transformed to a sphere", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0].Tanh(), 0.5), dist.Sphere.Bijection())
	},
		Params: sets{{vec(0.5, -1)}},
		Skips:  skips(continuous, events, unbounded, simplex, noMoments)},
	{Name: "Transformed by a factor", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(tensor.Zeros(2).As(p[0].DType()), 1), dist.LowerCholeskyAffine(p[0], p[1]))
	},
		Params: sets{{vec(0, 1), rows(2, 1, 0, 0.5, 2)}, {rows(2, 0, 1, 2, -1), tensor.Stack(0, rows(2, 1, 0, 0, 1), rows(2, 2, 0, 1, 3))}},
		Skips:  skips(continuous, events, unbounded, noMoments, noEntropy)},
	{Name: "Transformed vectors", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.MultivariateNormal[dist.ScaleTril](p[0], rows(2, 1, 0, 0.5, 2).As(p[0].DType())), dist.Affine(p[1], -2), dist.Permute(1, 0))
	},
		Params: sets{{vec(0.5, 1), vec(2, 3)}},
		Skips:  skips(continuous, events, unbounded, noMoments, noEntropy)},
	{Name: "Transformed, masked and expanded", Build: func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0], p[1]), dist.Exp).Expand(2).Mask(scalar(1))
	},
		Params: sets{{scalar(0.3), scalar(0.7)}},
		Skips:  skips(fixedBatch, numbers, continuous, positive, noMoments, noEntropy)},
}
