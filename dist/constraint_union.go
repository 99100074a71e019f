package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// acrossComponents returns the support of a mixture, from that of its k components, which lie along the last dimension
// of the batch: theirs where it is the same for all of them, and else the union.
func acrossComponents(c Constraint, k int) Constraint {
	p, ok := boundedOf(c)
	if !ok {
		return c
	}
	if one, same := p.without(-1 - c.EventDim()); same {
		return one
	}
	return union{p, k}
}

// union is the support of a mixture of k components, which differ in the bounds of theirs.
type union struct {
	of bounded
	k  int
}

func (c union) String() string { return fmt.Sprintf("in the support of a component: %v", c.of) }
func (c union) EventDim() int  { return c.of.EventDim() }
func (c union) Discrete() bool { return c.of.Discrete() }

// Inside returns a value inside the first component.
func (c union) Inside(shape ...int) *tensor.Tensor {
	at, d := len(shape)-c.EventDim(), -1-c.EventDim()
	wide := append(append(append([]int(nil), shape[:at]...), c.k), shape[at:]...)
	return c.of.Inside(wide...).Slice(d, 0, 1).Squeeze(d)
}

func (c union) Check(x *tensor.Tensor) ([]int, bool) {
	in := c.contains(x)
	index, ok := firstBad(in, func(v float64) bool { return v == 1 })
	return append(index, make([]int, c.EventDim())...), ok
}

func (c union) contains(x *tensor.Tensor) *tensor.Tensor {
	return c.of.contains(aside(x).Unsqueeze(-1 - c.EventDim())).Max(-1)
}

func (c union) without(d int) (Constraint, bool) {
	one, same := c.of.without(d - 1)
	if !same {
		return nil, false
	}
	return union{one.(bounded), c.k}, true
}

func (c union) behind(mask *tensor.Tensor) bounded {
	if mask.Rank() > 0 {
		mask = mask.Unsqueeze(-1 - c.EventDim())
	}
	return union{c.of.behind(mask), c.k}
}

func (c union) Bijection() Transform {
	fail("Bijection", "the components of a mixture have different supports, each %v, and no one map from the real line; observe the mixture, or give all components the same support", c.of)
	return nil
}
