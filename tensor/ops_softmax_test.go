package tensor_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

func softmax(x *tensor.Tensor) *tensor.Tensor    { return x.Softmax(-1) }
func logSoftmax(x *tensor.Tensor) *tensor.Tensor { return x.LogSoftmax(-1) }
func logSumExp(x *tensor.Tensor) *tensor.Tensor  { return x.LogSumExp(-1) }

func TestSoftmaxAtTheEnds(t *testing.T) {
	half := math.Log(0.5)
	for _, c := range []struct {
		x, softmax, log []float64
		sum             float64
	}{
		{[]float64{0, 0}, []float64{0.5, 0.5}, []float64{half, half}, math.Ln2},
		{[]float64{1e4, 0}, []float64{1, 0}, []float64{0, -1e4}, 1e4},
		{[]float64{-1e4, -1e4}, []float64{0.5, 0.5}, []float64{half, half}, -1e4 + math.Ln2},
		{[]float64{0, -inf, 0}, []float64{0.5, 0, 0.5}, []float64{half, -inf, half}, math.Ln2},
		{[]float64{inf, 3}, []float64{1, 0}, []float64{0, -inf}, inf},
		{[]float64{inf, -inf, inf}, []float64{0.5, 0, 0.5}, []float64{half, -inf, half}, inf},
		{[]float64{-inf, -inf}, []float64{nan, nan}, []float64{nan, nan}, -inf},
		{[]float64{nan, 1}, []float64{nan, nan}, []float64{nan, nan}, nan},
		{[]float64{nan, inf}, []float64{nan, nan}, []float64{nan, nan}, nan},
		{[]float64{-inf}, []float64{nan}, []float64{nan}, -inf},
		{[]float64{-7}, []float64{1}, []float64{0}, -7},
	} {
		for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
			x := tensor.Of(c.x).As(d)
			near(t, c.softmax, softmax(x).Float64s(), 1e-7, "%v", c.x)
			near(t, c.log, logSoftmax(x).Float64s(), 1e-7, "%v", c.x)
			near(t, []float64{c.sum}, []float64{logSumExp(x).Item()}, 1e-7, "%v", c.x)
		}
	}
	require.Equal(t, []float64{-inf, -inf}, tensor.Ones(2, 0).LogSumExp(1).Float64s())
	require.Empty(t, tensor.Ones(2, 0).Softmax(1).Float64s())
}

func TestSoftmaxKeepsSmallProbabilities(t *testing.T) {
	x := tensor.Of([]float64{0, -800, -1000})
	require.Equal(t, []float64{0, -800, -1000}, logSoftmax(x).Float64s())
	require.InEpsilon(t, math.Exp(-700), tensor.Of([]float64{0, -700}).Softmax(0).At(1), 1e-13)
}

func TestDerivativesAtInfiniteLogits(t *testing.T) {
	require.Equal(t, []float64{0, 0}, gradient(logSumExp, tensor.Of([]float64{-inf, -inf})), "nothing to differentiate")
	require.Equal(t, []float64{0, 1}, gradient(logSumExp, tensor.Of([]float64{-inf, 3})))
	require.Equal(t, []float64{0.5, 0, 0.5}, gradient(logSumExp, tensor.Of([]float64{inf, 3, inf})))
	require.Equal(t, []float64{0, 0}, gradient(softmax, tensor.Of([]float64{-inf, 3}), 5, 7))
	require.Equal(t, []float64{0, 0}, gradient(softmax, tensor.Of([]float64{inf, 3}), 5, 7))
	near(t, []float64{-0.5, 0.5, 0}, gradient(logSoftmax, tensor.Of([]float64{1, 1, -inf}), 0, 1, 0), 1e-15)
}

// A row that a mask takes out of the result leaves no trace in the derivatives, even if it is not a number.
func TestMaskedRowsOfLogits(t *testing.T) {
	x := of([]float64{nan, 1, 0, 0}, 2, 2)
	mask := of([]float64{0, 1}, 2, 1)
	for _, f := range []func(x *tensor.Tensor) *tensor.Tensor{
		softmax, logSoftmax, func(x *tensor.Tensor) *tensor.Tensor { return logSumExp(x).Unsqueeze(-1) },
	} {
		g := gradient(func(x *tensor.Tensor) *tensor.Tensor { return tensor.Where(mask, f(x).Slice(1, 0, 1), 0.0) }, x)
		require.Equal(t, []float64{0, 0}, g[:2])
		require.False(t, math.IsNaN(g[2]) || g[2] == 0)
	}
}

// Along any dimension the same as along the last of the permuted tensor.
func TestSoftmaxAlongAnyDimension(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 4), 3, 3).Draw(t, "shape")
		x := of(values(t, shape, "x"), shape...)
		for dim, order := range [][]int{{1, 2, 0}, {0, 2, 1}, {0, 1, 2}} {
			back := [][]int{{2, 0, 1}, {0, 2, 1}, {0, 1, 2}}[dim]
			last := x.Permute(order...)
			near(t, last.Softmax(-1).Permute(back...).Float64s(), x.Softmax(dim).Float64s(), 1e-15)
			near(t, last.LogSoftmax(-1).Permute(back...).Float64s(), x.LogSoftmax(dim).Float64s(), 1e-15)
			near(t, last.LogSumExp(-1).Float64s(), x.LogSumExp(dim).Float64s(), 1e-15)
			near(t, x.Softmax(dim).Log().Float64s(), x.LogSoftmax(dim).Float64s(), 1e-14)
			ones := x.Softmax(dim).Sum(dim)
			near(t, tensor.OnesLike(ones).Float64s(), ones.Float64s(), 1e-14)
		}
	})
}
