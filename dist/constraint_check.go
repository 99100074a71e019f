package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// firstOutside is the index of the first element of x that is not from low to high; none is true if there is no such
// element. Large parameters are checked in every step of training, so that this is a plain loop.
func firstOutside(x *tensor.Tensor, low, high float64) (index []int, none bool) {
	if x.DType() == tensor.Float32 {
		return indexIn(x, searchRange(tensor.Raw[float32](x), low, high))
	}
	return indexIn(x, searchRange(tensor.Raw[float64](x), low, high))
}

func searchRange[T tensor.Float](values []T, low, high float64) int {
	for i, v := range values {
		if v := float64(v); !(v >= low && v <= high) { // NaN is nowhere
			return i
		}
	}
	return -1
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
