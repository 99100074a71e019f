package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// What the families on the non-negative numbers have in common.

func nonNegative([]*tensor.Tensor) Constraint { return NonNegative }

// drawAboveZero keeps draws positive and finite.
func drawAboveZero(*point) (low, high float64) { return 0, math.Inf(1) }

// scaleGrad returns the derivative of a draw that is its scale times noise.
func scaleGrad(x float64, p *point) point { return point{x / p[0]} }

// powerOf returns a moment that is a power of the only parameter, up to a constant.
func powerOf(name string, power float64, f func(v float64) float64) *pointwise {
	return pointwise{
		value: lanes1(f),
		grad:  grads1(func(v float64) float64 { return power * f(v) / v }),
	}.register(name, 0, []tensor.Input{positiveInput})
}

// logOf returns an entropy that is a multiple of the logarithm of the only parameter, up to a constant.
func logOf(name string, times, plus float64) *pointwise {
	return pointwise{
		value: lanes1(func(v float64) float64 { return plus + times*special.Log(v) }),
		grad:  grads1(func(v float64) float64 { return times / v }),
	}.register(name, 0, []tensor.Input{positiveInput})
}
