package infer

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoDelta is the guide that gives every latent one value, the parameter auto.z.value in the latent's support: SVI then finds the maximum of the
// posterior density. All latents must be continuous.
func AutoDelta[D any](model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D) {
	return autoGuide(model, o, deltaLatent)
}

func deltaLatent(s *ppl.Site, next ppl.Next, a auto) {
	value := next.Param(s, "auto."+s.Name+".value", func(rng *tensor.RNG) *tensor.Tensor {
		return a.start(s, rng)
	}, ppl.Constrained(a.prior.Support()))
	s.SetDist(dist.ToEvent(dist.Delta(a.rows(s, value)), a.event))
	next.Apply(s)
}
