package tensor

// bounds is an interval in which all values of a tensor are known to lie.
type bounds struct {
	known     bool
	low, high float64
}

// Within reports whether all values are known to lie from low to high. It does not look at them: it knows what those
// who wrote them said with [Bound] or [Call.Bound], because they had looked anyway.
func Within(x *Tensor, low, high float64) bool {
	x.live("Within")
	return x.bounds.known && x.bounds.low >= low && x.bounds.high <= high
}

// Bound says that all values of x lie from low to high. Who changes them later takes that back with [Unbound].
func Bound(x *Tensor, low, high float64) { x.bounds = bounds{true, low, high} }

// Unbound takes back what is known of the values of x.
func Unbound(x *Tensor) { x.bounds = bounds{} }

// Moderate is a magnitude that ordinary values do not reach, and whose square and whose products with ordinary numbers
// are far from the largest number of an element type.
func Moderate(d DType) float64 {
	if d == Float32 {
		return 1e12
	}
	return 1e100
}

// Bound says that all values of the output lie from low to high; Forward calls it, once they are made.
func (k *Call) Bound(low, high float64) { k.bounds = bounds{true, low, high} }
