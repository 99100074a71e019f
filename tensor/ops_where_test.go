package tensor_test

import (
	"slices"
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
	for _, n := range []int{3, 300} { // by numbers and by blocks
		whereIgnoresTheOtherSide(t, tensor.Of(slices.Repeat([]float64{-1, 0, 4}, n/3)))
	}
}

func whereIgnoresTheOtherSide(t *testing.T, x *tensor.Tensor) {
	for name, f := range map[string]func(x *tensor.Tensor) *tensor.Tensor{
		"Log":  (*tensor.Tensor).Log,
		"Sqrt": (*tensor.Tensor).Sqrt,
		"Div":  func(x *tensor.Tensor) *tensor.Tensor { return tensor.Div(1, tensor.Maximum(x, 0)) },
		"Pow":  func(x *tensor.Tensor) *tensor.Tensor { return tensor.Pow(x, -0.5) },
		"Mul": func(x *tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(x, tensor.Of(slices.Repeat([]float64{nan, inf, 2}, x.Size()/3)))
		},
	} {
		picked := func(x *tensor.Tensor) *tensor.Tensor { return tensor.Where(tensor.Less(0, x), f(x), 7) }
		y := picked(x).Float64s()
		g := gradient(picked, x)
		for i := 0; i < len(y); i += 3 {
			require.Equal(t, []float64{7, 7}, y[i:i+2], name)
			require.False(t, y[i+2] != y[i+2], name)
			require.Equal(t, []float64{0, 0}, g[i:i+2], name)
			require.True(t, g[i+2] == g[i+2] && g[i+2] != 0, name)
		}
	}
}

// An infinite adjoint reaches the side that is picked, and nothing else.
func TestWhereOfAnInfiniteAdjoint(t *testing.T) {
	for _, n := range []int{2, 300} {
		cond := tensor.Of(slices.Repeat([]float64{1, 0}, n/2))
		_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(tensor.Where(cond, in[0], in[1]), inf).Sum()
		}, tensor.Ones(n), tensor.Ones(n))
		require.Equal(t, slices.Repeat([]float64{inf, 0}, n/2), g[0].Float64s())
		require.Equal(t, slices.Repeat([]float64{0, inf}, n/2), g[1].Float64s())
	}
}
