package tensor

import (
	"fmt"
	"reflect"
	"unsafe"

	"golang.org/x/exp/constraints"
)

// kindOf returns the kind of number that T is, or is defined from. A type switch would not see that type Label uint8 is
// one of uint8.
func kindOf[T any]() reflect.Kind { return reflect.TypeFor[T]().Kind() }

// seenAs returns a slice as one of the type that its own is defined from.
func seenAs[E, T any](s []T) []E {
	return unsafe.Slice((*E)(unsafe.Pointer(unsafe.SliceData(s))), len(s))
}

// toFloat64s converts numbers and bools of whatever kind and type.
func toFloat64s[T any](out []float64, data []T) {
	switch kind := kindOf[T](); kind {
	case reflect.Bool:
		for i, v := range seenAs[bool](data) {
			if v {
				out[i] = 1
			}
		}
	case reflect.Int:
		convertNumbers(out, seenAs[int](data))
	case reflect.Int8:
		convertNumbers(out, seenAs[int8](data))
	case reflect.Int16:
		convertNumbers(out, seenAs[int16](data))
	case reflect.Int32:
		convertNumbers(out, seenAs[int32](data))
	case reflect.Int64:
		convertNumbers(out, seenAs[int64](data))
	case reflect.Uint:
		convertNumbers(out, seenAs[uint](data))
	case reflect.Uint8:
		convertNumbers(out, seenAs[uint8](data))
	case reflect.Uint16:
		convertNumbers(out, seenAs[uint16](data))
	case reflect.Uint32:
		convertNumbers(out, seenAs[uint32](data))
	case reflect.Uint64:
		convertNumbers(out, seenAs[uint64](data))
	case reflect.Uintptr:
		convertNumbers(out, seenAs[uintptr](data))
	case reflect.Float32:
		convertNumbers(out, seenAs[float32](data))
	case reflect.Float64:
		copy(out, seenAs[float64](data))
	default:
		panic(fmt.Sprintf("tensor: numbers of kind %v", kind)) // Element and Like have no other
	}
}

func convertNumbers[T constraints.Integer | constraints.Float](out []float64, data []T) {
	for i, v := range data {
		out[i] = float64(v)
	}
}
