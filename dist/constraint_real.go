package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

var (
	// Real is the set of finite numbers.
	Real Constraint = real{}

	// RealVector is the set of vectors of them, the domain of transforms of vectors.
	RealVector Constraint = independentConstraint{Real, 1}
)

type real struct{}

func (real) String() string                     { return "real" }
func (real) EventDim() int                      { return 0 }
func (real) Discrete() bool                     { return false }
func (real) Bijection() Transform               { return identity{} }
func (real) Inside(shape ...int) *tensor.Tensor { return tensor.Zeros(shape...) }
func (real) Bounds() (low, high *tensor.Tensor) { return minusInf, plusInf }

func (real) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutside(x, -math.MaxFloat64, math.MaxFloat64)
}
