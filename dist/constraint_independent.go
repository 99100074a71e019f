package dist

import "github.com/credence-ppl/credence/tensor"

// independentConstraint has values made of elements that each satisfy base.
type independentConstraint struct {
	base Constraint
	dims int
}

func (c independentConstraint) String() string { return c.base.String() }
func (c independentConstraint) EventDim() int  { return c.base.EventDim() + c.dims }
func (c independentConstraint) Discrete() bool { return c.base.Discrete() }

func (c independentConstraint) Check(x *tensor.Tensor) ([]int, bool) { return c.base.Check(x) }
func (c independentConstraint) Inside(shape ...int) *tensor.Tensor   { return c.base.Inside(shape...) }

func (c independentConstraint) Bijection() Transform {
	return independentTransform{c.base.Bijection(), c.dims}
}

// sumLast, maxLast and minLast reduce the last n dimensions.
func sumLast(t *tensor.Tensor, n int) *tensor.Tensor { return overLast((*tensor.Tensor).Sum, t, n) }
func maxLast(t *tensor.Tensor, n int) *tensor.Tensor { return overLast((*tensor.Tensor).Max, t, n) }
func minLast(t *tensor.Tensor, n int) *tensor.Tensor { return overLast((*tensor.Tensor).Min, t, n) }

func overLast(reduce func(t *tensor.Tensor, dims ...int) *tensor.Tensor, t *tensor.Tensor, n int) *tensor.Tensor {
	if n == 0 {
		return t // no dimension would be all of them
	}
	dims := make([]int, n)
	for i := range dims {
		dims[i] = -1 - i
	}
	return reduce(t, dims...)
}
