package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestTake(t *testing.T) {
	x := counting(2, 3)
	require.Equal(t, []float64{2, 0, 2, 5, 3, 5}, x.Take(1, []int{2, 0, 2}).Float64s())
	require.Equal(t, []float64{3, 4, 5}, x.Take(-2, []int{1}).Float64s())
	require.Equal(t, tensor.Shape{2, 0}, x.Take(1, nil).Shape())
	require.Equal(t, []float64{1, 0, 2, 1, 0, 2}, gradient(func(x *tensor.Tensor) *tensor.Tensor { return x.Take(1, []int{2, 0, 2}) }, x))
	refused(t, func() { x.Take(1, []int{0, 3}) }, "index[1] = 3", "dimension 1 of shape [2 3]", "0 to 2")
	refused(t, func() { x.Take(0, []int{-1}) }, "index[0] = -1")
}

func TestTakeKeepsItsIndex(t *testing.T) {
	index := []int{0, 0}
	require.Equal(t, []float64{2, 0}, gradient(func(x *tensor.Tensor) *tensor.Tensor {
		y := x.Take(0, index)
		index[0], index[1] = 1, 1
		return y
	}, counting(2)))
}
