package infer

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoNormal is the guide that gives every latent an independent normal on the real line (mean field; Kucukelbir et al. 2017). Latents with a
// bounded support are mapped from there by their constraint. A latent z has the parameters auto.z.loc and auto.z.scale, one for every row of its plates. All latents must be continuous.
func AutoNormal[D any](model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D) {
	return autoGuide(model, o, normalLatent)
}

func normalLatent(s *ppl.Site, next ppl.Next, a auto) {
	support := a.prior.Support()
	start := func(rng *tensor.RNG) *tensor.Tensor { return support.ToReal(a.start(s, rng)) }
	loc := a.rows(s, next.Param(s, "auto."+s.Name+".loc", start))
	scale := a.rows(s, next.Param(s, "auto."+s.Name+".scale", func(rng *tensor.RNG) *tensor.Tensor {
		return tensor.FullLike(start(rng), a.o.InitScale)
	}, ppl.Constrained(dist.Positive)))
	q := dist.ToEvent(dist.Normal(loc, scale), a.event)
	if support == dist.Real {
		s.SetDist(q)
		next.Apply(s)
		return
	}
	// The noise is a site of its own, and the latent a point mass at its image: no inverse of the map is needed, which would lose digits in the tails.
	u := next.Sample(s, s.Name+"_real", q, ppl.Auxiliary())
	x, logDet := support.FromReal(u)
	s.SetDist(dist.ToEvent(dist.Delta(x).WithLogDensity(logDet.Neg()), a.event))
	next.Apply(s)
}
