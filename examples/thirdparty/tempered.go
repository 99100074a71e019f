package thirdparty

import (
	"math"

	"github.com/credence-ppl/credence/ppl"
)

// Tempered raises the likelihood of a model to a power, from 0 to 1: the log-probability of what is observed counts
// beta times, priors and factors as they are. Powers below 1 trust the data less (Bissiri, Holmes, Walker 2016, "A
// general framework for updating belief distributions"). A [Weight] that ppl.Infer gives a site counts for that site
// instead.
func Tempered(m ppl.Model, beta float64) ppl.Model {
	return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		if s.Observed {
			power := beta
			if own, ok := ppl.SettingOf[Weight](s); ok {
				power = float64(own)
			}
			if !(power > 0 && power <= 1) {
				s.Fail("Tempered has the power %v for it; it must be above 0 and at most 1", power)
			}
			s.Scale *= power
		}
		next.Apply(s)
	}))
}

// Weight is the power of single sites under [Tempered].
type Weight float64

// Check refuses sites that are not observed.
func (w Weight) Check(s *ppl.Site) {
	if !s.Observed || math.IsNaN(float64(w)) {
		s.Fail("Infer has thirdparty.Weight(%v) for it; a weight is a number, and for what is observed", float64(w))
	}
}
