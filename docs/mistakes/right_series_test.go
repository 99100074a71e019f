package mistakes

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/gp"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// ofSeries has matrices, series, neighbors and functions as they should be, gaps included.
func ofSeries() []right {
	level := func(c *ppl.Context) *tensor.Tensor { return ppl.Sample(c, "level", n(0, 1)) }
	two := func(x *tensor.Tensor) *tensor.Tensor { return tensor.Stack(0, x, tensor.Scalar(0)) }
	gap := math.NaN()
	var programs []right
	for name, of := range map[string]struct {
		make func(x *tensor.Tensor) dist.Distribution
		data *tensor.Tensor
	}{
		"MultivariateNormal of a precision": {func(x *tensor.Tensor) dist.Distribution {
			return dist.MultivariateNormal[dist.Precision](two(x), square(2, 2, 1, 1, 2))
		}, of(1, 0.5)},
		"MultivariateNormal of the factor of a precision": {func(x *tensor.Tensor) dist.Distribution {
			return dist.MultivariateNormal[dist.PrecisionTril](two(x), square(2, 2, 0, 1, 1))
		}, of(1, 0.5)},
		"MultivariateStudentT": {func(x *tensor.Tensor) dist.Distribution {
			return dist.MultivariateStudentT(4, two(x), square(2, 2, 0, 1, 1))
		}, of(1, 0.5)},
		"MatrixNormal": {func(x *tensor.Tensor) dist.Distribution {
			return dist.MatrixNormal(x.Expand(2, 3), square(2, 2, 0, 1, 1), tensor.Eye(3))
		}, tensor.Of([]float64{1, 2, 3, 1, 2, 3}, 2, 3)},
		"Wishart": {func(x *tensor.Tensor) dist.Distribution {
			return dist.Wishart(3, tensor.Eye(2).Mul(x.Exp()))
		}, square(2, 2, 1, 1, 2)},
		"InverseWishart": {func(x *tensor.Tensor) dist.Distribution {
			return dist.InverseWishart(3, tensor.Eye(2).Mul(x.Exp()))
		}, square(2, 2, 1, 1, 2)},
		"LKJ": {func(x *tensor.Tensor) dist.Distribution { return dist.LKJ(2, x.Exp()) }, square(2, 1, 0.5, 0.5, 1)},
		"LKJCholesky": {func(x *tensor.Tensor) dist.Distribution {
			return dist.LKJCholesky(2, x.Exp())
		}, square(2, 1, 0, 0.6, 0.8)},
		"ZeroSumNormal": {func(x *tensor.Tensor) dist.Distribution {
			return dist.ZeroSumNormal(x.Exp(), 3)
		}, of(1, -3, 2)},
		"LogisticNormal": {func(x *tensor.Tensor) dist.Distribution {
			return dist.LogisticNormal(two(x), 1)
		}, of(0.2, 0.3, 0.5)},
		"RelaxedOneHotCategorical": {func(x *tensor.Tensor) dist.Distribution {
			return dist.RelaxedOneHotCategorical[dist.Logits](0.5, two(x))
		}, of(0.1, 0.9)},
		"GaussianRandomWalk": {func(x *tensor.Tensor) dist.Distribution {
			return dist.GaussianRandomWalk(n(0, 1), x, 1, 4)
		}, of(1, 2, 2, 3)},
		"AR": {func(x *tensor.Tensor) dist.Distribution {
			return dist.AR(n(0, 1), x, of(0.5, 0.2), 1, 4)
		}, of(1, 2, 2, 3)},
		"CAR": {func(x *tensor.Tensor) dist.Distribution {
			return dist.CAR(tensor.Stack(0, x, x, x), 0.9, 1, neighborhood(3, 0, 1, 0, 1, 0, 1, 0, 1, 0))
		}, of(1, 2, 1.5)},
		"DiscreteHMM": {func(x *tensor.Tensor) dist.Distribution {
			return weather(dist.Normal(two(x), 1), 4)
		}, of(1, 2, 0, 0)},
		"DiscreteHMM with a gap": {func(x *tensor.Tensor) dist.Distribution {
			return weather(dist.Normal(two(x), 1).Mask(column(1, 0, 1, 1)), 4)
		}, of(1, gap, 0, 0)},
		"GaussianStateSpace": {func(x *tensor.Tensor) dist.Distribution {
			return trend(tensor.Eye(2).Mul(x.Exp()), tensor.Of([]float64{1, 0}, 1, 2), 4)
		}, column(1, 2, 2, 3)},
		"GaussianStateSpace with a gap": {func(x *tensor.Tensor) dist.Distribution {
			return trend(tensor.Eye(2).Mul(x.Exp()), tensor.Of([]float64{1, 0}, 1, 2), 4).Observed(column(1, 0, 1, 1))
		}, column(1, gap, 2, 3)},
		"a process": {func(x *tensor.Tensor) dist.Distribution {
			return gp.Process(gp.SquaredExponential(1, x.Exp()), column(1, 1, 2, 3), 0.1)
		}, of(0.1, 0.2, 0.5, 1)},
		"a process by sines": {func(x *tensor.Tensor) dist.Distribution {
			return gp.Hilbert{Boundary: []float64{3}, Sines: []int{10}}.Process(gp.Matern52(1, x.Exp()), column(-1, 0, 1, 2), tensor.Scalar(0.1))
		}, of(0.1, 0.2, 0.5, 1)},
	} {
		programs = append(programs, right{name, func() error {
			return quick(func(c *ppl.Context) { ppl.Sample(c, "x", of.make(level(c)), ppl.Obs(of.data)) })
		}})
	}
	return append(programs,
		right{"correlated effects", func() error {
			return quick(func(c *ppl.Context) {
				scale := ppl.Sample(c, "scale", dist.LogNormal(tensor.Zeros(2), 0.3).ToEvent(1))
				l := ppl.Sample(c, "L", dist.LKJCholesky(2, 2))
				ppl.Plate(c, "groups", 3, func(c *ppl.Context) {
					z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
					ppl.Deterministic(c, "effect", z.MatMul(scale.Unsqueeze(-1).Mul(l).T()))
				})
			})
		}},
		right{"several walks", func() error {
			return quick(func(c *ppl.Context) {
				ppl.Plate(c, "cities", 3, func(c *ppl.Context) {
					ppl.Sample(c, "walk", dist.GaussianRandomWalk(n(0, 1), 0, tensor.Of([]float64{0.5, 1, 2}), 4))
				})
			})
		}})
}
