package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// UnitInterval are the numbers from 0 to 1; x = 1 / (1 + e⁻ᵘ).
var UnitInterval = Interval(0, 1)

// Interval are the numbers from low to high; x = low + (high - low) / (1 + e⁻ᵘ). The bounds broadcast, and derivatives
// flow to them.
func Interval[L, H tensor.Like](low L, high H) Constraint {
	return interval{tensor.To(low), tensor.To(high)}
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

func (c interval) FromReal(u *tensor.Tensor) (x, logDet *tensor.Tensor) {
	return sigmoidInside.apply(nil, nil, u, c.low, c.high), sigmoidLogDet.apply(nil, nil, u, c.low, c.high)
}

func (c interval) ToReal(x *tensor.Tensor) *tensor.Tensor {
	return scaledLogit.apply(nil, nil, x, c.low, c.high)
}

func anyNumber(float64) bool { return true }

// firstOutsideOf is firstOutside for bounds that broadcast, and another condition.
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

// boundedShape is the shape to which values and their bounds broadcast.
func boundedShape(x, low, high *tensor.Tensor) tensor.Shape {
	shape, fits := tensor.BroadcastShapes(x.Shape(), low.Shape(), high.Shape())
	if !fits {
		fail("Check", "values of shape %v do not broadcast with bounds of shapes %v and %v", []int(x.Shape()), []int(low.Shape()), []int(high.Shape()))
	}
	return shape
}

var intervalInputs = []tensor.Input{{}, {Low: -2, High: -1}, {Low: 1, High: 3}}

var (
	// sigmoidInside measures from the nearer end, so that it comes as close to either as numbers can.
	sigmoidInside = pointwise{
		value: lanes3(func(u, low, high float64) float64 {
			if u > 0 {
				return high - (high-low)*special.Sigmoid(-u)
			}
			return low + (high-low)*special.Sigmoid(u)
		}),
		grad: grads3(func(u, low, high float64) (du, dlow, dhigh float64) {
			p, q := special.Sigmoid(u), special.Sigmoid(-u)
			return (high - low) * p * q, q, p
		}),
		open: func(in *operands, i int) (low, high float64) { return in[1][i], in[2][i] },
	}.register("Interval.FromReal", 0, intervalInputs)

	sigmoidLogDet = pointwise{
		value: lanes3(func(u, low, high float64) float64 {
			a := math.Abs(u)
			return math.Log(high-low) - a - 2*math.Log1p(math.Exp(-a))
		}),
		grad: grads3(func(u, low, high float64) (du, dlow, dhigh float64) {
			return -math.Tanh(u / 2), -1 / (high - low), 1 / (high - low)
		}),
	}.register("Interval.FromReal.LogDet", 0, intervalInputs)

	scaledLogit = pointwise{
		value: lanes3(func(x, low, high float64) float64 {
			a, b := x-low, high-x
			if r := a / b; r > 0x1p-1000 && r < 0x1p1000 {
				return math.Log(r)
			}
			return log(a) - log(b)
		}),
		grad: grads3(func(x, low, high float64) (dx, dlow, dhigh float64) {
			a, b := 1/(x-low), 1/(high-x)
			return a + b, -a, -b
		}),
	}.register("Interval.ToReal", 0, []tensor.Input{{Low: -0.9, High: 0.9}, {Low: -2, High: -1}, {Low: 1, High: 3}})
)

// log is math.Log, which is wrong for subnormal numbers on some processors (go.dev/issue/56600).
func log(x float64) float64 {
	if 0 < x && x < 0x1p-1022 {
		return math.Log(x*0x1p52) - 52*math.Ln2
	}
	return math.Log(x)
}
