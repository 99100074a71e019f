package tensor

import (
	"reflect"
	"unsafe"

	"golang.org/x/exp/constraints"

	"github.com/credence-ppl/credence/internal/kernel"
)

// DType is the element type of a tensor. The zero value is Float64.
type DType uint8

const (
	Float64 DType = iota // the default
	Float32              // half the memory, about 7 digits; has to be asked for
)

func (d DType) String() string {
	if d == Float32 {
		return "Float32"
	}
	return "Float64"
}

// words returns how many numbers of 64 bits have room for n values.
func (d DType) words(n int) int {
	if d == Float32 {
		return (n + 1) / 2
	}
	return n
}

// other returns the other element type.
func (d DType) other() DType { return Float64 + Float32 - d }

// Float is float32 or float64, the Go type behind a DType.
type Float = kernel.Float

// typeOf returns the DType of a Go type.
func typeOf[T Float]() DType {
	if _, ok := any(T(0)).(float32); ok {
		return Float32
	}
	return Float64
}

// Element is what a tensor can be made of: floats, integers of every kind and bool, and types defined from them, such
// as type Label uint8. Values that are not floats become whole-number Float64; integers beyond 2⁵³ are rounded to it.
type Element interface {
	constraints.Integer | constraints.Float | ~bool
}

// Like is an operand: a number of any kind, which takes the element type of the other operand, or a tensor.
type Like interface {
	constraints.Integer | constraints.Float | *Tensor
}

// To returns the tensor, or makes one of rank 0 from a number.
func To[T Like](x T) *Tensor {
	if kindOf[T]() == reflect.Pointer {
		return *(**Tensor)(unsafe.Pointer(&x)) // not by any(x), which would put every number on the heap
	}
	var v [1]float64
	toFloat64s(v[:], []T{x})
	return number(v[0])
}

// number returns a Go number as an operand: in any operation it takes the type of the other operands.
func number(v float64) *Tensor {
	t := oneValue(Float64, v)
	t.weak = true
	return t
}
