package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// Affine returns the transform y = loc + scale · x. The parameters broadcast with x, and derivatives flow to them. A
// scale may be negative, but not 0.
func Affine[L, S tensor.Like](loc L, scale S) Transform {
	return affine{tensor.To(loc), tensor.To(scale)}
}

type affine struct{ loc, scale *tensor.Tensor }

func (t affine) String() string { return fmt.Sprintf("Affine(loc: %v, scale: %v)", t.loc, t.scale) }

func (t affine) Forward(x *tensor.Tensor) *tensor.Tensor { return t.loc.Add(t.scale.Mul(x)) }
func (t affine) Inverse(y *tensor.Tensor) *tensor.Tensor { return y.Sub(t.loc).Div(t.scale) }
func (affine) Domain() Constraint                        { return Real }
func (affine) Codomain() Constraint                      { return Real }

func (t affine) LogDet(_, y *tensor.Tensor) *tensor.Tensor {
	return t.logScale().As(y.DType()).Expand(y.Shape()...)
}

func (t affine) logScale() *tensor.Tensor { return t.scale.Abs().Log() }

func (t affine) ForwardShape(shape ...int) tensor.Shape {
	out, ok := tensor.BroadcastShapes(shape, t.loc.Shape(), t.scale.Shape())
	if !ok {
		fail("Affine", "values of shape %v do not broadcast with loc of shape %v and scale of shape %v", shape, []int(t.loc.Shape()), []int(t.scale.Shape()))
	}
	return out
}

func (t affine) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

// Sign returns the sign of scale.
func (t affine) Sign() *tensor.Tensor {
	return tensor.Where(tensor.Less(t.scale, 0), -1, 1)
}

func (t affine) Validate() error {
	if err := checkParam("Affine", Param{"loc", Real, ""}, t.loc, nil); err != nil {
		return err
	}
	return checkParam("Affine", Param{"scale", nonZero{}, "a constant is not a bijection"}, t.scale, nil)
}

func (t affine) WithParams(n int, f ParamMap) Transform {
	return affine{f(t.loc, 0, n), f(t.scale, 1, n)}
}

// nonZero is the set of finite numbers but 0.
type nonZero struct{}

func (nonZero) String() string                     { return "a finite number other than 0" }
func (nonZero) EventDim() int                      { return 0 }
func (nonZero) Inside(shape ...int) *tensor.Tensor { return tensor.Ones(shape...) }

func (nonZero) Check(x *tensor.Tensor) ([]int, bool) {
	return firstBad(x, func(v float64) bool { return v != 0 && special.Finite(v) })
}
