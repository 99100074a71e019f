package dist

import "github.com/credence-ppl/credence/tensor"

// Constraint is a set of values: the support of a distribution, or what a parameter may be. A continuous one carries
// its map from the real line, with which gradient methods move freely.
type Constraint interface {
	// String completes "must be …": positive, in [0, 1], a whole number in 0…9.
	String() string

	// EventDim is the number of trailing dimensions that make up one constrained value: 0 for numbers.
	EventDim() int

	// Discrete reports whether the values are separate; FromReal and ToReal panic then.
	Discrete() bool

	// Check reports whether all of x is in the set, or else where the first element is that is not. It reads values
	// even where they are being differentiated. NaN is in no set.
	Check(x *tensor.Tensor) (index []int, ok bool)

	// FromReal maps the real line into the inside of the set, never onto its rim, and gives log |dx/du|, of the shape
	// of u without the last EventDim dimensions. Both are differentiable.
	FromReal(u *tensor.Tensor) (x, logDet *tensor.Tensor)

	// ToReal is the inverse of FromReal. At the rim it is infinite.
	ToReal(x *tensor.Tensor) *tensor.Tensor

	// Inside is some value of the given shape, well inside the set.
	Inside(shape ...int) *tensor.Tensor
}
