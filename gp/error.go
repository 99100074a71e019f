package gp

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// Error is a value of a parameter, or of a place, for which there are no covariances. It depends on values: a sampler
// that meets it tries others.
type Error struct {
	Of         string  // Matern52
	Param      string  // length
	Constraint string  // positive
	Value      float64 // what was found
	Cure       string  // what usually helps
}

func (e *Error) Error() string {
	text := fmt.Sprintf("gp: %s: %s must be %s, found %g", e.Of, e.Param, e.Constraint, e.Value)
	if e.Cure != "" {
		text += "; " + e.Cure
	}
	return text
}

// ModelFault marks Error as an error that model code raises by panic.
func (*Error) ModelFault() {}

// Refusal marks Error as one that other values of the latents may not have.
func (*Error) Refusal() {}

// positive returns a parameter of a kernel, all of whose values must be positive.
func positive(of, param string, v *tensor.Tensor) *tensor.Tensor {
	if i, found := raw.First(v, func(v float64) bool { return v > 0 && !math.IsInf(v, 1) }); i >= 0 {
		panic(&Error{of, param, "positive", found, "a latent takes a prior of positive numbers, such as LogNormal or InverseGamma"})
	}
	return v
}

// positiveNumber does so for a parameter that is one number.
func positiveNumber(of, param string, v *tensor.Tensor) *tensor.Tensor {
	if v.Rank() > 0 {
		fail("the %s of %s has shape %v, and must be a number", param, of, []int(v.Shape()))
	}
	return positive(of, param, v)
}

// finite refuses places that are not.
func finite(x *tensor.Tensor) {
	if i, found := raw.First(x, func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }); i >= 0 {
		panic(&Error{"Process", "a place", "finite", found, "leave out its row, or draw it as a latent"})
	}
}
