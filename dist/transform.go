package dist

import (
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// Transform is a bijection between two sets. It acts on the last dimensions of a tensor, as many as an element of its
// domain has, and on all others alike. Transforms are immutable.
//
// A scalar transform, whose domain and codomain are sets of numbers, may say that it is [Monotone]. One with parameters
// is a [ParametricTransform], and has a method Validate() error if they can be wrong.
type Transform interface {
	// String returns the name and the parameters, as in Affine(loc: 0, scale: 2).
	String() string

	// Forward maps the domain to the codomain, and Inverse back. Both are differentiable.
	Forward(x *tensor.Tensor) *tensor.Tensor
	Inverse(y *tensor.Tensor) *tensor.Tensor

	// LogDet returns log |det dy/dx| at x and y = Forward(x), which it may use whichever is more accurate. Its shape is
	// that of x without the dimensions of an element of the domain. Where a codomain has fewer free numbers than an
	// element has, the determinant is that of the free ones, as of a simplex without its last element; within [ZeroSum]
	// and [Sphere], whose numbers are all alike, it is that of lengths, areas and volumes.
	LogDet(x, y *tensor.Tensor) *tensor.Tensor

	// Domain and Codomain are the sets; their EventDim are the dimensions that an element has before and after.
	Domain() Constraint
	Codomain() Constraint

	// ForwardShape returns the shape of Forward(x) for x of the given shape, and InverseShape that of Inverse(y).
	ForwardShape(shape ...int) tensor.Shape
	InverseShape(shape ...int) tensor.Shape
}

// Monotone is implemented by scalar transforms that increase or decrease, so that distribution functions and quantiles
// go through them.
type Monotone interface {
	// Sign returns 1 where the transform increases and -1 where it decreases, and broadcasts with what it maps.
	Sign() *tensor.Tensor
}

// ParametricTransform is implemented by transforms with parameters, so that [Transformed] gives them another element
// type where theirs is open, and a mask excuses their parameters, not only the values.
type ParametricTransform interface {
	Transform

	// WithParams returns the transform with f of every parameter in place of it. Values that it maps have n event
	// dimensions behind those of the batch: parameters that broadcast with them pass n on, others pass as many as theirs
	// have behind the batch.
	WithParams(n int, f ParamMap) Transform
}

// ParamMap returns a parameter to take the place of p, which may have the value allowed everywhere, and has n
// dimensions behind those of the batch. A [ParametricTransform] calls it.
type ParamMap func(p *tensor.Tensor, allowed float64, n int) *tensor.Tensor

// ForwardLogDet returns t.Forward(x) and t.LogDet at it. Transforms that share work between the two do it once.
func ForwardLogDet(t Transform, x *tensor.Tensor) (y, logDet *tensor.Tensor) {
	if f, ok := t.(fusedTransform); ok {
		return f.forwardLogDet(x)
	}
	y = t.Forward(x)
	return y, t.LogDet(x, y)
}

type fusedTransform interface {
	forwardLogDet(x *tensor.Tensor) (y, logDet *tensor.Tensor)
}

// validTransform returns nil, or what t finds wrong in its parameters.
func validTransform(t Transform) error {
	if v, ok := t.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// sameShape is for transforms that leave shapes alone.
type sameShape struct{}

func (sameShape) ForwardShape(shape ...int) tensor.Shape { return slices.Clone(tensor.Shape(shape)) }
func (sameShape) InverseShape(shape ...int) tensor.Shape { return slices.Clone(tensor.Shape(shape)) }

// zeroLogDet returns the LogDet of transforms that keep volumes, for events of so many dimensions.
func zeroLogDet(x *tensor.Tensor, event int) *tensor.Tensor {
	shape := x.Shape()
	return tensor.Zeros(shape[:len(shape)-event]...).As(x.DType())
}

// ofReals is for transforms of numbers that are defined everywhere and leave shapes alone.
type ofReals struct{ sameShape }

func (ofReals) Domain() Constraint { return Real }

// increasing is for scalar transforms that increase everywhere.
type increasing struct{}

func (increasing) Sign() *tensor.Tensor { return one }

var one, minusOne = tensor.To(1), tensor.To(-1)

// signOf returns t's, and whether it has one.
func signOf(t Transform) (*tensor.Tensor, bool) {
	m, ok := t.(Monotone)
	if !ok {
		return nil, false
	}
	s := m.Sign()
	return s, s != nil
}

// extra returns c with events of n more dimensions.
func extra(c Constraint, n int) Constraint {
	if n <= 0 {
		return c
	}
	if i, ok := c.(independentConstraint); ok {
		return independentConstraint{i.base, i.dims + n}
	}
	return independentConstraint{c, n}
}
