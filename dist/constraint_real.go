package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Real are the finite numbers.
var Real Constraint = real{}

type real struct{}

func (real) String() string                         { return "real" }
func (real) EventDim() int                          { return 0 }
func (real) Discrete() bool                         { return false }
func (real) ToReal(x *tensor.Tensor) *tensor.Tensor { return x }
func (real) Inside(shape ...int) *tensor.Tensor     { return tensor.Zeros(shape...) }

func (real) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutside(x, -math.MaxFloat64, math.MaxFloat64)
}

func (real) FromReal(u *tensor.Tensor) (x, logDet *tensor.Tensor) { return u, tensor.ZerosLike(u) }
