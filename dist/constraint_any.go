package dist

import "github.com/credence-ppl/credence/tensor"

// anyOf is the union of sets of events of one shape, the support of a mixture of distributions of different families.
type anyOf []Constraint

func (c anyOf) String() string { return joined(c, ", or ") }

func (c anyOf) EventDim() int  { return c[0].EventDim() }
func (c anyOf) Discrete() bool { return c[0].Discrete() }

// Inside returns a value inside the first set.
func (c anyOf) Inside(shape ...int) *tensor.Tensor { return c[0].Inside(shape...) }

// Check looks whether each event is in one of the sets.
func (c anyOf) Check(x *tensor.Tensor) ([]int, bool) {
	var in *tensor.Tensor
	for _, s := range c {
		if _, all := s.Check(x); all {
			return nil, true
		}
		in = either(in, membership(s, aside(x)))
	}
	index, ok := firstBad(in, func(v float64) bool { return v == 1 })
	return append(index, make([]int, c.EventDim())...), ok
}

func (c anyOf) Bijection() Transform {
	fail("Bijection", "a value is %v, and there is no one map from the real line to such; observe the mixture, or give all components the same support", c)
	return nil
}
