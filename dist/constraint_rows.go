package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// rows are the parameters of a categorical distribution: every element is allowed, and along the last dimension some element has mass.
type rows struct {
	name    string
	element func(v float64) bool
	mass    func(v float64) bool
	inside  float64
}

var (
	logitRows = rows{"numbers or ±Inf, and not all -Inf along the last dimension",
		func(v float64) bool { return !math.IsNaN(v) },
		func(v float64) bool { return v > math.Inf(-1) }, 0}
	weightRows = rows{"non-negative, and not all 0 along the last dimension",
		func(v float64) bool { return v >= 0 && v <= math.MaxFloat64 },
		func(v float64) bool { return v > 0 }, 1}
)

func (c rows) String() string         { return c.name }
func (rows) EventDim() int            { return 1 }
func (c rows) Inside() *tensor.Tensor { return tensor.To(c.inside) }

func (c rows) Check(x *tensor.Tensor) ([]int, bool) {
	if index, ok := firstOutside(x, c.element); !ok {
		return index, false
	}
	n, seen, some := x.Dim(-1), 0, false
	index, ok := firstOutside(x, func(v float64) bool {
		some = some || c.mass(v)
		if seen++; seen%n != 0 {
			return true
		}
		had := some
		some = false
		return had
	})
	if ok && seen%n != 0 && !some { // a uniform tensor, of which one element is seen
		return make([]int, x.Rank()), false
	}
	return index, ok
}
