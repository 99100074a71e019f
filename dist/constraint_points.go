package dist

import "github.com/credence-ppl/credence/tensor"

// withPoints is the support of a distribution that has densities, in which some values have a probability of their own
// all the same. It is not a [Bounder]: nothing can be cut from it, or mapped.
type withPoints struct {
	set    interval
	of     Constraint // values with a density
	points string
}

// pointed returns a set of values of which some have a probability of their own; ok is false for others.
func pointed(c Constraint) (set withPoints, ok bool) {
	set, ok = elementOf(c).(withPoints)
	return set, ok
}

// samePoints reports whether the same values have a probability of their own in two sets.
func samePoints(a, b Constraint) bool {
	x, first := pointed(a)
	y, second := pointed(b)
	return first == second && (!first || x.String() == y.String() && x.points == y.points)
}

func (c withPoints) String() string { return c.set.String() }
func (withPoints) EventDim() int    { return 0 }
func (withPoints) Discrete() bool   { return false }

func (c withPoints) Check(x *tensor.Tensor) ([]int, bool) { return c.set.Check(x) }

func (c withPoints) Inside(shape ...int) *tensor.Tensor {
	x := c.of.Inside(shape...)
	return tensor.Minimum(tensor.Maximum(x, c.set.low.As(x.DType())), c.set.high.As(x.DType())).Expand(shape...)
}

func (c withPoints) Bijection() Transform {
	fail("Bijection", "of values that are %v, %s has a probability of its own, and there is no map from the real line to such; observe the site", c, c.points)
	return nil
}

func (c withPoints) without(d int) (Constraint, bool) {
	set, same := c.set.without(d)
	of := c.of
	if b, ok := boundedOf(of); ok {
		of, _ = b.without(d)
	}
	return withPoints{set.(interval), of, c.points}, same
}

func (c withPoints) contains(x *tensor.Tensor) *tensor.Tensor { return c.set.contains(x) }

func (c withPoints) behind(mask *tensor.Tensor) bounded {
	return withPoints{c.set.behind(mask).(interval), c.of, c.points}
}
