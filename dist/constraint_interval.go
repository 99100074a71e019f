package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// UnitInterval is the set of numbers from 0 to 1; x = 1 / (1 + e⁻ᵘ).
var UnitInterval Constraint = unitInterval

var unitInterval = closed(tensor.To(0), tensor.To(1))

// Circular is the set of angles from -π to π; x = π tanh(u/2). Both ends, which are one direction, belong to it as
// either element type rounds them. A chain does not go around through them: turn angles so that their density is small
// there.
var Circular Constraint = closed(tensor.To(-float64(float32(math.Pi))), tensor.To(float64(float32(math.Pi))))

// Interval returns the set of numbers from low to high; x = low + (high - low) / (1 + e⁻ᵘ). The bounds broadcast, and
// derivatives flow to them. It panics if a bound is infinite: a set without one of the ends is [GreaterThan] or
// [LessThan].
func Interval[L, H tensor.Like](low L, high H) Constraint {
	c := closed(tensor.To(low), tensor.To(high))
	notInfinite("Interval", "low", c.low, "for numbers without a lower end use dist.LessThan(high), or dist.Real for all")
	notInfinite("Interval", "high", c.high, "for numbers without an upper end use dist.GreaterThan(low), dist.Positive or dist.NonNegative, or dist.Real for all")
	return c
}

// notInfinite panics if a bound is infinite somewhere. NaN may be masked.
func notInfinite(set, name string, bound *tensor.Tensor, cure string) {
	if index, ok := firstBad(bound, func(v float64) bool { return !math.IsInf(v, 0) }); !ok {
		panic(&ParamError{Dist: set, Param: name, Constraint: "finite", Value: element(bound, index), Index: index, Cure: cure})
	}
}

// fromTo returns the set of numbers from low to high, which belong to it unless they are infinite.
func fromTo(low, high *tensor.Tensor) Constraint {
	switch hasLow, hasHigh := !anyInfinite(low), !anyInfinite(high); {
	case hasLow && hasHigh:
		return closed(low, high)
	case hasLow:
		return above(low, 0)
	case hasHigh:
		return below(high, 0)
	}
	return Real
}

// interval is the set of finite numbers between two ends, to which both belong unless ends says otherwise.
type interval struct {
	low, high *tensor.Tensor
	ends      ends
}

// ends says, by bits, of an end that it does not belong to an interval, or that it is infinite.
type ends uint8

const (
	openLow ends = 1 << iota
	openHigh
	noLow
	noHigh
)

func closed(low, high *tensor.Tensor) interval { return interval{low, high, 0} }

func (c interval) String() string {
	switch {
	case c.ends == openLow|noHigh:
		return fmt.Sprintf("above %v", c.low)
	case c.ends == noHigh:
		return fmt.Sprintf("at least %v", c.low)
	case c.ends == openHigh|noLow:
		return fmt.Sprintf("below %v", c.high)
	case c.ends == noLow:
		return fmt.Sprintf("at most %v", c.high)
	}
	left, right := "[", "]"
	if c.ends&openLow != 0 {
		left = "("
	}
	if c.ends&openHigh != 0 {
		right = ")"
	}
	return fmt.Sprintf("in %s%v, %v%s", left, c.low, c.high, right)
}

func (interval) EventDim() int  { return 0 }
func (interval) Discrete() bool { return false }

// Bounds returns both ends.
func (c interval) Bounds() (low, high *tensor.Tensor) { return c.low, c.high }

func (c interval) Bijection() Transform {
	switch {
	case c.ends&noHigh != 0:
		return expAbove.get().of(c.low)
	case c.ends&noLow != 0:
		return expBelow.get().of(c.high)
	}
	return sigmoid.get().of(c.low, c.high)
}

func (c interval) Inside(shape ...int) *tensor.Tensor {
	if c.ends&(noLow|noHigh) == 0 {
		return tensor.Add(tensor.Mul(c.low, 0.5), tensor.Mul(c.high, 0.5)).Expand(shape...)
	}
	t := c.low.DType()
	if c.ends&noLow != 0 {
		t = c.high.DType()
	}
	return c.Bijection().Forward(tensor.Zeros(shape...).As(t)).Expand(shape...)
}

func (c interval) Check(x *tensor.Tensor) ([]int, bool) {
	if c.ends == 0 && c.low.Rank() == 0 && c.high.Rank() == 0 {
		return firstOutside(x, element(c.low, nil), element(c.high, nil))
	}
	return firstOutsideOf(x, c.low, c.high, c.has)
}

// has reports whether v is in the set with the given ends.
func (c interval) has(v, low, high float64) bool {
	return (low < v || v == low && c.ends&openLow == 0) && (v < high || v == high && c.ends&openHigh == 0) && special.Finite(v)
}

// firstOutsideOf returns firstOutside for bounds that broadcast, and a condition that tells what is inside.
func firstOutsideOf(x, low, high *tensor.Tensor, in func(v, low, high float64) bool) ([]int, bool) {
	if low.Rank() == 0 && high.Rank() == 0 {
		l, h := element(low, nil), element(high, nil)
		return firstBad(x, func(v float64) bool { return in(v, l, h) })
	}
	return firstBad(within(x, low, high, in), func(v float64) bool { return v == 1 })
}

// boundedShape returns the shape to which values and their bounds broadcast.
func boundedShape(x, low, high *tensor.Tensor) tensor.Shape {
	shape, fits := tensor.BroadcastShapes(x.Shape(), low.Shape(), high.Shape())
	if !fits {
		fail("Check", "values of shape %v do not broadcast with bounds of shapes %v and %v", []int(x.Shape()), []int(low.Shape()), []int(high.Shape()))
	}
	return shape
}
