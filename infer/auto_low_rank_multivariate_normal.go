package infer

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoLowRankMultivariateNormal returns [AutoMultivariateNormal] with correlations along a few directions only: the
// covariance is S (F Fᵀ + 1) S with a diagonal S and a factor F of AutoOptions.Rank columns, so that many latents have
// few parameters and a step takes time proportional to their number. The parameters are auto.SITE.loc for each latent,
// auto.scale and auto.cov_factor. See [dist.LowRankMultivariateNormal].
func AutoLowRankMultivariateNormal[D any](model func(*ppl.Context, D), o AutoOptions) func(*ppl.Context, D) {
	return AutoJoint(model, o, func(c *ppl.Context, j Joint) dist.Distribution {
		n, rank := j.Layout.Len(), o.Rank
		if rank == 0 {
			rank = int(math.Round(math.Sqrt(float64(n))))
		}
		if rank < 1 || rank > n {
			panic(modelError{fmt.Errorf("AutoOptions.Rank is %d for latents of %d elements; it is between 1 and their number, and 0 means its root", rank, n)})
		}
		scale := j.Param(c, "scale", j.Filled(j.InitScale), ppl.Constrained(dist.Positive))
		factor := j.Param(c, "cov_factor", func(*tensor.RNG) *tensor.Tensor { return tensor.Zeros(n, rank).As(j.Loc.DType()) })
		return dist.LowRankMultivariateNormal(j.Loc, scale.Unsqueeze(-1).Mul(factor), scale.Square())
	})
}
