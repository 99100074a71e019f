package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestAs(t *testing.T) {
	x := tensor.Of([]float64{0.1, 1e300, 2}, 3)
	half := x.As(tensor.Float32)
	require.Equal(t, []float64{float64(float32(0.1)), inf, 2}, half.Float64s())
	require.Equal(t, tensor.Float64, half.As(tensor.Float64).DType())
	require.Same(t, x, x.As(tensor.Float64))

	matrix := counting(2, 3).T().As(tensor.Float32)
	require.Equal(t, tensor.Shape{3, 2}, matrix.Shape())
	require.Equal(t, []float64{0, 3, 1, 4, 2, 5}, matrix.Float64s())

	number := tensor.To(0.5).As(tensor.Float32)
	require.False(t, number.IsNumber(), "a type asked for is kept")
	require.Equal(t, "Float32[1000000 1000]{all 2}", tensor.Full(2, 1e6, 1000).As(tensor.Float32).String())
}

func TestAsPassesTheDerivative(t *testing.T) {
	for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
		x := tensor.Of([]float64{1, 2, 3}).As(d)
		other := tensor.Float64 + tensor.Float32 - d
		value, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(xs[0].As(other), tensor.Of([]float64{1, 10, 100}).As(other)).Square().Sum().As(d)
		}, x)
		require.Equal(t, d, value.DType())
		require.Equal(t, d, grads[0].DType())
		require.Equal(t, []float64{2, 400, 60000}, grads[0].Float64s())
	}
}
