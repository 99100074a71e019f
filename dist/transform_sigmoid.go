package dist

import (
	"fmt"

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
	sigmoidInside = pointwise{formula: compile(
		is("s = (high - low)*sigmoid(-abs(u)); where(u > 0, high - s, low + s)").
			d("u", "(high - low)*sigmoid(u)*sigmoid(-u)").d("low", "sigmoid(-u)").d("high", "sigmoid(u)").
			in(domain{low: "low", high: "high"}), 0, "u", "low", "high")}.
		register("Sigmoid.Forward", intervalInputs)

	sigmoidLogDet = pointwise{formula: compile(
		is("a = abs(u); log(high - low) - a - 2*log1p(exp(-a))").d("u", "-tanh(u/2)"), 0, "u", "low", "high")}.
		register("Sigmoid.LogDet", intervalInputs)

	scaledLogit = pointwise{formula: compile(
		is("r = a/b; where(ordinary(r), log(r), log(a) - log(b))").d("x", "1/a + 1/b").d("low", "-1/a").d("high", "-1/b").
			with("a = x - low; b = high - x"), 0, "x", "low", "high")}.
		register("Sigmoid.Inverse", []tensor.Input{{Low: -0.9, High: 0.9}, {Low: -2, High: -1}, {Low: 1, High: 3}})
)
