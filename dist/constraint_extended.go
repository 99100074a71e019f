package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// extended is the set of numbers with both infinities: what log-odds may be.
type extended struct{}

func (extended) String() string                     { return "a number or ±Inf" }
func (extended) EventDim() int                      { return 0 }
func (extended) Inside(shape ...int) *tensor.Tensor { return tensor.Zeros(shape...) }

func (extended) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutside(x, math.Inf(-1), math.Inf(1))
}
