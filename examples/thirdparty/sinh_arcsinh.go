package thirdparty

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// SinhArcsinh returns the transform y = sinh((arsinh x + skew) · tail) of the real line, which makes skewed
// distributions with heavy or light tails of symmetric ones: positive skew leans to the right, and tail > 1 is heavier.
// With skew 0 and tail 1, y = x. The parameters broadcast with x, and derivatives flow to them. They are limited by
// MaxSkew and MaxTail.
//
// M. C. Jones and A. Pewsey, "Sinh-arcsinh distributions", Biometrika 2009.
func SinhArcsinh[S, T tensor.Like](skew S, tail T) dist.Transform {
	return sinhArcsinh{dist.NewBase(sinhArcsinhSpec, tensor.To(skew), tensor.To(tail))}
}

// The limits of the parameters: with larger ones, draws of a normal distribution overflow in Float32.
const MaxSkew, MaxTail = 10.0, 5.0

var sinhArcsinhSpec = &dist.Spec{Name: "SinhArcsinh", Params: []dist.Param{
	{Name: "skew", Allowed: dist.Interval(-MaxSkew, MaxSkew)},
	{Name: "tail", Allowed: dist.Interval(1/MaxTail, MaxTail)},
}}

// sinhArcsinh has a Base for the checks of its parameters.
type sinhArcsinh struct{ base dist.Base }

func (t sinhArcsinh) params() (skew, tail *tensor.Tensor) {
	return t.base.Params()[0], t.base.Params()[1]
}

func (t sinhArcsinh) String() string          { return t.base.String() }
func (t sinhArcsinh) Validate() error         { return t.base.Validate() }
func (sinhArcsinh) Domain() dist.Constraint   { return dist.Real }
func (sinhArcsinh) Codomain() dist.Constraint { return dist.Real }

// Sign makes it [dist.Monotone].
func (sinhArcsinh) Sign() *tensor.Tensor { return tensor.To(1) }

// WithParams makes it [dist.ParametricTransform].
func (t sinhArcsinh) WithParams(n int, f dist.ParamMap) dist.Transform {
	skew, tail := t.params()
	return SinhArcsinh(f(skew, 0, n), f(tail, 1, n))
}

func (t sinhArcsinh) Forward(x *tensor.Tensor) *tensor.Tensor {
	skew, tail := t.params()
	return sinh(arsinh(x).Add(skew).Mul(tail))
}

func (t sinhArcsinh) Inverse(y *tensor.Tensor) *tensor.Tensor {
	skew, tail := t.params()
	return sinh(arsinh(y).Div(tail).Sub(skew))
}

// LogDet returns log tail + ½ log(1 + y²) - ½ log(1 + x²).
func (t sinhArcsinh) LogDet(x, y *tensor.Tensor) *tensor.Tensor {
	_, tail := t.params()
	return tail.Log().Add(norm(y).Log()).Sub(norm(x).Log())
}

func (t sinhArcsinh) ForwardShape(shape ...int) tensor.Shape {
	out, ok := tensor.BroadcastShapes(shape, t.base.BatchShape())
	if !ok {
		panic(&tensor.Error{Op: "SinhArcsinh", Detail: fmt.Sprintf("values of shape %v do not broadcast with parameters of shape %v",
			shape, []int(t.base.BatchShape()))})
	}
	return out
}

func (t sinhArcsinh) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

// sinh keeps all digits of small numbers.
func sinh(x *tensor.Tensor) *tensor.Tensor {
	return tensor.Mul(x.Expm1().Sub(x.Neg().Expm1()), 0.5)
}

// arsinh returns ± log(1 + (|x| + x² / (1 + √(1 + x²)))), which keeps all digits of small numbers.
func arsinh(x *tensor.Tensor) *tensor.Tensor {
	side := tensor.Where(tensor.Less(x, 0), -1, 1)
	a := side.Mul(x)
	return side.Mul(a.Add(a.Mul(a.Div(tensor.Add(norm(x), 1)))).Log1p())
}

// norm returns √(1 + x²) without overflow.
func norm(x *tensor.Tensor) *tensor.Tensor {
	large, small := tensor.Maximum(x.Abs(), 1), tensor.Minimum(x.Abs(), 1)
	return large.Mul(tensor.Add(small.Div(large).Square(), 1).Sqrt())
}
