package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Kind says which primitive made a site.
type Kind uint8

const (
	SampleSite        Kind = iota // Sample
	ParamSite                     // Param
	DeterministicSite             // Deterministic
	FactorSite                    // Factor
	PlateSite                     // Plate: which rows it runs over
)

func (k Kind) String() string {
	return [...]string{"sample", "param", "deterministic", "factor", "plate"}[k]
}

// Site is one named statement of a model, on its way through the handlers and then in the trace.
type Site struct {
	Name   string
	Kind   Kind
	Dist   dist.Distribution // of a sample site, expanded to its plates
	Value  *tensor.Tensor    // nil until a handler sets it or it is drawn; of a factor, its log-weight
	Plates []*Frame          // the plates around it, outermost first
	Frame  *Frame            // of a plate site: the plate itself

	Observed    bool // the value is data: scored, and not to be inferred
	Conditioned bool // observed by Condition rather than by Obs
	HasObs      bool // the model says Obs, perhaps with nil
	Intervened  bool // the value was set by Do: not scored
	Auxiliary   bool // of a guide: has no counterpart in the model

	Scale float64        // multiplies the log-probability
	Mask  *tensor.Tensor // where 0, the log-probability is not computed and counts 0; nil masks nothing

	Constraint dist.Constraint                      // of a parameter
	Init       func(rng *tensor.RNG) *tensor.Tensor // of a parameter
	shared     bool
	run        *run
}

// Latent reports whether the site is a random choice that inference has to find out.
func (s *Site) Latent() bool { return s.Kind == SampleSite && !s.Observed && !s.Intervened }

// LogWeighted reports whether the site has a log-probability: a random choice that was not intervened on, or a factor.
func (s *Site) LogWeighted() bool { return s.Kind == FactorSite || s.Kind == SampleSite && !s.Intervened }

// LogProb is the log-probability by batch element, neither scaled nor summed; masked elements are 0. It is nil for sites that have none.
func (s *Site) LogProb() *tensor.Tensor {
	switch {
	case !s.LogWeighted():
		return nil
	case s.Kind == SampleSite:
		return dist.MaskedLogProb(s.Dist, s.Value, s.Mask)
	case s.Mask != nil:
		return tensor.Where(s.Mask, s.Value, 0.0)
	default:
		return s.Value
	}
}

// LogProbSum is Scale · Σ LogProb, in one pass where the distribution can. It is nil for sites that have none.
func (s *Site) LogProbSum() *tensor.Tensor {
	switch {
	case !s.LogWeighted():
		return nil
	case s.Kind == SampleSite:
		return dist.LogProbSum(s.Dist, s.Value, s.Mask, s.Scale)
	default:
		return tensor.Mul(s.LogProb().Sum(), s.Scale)
	}
}

// prepare checks what the model said of a site, before the handlers see it.
func (s *Site) prepare() {
	switch s.Kind {
	case SampleSite:
		s.SetDist(s.Dist)
		s.scaleByPlates()
	case FactorSite:
		s.checkClaimed(s.Value.Shape())
		s.scaleByPlates()
	}
}

// SetDist gives a sample site a distribution: it is validated and expanded to the site's plates. Handlers that replace a distribution
// use it.
func (s *Site) SetDist(d dist.Distribution) {
	if d == nil {
		s.Fail("the distribution is nil")
	}
	s.Dist = d
	if err := d.Validate(); err != nil {
		panic(&SiteError{Site: s.Name, Err: err})
	}
	batch := d.BatchShape()
	s.checkClaimed(batch)
	if full := s.platesShape(len(batch)); !batch.Equal(full) {
		s.Dist = dist.Expand(d, full...)
	}
}

// complete draws the value if nobody set it, and checks it otherwise.
func (s *Site) complete() {
	switch s.Kind {
	case SampleSite:
		if s.Value == nil {
			s.draw()
			return
		}
		s.checkValue()
	case ParamSite:
		if s.Value == nil {
			s.Value = s.param()
		}
	}
}

// draw prefers the reparameterised sampler; both make the same numbers.
func (s *Site) draw() {
	rng := s.run.rng.Split(s.Name)
	if s.Dist.HasRSample() {
		s.Value = s.Dist.RSample(rng)
	} else {
		s.Value = s.Dist.Sample(rng)
	}
}

// checkValue refuses values of the wrong shape, and data outside the support.
func (s *Site) checkValue() {
	want := tensor.Join(s.Dist.BatchShape(), s.Dist.EventShape())
	if got := s.Value.Shape(); !got.Equal(want) {
		s.failShape("the value has shape %v, the distribution's draws have %v (batch %v, event %v); values do not broadcast%s",
			[]int(got), []int(want), []int(s.Dist.BatchShape()), []int(s.Dist.EventShape()), s.batchHint(got))
	}
	if s.Observed {
		if err := dist.CheckSupport(s.Dist, s.Value, s.Mask); err != nil {
			panic(&SiteError{Site: s.Name, Err: err})
		}
	}
}
