package tensor_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// refused requires f to panic with an Error whose message has all the words.
func refused(t require.TestingT, f func(), words ...string) {
	err := fault(f)
	require.Error(t, err, "nothing was refused")
	for _, w := range words {
		require.ErrorContains(t, err, w)
	}
}

func fault(f func()) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case *tensor.Error:
			err = p
		default:
			err = fmt.Errorf("not a tensor.Error: %v", p)
			panic(err)
		}
	}()
	f()
	return nil
}

func TestRefusedSeesOtherPanics(t *testing.T) {
	require.Panics(t, func() { _ = fault(func() { panic(errors.New("another")) }) })
}

// near requires values within a relative tolerance of the largest.
func near(t require.TestingT, want, got []float64, tolerance float64, what ...any) {
	require.Len(t, got, len(want), what...)
	scale := 1.0
	for _, w := range want {
		scale = math.Max(scale, math.Abs(w))
	}
	for i, w := range want {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			same(t, w, got[i], what...)
			continue
		}
		require.InDelta(t, w, got[i], tolerance*scale, what...)
	}
}

// same requires equal numbers, NaN included.
func same(t require.TestingT, want, got float64, what ...any) {
	if math.IsNaN(want) {
		require.True(t, math.IsNaN(got), append([]any{fmt.Sprintf("%v is not NaN", got)}, what...)...)
		return
	}
	require.Equal(t, want, got, what...)
}

// sames requires equal slices, NaN included.
func sames(t require.TestingT, want, got []float64, what ...any) {
	require.Len(t, got, len(want), what...)
	for i := range want {
		same(t, want[i], got[i], append([]any{fmt.Sprintf("element %d of %v", i, got)}, what...)...)
	}
}

// of returns a tensor of values in a shape that may have rank 0.
func of(values []float64, shape ...int) *tensor.Tensor {
	return tensor.Of(values, len(values)).Reshape(shape...)
}

// counting returns 0, 1, 2, … in a shape.
func counting(shape ...int) *tensor.Tensor {
	values := make([]float64, tensor.Shape(shape).Size())
	for i := range values {
		values[i] = float64(i)
	}
	return of(values, shape...)
}

// gradient returns the derivative of the sum of f(x) times weights, a number for all elements or one each.
func gradient(f func(x *tensor.Tensor) *tensor.Tensor, x *tensor.Tensor, weights ...float64) []float64 {
	_, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
		y := f(xs[0])
		w := tensor.Full(1, y.Shape()...)
		if len(weights) > 0 {
			w = of(weights, y.Shape()...)
		}
		return tensor.Mul(y, w.As(y.DType())).Sum()
	}, x)
	return g[0].Float64s()
}

// shapes draws a shape of small extents.
func shapes(most int) *rapid.Generator[[]int] {
	return rapid.SliceOfN(rapid.IntRange(0, 4), 0, most)
}

// values draws one number for every element of a shape.
func values(t *rapid.T, shape []int, label string) []float64 {
	n := tensor.Shape(shape).Size()
	return rapid.SliceOfN(rapid.Map(rapid.IntRange(-8, 8), func(i int) float64 { return float64(i) / 4 }), n, n).Draw(t, label)
}
