package dist

import "github.com/credence-ppl/credence/tensor"

// Tanh is the transform y = tanh x from the real line to the numbers between -1 and 1, which it never rounds to.
var Tanh Transform = tanh{}

type tanh struct {
	ofReals
	increasing
}

var signedUnit Constraint = interval{tensor.To(-1), tensor.To(1)}

func (tanh) String() string                            { return "Tanh" }
func (tanh) Forward(x *tensor.Tensor) *tensor.Tensor   { return tanhInside.apply(nil, nil, x) }
func (tanh) Inverse(y *tensor.Tensor) *tensor.Tensor   { return atanh.apply(nil, nil, y) }
func (tanh) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return logSech2.apply(nil, nil, x) }
func (tanh) Codomain() Constraint                      { return signedUnit }

var (
	tanhInside = pointwise{formula: compile(is("tanh(x)").in(domain{low: "-1", high: "1"}), 0, "x")}.
			register("Tanh.Forward", []tensor.Input{{}})
	atanh = pointwise{formula: compile(
		is("a = abs(y); sign(y)*log1p(2*a/(1 - a))/2").d("y", "1/((1 - y)*(1 + y))"), 0, "y")}.
		register("Tanh.Inverse", []tensor.Input{{Low: -0.9, High: 0.9}})
	logSech2 = pointwise{formula: compile(is("logSech2(x)").d("x", "-2*tanh(x)"), 0, "x")}.
			register("Tanh.LogDet", []tensor.Input{{}})
)
