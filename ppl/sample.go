package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// SampleOption is an option of [Sample].
type SampleOption func(*Site)

// Sample makes the random choice name ~ d and returns its value, which is drawn, observed, or set by a handler. It has
// the shape [batch…, event…] of d, with the batch expanded to the plates around.
func Sample(c *Context, name string, d dist.Distribution, opts ...SampleOption) *tensor.Tensor {
	return apply(c, c.sampleSite(name, d, opts))
}

func (c *Context) sampleSite(name string, d dist.Distribution, opts []SampleOption) *Site {
	s := c.site()
	s.Name, s.Kind, s.Dist = name, SampleSite, d
	for _, o := range opts {
		if o == nil {
			s.Fail("an option is nil")
		}
		o(s)
	}
	return s
}

// Obs gives the observed value. It must have the shape of a draw: observed values do not broadcast. Nil means that the
// value is missing, so that one model serves to learn and to predict; SVI and MCMC refuse nil.
func Obs(value *tensor.Tensor) SampleOption {
	return func(s *Site) {
		s.declare(MissingRole)
		if s.Value = value; value != nil {
			s.SetRole(DataRole)
		}
	}
}

// Auxiliary marks a site of a guide that has no counterpart in the model, such as the noise behind several latents.
func Auxiliary() SampleOption {
	return func(s *Site) { s.declare(AuxiliaryRole) }
}
