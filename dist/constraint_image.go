package dist

import (
	"reflect"

	"github.com/credence-ppl/credence/tensor"
)

// imageOf returns the set to which t maps those elements of c that are in its domain.
func imageOf(t Transform, c Constraint) Constraint {
	in, out := t.Domain(), t.Codomain()
	more := c.EventDim() - in.EventDim()
	if elementOf(c) == Real || alikeSets(withoutExtra(c, more), in) {
		return extra(out, more)
	}
	return image{c, t}
}

// originOf returns the set that t maps into c.
func originOf(t Transform, c Constraint) Constraint {
	in, out := t.Domain(), t.Codomain()
	if elementOf(out) != Real { // c has all of it, or the two cannot follow each other
		return extra(in, c.EventDim()-out.EventDim())
	}
	return imageOf(Invert(t), c)
}

// withoutExtra undoes [extra].
func withoutExtra(c Constraint, n int) Constraint {
	if i, ok := c.(independentConstraint); ok && n > 0 {
		if i.dims == n {
			return i.base
		}
		return independentConstraint{i.base, i.dims - n}
	}
	return c
}

// elementOf returns the set that every number of an event is in, or c where there is no such set.
func elementOf(c Constraint) Constraint {
	if i, ok := c.(independentConstraint); ok {
		return i.base
	}
	return c
}

// alikeSets reports whether two sets are one value. Those that Go cannot compare never are.
func alikeSets(a, b Constraint) bool {
	return reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// image is where a transform maps a part of its domain.
type image struct {
	of Constraint
	by Transform
}

func (c image) String() string {
	return "the image by " + c.by.String() + " of what is " + c.of.String()
}

func (c image) EventDim() int {
	in, out := c.by.Domain().EventDim(), c.by.Codomain().EventDim()
	return out + max(c.of.EventDim()-in, 0)
}

func (c image) Discrete() bool { return c.of.Discrete() }

func (c image) Bijection() Transform { return Compose(c.of.Bijection(), c.by) }

func (c image) Inside(shape ...int) *tensor.Tensor {
	x := c.of.Inside(c.by.InverseShape(shape...)...)
	if t, ok := paramType([]Transform{c.by}); ok {
		x = x.As(t)
	}
	return c.by.Forward(x).Expand(shape...)
}

// Check looks at the codomain first, outside of which there is no inverse.
func (c image) Check(y *tensor.Tensor) ([]int, bool) {
	if index, ok := c.by.Codomain().Check(y); !ok {
		return index, false
	}
	x := c.by.Inverse(aside(y))
	index, ok := c.of.Check(x)
	if ok || x.Shape().Equal(y.Shape()) {
		return index, ok
	}
	// The elements of an event have moved: the event's first one stands for it.
	batch := y.Rank() - c.EventDim()
	at := make([]int, y.Rank())
	copy(at[:batch], index)
	return at, false
}
