// Package raw reads the values of tensors where they are stored, whatever the element type, even while they are being
// differentiated.
package raw

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// On returns f of the stored values of x ([tensor.Raw]), for its element type.
func On[R any](x *tensor.Tensor, f64 func(values []float64) R, f32 func(values []float32) R) R {
	if x.DType() == tensor.Float32 {
		return f32(tensor.Raw[float32](x))
	}
	return f64(tensor.Raw[float64](x))
}

// Len returns the number of values that x stores: its size, or 1 if it is uniform.
func Len(x *tensor.Tensor) int { return On(x, length[float64], length[float32]) }

func length[T tensor.Float](values []T) int { return len(values) }

// Slice returns the stored values as the slice they are.
func Slice(x *tensor.Tensor) any { return On(x, boxed[float64], boxed[float32]) }

func boxed[T tensor.Float](values []T) any { return values }

// At returns element i in row-major order.
func At(x *tensor.Tensor, i int) float64 {
	if x.DType() == tensor.Float32 {
		return float64(at(tensor.Raw[float32](x), i))
	}
	return at(tensor.Raw[float64](x), i)
}

func at[T tensor.Float](values []T, i int) T {
	if len(values) == 1 {
		return values[0]
	}
	return values[i]
}

// First returns the place and value of the first stored value that is not ok, and -1 if all are.
func First(x *tensor.Tensor, ok func(v float64) bool) (i int, v float64) {
	if x.DType() == tensor.Float32 {
		return first(tensor.Raw[float32](x), ok)
	}
	return first(tensor.Raw[float64](x), ok)
}

func first[T tensor.Float](values []T, ok func(v float64) bool) (int, float64) {
	for i, v := range values {
		if !ok(float64(v)) {
			return i, float64(v)
		}
	}
	return -1, 0
}

// Inside reports whether all values lie from low to high, which NaN does not. It looks at them unless that is known
// already ([tensor.Within]), at many elements at once: large parameters are checked in every step of training.
func Inside(x *tensor.Tensor, low, high float64) bool {
	if tensor.Within(x, low, high) {
		return true
	}
	if x.DType() == tensor.Float32 {
		return inside(tensor.Raw[float32](x), notBelow(low), notAbove(high))
	}
	return inside(tensor.Raw[float64](x), low, high)
}

func inside[T tensor.Float](values []T, least, most T) bool {
	if len(values) <= par.Grain {
		return kernel.AllInside(values, least, most)
	}
	return par.All(len(values), func(lo, hi int) bool { return kernel.AllInside(values[lo:hi], least, most) })
}

// notBelow returns the least float32 that is not below v.
func notBelow(v float64) float32 {
	t := float32(v)
	if float64(t) >= v {
		return t
	}
	return math.Nextafter32(t, float32(math.Inf(1)))
}

// notAbove returns the greatest float32 that is not above v.
func notAbove(v float64) float32 { return -notBelow(-v) }

// SameMask reports whether two masks leave out the same elements. A nil mask is the same as nil only.
func SameMask(a, b *tensor.Tensor) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a == b || a.Shape().Equal(b.Shape()) && slices.Equal(a.Detach().Float64s(), b.Detach().Float64s())
}
