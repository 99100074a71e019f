package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// firstOutside is the index of the first element of x that is not from low to high; none is true if there is no such
// element.
func firstOutside(x *tensor.Tensor, low, high float64) (index []int, none bool) {
	if tensor.Within(x, low, high) {
		return nil, true
	}
	if x.DType() == tensor.Float32 {
		return indexIn(x, searchRange(tensor.Raw[float32](x), low, high))
	}
	return indexIn(x, searchRange(tensor.Raw[float64](x), low, high))
}

// searchRange looks at all elements at once before it looks for the first: large parameters are checked in every step
// of training.
func searchRange[T tensor.Float](values []T, low, high float64) int {
	if allInside(values, notBelow[T](low), notAbove[T](high)) {
		return -1
	}
	return search(values, func(v float64) bool { return v >= low && v <= high }) // NaN is nowhere
}

func allInside[T tensor.Float](values []T, least, most T) bool {
	if len(values) <= par.Grain {
		return kernel.AllInside(values, least, most)
	}
	return par.All(len(values), func(lo, hi int) bool { return kernel.AllInside(values[lo:hi], least, most) })
}

// notBelow is the least T that is not below v, and notAbove the greatest that is not above it.
func notBelow[T tensor.Float](v float64) T {
	if t := T(v); float64(t) >= v {
		return t
	}
	return next(T(v), T(math.Inf(1)))
}

func notAbove[T tensor.Float](v float64) T {
	if t := T(v); float64(t) <= v {
		return t
	}
	return next(T(v), T(math.Inf(-1)))
}

// firstBad is firstOutside for any condition.
func firstBad(x *tensor.Tensor, ok func(v float64) bool) (index []int, none bool) {
	if x.DType() == tensor.Float32 {
		return indexIn(x, search(tensor.Raw[float32](x), ok))
	}
	return indexIn(x, search(tensor.Raw[float64](x), ok))
}

func search[T tensor.Float](values []T, ok func(v float64) bool) int {
	for i, v := range values {
		if !ok(float64(v)) {
			return i
		}
	}
	return -1
}

// indexIn is the index of the stored value i of x; none is true if i is -1, or if x has no elements.
func indexIn(x *tensor.Tensor, i int) (index []int, none bool) {
	if i < 0 || x.Size() == 0 {
		return nil, true
	}
	return unravel(x.Shape(), i), false
}

// unravel is the index, one number a dimension, of element i in row-major order.
func unravel(shape tensor.Shape, i int) []int {
	index := make([]int, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		index[d] = i % shape[d]
		i /= shape[d]
	}
	return index
}

// element is the value at an index of a shape to which x broadcasts, even if x is being differentiated.
func element(x *tensor.Tensor, index []int) float64 {
	shape, at := x.Shape(), 0
	for d, extent := range shape {
		at *= extent
		if extent != 1 {
			at += index[len(index)-len(shape)+d]
		}
	}
	if x.DType() == tensor.Float32 {
		return float64(pick(tensor.Raw[float32](x), at))
	}
	return pick(tensor.Raw[float64](x), at)
}

func pick[T tensor.Float](values []T, at int) T {
	if len(values) == 1 {
		return values[0]
	}
	return values[at]
}

func isWhole(v float64) bool { return v == math.Trunc(v) && !math.IsInf(v, 0) }
