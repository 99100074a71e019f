package dist

import "github.com/credence-ppl/credence/tensor"

// Invert returns the inverse of t.
func Invert(t Transform) Transform {
	switch t := t.(type) {
	case inverse:
		return t.of
	case identity:
		return t
	case composed:
		inverted := make([]Transform, len(t.parts))
		for i, p := range t.parts {
			inverted[len(inverted)-1-i] = Invert(p)
		}
		return composed{inverted}
	}
	return inverse{t}
}

type inverse struct{ of Transform }

func (t inverse) String() string {
	switch t.of {
	case Exp:
		return "Log"
	case Softplus:
		return "SoftplusInverse"
	case Sigmoid:
		return "Logit"
	}
	return "Invert(" + t.of.String() + ")"
}

func (t inverse) Forward(x *tensor.Tensor) *tensor.Tensor   { return t.of.Inverse(x) }
func (t inverse) Inverse(y *tensor.Tensor) *tensor.Tensor   { return t.of.Forward(y) }
func (t inverse) LogDet(x, y *tensor.Tensor) *tensor.Tensor { return t.of.LogDet(y, x).Neg() }
func (t inverse) Domain() Constraint                        { return t.of.Codomain() }
func (t inverse) Codomain() Constraint                      { return t.of.Domain() }
func (t inverse) ForwardShape(shape ...int) tensor.Shape    { return t.of.InverseShape(shape...) }
func (t inverse) InverseShape(shape ...int) tensor.Shape    { return t.of.ForwardShape(shape...) }
func (t inverse) Validate() error                           { return validTransform(t.of) }

// Sign returns that of the transform, or nil if it has none.
func (t inverse) Sign() *tensor.Tensor {
	s, _ := signOf(t.of)
	return s
}

func (t inverse) WithParams(n int, f ParamMap) Transform {
	if _, ok := t.of.(ParametricTransform); !ok {
		return t
	}
	return inverse{remade(t.of, n, f)}
}
