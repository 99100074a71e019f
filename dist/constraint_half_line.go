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

func (halfLine) EventDim() int          { return 0 }
func (halfLine) Discrete() bool         { return false }
func (c halfLine) Bijection() Transform { return expBeyond(c) }

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

// expBeyond is bound ± eˣ.
type expBeyond halfLine

func (t expBeyond) String() string {
	if t.above {
		return fmt.Sprintf("ExpAbove(%v)", t.bound)
	}
	return fmt.Sprintf("ExpBelow(%v)", t.bound)
}

func (t expBeyond) Forward(x *tensor.Tensor) *tensor.Tensor {
	if t.above {
		return expAbove.apply(nil, nil, x, t.bound)
	}
	return expBelow.apply(nil, nil, x, t.bound)
}

func (t expBeyond) Inverse(y *tensor.Tensor) *tensor.Tensor {
	if t.above {
		return y.Sub(t.bound).Log()
	}
	return t.bound.Sub(y).Log()
}

func (t expBeyond) LogDet(x, y *tensor.Tensor) *tensor.Tensor { return x.Expand(y.Shape()...) }
func (expBeyond) Domain() Constraint                          { return Real }
func (t expBeyond) Codomain() Constraint                      { return halfLine(t) }

func (t expBeyond) Sign() *tensor.Tensor {
	if t.above {
		return one
	}
	return minusOne
}

func (t expBeyond) ForwardShape(shape ...int) tensor.Shape {
	out, ok := tensor.BroadcastShapes(shape, t.bound.Shape())
	if !ok {
		fail(t.String(), "values of shape %v do not broadcast with a bound of shape %v", shape, []int(t.bound.Shape()))
	}
	return out
}

func (t expBeyond) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

func (t expBeyond) WithParams(n int, f ParamMap) Transform {
	t.bound = f(t.bound, 0, n)
	return t
}

// These never round to the bound or to an infinity.
var (
	expAbove = pointwise{formula: compile(is("low + exp(x)").in(domain{low: "low", high: "inf"}), 0, "x", "low")}.
			register("GreaterThan.Forward", []tensor.Input{{}, {}})
	expBelow = pointwise{formula: compile(is("high - exp(x)").in(domain{low: "-inf", high: "high"}), 0, "x", "high")}.
			register("LessThan.Forward", []tensor.Input{{}, {}})
)
