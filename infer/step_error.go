package infer

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// StepError is a step of SVI whose loss or gradient is not finite. The step changed nothing.
type StepError struct {
	Step   int
	Site   string // the first site or parameter that went bad
	Detail string
}

func (e *StepError) Error() string {
	return fmt.Sprintf("infer: step %d: site %q: %s; no parameter was changed", e.Step, e.Site, e.Detail)
}

// stepError looks for the first site that is not finite, in the order in which they were drawn.
func (e *estimate) stepError(step int) error {
	for _, p := range e.particles {
		for _, run := range []struct {
			what  string
			trace *ppl.Trace
		}{{"guide", p.guide}, {"model", p.model}} {
			for _, s := range run.trace.Sites() {
				if detail := badSite(s); detail != "" {
					return &StepError{step, s.Name, "in the " + run.what + " " + detail}
				}
			}
		}
	}
	return &StepError{step, "", fmt.Sprintf("the loss is %v though every site is finite: their sum overflows", e.loss)}
}

// badSite says what of a site is not finite, or nothing.
func badSite(s *ppl.Site) string {
	if s.Value != nil && s.Kind != ppl.FactorSite && !s.Observed {
		if i, v := firstNonFinite(s.Value); i >= 0 {
			return fmt.Sprintf("its value is %v at element %d of %v", v, i, []int(s.Value.Shape()))
		}
	}
	lp := s.LogProb()
	if lp == nil {
		return ""
	}
	if i, v := firstNonFinite(lp); i >= 0 {
		detail := fmt.Sprintf("its log-probability is %v at element %d of %v", v, i, []int(lp.Shape()))
		if s.Dist != nil {
			detail += fmt.Sprintf(", under %v", s.Dist)
		}
		return detail
	}
	return ""
}

// firstNonFinite is the place and value of the first NaN or infinity, -1 if there is none.
func firstNonFinite(t *tensor.Tensor) (int, float64) {
	if t.DType() == tensor.Float32 {
		return nonFinite(tensor.Raw[float32](t))
	}
	return nonFinite(tensor.Raw[float64](t))
}

func nonFinite[T tensor.Float](values []T) (int, float64) {
	for i, v := range values {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return i, f
		}
	}
	return -1, 0
}
