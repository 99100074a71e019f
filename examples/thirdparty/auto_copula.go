package thirdparty

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoCopula returns a guide that knows correlations and skewness: on the real line all latents together have a normal
// copula, and each element of theirs a margin of its own, a normal distribution moved by [SinhArcsinh]:
//
//	z ~ Normal(0, Σ),  x = loc + scale · SinhArcsinh(skew, tail)(z)
//
// with a correlation matrix Σ. A posterior that is normal on the real line is among them. The parameters are
// auto.SITE.loc for each latent and auto.scale, auto.skew, auto.tail and auto.corr_tril, the Cholesky factor of Σ.
// [infer.AutoJoint] says which latents there can be.
//
// S. Han, X. Liao, D. Dunson and L. Carin, "Variational Gaussian copula inference", 2016.
func AutoCopula[D any](model func(*ppl.Context, D), o infer.AutoOptions) func(*ppl.Context, D) {
	return infer.AutoJoint(model, o, func(c *ppl.Context, j infer.Joint) dist.Distribution {
		tril := j.Param(c, "corr_tril", j.Eye(1), ppl.Constrained(dist.CorrCholesky))
		scale := j.Param(c, "scale", j.Filled(j.InitScale), ppl.Constrained(dist.Positive))
		skew := j.Param(c, "skew", j.Filled(0), ppl.Constrained(dist.Interval(-MaxSkew, MaxSkew)))
		tail := j.Param(c, "tail", j.Filled(1), ppl.Constrained(dist.Interval(1/MaxTail, MaxTail)))
		normal := dist.MultivariateNormal[dist.ScaleTril](tensor.ZerosLike(j.Loc), tril)
		return dist.Transformed(normal, SinhArcsinh(skew, tail), dist.Affine(j.Loc, scale))
	})
}
