package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// acrossComponents is the support of a mixture, from that of its k components, which lie along the last dimension of the
// batch: theirs where it is the same for all of them, and else the union.
func acrossComponents(c Constraint, k int) Constraint {
	p, ok := c.(bounded)
	if !ok {
		return c
	}
	if one, same := p.without(-1 - c.EventDim()); same {
		return one
	}
	return union{p, k}
}

// bounded is a constraint whose bounds broadcast with its values.
type bounded interface {
	Constraint

	// without is the constraint without dimension d < 0 of its bounds, and whether they are the same along it.
	without(d int) (c Constraint, same bool)

	// contains is 1 for every value in the set and 0 for others, in the shape of x and the bounds without the last
	// EventDim dimensions.
	contains(x *tensor.Tensor) *tensor.Tensor
}

// boundWithout is a bound without dimension d < 0, along which all of it is the same; false if it is not.
func boundWithout(b *tensor.Tensor, d int) (*tensor.Tensor, bool) {
	switch {
	case b.Rank() < -d:
		return b, true
	case b.Dim(d) == 1:
		return b.Squeeze(d), true
	case b.DType() == tensor.Float32 && !sameAlong(tensor.Raw[float32](b), b.Shape(), b.Rank()+d):
		return nil, false
	case b.DType() == tensor.Float64 && !sameAlong(tensor.Raw[float64](b), b.Shape(), b.Rank()+d):
		return nil, false
	}
	return b.Slice(d, 0, 1).Squeeze(d), true
}

// sameAlong reports whether the values along dimension d are equal everywhere.
func sameAlong[T tensor.Float](values []T, shape tensor.Shape, d int) bool {
	n, inner := shape[d], shape[d+1:].Size()
	for i, v := range values {
		if k := i / inner % n; k > 0 && v != values[i-inner] && v == v { // masked parameters may be NaN
			return false
		}
	}
	return true
}

func (c interval) without(d int) (Constraint, bool) {
	low, sameLow := boundWithout(c.low, d)
	high, sameHigh := boundWithout(c.high, d)
	return interval{low, high}, sameLow && sameHigh
}

func (c interval) contains(x *tensor.Tensor) *tensor.Tensor {
	return within(x, c.low, c.high, anyNumber)
}

func (c discrete) without(d int) (Constraint, bool) {
	low, sameLow := boundWithout(c.low, d)
	high, sameHigh := boundWithout(c.high, d)
	return discrete{c.name, low, high, c.element}, sameLow && sameHigh
}

func (c discrete) contains(x *tensor.Tensor) *tensor.Tensor {
	return within(x, c.low, c.high, c.element)
}

// within is 1 where x is between bounds that broadcast and ok, and 0 elsewhere.
func within(x, low, high *tensor.Tensor, ok func(v float64) bool) *tensor.Tensor {
	shape := boundedShape(x, low, high)
	in := make([]float64, shape.Size())
	for i := range in {
		index := unravel(shape, i)
		if v := element(x, index); element(low, index) <= v && v <= element(high, index) && ok(v) {
			in[i] = 1
		}
	}
	return tensor.Of(in).Reshape(shape...)
}

func (c independentConstraint) without(d int) (Constraint, bool) {
	base, ok := c.base.(bounded)
	if !ok {
		return c, true
	}
	one, same := base.without(d)
	return independentConstraint{one, c.dims}, same
}

func (c independentConstraint) contains(x *tensor.Tensor) *tensor.Tensor {
	dims := make([]int, c.dims)
	for i := range dims {
		dims[i] = -1 - i
	}
	return c.base.(bounded).contains(x).Min(dims...)
}

// union is the support of a mixture of k components, which differ in the bounds of theirs.
type union struct {
	of bounded
	k  int
}

func (c union) String() string { return fmt.Sprintf("in the support of a component: %v", c.of) }
func (c union) EventDim() int  { return c.of.EventDim() }
func (c union) Discrete() bool { return c.of.Discrete() }

// Inside is inside the first component.
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

func (c union) FromReal(*tensor.Tensor) (x, logDet *tensor.Tensor) {
	c.noMap("FromReal")
	return nil, nil
}

func (c union) ToReal(*tensor.Tensor) *tensor.Tensor {
	c.noMap("ToReal")
	return nil
}

func (c union) noMap(op string) {
	fail(op, "the components of a mixture have different supports, each %v, and no one map from the real line; observe the mixture, or give all components the same support", c.of)
}
