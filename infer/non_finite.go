package infer

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// NonFiniteError is a loss, a gradient or what an optimizer makes of it that is not finite. Nothing was changed.
type NonFiniteError struct {
	Steps  int    // steps done before
	Site   string // the first site or parameter that went bad
	Detail string // which value went bad, and where
}

func (e *NonFiniteError) Error() string {
	return fmt.Sprintf("infer: site %q, after %d steps: %s; no parameter was changed", e.Site, e.Steps, e.Detail)
}

// check refuses a loss that is not finite. It names the first site that is not, in the order in which they were drawn.
func (e *estimate) check(steps int) error {
	if finite(e.loss()) {
		return nil
	}
	for _, p := range e.particles {
		if site, detail := p.firstBad(); detail != "" {
			return &NonFiniteError{steps, site, detail}
		}
	}
	return &NonFiniteError{steps, "", fmt.Sprintf("the loss is %v though every site's is finite: their sum overflows", e.loss())}
}

// firstBad returns the first site that is not finite, and what is wrong there.
func (p *Particle) firstBad() (site, detail string) {
	for _, run := range []struct {
		what  string
		trace *ppl.Trace
	}{{"guide", p.Guide}, {"model", p.Model}} {
		for name, s := range run.trace.Sites() {
			if bad := badSite(s); bad != "" {
				return name, "in the " + run.what + " " + bad
			}
		}
	}
	for i, v := range p.values {
		if x := scalar(v); !finite(x) {
			return p.addends[i].Site.Name, fmt.Sprintf("its part of the loss is %v though its value is finite", -x)
		}
	}
	return "", ""
}

// badSite says what of a site is not finite, or nothing.
func badSite(s *ppl.Site) string {
	switch {
	case s.Kind == ppl.DeterministicSite:
		// An infinite one may be meant, such as a logit.
		if i, v := raw.First(s.Value, func(v float64) bool { return !math.IsNaN(v) }); i >= 0 {
			return fmt.Sprintf("its value is %v at element %d of %v", v, i, []int(s.Value.Shape()))
		}
	case s.Kind == ppl.ParamSite, s.Latent() && s.Mask == nil:
		if i, v := firstNonFinite(s.Value); i >= 0 {
			return fmt.Sprintf("its value is %v at element %d of %v", v, i, []int(s.Value.Shape()))
		}
	}
	lp := s.LogProb()
	if lp == nil {
		return ""
	}
	i, v := firstNonFinite(lp)
	switch {
	case i < 0:
		return ""
	case s.Dist != nil:
		return fmt.Sprintf("its log-probability is %v at element %d of %v%s, under %v", v, i, []int(lp.Shape()), valueAt(s, i, lp.Shape()), s.Dist)
	default:
		return fmt.Sprintf("its log-weight is %v at element %d of %v", v, i, []int(lp.Shape()))
	}
}

// valueAt says in words which number it is that has element i of log-probabilities of a shape; of vectors it says
// nothing.
func valueAt(s *ppl.Site, i int, shape tensor.Shape) string {
	if len(s.Dist.EventShape()) > 0 {
		return ""
	}
	return fmt.Sprintf(", where the value is %.6g", s.Value.Expand(shape...).Float64s()[i])
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// firstNonFinite returns the place and value of the first NaN or infinity, -1 if there is none. Every gradient of every
// step passes through it, and as a rule there is none.
func firstNonFinite(t *tensor.Tensor) (int, float64) {
	if raw.Inside(t, -math.MaxFloat64, math.MaxFloat64) {
		return -1, 0
	}
	return raw.First(t, finite)
}
