package dist

import (
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

var multivariateNormalForms, lowRankForms sync.Once

func (*MultivariateNormalDist) ownKL() {
	multivariateNormalForms.Do(func() {
		ownKL(multivariateNormalKL)
		ownKL(func(q *IndependentDist, p *MultivariateNormalDist) *tensor.Tensor {
			if q := normalVector(q); q != nil {
				return multivariateNormalKL(q, p)
			}
			return nil
		})
		ownKL(func(q *MultivariateNormalDist, p *IndependentDist) *tensor.Tensor {
			if p := normalVector(p); p != nil {
				return multivariateNormalKL(q, p)
			}
			return nil
		})
	})
}

func (*LowRankMultivariateNormalDist) ownKL() {
	lowRankForms.Do(func() {
		ownKL(func(q *LowRankMultivariateNormalDist, p *MultivariateNormalDist) *tensor.Tensor {
			return multivariateNormalKL(q.whole(), p)
		})
		ownKL(func(q *MultivariateNormalDist, p *LowRankMultivariateNormalDist) *tensor.Tensor {
			return multivariateNormalKL(q, p.whole())
		})
	})
}

// normalVector returns vectors of independent normal elements as multivariate ones; nil if they are no such vectors.
func normalVector(d *IndependentDist) *MultivariateNormalDist {
	base, ok := d.base.(*NormalDist)
	if !ok || d.dims != 1 {
		return nil
	}
	wide := base.BatchShape()
	loc, scale := base.Loc().Expand(wide...), base.Scale().Expand(wide...)
	eye := tensor.Eye(wide[len(wide)-1]).As(scale.DType())
	return MultivariateNormal[ScaleTril](loc, scale.Unsqueeze(-1).Mul(eye))
}

// multivariateNormalKL returns the divergence of multivariate normal distributions. With the factor L of the covariance
// and M = L_p⁻¹ L_q it is
//
//	½ (Σ M_ii² - 1 - log M_ii²) + ½ Σ_{i>j} M_ij² + ½ |L_p⁻¹ (μ_q - μ_p)|²
//
// in which no term is negative. The first is the divergence of normal distributions with the diagonals of the factors
// for scales; M_ij comes from L_p⁻¹ (L_q - L_p), which differs on the diagonal only.
func multivariateNormalKL(q, p *MultivariateNormalDist) *tensor.Tensor {
	batch, n := commonBatch(q, p), q.params[0].Dim(-1)
	lq, lp, zero := q.lowerScale(), p.lowerScale(), tensor.To(0)
	diagonals := normalFamily.get().kl.apply(nil, nil, zero, lq.Diag(), zero, lp.Diag()).Sum(-1)
	apart := lq.Sub(lp)
	m := tensor.Where(lowerTriangle(n, -1), tensor.SolveLower(lp.Expand(apart.Shape()...), apart), 0.0)
	d := q.params[0].Sub(p.params[0]).Expand(tensor.Join(batch, tensor.Shape{n})...)
	return diagonals.Add(tensor.Mul(sumLast(m.Square(), 2).Add(squaresBy(lp, d)), 0.5))
}
