package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestWherePicks(t *testing.T) {
	cond := tensor.Of([]bool{true, false, true})
	require.Equal(t, []float64{1, 0, 1}, tensor.Where(cond, 1, 0).Float64s())
	require.Equal(t, []float64{5, 1, 5, 5, 4, 5}, tensor.Where(cond, tensor.Scalar(5), counting(2, 3)).Float64s())
	require.Equal(t, tensor.Float32, tensor.Where(cond, counting(3).As(tensor.Float32), 0.5).DType())
	require.Equal(t, tensor.Float32, tensor.Where(cond.As(tensor.Float32), 1, 0).DType(), "between numbers the condition decides")
}

// The side that is not picked may be anything.
func TestWhereIgnoresTheOtherSide(t *testing.T) {
	x := tensor.Of([]float64{-1, 0, 4})
	for name, f := range map[string]func(x *tensor.Tensor) *tensor.Tensor{
		"Log":  (*tensor.Tensor).Log,
		"Sqrt": (*tensor.Tensor).Sqrt,
		"Div":  func(x *tensor.Tensor) *tensor.Tensor { return tensor.Div(1, tensor.Maximum(x, 0)) },
		"Pow":  func(x *tensor.Tensor) *tensor.Tensor { return tensor.Pow(x, -0.5) },
		"Mul":  func(x *tensor.Tensor) *tensor.Tensor { return tensor.Mul(x, tensor.Of([]float64{nan, inf, 2})) },
	} {
		picked := func(x *tensor.Tensor) *tensor.Tensor { return tensor.Where(tensor.Less(0, x), f(x), 7) }
		y := picked(x).Float64s()
		require.Equal(t, []float64{7, 7}, y[:2], name)
		require.False(t, y[2] != y[2], name)
		g := gradient(picked, x)
		require.Equal(t, []float64{0, 0}, g[:2], name)
		require.True(t, g[2] == g[2] && g[2] != 0, name)
	}
}
