package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestCountsOfTwoCategories: the first count is binomial, or beta-binomial, with derivatives.
func TestCountsOfTwoCategories(t *testing.T) {
	x := vec(0, 3, 17, 40)
	both := tensor.Stack(-1, x, tensor.Sub(40, x))
	for _, pair := range [][2]func(p ...*tensor.Tensor) *tensor.Tensor{
		{func(p ...*tensor.Tensor) *tensor.Tensor {
			return dist.Multinomial[dist.Logits](40, tensor.Stack(0, p...)).LogProb(both)
		}, func(p ...*tensor.Tensor) *tensor.Tensor {
			return dist.Binomial[dist.Logits](40, p[0].Sub(p[1])).LogProb(x)
		}},
		{func(p ...*tensor.Tensor) *tensor.Tensor {
			return dist.DirichletMultinomial(40, tensor.Stack(0, p...)).LogProb(both)
		}, func(p ...*tensor.Tensor) *tensor.Tensor { return dist.BetaBinomial(40, p[0], p[1]).LogProb(x) }},
	} {
		for _, params := range [][]float64{{0.3, 2}, {12, 30}} {
			y, slopes := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor { return pair[0](p...).Sum() }, scalars(params)...)
			want, wantSlopes := tensor.ValueAndGrad(func(p ...*tensor.Tensor) *tensor.Tensor { return pair[1](p...).Sum() }, scalars(params)...)
			require.InEpsilon(t, want.Item(), y.Item(), 1e-13)
			for i, w := range wantSlopes {
				require.InEpsilon(t, w.Item(), slopes[i].Item(), 1e-11)
			}
			require.InDeltaSlice(t, pair[1](scalars(params)...).Float64s(), pair[0](scalars(params)...).Float64s(), 1e-11)
		}
	}
}

// TestCountsErrors: counts that do not add up are refused, also under a mask and for totals that differ.
func TestCountsErrors(t *testing.T) {
	d := dist.Multinomial[dist.Probs](vec(4, 2), vec(1, 2, 3))
	require.NoError(t, dist.CheckSupport(d, tensor.Of([]float64{1, 2, 1, 0, 0, 2}, 2, 3), nil))
	wrong := tensor.Of([]float64{1, 2, 1, 1, 0, 2}, 2, 3)
	require.EqualError(t, dist.CheckSupport(d, wrong, nil), "dist: a value of Multinomial must be whole numbers from 0 on that add up to [2 1]{4 2} along the last dimension, "+
		"found 1 at index [1, 0] of elements that add up to 3; the counts of an event, along the last dimension, add up to its total")
	require.NoError(t, dist.CheckSupport(d, wrong, vec(1, 0)))
	require.Error(t, dist.CheckSupport(d, wrong, vec(0, 1)))
	require.PanicsWithError(t, "tensor: Multinomial.LogProb: values of shape [2] do not broadcast with batch shape [2] and event shape [3]", func() { d.LogProb(vec(1, 2)) })
}

// TestCountsOfLargeTotals: draws add up, and their mean is that of the law, however many there are.
func TestCountsOfLargeTotals(t *testing.T) {
	for _, total := range []float64{0, 1, 1e6, 1e15} {
		for _, d := range []dist.Distribution{dist.Multinomial[dist.Logits](total, vec(0, -30, 1)), dist.DirichletMultinomial(total, vec(50, 1e-3, 100))} {
			x := d.Sample(tensor.NewRNG(1), 200)
			require.NoError(t, dist.CheckSupport(d, x, nil), "%v", d)
			mean, _ := dist.Mean(d)
			variance, _ := dist.Variance(d)
			for k, m := range x.Mean(0).Float64s() {
				require.InDelta(t, mean.At(k), m, 4.5*variance.Sqrt().At(k)/14+1e-3*min(total, 1), "%v, %d", d, k)
			}
		}
	}
}
