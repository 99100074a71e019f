package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// Power returns the transform y = xᵖ of the positive numbers. The exponent broadcasts with x, and derivatives flow to
// it; it may be negative, but not 0.
func Power[P tensor.Like](p P) Transform { return power{tensor.To(p)} }

type power struct{ p *tensor.Tensor }

func (t power) String() string                          { return fmt.Sprintf("Power(%v)", t.p) }
func (t power) Forward(x *tensor.Tensor) *tensor.Tensor { return tensor.Pow(x, t.p) }
func (t power) Inverse(y *tensor.Tensor) *tensor.Tensor { return tensor.Pow(y, tensor.Div(1, t.p)) }
func (power) Domain() Constraint                        { return Positive }
func (power) Codomain() Constraint                      { return Positive }

// LogDet returns log |p| + (p - 1) log x.
func (t power) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	return t.p.Abs().Log().Add(tensor.Sub(t.p, 1).Mul(x.Log()))
}

func (t power) ForwardShape(shape ...int) tensor.Shape {
	out, ok := tensor.BroadcastShapes(shape, t.p.Shape())
	if !ok {
		fail("Power", "values of shape %v do not broadcast with an exponent of shape %v", shape, []int(t.p.Shape()))
	}
	return out
}

func (t power) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

// Sign returns the sign of the exponent.
func (t power) Sign() *tensor.Tensor { return tensor.Where(tensor.Less(t.p, 0), -1, 1) }

func (t power) Validate() error {
	return checkParam("Power", Param{"p", nonZero{}, "a constant is not a bijection"}, t.p, nil)
}

func (t power) WithParams(n int, f ParamMap) Transform { return power{f(t.p, 1, n)} }
