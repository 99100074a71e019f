package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// rows is the set of parameters of a categorical distribution: every element is allowed, and along the last dimension
// some element has mass.
type rows struct {
	name      string
	low, high float64
	massless  float64
	inside    float64
}

var (
	logitRows = rows{"numbers or ±Inf, and not all -Inf along the last dimension",
		math.Inf(-1), math.Inf(1), math.Inf(-1), 0}
	weightRows = rows{"non-negative, and not all 0 along the last dimension",
		0, math.MaxFloat64, 0, 1}
)

func (c rows) String() string                     { return c.name }
func (rows) EventDim() int                        { return 1 }
func (c rows) Inside(shape ...int) *tensor.Tensor { return tensor.Full(c.inside, shape...) }

func (c rows) Check(x *tensor.Tensor) ([]int, bool) {
	if index, ok := firstOutside(x, c.low, c.high); !ok {
		return index, false
	}
	last, some := x.Dim(-1)-1, false
	return firstBadInRow(x, func(i int, v float64) bool {
		some = i > 0 && some || v > c.massless
		return i < last || some
	})
}
