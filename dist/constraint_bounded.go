package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// bounded is a constraint whose bounds broadcast with its values.
type bounded interface {
	Constraint

	// without returns the constraint without dimension d < 0 of its bounds, and whether they are the same along it.
	without(d int) (c Constraint, same bool)

	// contains returns 1 for every value in the set and 0 for others, in the shape of x and the bounds without the last
	// EventDim dimensions.
	contains(x *tensor.Tensor) *tensor.Tensor

	// behind returns the constraint with all numbers allowed where mask is 0, which has a dimension for each of an
	// event.
	behind(mask *tensor.Tensor) bounded
}

// boundedOf returns c if it is bounded, or the interval that it is if it tells bounds that differ.
func boundedOf(c Constraint) (bounded, bool) {
	if b, ok := c.(bounded); ok {
		return b, true
	}
	low, high, ok := endsOf(c)
	if !ok || low.Rank()+high.Rank() == 0 {
		return nil, false
	}
	b, ok := fromTo(low, high).(bounded)
	return b, ok
}

// membership returns 1 for every value in the set and 0 for others, in the shape of x without the last EventDim
// dimensions. It looks at one after the other, and is for when Check has found that not all are.
func membership(c Constraint, x *tensor.Tensor) *tensor.Tensor {
	if b, ok := boundedOf(c); ok {
		return b.contains(x)
	}
	cut := x.Rank() - c.EventDim()
	batch, event := x.Shape()[:cut], x.Shape()[cut:]
	values := x.Reshape(tensor.Join(tensor.Shape{batch.Size()}, event)...)
	in := make([]float64, batch.Size())
	for i := range in {
		if _, ok := c.Check(values.Slice(0, i, i+1).Reshape(event...)); ok {
			in[i] = 1
		}
	}
	return tensor.Of(in).Reshape(batch...)
}

// noBounds returns bounds that allow all numbers where mask is 0.
func noBounds(mask, low, high *tensor.Tensor) (wideLow, wideHigh *tensor.Tensor) {
	return tensor.Where(mask, low, math.Inf(-1)), tensor.Where(mask, high, math.Inf(1))
}

// boundWithout returns b without dimension d < 0, and whether all of it is the same along it.
func boundWithout(b *tensor.Tensor, d int) (*tensor.Tensor, bool) {
	switch {
	case b.Rank() < -d:
		return b, true
	case b.Dim(d) == 1:
		return b.Squeeze(d), true
	case !sameAlong(b, b.Rank()+d):
		return nil, false
	}
	return b.Slice(d, 0, 1).Squeeze(d), true
}

// sameAlong reports whether the values of b along dimension d are equal everywhere.
func sameAlong(b *tensor.Tensor, d int) bool {
	n, inner := b.Dim(d), b.Shape()[d+1:].Size()
	i := -1
	bad, _ := raw.First(b, func(v float64) bool {
		i++
		return i/inner%n == 0 || v == raw.At(b, i-inner) || v != v // masked parameters may be NaN
	})
	return bad < 0
}

func (c interval) without(d int) (Constraint, bool) {
	low, sameLow := boundWithout(c.low, d)
	high, sameHigh := boundWithout(c.high, d)
	return interval{low, high, c.ends}, sameLow && sameHigh
}

func (c interval) contains(x *tensor.Tensor) *tensor.Tensor {
	return within(x, c.low, c.high, c.has)
}

func (c interval) behind(mask *tensor.Tensor) bounded {
	low, high := noBounds(mask, c.low, c.high)
	return interval{low, high, c.ends}
}

func (c discrete) without(d int) (Constraint, bool) {
	low, sameLow := boundWithout(c.low, d)
	high, sameHigh := boundWithout(c.high, d)
	return discrete{c.name, low, high, c.element}, sameLow && sameHigh
}

func (c discrete) contains(x *tensor.Tensor) *tensor.Tensor {
	return within(x, c.low, c.high, c.has)
}

// within returns 1 where x is inside of bounds that broadcast, as a condition tells, and 0 elsewhere.
func within(x, low, high *tensor.Tensor, inside func(v, low, high float64) bool) *tensor.Tensor {
	shape := boundedShape(x, low, high)
	in := make([]float64, shape.Size())
	for i := range in {
		index := unravel(shape, i)
		if inside(element(x, index), element(low, index), element(high, index)) {
			in[i] = 1
		}
	}
	return tensor.Of(in).Reshape(shape...)
}

func (c discrete) behind(mask *tensor.Tensor) bounded {
	low, high := noBounds(mask, c.low, c.high)
	return discrete{c.name, low, high, c.element}
}

func (c independentConstraint) without(d int) (Constraint, bool) {
	base, ok := boundedOf(c.base)
	if !ok {
		return c, true
	}
	one, same := base.without(d)
	return independentConstraint{one, c.dims}, same
}

func (c independentConstraint) contains(x *tensor.Tensor) *tensor.Tensor {
	return minLast(membership(c.base, x), c.dims)
}

func (c independentConstraint) behind(mask *tensor.Tensor) bounded {
	base, ok := boundedOf(c.base)
	if !ok {
		return c
	}
	return independentConstraint{base.behind(mask), c.dims}
}
