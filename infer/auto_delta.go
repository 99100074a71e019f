package infer

import "github.com/credence-ppl/credence/ppl"

// AutoDelta returns the guide that gives every latent one value: SVI then finds the maximum of the posterior density. A
// latent z has the parameter auto.z.loc, its value on the real line, for every row of its plates. All latents must be
// continuous.
func AutoDelta[D any](model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D) {
	return AutoEach(model, o, func(l AutoLatent) { l.Fix(l.Loc) })
}
