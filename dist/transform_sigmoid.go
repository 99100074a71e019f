package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var (
	// Sigmoid is the transform y = 1 / (1 + e⁻ˣ) from the real line to [UnitInterval]. It never rounds to 0 or 1.
	Sigmoid = UnitInterval.Bijection()

	// Logit is the inverse of [Sigmoid].
	Logit Transform = inverse{Sigmoid}
)

// sigmoid is low + (high - low) / (1 + e⁻ˣ).
type sigmoid struct {
	increasing
	low, high *tensor.Tensor
}

func (t sigmoid) String() string {
	if t.low == UnitInterval.(interval).low && t.high == UnitInterval.(interval).high {
		return "Sigmoid"
	}
	return fmt.Sprintf("Sigmoid(low: %v, high: %v)", t.low, t.high)
}

func (t sigmoid) Forward(x *tensor.Tensor) *tensor.Tensor {
	return sigmoidInside.apply(nil, nil, x, t.low, t.high)
}

func (t sigmoid) Inverse(y *tensor.Tensor) *tensor.Tensor {
	return scaledLogit.apply(nil, nil, y, t.low, t.high)
}

func (t sigmoid) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	return sigmoidLogDet.apply(nil, nil, x, t.low, t.high)
}

func (sigmoid) Domain() Constraint     { return Real }
func (t sigmoid) Codomain() Constraint { return interval{t.low, t.high} }

func (t sigmoid) ForwardShape(shape ...int) tensor.Shape {
	out, ok := tensor.BroadcastShapes(shape, t.low.Shape(), t.high.Shape())
	if !ok {
		fail("Sigmoid", "values of shape %v do not broadcast with bounds of shapes %v and %v", shape, []int(t.low.Shape()), []int(t.high.Shape()))
	}
	return out
}

func (t sigmoid) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

func (t sigmoid) WithParams(n int, f ParamMap) Transform {
	return sigmoid{low: f(t.low, 0, n), high: f(t.high, 1, n)}
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
	}.register("Sigmoid.Forward", 0, intervalInputs)

	sigmoidLogDet = pointwise{
		value: lanes3(func(u, low, high float64) float64 {
			a := math.Abs(u)
			return math.Log(high-low) - a - 2*math.Log1p(math.Exp(-a))
		}),
		grad: grads3(func(u, low, high float64) (du, dlow, dhigh float64) {
			return -math.Tanh(u / 2), -1 / (high - low), 1 / (high - low)
		}),
	}.register("Sigmoid.LogDet", 0, intervalInputs)

	scaledLogit = pointwise{
		value: lanes3(func(x, low, high float64) float64 {
			a, b := x-low, high-x
			if r := a / b; r > 0x1p-1000 && r < 0x1p1000 {
				return math.Log(r)
			}
			return special.Log(a) - special.Log(b)
		}),
		grad: grads3(func(x, low, high float64) (dx, dlow, dhigh float64) {
			a, b := 1/(x-low), 1/(high-x)
			return a + b, -a, -b
		}),
	}.register("Sigmoid.Inverse", 0, []tensor.Input{{Low: -0.9, High: 0.9}, {Low: -2, High: -1}, {Low: 1, High: 3}})
)
