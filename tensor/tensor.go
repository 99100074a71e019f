package tensor

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// Tensor is a dense array of floats, immutable to its users. It is contiguous and row-major, or uniform: one stored
// value that stands for every element, so that zeros, ones and a prior's constants cost nothing at any shape.
//
// A tensor off any tape may be shared by goroutines. One on a tape belongs to one run of a model: see [Tape].
type Tensor struct {
	shape      Shape
	data       buffer // Size values, or one when uniform
	dtype      DType
	weak       bool // a Go number: takes the type of whatever it meets
	transposed bool // rank 2, and data holds the transpose
	tape       *Tape
	gen        uint32 // generation of the tape that data belongs to
	node       int32  // the tape's record of this value; 0 if it has none
	origin     int32  // see Program; 0 for what does not depend on its vector
	bounds     bounds
}

// Of makes a tensor of the given shape from row-major data, which it copies. No shape at all means a vector. float32
// data make a Float32 tensor; everything else makes Float64, with true as 1.
func Of[T Element](data []T, shape ...int) *Tensor {
	if len(shape) == 0 {
		shape = []int{len(data)}
	}
	s := checkShape("Of", shape)
	if s.Size() != len(data) {
		fail("Of", "%d values cannot fill shape %v, which has %d elements", len(data), shape, s.Size())
	}
	switch kindOf[T]() {
	case reflect.Float32:
		return &Tensor{shape: s, data: cloned(seenAs[float32](data)), dtype: Float32}
	case reflect.Float64:
		return &Tensor{shape: s, data: cloned(seenAs[float64](data))}
	}
	out := make([]float64, len(data))
	toFloat64s(out, data)
	return &Tensor{shape: s, data: bufferOf(out)}
}

// Scalar returns a tensor of rank 0.
func Scalar(v float64) *Tensor { return Full(v) }

// Full returns a uniform Float64 tensor.
func Full(v float64, shape ...int) *Tensor {
	t := oneValue(Float64, v)
	t.shape = checkShape("Full", shape)
	return t
}

// Zeros returns a uniform Float64 tensor of zeros.
func Zeros(shape ...int) *Tensor { return Full(0, shape...) }

// Ones returns a uniform Float64 tensor of ones.
func Ones(shape ...int) *Tensor { return Full(1, shape...) }

// FullLike returns a uniform tensor with the shape and element type of t.
func FullLike(t *Tensor, v float64) *Tensor {
	t.some()
	u := oneValue(t.dtype, v)
	u.shape = t.shape
	return u
}

// oneValue returns a tensor of rank 0, in one piece with its value.
func oneValue(d DType, v float64) *Tensor {
	var one struct {
		Tensor
		value float64
	}
	one.dtype, one.data = d, buffer{unsafe.Pointer(&one.value), 1}
	one.data.set(d, 0, v)
	return &one.Tensor
}

// ZerosLike returns a uniform tensor of zeros with the shape and element type of t.
func ZerosLike(t *Tensor) *Tensor { return FullLike(t, 0) }

// OnesLike returns a uniform tensor of ones with the shape and element type of t.
func OnesLike(t *Tensor) *Tensor { return FullLike(t, 1) }

// Shape returns a copy of the tensor's shape.
func (t *Tensor) Shape() Shape {
	t.some()
	if len(t.shape) == 0 {
		return nil
	}
	s := make(Shape, len(t.shape)) // on the stack where the caller only looks at it, because this is inlined
	copy(s, t.shape)
	return s
}

// Rank returns the number of dimensions.
func (t *Tensor) Rank() int {
	t.some()
	return len(t.shape)
}

// Dim returns the extent of dimension d, which counts from the end if negative.
func (t *Tensor) Dim(d int) int {
	t.some()
	return t.shape[t.shape.dimension("Dim", d)]
}

// Size returns the number of elements.
func (t *Tensor) Size() int {
	t.some()
	return t.shape.Size()
}

// DType returns the element type.
func (t *Tensor) DType() DType {
	t.some()
	return t.dtype
}

// some refuses a tensor that is nil.
func (t *Tensor) some() {
	if t == nil {
		panic(errNil)
	}
}

// dimension returns [Shape.dimension] of t's.
func (t *Tensor) dimension(op string, d int) int {
	t.some()
	return t.shape.dimension(op, d)
}

// IsNumber reports whether t came from a Go number, which takes the element type of whatever it meets.
func (t *Tensor) IsNumber() bool {
	t.some()
	return t.weak
}

// uniform reports whether one stored value stands for several elements, or none.
func (t *Tensor) uniform() bool { return t.data.n == 1 && t.Size() != 1 }

// Item returns the value of a tensor of one element.
func (t *Tensor) Item() float64 {
	t.read("Item")
	if t.Size() != 1 {
		fail("Item", "shape %v has %d elements, Item reads exactly one; use At or Float64s", []int(t.shape), t.Size())
	}
	return t.value(0)
}

// At returns the element at the given index, one number a dimension.
func (t *Tensor) At(index ...int) float64 {
	t.read("At")
	if len(index) != len(t.shape) {
		fail("At", "index %v has %d numbers, shape %v needs %d", index, len(index), []int(t.shape), len(t.shape))
	}
	place := 0
	for d, i := range index {
		if i < 0 || i >= t.shape[d] {
			fail("At", "index %v is outside shape %v", index, []int(t.shape))
		}
		place = place*t.shape[d] + i
	}
	return t.value(place)
}

// Float64s returns a copy of all elements in row-major order.
func (t *Tensor) Float64s() []float64 {
	t.read("Float64s")
	return t.copyValues()
}

func (t *Tensor) copyValues() []float64 {
	if t.Size() > maxStored {
		fail("Float64s", "shape %v has too many elements", []int(t.shape))
	}
	out := make([]float64, t.Size())
	switch {
	case t.transposed || t.uniform():
		for i := range out {
			out[i] = t.value(i)
		}
	case t.dtype == Float32:
		convert(out, values[float32](t.data))
	default:
		copy(out, values[float64](t.data))
	}
	return out
}

// value returns element i in row-major order.
func (t *Tensor) value(i int) float64 {
	switch {
	case t.data.n == 1:
		i = 0
	case t.transposed:
		rows, columns := t.shape[0], t.shape[1]
		i = i%columns*rows + i/columns
	}
	return t.data.at(t.dtype, i)
}

// Detach returns the value of t without its history: it outlives the run that made it, and no derivative flows through
// it. Off a tape it is t.
func (t *Tensor) Detach() *Tensor {
	t.some()
	if t.tape == nil {
		return t
	}
	t.live("Detach")
	t.leaves("Detach")
	return &Tensor{shape: t.shape, data: t.data.clone(t.dtype), dtype: t.dtype, transposed: t.transposed}
}

// live refuses a tensor whose buffer its tape has given to a later run.
func (t *Tensor) live(op string) {
	t.some()
	if t.tape != nil && t.gen != t.tape.gen {
		fail(op, "this tensor of shape %v was made in an earlier run of the model, and its memory is in use again; "+
			"keep what should outlive a run with Detach()", []int(t.shape))
	}
}

// read does as live, for values that leave tensors. It also refuses those whose derivative would be lost.
func (t *Tensor) read(op string) {
	t.live(op)
	if t.NeedsGrad() {
		fail(op, "this value of shape %v depends on a parameter or a latent that is being differentiated, and reading it "+
			"would lose the derivative; use tensor operations, or Detach() first if that is meant", []int(t.shape))
	}
	t.leaves(op)
}

// leaves notes that a value leaves its tensor, so that what a Go program does with it is not in the recording.
func (t *Tensor) leaves(op string) {
	if t.origin != 0 && t.tape.dynamic == "" {
		t.tape.dynamic = fmt.Sprintf("%s of a value of shape %v", op, []int(t.shape))
	}
}

// NeedsGrad reports whether derivatives flow through t.
func (t *Tensor) NeedsGrad() bool {
	t.some()
	return t.node > 0
}

// String returns the element type, shape and, when there are few, the values.
func (t *Tensor) String() string {
	if t == nil {
		return "nil"
	}
	if t.tape != nil && t.gen != t.tape.gen {
		return fmt.Sprintf("%v of an earlier run", []int(t.shape))
	}
	var b strings.Builder
	if t.dtype == Float32 {
		b.WriteString("Float32")
	}
	if len(t.shape) > 0 || t.dtype == Float32 {
		fmt.Fprintf(&b, "%v", []int(t.shape))
	}
	const most = 8
	switch n := t.Size(); {
	case len(t.shape) == 0:
		fmt.Fprintf(&b, "%.6g", t.value(0))
	case t.uniform() && n > 0:
		fmt.Fprintf(&b, "{all %.6g}", t.value(0))
	default:
		separator := "{"
		for i := range min(n, most) {
			fmt.Fprintf(&b, "%s%.6g", separator, t.value(i))
			separator = " "
		}
		switch {
		case n == 0:
			b.WriteString("{")
		case n > most:
			b.WriteString(" …")
		}
		b.WriteString("}")
	}
	return b.String()
}
