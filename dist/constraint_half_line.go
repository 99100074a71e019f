package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// GreaterThan returns the set of numbers above a bound; x = low + eᵘ. The bound broadcasts, and derivatives flow to it.
func GreaterThan[L tensor.Like](low L) Constraint {
	c := halfLine{bound: tensor.To(low), above: true}
	notInfinite("GreaterThan", "low", c.bound, "for all numbers use dist.Real")
	return c
}

// LessThan returns the set of numbers below a bound; x = high - eᵘ. The bound broadcasts, and derivatives flow to it.
func LessThan[H tensor.Like](high H) Constraint {
	c := halfLine{bound: tensor.To(high)}
	notInfinite("LessThan", "high", c.bound, "for all numbers use dist.Real")
	return c
}

type halfLine struct {
	bound         *tensor.Tensor
	above, closed bool // the bound belongs to it
}

func (c halfLine) String() string {
	switch {
	case c.above && c.closed:
		return fmt.Sprintf("at least %v", c.bound)
	case c.above:
		return fmt.Sprintf("above %v", c.bound)
	case c.closed:
		return fmt.Sprintf("at most %v", c.bound)
	}
	return fmt.Sprintf("below %v", c.bound)
}

func (halfLine) EventDim() int  { return 0 }
func (halfLine) Discrete() bool { return false }

func (c halfLine) Bijection() Transform {
	if c.above {
		return expAbove.of(c.bound)
	}
	return expBelow.of(c.bound)
}

func (c halfLine) Inside(shape ...int) *tensor.Tensor {
	x, _ := ForwardLogDet(c.Bijection(), tensor.Zeros(shape...).As(c.bound.DType()))
	return x.Expand(shape...)
}

// Bounds returns the bound and an infinity.
func (c halfLine) Bounds() (low, high *tensor.Tensor) {
	if c.above {
		return c.bound, plusInf
	}
	return minusInf, c.bound
}

func (c halfLine) Check(x *tensor.Tensor) ([]int, bool) {
	index, ok := firstBad(c.contains(x), func(v float64) bool { return v == 1 })
	return index, ok
}

func (c halfLine) without(d int) (Constraint, bool) {
	bound, same := boundWithout(c.bound, d)
	c.bound = bound
	return c, same
}

func (c halfLine) contains(x *tensor.Tensor) *tensor.Tensor {
	low, high := c.Bounds()
	shape := boundedShape(x, low, high)
	in := make([]float64, shape.Size())
	for i := range in {
		index := unravel(shape, i)
		v, bound := element(x, index), element(c.bound, index)
		if v > element(low, index) && v < element(high, index) || c.closed && v == bound && special.Finite(v) {
			in[i] = 1
		}
	}
	return tensor.Of(in).Reshape(shape...)
}

func (c halfLine) behind(mask *tensor.Tensor) bounded {
	low, high := noBounds(mask, c.bound, c.bound)
	if c.bound = high; c.above {
		c.bound = low
	}
	return c
}

// expAbove and expBelow are bound ± eˣ. They never round to the bound or to an infinity.
var (
	expAbove = defineMap(scalarMap{
		name: "ExpAbove", params: []Param{{"low", Real, ""}}, bare: true, domain: Real,
		codomain: func(p [2]*tensor.Tensor) Constraint { return halfLine{bound: p[0], above: true} },
	}, scalarFormulas{
		forward: is("low + exp(x)").in(domain{low: "low", high: "inf"}), inverse: is("log(y - low)"),
		y: tensor.Input{Low: 1.5, High: 3}, inputs: []tensor.Input{{}},
	})
	expBelow = defineMap(scalarMap{
		name: "ExpBelow", params: []Param{{"high", Real, ""}}, bare: true, domain: Real,
		codomain: func(p [2]*tensor.Tensor) Constraint { return halfLine{bound: p[0]} },
		sign:     func([2]*tensor.Tensor) *tensor.Tensor { return minusOne },
	}, scalarFormulas{
		forward: is("high - exp(x)").in(domain{low: "-inf", high: "high"}), inverse: is("log(high - y)"),
		y: tensor.Input{Low: -3, High: -1.5}, inputs: []tensor.Input{{}},
	})
)
