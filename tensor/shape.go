package tensor

import (
	"math"
	"slices"
)

// Shape is the extent of a tensor along each dimension; rank 0 is a scalar.
type Shape []int

// Size returns the number of elements.
func (s Shape) Size() int {
	n := 1
	for _, d := range s {
		n *= d
	}
	return n
}

// Equal reports whether two shapes have the same dimensions.
func (s Shape) Equal(o Shape) bool { return slices.Equal(s, o) }

// dimension turns d, counted from the end if negative, into an index of s.
func (s Shape) dimension(op string, d int) int {
	i := d
	if i < 0 {
		i += len(s)
	}
	if i < 0 || i >= len(s) {
		fail(op, "dimension %d of shape %v: it has %d", d, []int(s), len(s))
	}
	return i
}

// Join appends b to a in a new shape.
func Join(a, b Shape) Shape { return slices.Concat(a, b) }

// BroadcastShapes returns the right-aligned broadcast of shapes, as in NumPy: missing and 1-sized dimensions stretch.
// The result is false when they do not fit.
func BroadcastShapes(shapes ...Shape) (Shape, bool) {
	var out Shape
	owned := false
	for _, s := range shapes {
		if len(s) == 0 || out.Equal(s) {
			continue
		}
		if out == nil {
			out = s
			continue
		}
		n := max(len(out), len(s))
		if !owned || len(out) < n {
			wide := make(Shape, n)
			for i := range n - len(out) {
				wide[i] = 1
			}
			copy(wide[n-len(out):], out)
			out, owned = wide, true
		}
		for i, d := range s {
			j := n - len(s) + i
			switch {
			case out[j] == d || d == 1:
			case out[j] == 1:
				out[j] = d
			default:
				return nil, false
			}
		}
	}
	return out, true
}

const (
	maxElements = min(1<<48, math.MaxInt)   // of a tensor, which may be uniform; an int may have 32 bits
	maxStored   = min(1<<40, math.MaxInt/8) // of them in memory
)

// checkShape refuses what no tensor can have. Dimensions of 0 do not excuse the others: a reduction may take them away.
func checkShape(op string, shape []int) Shape {
	n := 1
	for _, d := range shape {
		if d < 0 {
			fail(op, "shape %v has a negative dimension", shape)
		}
		if n > maxElements/max(1, d) {
			fail(op, "shape %v has too many elements", shape)
		}
		n *= max(1, d)
	}
	if len(shape) > MaxRank {
		fail(op, "shape %v has %d dimensions, at most %d are possible", shape, len(shape), MaxRank)
	}
	return slices.Clone(shape)
}
