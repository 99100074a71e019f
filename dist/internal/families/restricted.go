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
