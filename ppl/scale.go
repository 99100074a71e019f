package ppl

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// Scale multiplies the log-probability of every site by a factor, which must be positive and finite.
func Scale(m Model, factor float64) Model {
	return WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		if !(factor > 0) || math.IsInf(factor, 1) {
			s.Fail("Scale by %v: the factor must be positive and finite", factor)
		}
		s.Scale *= factor
		next.Apply(s)
	}))
}

// Mask leaves out the log-probability where mask is 0: it is not computed there, so that NaN in values or parameters does no harm. The mask
// broadcasts to the batch shape of every site.
func Mask(m Model, mask *tensor.Tensor) Model {
	return WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		switch {
		case s.Kind != SampleSite && s.Kind != FactorSite:
		case s.Mask == nil:
			s.Mask = mask
		default:
			s.Mask = s.Mask.Mul(mask)
		}
		next.Apply(s)
	}))
}
