package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// UnitInterval is the set of numbers from 0 to 1; x = 1 / (1 + e⁻ᵘ).
var UnitInterval Constraint = unitInterval

var unitInterval = interval{tensor.To(0), tensor.To(1)}

// Circular is the set of angles from -π to π; x = π tanh(u/2). Both ends, which are one direction, belong to it as
// either element type rounds them. A chain does not go around through them: turn angles so that their density is small
// there.
var Circular Constraint = interval{tensor.To(-float64(float32(math.Pi))), tensor.To(float64(float32(math.Pi)))}

// Interval returns the set of numbers from low to high; x = low + (high - low) / (1 + e⁻ᵘ). The bounds broadcast, and
// derivatives flow to them. It panics if a bound is infinite: a set without one of the ends is [GreaterThan] or
// [LessThan].
func Interval[L, H tensor.Like](low L, high H) Constraint {
	c := interval{tensor.To(low), tensor.To(high)}
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
	switch above, below := !anyInfinite(low), !anyInfinite(high); {
	case above && below:
		return interval{low, high}
	case above:
		return halfLine{low, true, true}
	case below:
		return halfLine{high, false, true}
	}
	return Real
}

type interval struct{ low, high *tensor.Tensor }

func (c interval) String() string { return fmt.Sprintf("in [%v, %v]", c.low, c.high) }
func (interval) EventDim() int    { return 0 }
func (interval) Discrete() bool   { return false }

func (c interval) Inside(shape ...int) *tensor.Tensor {
	return tensor.Add(tensor.Mul(c.low, 0.5), tensor.Mul(c.high, 0.5)).Expand(shape...)
}

func (c interval) Check(x *tensor.Tensor) ([]int, bool) {
	if c.low.Rank() == 0 && c.high.Rank() == 0 {
		return firstOutside(x, element(c.low, nil), element(c.high, nil))
	}
	return firstOutsideOf(x, c.low, c.high, anyNumber)
}

// Bounds returns both.
func (c interval) Bounds() (low, high *tensor.Tensor) { return c.low, c.high }

func (c interval) Bijection() Transform { return sigmoid.of(c.low, c.high) }

func anyNumber(float64) bool { return true }

// firstOutsideOf returns firstOutside for bounds that broadcast, and another condition.
func firstOutsideOf(x, low, high *tensor.Tensor, ok func(v float64) bool) ([]int, bool) {
	if low.Rank() == 0 && high.Rank() == 0 {
		l, h := element(low, nil), element(high, nil)
		return firstBad(x, func(v float64) bool { return l <= v && v <= h && ok(v) })
	}
	shape := boundedShape(x, low, high)
	for i := range shape.Size() {
		index := unravel(shape, i)
		v := element(x, index)
		if !(element(low, index) <= v && v <= element(high, index) && ok(v)) {
			return index, false
		}
	}
	return nil, true
}

// boundedShape returns the shape to which values and their bounds broadcast.
func boundedShape(x, low, high *tensor.Tensor) tensor.Shape {
	shape, fits := tensor.BroadcastShapes(x.Shape(), low.Shape(), high.Shape())
	if !fits {
		fail("Check", "values of shape %v do not broadcast with bounds of shapes %v and %v", []int(x.Shape()), []int(low.Shape()), []int(high.Shape()))
	}
	return shape
}
