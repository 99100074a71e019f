package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// firstOutside returns the index of the first element of x that is not from low to high; none is true if there is no
// such element.
func firstOutside(x *tensor.Tensor, low, high float64) (index []int, none bool) {
	if raw.Inside(x, low, high) {
		return nil, true
	}
	return firstBad(x, func(v float64) bool { return v >= low && v <= high }) // NaN is nowhere
}

// firstBad returns firstOutside for any condition.
func firstBad(x *tensor.Tensor, ok func(v float64) bool) (index []int, none bool) {
	i, _ := raw.First(x, ok)
	return indexIn(x, i)
}

// firstBadInRow returns firstBad for a condition that is asked about the elements of one row after another, by their
// place.
func firstBadInRow(x *tensor.Tensor, ok func(i int, v float64) bool) (index []int, none bool) {
	n, i := x.Dim(-1), -1
	if oneValue(x) {
		v := raw.At(x, 0)
		for i := range n {
			if !ok(i, v) {
				return make([]int, x.Rank()), false
			}
		}
		return nil, true
	}
	return firstBad(x, func(v float64) bool {
		i++
		return ok(i%n, v)
	})
}

// oneValue reports whether all elements, of which there are several, are one stored value.
func oneValue(x *tensor.Tensor) bool { return raw.Len(x) == 1 && x.Size() > 1 }

// indexIn returns the index of the stored value i of x; none is true if i is -1, or if x has no elements.
func indexIn(x *tensor.Tensor, i int) (index []int, none bool) {
	if i < 0 || x.Size() == 0 {
		return nil, true
	}
	return unravel(x.Shape(), i), false
}

// unravel returns the index, one number a dimension, of element i in row-major order.
func unravel(shape tensor.Shape, i int) []int {
	index := make([]int, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		index[d] = i % shape[d]
		i /= shape[d]
	}
	return index
}

// element returns the value at an index of a shape to which x broadcasts, even if x is being differentiated.
func element(x *tensor.Tensor, index []int) float64 {
	shape, at := x.Shape(), 0
	for d, extent := range shape {
		at *= extent
		if extent != 1 {
			at += index[len(index)-len(shape)+d]
		}
	}
	return raw.At(x, at)
}

func isWhole(v float64) bool { return v == math.Trunc(v) && !math.IsInf(v, 0) }
