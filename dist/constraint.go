package dist

import "github.com/credence-ppl/credence/tensor"

// Constraint is a set of values: the support of a distribution, or what a parameter may be. A continuous one names its
// map from the real line, with which gradient methods move freely. Another map for the same set is a Constraint that
// embeds it and has a Bijection of its own:
//
//	type cubed struct{ dist.Constraint }
//	func (cubed) Bijection() dist.Transform { return … }
type Constraint interface {
	Set

	// Discrete reports whether the values are separate; Bijection panics then.
	Discrete() bool

	// Bijection returns the map from the real line, or from vectors of real numbers, into the inside of the set, never
	// onto its rim. The number of reals may be another than that of a value's elements. It panics where Discrete.
	Bijection() Transform
}

// Set is a set of values without a map from the real line: what a parameter may be.
type Set interface {
	// String completes "must be …": positive, in [0, 1], a whole number in 0…9.
	String() string

	// EventDim returns the number of trailing dimensions that make up one constrained value: 0 for numbers.
	EventDim() int

	// Check reports whether all of x is in the set, or else where the first element is that is not. It reads values
	// even where they are being differentiated. NaN is in no set.
	Check(x *tensor.Tensor) (index []int, ok bool)

	// Inside returns some value of the given shape, well inside the set.
	Inside(shape ...int) *tensor.Tensor
}
