package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Boolean is the set of 0 and 1.
var Boolean Constraint = discrete{"0 or 1", tensor.To(0), tensor.To(1), isWhole}

// IntegerInterval returns the set of whole numbers from low to high. The bounds broadcast.
func IntegerInterval[L, H tensor.Like](low L, high H) Constraint {
	return discrete{"", tensor.To(low), tensor.To(high), isWhole}
}

type discrete struct {
	name      string // empty for that of an interval
	low, high *tensor.Tensor
	element   func(v float64) bool
}

func (discrete) EventDim() int  { return 0 }
func (discrete) Discrete() bool { return true }

// Inside returns the first, or 0 of all whole numbers.
func (c discrete) Inside(shape ...int) *tensor.Tensor {
	if c.low.Rank() == 0 && math.IsInf(element(c.low, nil), -1) {
		return tensor.Minimum(c.high, 0).Expand(shape...)
	}
	return c.low.Expand(shape...)
}

func (c discrete) String() string {
	if c.name != "" {
		return c.name
	}
	return fmt.Sprintf("a whole number in %v…%v", c.low, c.high)
}

func (c discrete) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutsideOf(x, c.low, c.high, c.has)
}

func (c discrete) has(v, low, high float64) bool { return low <= v && v <= high && c.element(v) }

func (c discrete) Bijection() Transform { return noBijection(c) }

func noBijection(c Constraint) Transform {
	fail("Bijection", "values that are %v are separate, and have no map from the real line", c)
	return nil
}
