package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

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
	softplusInside = pointwise{
		value: lanes1(special.Softplus),
		grad:  grads1(special.Sigmoid),
		open:  aboveZero,
	}.register("Softplus.Forward", 0, []tensor.Input{{}})

	softplusInverse = pointwise{
		value: lanes1(special.SoftplusInverse),
		grad:  grads1(func(y float64) float64 { return -1 / math.Expm1(-y) }),
	}.register("Softplus.Inverse", 0, []tensor.Input{{Low: 0.1, High: 4}})
)
