package disttest_test

import (
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// transformed are distributions of transformed draws: those that a family of its own has too, and others. Parameters
// that a map would take to where its values are no longer told apart are kept from there by tanh.
var transformed = map[string]family{
	"as LogNormal": {func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0], p[1]), dist.Exp) },
		[][]*tensor.Tensor{{scalar(0.3), scalar(0.7)}, {vec(-1, 2), vec(0.5, 1)}}, skips(numbers, continuous, positive, noMoments, noEntropy)},
	"as Normal": {func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(0, 1), dist.Affine(p[0], p[1])) },
		[][]*tensor.Tensor{{scalar(0.3), scalar(-2)}, {vec(-1, 2), vec(0.5, -3)}}, skips(numbers, continuous, unbounded)},
	"logit-normal between ends": {func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0].Tanh(), 1), dist.Sigmoid, dist.Affine(p[1].Tanh(), 3))
	}, [][]*tensor.Tensor{{scalar(0.3), scalar(1)}}, skips(numbers, continuous, positive, noMoments, noEntropy)},
	"shifted": {func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Exponential(p[0]), dist.Affine(p[1].Tanh(), 2))
	},
		[][]*tensor.Tensor{{scalar(1.5), vec(1, -2)}}, skips(numbers, continuous, positive)},
	"power": {func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.LogNormal(p[0].Tanh(), 0.5), dist.Power(tensor.Add(p[1].Sigmoid(), -2)))
	}, [][]*tensor.Tensor{{scalar(1), scalar(-1)}, {scalar(2), vec(0.5, 2)}}, skips(numbers, continuous, positive, noMoments, noEntropy)},
	"softplus": {func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0].Tanh(), 1), dist.Softplus) },
		[][]*tensor.Tensor{{scalar(0.5)}}, skips(numbers, continuous, positive, noMoments, noEntropy)},
	"tanh": {func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0].Tanh(), 0.4), dist.Tanh) },
		[][]*tensor.Tensor{{scalar(0.5)}}, skips(numbers, continuous, noMoments, noEntropy)},
	"logistic-normal": {func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0].Tanh(), 0.8), dist.StickBreaking)
	},
		[][]*tensor.Tensor{{vec(0.5, -1)}}, skips(continuous, events, simplex, noMoments, noEntropy)},
	"ordered": {func(p ...*tensor.Tensor) d { return dist.Transformed(dist.Normal(p[0].Tanh(), 1), dist.Ordered) },
		[][]*tensor.Tensor{{vec(0.5, -1)}}, skips(continuous, events, positive, noMoments, noEntropy)},
	"correlation factor": {func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0].Tanh(), 0.5), dist.CorrCholesky.Bijection())
	}, [][]*tensor.Tensor{{vec(0.5)}}, skips(numbers, continuous, positive, events, simplex, noMoments, noEntropy)},
	"multivariate": {func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.MultivariateNormal[dist.ScaleTril](p[0], matrix(1, 0, 0.5, 2).As(p[0].DType())), dist.Affine(p[1], -2), dist.Permute(1, 0))
	}, [][]*tensor.Tensor{{vec(0.5, 1), vec(2, 3)}}, skips(continuous, events, unbounded, noMoments, noEntropy)},
	"masked and expanded": {func(p ...*tensor.Tensor) d {
		return dist.Transformed(dist.Normal(p[0], p[1]), dist.Exp).Expand(2).Mask(scalar(1))
	}, [][]*tensor.Tensor{{scalar(0.3), scalar(0.7)}}, skips(fixedBatch, numbers, continuous, positive, noMoments, noEntropy)},
}

var noEntropy = []string{"entropy"}

func TestTransformedFamilies(t *testing.T) { run(t, transformed) }
