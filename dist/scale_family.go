package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// What the families on the non-negative numbers have in common.

func nonNegative([]*tensor.Tensor) Constraint { return NonNegative }

// drawAboveZero keeps draws positive and finite.
func drawAboveZero(*point) (low, high float64) { return 0, math.Inf(1) }

// scaleGrad returns the derivative of a draw that is its scale times noise.
func scaleGrad(x float64, p *point) point { return point{x / p[0]} }
