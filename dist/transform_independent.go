package dist

import "github.com/credence-ppl/credence/tensor"

// independentTransform is base acting on each part of an event that has dims dimensions more.
type independentTransform struct {
	base Transform
	dims int
}

func (t independentTransform) String() string { return t.base.String() }

func (t independentTransform) Forward(x *tensor.Tensor) *tensor.Tensor { return t.base.Forward(x) }
func (t independentTransform) Inverse(y *tensor.Tensor) *tensor.Tensor { return t.base.Inverse(y) }

func (t independentTransform) LogDet(x, y *tensor.Tensor) *tensor.Tensor {
	return sumLast(t.base.LogDet(x, y), t.dims)
}

func (t independentTransform) forwardLogDet(x *tensor.Tensor) (y, logDet *tensor.Tensor) {
	y, logDet = ForwardLogDet(t.base, x)
	return y, sumLast(logDet, t.dims)
}

func (t independentTransform) Domain() Constraint   { return extra(t.base.Domain(), t.dims) }
func (t independentTransform) Codomain() Constraint { return extra(t.base.Codomain(), t.dims) }

func (t independentTransform) ForwardShape(shape ...int) tensor.Shape {
	return t.base.ForwardShape(shape...)
}

func (t independentTransform) InverseShape(shape ...int) tensor.Shape {
	return t.base.InverseShape(shape...)
}

func (t independentTransform) Validate() error { return validTransform(t.base) }

func (t independentTransform) WithParams(n int, f ParamMap) Transform {
	return independentTransform{remade(t.base, n, f), t.dims}
}
