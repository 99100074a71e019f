package families

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// discreteFamilies are families of discrete numbers and points.
var discreteFamilies = []Family{
	{Name: "Bernoulli[Logits]", Build: func(p ...*tensor.Tensor) d { return dist.Bernoulli[dist.Logits](p[0]) },
		Params: sets{{scalar(0.3)}, {vec(-2, 4)}},
		Bad:    [][]float64{{nan}},
		Skips:  skips(discrete, notDifferentiable)},
	{Name: "Bernoulli[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.Bernoulli[dist.Probs](p[0]) },
		Params: sets{{scalar(0.3)}, {vec(0.1, 0.9)}},
		Bad:    [][]float64{{-0.1}, {1.1}, {nan}},
		Skips:  skips(discrete, notDifferentiable)},
	{Name: "Categorical[Logits]", Build: func(p ...*tensor.Tensor) d { return dist.Categorical[dist.Logits](p[0]) },
		Params: sets{{vec(0.3, -1, 2)}, {rows(3, 0, 1, 2, 0.5, -3, 0.1)}},
		Bad:    [][]float64{{nan, 0, 0}, {-inf, -inf, -inf}},
		Skips:  skips(discrete, notDifferentiable, noMoments)},
	{Name: "Categorical[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.Categorical[dist.Probs](p[0]) },
		Params: sets{{vec(0.3, 1, 2)}},
		Bad:    [][]float64{{nan, 0, 0}, {0, 0, 0}, {-1, 2, 3}, {1, 1, inf}},
		Skips:  skips(discrete, notDifferentiable, noMoments)},
	{Name: "Poisson", Build: func(p ...*tensor.Tensor) d { return dist.Poisson(p[0]) },
		Params: sets{{scalar(0.3)}, {vec(4, 30)}, {scalar(2e4)}},
		Bad:    [][]float64{{-1}, {inf}, {nan}},
		Skips:  skips(discrete, notDifferentiable, endless)},
	{Name: "Binomial[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.Binomial[dist.Probs](p[0], p[1]) },
		Params: sets{{scalar(7), scalar(0.3)}, {vec(1, 60), scalar(0.4)}, {scalar(1000), vec(0.004, 0.9)}},
		Bad:    [][]float64{{-1, 0.5}, {2.5, 0.5}, {inf, 0.5}, {nan, 0.5}, {9, -0.1}, {9, 1.1}, {9, nan}}, Fixed: 1,
		Skips: skips(discrete, notDifferentiable, endless)},
	{Name: "Binomial[Logits]", Build: func(p ...*tensor.Tensor) d { return dist.Binomial[dist.Logits](p[0], p[1]) },
		Params: sets{{scalar(12), scalar(-0.5)}, {vec(3, 300), scalar(1.5)}},
		Bad:    [][]float64{{-1, 0}, {2.5, 0}, {inf, 0}, {nan, 0}, {9, nan}}, Fixed: 1,
		Skips: skips(discrete, notDifferentiable, endless)},
	{Name: "NegativeBinomial[Probs]", Build: func(p ...*tensor.Tensor) d { return dist.NegativeBinomial[dist.Probs](p[0], p[1]) },
		Params: sets{{scalar(3), scalar(0.3)}, {vec(0.5, 60), scalar(0.4)}, {scalar(1000), vec(0.004, 0.8)}},
		Bad:    [][]float64{{-1, 0.5}, {0, 0.5}, {inf, 0.5}, {nan, 0.5}, {9, -0.1}, {9, 1.1}, {9, nan}},
		Skips:  skips(discrete, notDifferentiable, endless)},
	{Name: "NegativeBinomial[Logits]", Build: func(p ...*tensor.Tensor) d { return dist.NegativeBinomial[dist.Logits](p[0], p[1]) },
		Params: sets{{scalar(3), scalar(-0.5)}, {vec(2.5, 30), scalar(1.5)}},
		Bad:    [][]float64{{-1, 0}, {0, 0}, {inf, 0}, {nan, 0}, {9, nan}, {9, inf}, {9, -inf}},
		Skips:  skips(discrete, notDifferentiable, endless)},
	{Name: "Delta", Build: func(p ...*tensor.Tensor) d { return dist.Delta(p[0]) },
		Params: sets{{scalar(0.3)}, {vec(-2, 4)}},
		Bad:    [][]float64{{nan}, {inf}}, Fixed: 1,
		Skips: skips(discrete, continuous, pointMass)},
}
