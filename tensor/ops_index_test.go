package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

func TestIndex(t *testing.T) {
	x := counting(2, 3)
	for _, c := range []struct {
		dim, i         int
		want, gradient []float64
	}{
		{0, 1, []float64{3, 4, 5}, []float64{0, 0, 0, 1, 1, 1}},
		{0, -2, []float64{0, 1, 2}, []float64{1, 1, 1, 0, 0, 0}},
		{1, 0, []float64{0, 3}, []float64{1, 0, 0, 1, 0, 0}},
		{-1, -1, []float64{2, 5}, []float64{0, 0, 1, 0, 0, 1}},
	} {
		pick := func(x *tensor.Tensor) *tensor.Tensor { return x.Index(c.dim, c.i) }
		require.Equal(t, c.want, pick(x).Float64s())
		require.Equal(t, tensor.Shape{len(c.want)}, pick(x).Shape())
		require.Equal(t, c.gradient, gradient(pick, x))
		require.Equal(t, c.want, pick(x.T().T().As(tensor.Float32)).Float64s())
	}
	require.Equal(t, 5.0, x.Index(0, 1).Index(0, 2).Item())
	require.Equal(t, []float64{1, 4}, x.T().Index(0, 1).Float64s())
	require.Equal(t, tensor.Shape{2}, tensor.Zeros(2, 3).Index(1, 2).Shape(), "one value that stands for all")
	refused(t, func() { x.Index(0, 2) }, "Index: element 2 of dimension 0 of shape [2 3], which has 2")
	refused(t, func() { x.Index(1, -4) }, "Index: element -4 of dimension 1 of shape [2 3], which has 3")
	refused(t, func() { x.Index(2, 0) }, "Index")
	refused(t, func() { tensor.Scalar(1).Index(0, 0) }, "Index")
	refused(t, func() { tensor.Zeros(0).Index(0, 0) }, "which has 0")
}

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
