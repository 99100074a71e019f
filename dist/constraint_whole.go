package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// NonNegativeInteger is the set of 0, 1, 2 and so on.
var NonNegativeInteger Constraint = discrete{"a whole number from 0 on", tensor.To(0), tensor.To(math.Inf(1)), isWhole}

// PositiveInteger is the set of 1, 2, 3 and so on.
var PositiveInteger Constraint = discrete{"a whole number from 1 on", tensor.To(1), tensor.To(math.Inf(1)), isWhole}

// integers is the set of all whole numbers.
var integers Constraint = discrete{"a whole number", tensor.To(math.Inf(-1)), tensor.To(math.Inf(1)), isWhole}
