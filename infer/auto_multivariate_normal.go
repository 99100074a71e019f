package infer

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
)

// AutoMultivariateNormal returns the guide that gives all latents together one multivariate normal on the real line, so
// that it knows their correlations. Its parameters are auto.SITE.loc for each latent and auto.scale_tril, the Cholesky
// factor of the covariance of all elements. [AutoJoint] says which latents there can be.
func AutoMultivariateNormal[D any](model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D) {
	return AutoJoint(model, o, func(c *ppl.Context, j Joint) dist.Distribution {
		tril := j.Param(c, "scale_tril", j.Eye(j.InitScale), ppl.Constrained(dist.LowerCholesky))
		return dist.MultivariateNormal[dist.ScaleTril](j.Loc, tril)
	})
}
