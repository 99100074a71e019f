package infer

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoNormal is the guide that gives every latent an independent normal on the real line (mean field; Kucukelbir et al.
// 2017, "Automatic differentiation variational inference"). Latents with a bounded support are mapped from there by
// their constraint. A latent z has the parameters auto.z.loc and auto.z.scale, one for every row of its plates. All
// latents must be continuous.
func AutoNormal[D any](model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D) {
	return autoGuide(model, o, normalLatent)
}

func normalLatent(a auto) {
	loc := a.loc()
	scale := a.param("scale", func(rng *tensor.RNG) *tensor.Tensor {
		return tensor.FullLike(a.start(rng), a.o.InitScale)
	}, ppl.Constrained(dist.Positive))
	normal := dist.ToEvent(dist.Normal(loc, scale), a.real)
	if a.bijection.Forward(loc) == loc { // the support is the real line
		a.site.SetDist(normal)
	} else {
		a.site.SetDist(a.pushForward(normal))
	}
	a.next.Apply(a.site)
}

// pushForward is a distribution on the real line mapped into the support: its draw is a site of its own, and the latent
// a point mass at the image. No inverse of the map is needed, which would lose digits in the tails.
func (a auto) pushForward(real dist.Distribution) dist.Distribution {
	u := a.next.Sample(a.site, a.site.Name+"_real", real, ppl.Auxiliary())
	x, logDet := dist.ForwardLogDet(a.bijection, u)
	return dist.Delta(x).ToEvent(a.event).WithLogDensity(logDet.Neg())
}
