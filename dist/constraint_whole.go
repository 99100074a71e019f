package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// NonNegativeInteger are 0, 1, 2 and so on.
var NonNegativeInteger Constraint = discrete{"a whole number from 0 on", tensor.To(0), tensor.To(math.Inf(1)), isFiniteWhole}

func isFiniteWhole(v float64) bool { return isWhole(v) && !math.IsInf(v, 0) }
