package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// Boolean are 0 and 1.
var Boolean Constraint = discrete{"0 or 1", tensor.To(0), tensor.To(1), isWhole}

// IntegerInterval are the whole numbers from low to high. The bounds broadcast.
func IntegerInterval[L, H tensor.Like](low L, high H) Constraint {
	l, h := tensor.To(low), tensor.To(high)
	return discrete{fmt.Sprintf("a whole number in %v…%v", l, h), l, h, isWhole}
}

type discrete struct {
	name      string
	low, high *tensor.Tensor
	element   func(v float64) bool
}

func (c discrete) String() string         { return c.name }
func (discrete) EventDim() int            { return 0 }
func (discrete) Discrete() bool           { return true }
func (c discrete) Inside() *tensor.Tensor { return c.low }

func (c discrete) Check(x *tensor.Tensor) ([]int, bool) {
	return firstOutsideOf(x, c.low, c.high, c.element)
}

func (c discrete) FromReal(*tensor.Tensor) (x, logDet *tensor.Tensor) {
	fail("FromReal", "values that are %s have no map from the real line", c.name)
	return nil, nil
}

func (c discrete) ToReal(*tensor.Tensor) *tensor.Tensor {
	fail("ToReal", "values that are %s have no map to the real line", c.name)
	return nil
}
