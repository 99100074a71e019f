package dist

import "github.com/credence-ppl/credence/tensor"

var (
	// Softplus is the transform y = log(1 + eˣ) from the real line to the positive numbers. It never rounds to 0 or +Inf.
	Softplus Transform = softplus{}

	// SoftplusInverse is the inverse of [Softplus].
	SoftplusInverse Transform = inverse{Softplus}
)

type softplus struct {
	ofReals
	increasing
}

func (softplus) String() string                            { return "Softplus" }
func (softplus) Forward(x *tensor.Tensor) *tensor.Tensor   { return softplusInside.apply(nil, nil, x) }
func (softplus) Inverse(y *tensor.Tensor) *tensor.Tensor   { return softplusInverse.apply(nil, nil, y) }
func (softplus) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return x.LogSigmoid() }
func (softplus) Codomain() Constraint                      { return Positive }

var (
	softplusInside = pointwise{formula: compile(is("softplus(x)").in(domain{low: "0", high: "inf"}), 0, "x")}.
			register("Softplus.Forward", []tensor.Input{{}})
	softplusInverse = pointwise{formula: compile(is("y + log1mexp(-y)").d("y", "-1/expm1(-y)"), 0, "y")}.
			register("Softplus.Inverse", []tensor.Input{{Low: 0.1, High: 4}})
)
