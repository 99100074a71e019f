package dist

import (
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// Affine returns the transform y = loc + scale · x. The parameters broadcast with x, and derivatives flow to them. A
// scale may be negative, but not 0.
func Affine[L, S tensor.Like](loc L, scale S) Transform {
	return affine.of(tensor.To(loc), tensor.To(scale))
}

var affine = defineMap(scalarMap{
	name: "Affine", params: []Param{{"loc", Real, ""}, {"scale", nonZero{}, "a constant is not a bijection"}}, safe: [2]float64{0, 1},
	domain: Real, codomain: to(Real), sign: signOfParam(1),
}, scalarFormulas{
	forward: is("loc + scale*x"), inverse: is("(y - loc)/scale"), logDet: is("log(abs(scale))"),
	inputs: []tensor.Input{{}, positiveInput},
})

// logScale returns log |scale| of an affine transform; false for others.
func logScale(t Transform) (*tensor.Tensor, bool) {
	a, ok := t.(scalarTransform)
	if !ok || a.scalarMap != affine {
		return nil, false
	}
	return a.p[1].Abs().Log(), true
}

// nonZero is the set of finite numbers but 0.
type nonZero struct{}

func (nonZero) String() string                     { return "a finite number other than 0" }
func (nonZero) EventDim() int                      { return 0 }
func (nonZero) Inside(shape ...int) *tensor.Tensor { return tensor.Ones(shape...) }

func (nonZero) Check(x *tensor.Tensor) ([]int, bool) {
	return firstBad(x, func(v float64) bool { return v != 0 && special.Finite(v) })
}
