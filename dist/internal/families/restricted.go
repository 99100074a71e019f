package families

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// restricted are distributions of numbers in an interval and in order.
var restricted = []Family{
	{Name: "Truncated", Build: func(p ...*tensor.Tensor) d { return dist.Truncated(dist.Normal(p[0], p[1]), p[2], p[3]) },
		Params: sets{{scalar(0), scalar(1), scalar(-1), scalar(2)}, {vec(0, -20), scalar(2), scalar(-30), vec(-14, 5)}},
		Bad:    [][]float64{{nan, 1, -1, 2}, {0, -1, -1, 2}, {0, 1, 2, -1}, {0, 1, 1, 1}, {0, 1, nan, 1}, {0, 1, 0, nan}, {0, 1, inf, inf}, {0, 1, 1e200, 2e200}},
		Skips:  skips(numbers, continuous, noMoments, noEntropy)},
	{Name: "Truncated to a tail", Build: func(p ...*tensor.Tensor) d { return dist.Truncated(dist.Normal(p[0], p[1]), p[2], math.Inf(1)) },
		Params: sets{{scalar(0), scalar(1), scalar(8)}, {scalar(0), vec(1, 0.5), vec(8, -2)}},
		Skips:  skips(numbers, continuous, noMoments, noEntropy)},
	{Name: "Truncated to the other tail", Build: func(p ...*tensor.Tensor) d { return dist.Truncated(dist.Gamma(p[0], p[1]), math.Inf(-1), p[2]) },
		Params: sets{{scalar(3), scalar(1), scalar(0.1)}},
		Skips:  skips(numbers, continuous, noMoments, noEntropy)},
	{Name: "Truncated to half", Build: func(p ...*tensor.Tensor) d { return dist.Truncated(dist.StudentT(p[0], 0, p[1]), 0, math.Inf(1)) },
		Params: sets{{scalar(3), scalar(1)}, {vec(5, 2), scalar(0.1)}},
		Skips:  skips(numbers, continuous, noMoments, noEntropy)},
	{Name: "Truncated mixture", Build: func(p ...*tensor.Tensor) d {
		return dist.Truncated(dist.Mixture(dist.Categorical[dist.Logits](p[0]), dist.Normal(p[1], 1)), -1, 3)
	},
		Params: sets{{vec(0, 1), vec(-1, 2)}},
		Skips:  skips(numbers, continuous, noMoments, noEntropy)},
	{Name: "Truncated counts", Build: func(p ...*tensor.Tensor) d { return dist.Truncated(dist.Poisson(p[0]), 1, 6) },
		Params: sets{{scalar(2)}, {vec(0.1, 7)}},
		Bad:    [][]float64{{-1}, {0}, {nan}},
		Skips:  skips(discrete, notDifferentiable, endless, noMoments)},
	{Name: "Truncated counts without zeros", Build: func(p ...*tensor.Tensor) d {
		return dist.Truncated(dist.NegativeBinomial2(p[0], p[1]), 0.5, math.Inf(1))
	},
		Params: sets{{scalar(2), scalar(0.3)}},
		Skips:  skips(discrete, notDifferentiable, endless, noMoments)},
	{Name: "Censored", Build: func(p ...*tensor.Tensor) d { return dist.Censored(dist.Normal(p[0], p[1]), -1, 2) },
		Params: sets{{scalar(0), scalar(1)}, {vec(0, -20), scalar(2)}},
		Bad:    badLocScale,
		Skips:  skips(numbers, continuous, pointed, noMoments, noEntropy)},
	{Name: "Censored on the right", Build: func(p ...*tensor.Tensor) d {
		return dist.Censored(dist.Weibull(p[0], p[1]), math.Inf(-1), 1.5)
	},
		Params: sets{{scalar(1), scalar(2)}, {scalar(2), vec(0.7, 1)}},
		Skips:  skips(numbers, continuous, pointed, noMoments, noEntropy)},
	{Name: "Censored counts", Build: func(p ...*tensor.Tensor) d { return dist.Censored(dist.Poisson(p[0]), 1, 6) },
		Params: sets{{scalar(2)}, {vec(0.1, 7)}},
		Bad:    [][]float64{{-1}, {nan}},
		Skips:  skips(discrete, notDifferentiable, endless, noMoments)},
	{Name: "IntervalCensored", Build: func(p ...*tensor.Tensor) d { return dist.IntervalCensored(dist.Logistic(p[0], p[1]), p[2]) },
		Params: sets{{scalar(0.3), scalar(1), vec(-1, 0.5, 2)}, {vec(0, 5), scalar(2), rows(2, -1, 1, 3, 4)}},
		Bad:    [][]float64{{nan, 1, -1, 0.5, 2}, {0, -1, -1, 0.5, 2}, {0, 1, -1, 2, 0.5}, {0, 1, nan, 0.5, 2}, {0, 1, -1, 0.5, inf}},
		Skips:  skips(discrete, notDifferentiable, noEntropy)},
	{Name: "Rounded", Build: func(p ...*tensor.Tensor) d { return dist.Rounded(dist.Normal(p[0], p[1]), 2) },
		Params: sets{{scalar(0.3), scalar(2)}, {vec(-1, 5), scalar(6)}},
		Bad:    badLocScale,
		Skips:  skips(discrete, notDifferentiable, endless, noMoments, noQuantile)},
	{Name: "Folded", Build: func(p ...*tensor.Tensor) d { return dist.Folded(dist.Normal(p[0], p[1])) },
		Params: sets{{scalar(0.7), scalar(1)}, {vec(0, -5), scalar(2)}},
		Bad:    badLocScale,
		Skips:  skips(numbers, continuous, noEntropy, noQuantile)},
	{Name: "OrderStatistics", Build: func(p ...*tensor.Tensor) d { return dist.OrderStatistics(dist.Normal(p[0], p[1]), 2) },
		Params: sets{{scalar(0), scalar(1)}, {vec(-1, 3), scalar(0.3)}},
		Bad:    badLocScale,
		Skips:  skips(continuous, events, unbounded, noMoments, noEntropy)},
	{Name: "OrderStatistics of uniforms", Build: func(p ...*tensor.Tensor) d { return dist.OrderStatistics(dist.Uniform(p[0], p[1]), 2) },
		Params: sets{{scalar(0), scalar(1)}, {vec(-1, 2), vec(0, 5)}},
		Skips:  skips(continuous, events, noMoments, noEntropy)},
	{Name: "OrderStatistics of four", Build: func(p ...*tensor.Tensor) d { return dist.OrderStatistics(dist.HalfNormal(p[0]), 4) },
		Params: sets{{scalar(1)}, {vec(0.1, 3)}},
		Skips:  skips(continuous, events, large, noMoments, noEntropy)},
}
