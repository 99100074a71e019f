package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

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
	tanhInside = pointwise{
		value: lanes1(math.Tanh),
		grad:  grads1(func(x float64) float64 { return math.Exp(logSech2Of(x)) }),
		open:  func(*operands, int) (low, high float64) { return -1, 1 },
	}.register("Tanh.Forward", 0, []tensor.Input{{}})

	atanh = pointwise{
		value: lanes1(math.Atanh),
		grad:  grads1(func(y float64) float64 { return 1 / ((1 - y) * (1 + y)) }),
	}.register("Tanh.Inverse", 0, []tensor.Input{{Low: -0.9, High: 0.9}})

	// logSech2 is log(1 - tanh² x), which is 0 at 0 exactly.
	logSech2 = pointwise{
		value: lanes1(logSech2Of),
		grad:  grads1(func(x float64) float64 { return -2 * math.Tanh(x) }),
	}.register("Tanh.LogDet", 0, []tensor.Input{{}})
)

func logSech2Of(x float64) float64 {
	if a := math.Abs(x); a > 0.5 {
		return 2 * (math.Ln2 - a - math.Log1p(math.Exp(-2*a)))
	}
	t := math.Tanh(x)
	return math.Log1p(-t * t)
}
