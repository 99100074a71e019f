package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// What the families have in common.

const scaleCure = "use a parameter constrained to be positive (ppl.Constrained(dist.Positive)), Softplus or, for a latent, a prior over positive numbers such as HalfNormal"

// halfLog2Pi is ½ log 2π.
const halfLog2Pi = 0.91893853320467274178032973640561763986139747363778341281715

// Ranges of values and parameters in gradient checks.
var (
	probability    = tensor.Input{Low: 0.1, High: 0.9}
	positiveInput  = tensor.Input{Low: 0.5, High: 2}
	locScaleInputs = []tensor.Input{{}, positiveInput}

	locScaleKLInputs = []tensor.Input{{}, {Low: 0.5, High: 2}, {}, {Low: 0.5, High: 2}}
)

// withValue puts the range of a value before those of parameters.
func withValue(x tensor.Input, params []tensor.Input) []tensor.Input {
	return append([]tensor.Input{x}, params...)
}

// invalid returns the log-density where a parameter or value is not allowed: -Inf, or NaN if one of them is.
func invalid(args ...float64) float64 {
	for _, a := range args {
		if math.IsNaN(a) {
			return a
		}
	}
	return math.Inf(-1)
}

// times returns a·b, and 0 for a = 0 whatever b is.
func times(a, b float64) float64 {
	if a == 0 {
		return 0
	}
	return a * b
}
