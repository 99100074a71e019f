package tensor

import "math"

// bounds is an interval in which all values of a tensor are known to lie.
type bounds struct {
	known     bool
	low, high float64
}

// Within reports whether all values are known to lie from low to high. It relies on bounds declared with [Bound] or
// [Call.Bound] by the code that wrote the values; it does not scan them.
func Within(x *Tensor, low, high float64) bool {
	x.live("Within")
	return x.bounds.known && x.bounds.low >= low && x.bounds.high <= high
}

// Bound declares that all values of x lie from low to high. Code that changes them later declares other bounds, or with
// infinite ones that nothing is known.
func Bound(x *Tensor, low, high float64) {
	x.bounds = bounds{!math.IsInf(low, -1) || !math.IsInf(high, 1), low, high}
}

// Moderate returns a magnitude that ordinary values do not reach, and whose square and whose products with ordinary
// numbers are far from the largest number of an element type.
func Moderate(d DType) float64 {
	if d == Float32 {
		return 1e12
	}
	return 1e100
}

// Bound declares that all values of the output lie from low to high; Forward calls it, once they are made.
func (k *Call) Bound(low, high float64) { k.bounds = bounds{true, low, high} }
