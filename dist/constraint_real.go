package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Real are the finite numbers.
var Real Constraint = real{}

type real struct{}

func (real) String() string                     { return "real" }
func (real) EventDim() int                      { return 0 }
func (real) Discrete() bool                     { return false }
func (real) Bijection() Transform               { return identity{} }
func (real) Inside(shape ...int) *tensor.Tensor { return tensor.Zeros(shape...) }

func (real) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutside(x, -math.MaxFloat64, math.MaxFloat64)
}
