package tensor_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

// Slicing takes apart what Concat joined, values and derivatives alike.
func TestConcatIsUndoneBySlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 3).Draw(t, "shape")
		dim := rapid.IntRange(0, len(shape)-1).Draw(t, "dim")
		var parts []*tensor.Tensor
		for range rapid.IntRange(1, 8).Draw(t, "parts") {
			shape[dim] = rapid.IntRange(0, 3).Draw(t, "extent")
			parts = append(parts, of(values(t, shape, "part"), shape...))
		}
		whole := tensor.Concat(dim-len(shape), parts...)
		weights := of(values(t, whole.Shape(), "weights"), whole.Shape()...)
		_, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
			return tensor.Concat(dim, xs...).Mul(weights).Sum()
		}, parts...)
		at := 0
		for i, p := range parts {
			n := p.Dim(dim)
			sames(t, p.Float64s(), whole.Slice(dim, at, at+n).Float64s())
			sames(t, weights.Slice(dim, at, at+n).Float64s(), grads[i].Float64s())
			at += n
		}
		require.Equal(t, whole.Dim(dim), at)
	})
}

func TestConcatRefusesWhatDoesNotFit(t *testing.T) {
	refused(t, func() { tensor.Concat(1, counting(2, 3), counting(3, 3)) }, "[2 3] and [3 3]", "more than dimension 1")
	refused(t, func() { tensor.Concat(0, counting(2), counting(2, 1)) }, "[2] and [2 1]")
	refused(t, func() { tensor.Concat(0, tensor.Scalar(1)) }, "dimension 0")
	refused(t, func() { tensor.Concat(0, counting(2), counting(2).As(tensor.Float32)) }, "As(")
}

func TestStack(t *testing.T) {
	a, b := counting(3), tensor.Mul(counting(3), 10)
	require.Equal(t, []float64{0, 1, 2, 0, 10, 20}, tensor.Stack(0, a, b).Float64s())
	require.Equal(t, []float64{0, 0, 1, 10, 2, 20}, tensor.Stack(-1, a, b).Float64s())
	require.Equal(t, []float64{1, 2}, tensor.Stack(0, tensor.Scalar(1), tensor.Scalar(2)).Float64s())
	refused(t, func() { tensor.Stack(0, a, counting(2)) }, "Stack", "[3] and [2]")

	var many []*tensor.Tensor
	for i := range 200 {
		many = append(many, tensor.Scalar(float64(i)))
	}
	_, grads := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
		return tensor.Stack(0, xs...).Square().Sum()
	}, many...)
	for i, g := range grads {
		require.Equal(t, 2*float64(i), g.Item())
	}
}

func TestPermute(t *testing.T) {
	x := counting(2, 3, 4)
	y := x.Permute(-1, 0, 1)
	require.Equal(t, tensor.Shape{4, 2, 3}, y.Shape())
	require.Equal(t, x.At(1, 2, 3), y.At(3, 1, 2))
	require.Equal(t, counting(2, 3).T().Float64s(), counting(2, 3).Permute(1, 0).Float64s())
	require.Equal(t, 7.0, tensor.Scalar(7).Permute().Item())
}
