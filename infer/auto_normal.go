package infer

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
)

// AutoNormal returns the guide that gives every latent an independent normal on the real line (mean field; Kucukelbir
// et al. 2017, "Automatic differentiation variational inference"). Latents with a bounded support are mapped from there
// by their constraint. A latent z has the parameters auto.z.loc and auto.z.scale, one for every row of its plates. All
// latents must be continuous.
func AutoNormal[D any](model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D) {
	return AutoEach(model, o, func(l AutoLatent) {
		l.Draw(dist.Normal(l.Loc, l.Param("scale", l.Filled(l.InitScale), ppl.Constrained(dist.Positive))))
	})
}
