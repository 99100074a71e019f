package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// firstOutside is the index of the first element of x for which ok is false; none is true if there is no such element.
func firstOutside(x *tensor.Tensor, ok func(v float64) bool) (index []int, none bool) {
	i := -1
	if x.DType() == tensor.Float32 {
		i = search(tensor.Raw[float32](x), ok)
	} else {
		i = search(tensor.Raw[float64](x), ok)
	}
	if i < 0 || x.Size() == 0 {
		return nil, true
	}
	return unravel(x.Shape(), i), false
}

func search[T tensor.Float](values []T, ok func(v float64) bool) int {
	for i, v := range values {
		if !ok(float64(v)) {
			return i
		}
	}
	return -1
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
