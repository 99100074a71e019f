// Package kernel has the loops that training spends its time in, in assembly where the processor has AVX-512 or AVX2
// with FMA, and in Go elsewhere.
//
// Every function has one contract for all tiers, whose results differ by rounding. No stretch of assembly takes longer
// than about 100 µs, because it holds up the garbage collector.
//
// A file NAME.go has the functions and what they do in Go, gen/NAME.go the generator of the assembly in NAME_amd64.s,
// and NAME_dispatch_*.go chooses between them. To choose by a switch rather than through a table of functions keeps the
// arguments of assembly on the stack.
package kernel

import "unsafe"

//go:generate go run -C gen . ..

// Float is float32 or float64, the element types of tensors.
type Float interface{ float32 | float64 }

// single reports whether T is float32.
func single[T Float]() bool { return unsafe.Sizeof(T(0)) == 4 }

// as returns a slice as what it is, where a type parameter hides it.
func as[E, T Float](s []T) []E {
	return unsafe.Slice((*E)(unsafe.Pointer(unsafe.SliceData(s))), len(s))
}
