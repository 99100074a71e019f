package dist

import "github.com/credence-ppl/credence/tensor"

// multivariateNormalKL is the divergence of multivariate normal distributions, 0 where mask is. With the factor L of
// the covariance and M = L_p⁻¹ L_q it is
//
//	½ (Σ M_ii² - 1 - log M_ii²) + ½ Σ_{i>j} M_ij² + ½ |L_p⁻¹ (μ_q - μ_p)|²
//
// in which no term is negative. The first is the divergence of normal distributions with the diagonals of the factors
// for scales; M_ij comes from L_p⁻¹ (L_q - L_p), which differs on the diagonal only.
func multivariateNormalKL(q, p *MultivariateNormalDist, mask *tensor.Tensor) *tensor.Tensor {
	q, p = q.standardWhereMasked(mask), p.standardWhereMasked(mask)
	batch, n := commonBatch(q, p), q.loc.Dim(-1)
	lq, lp, zero := q.lower(), p.lower(), tensor.To(0)
	diagonals := normalKL.apply(nil, nil, zero, lq.Diag(), zero, lp.Diag()).Sum(-1)
	apart := lq.Sub(lp)
	m := tensor.Where(lowerTriangle(n, -1), tensor.SolveLower(lp.Expand(apart.Shape()...), apart), 0.0)
	d := q.loc.Sub(p.loc).Expand(tensor.Join(batch, tensor.Shape{n})...)
	return diagonals.Add(tensor.Mul(sumLast(m.Square(), 2).Add(squaresBy(lp, d)), 0.5))
}

// standardWhereMasked is d with standard normal distributions where mask is 0, so that nothing is computed with the
// parameters there.
func (d *MultivariateNormalDist) standardWhereMasked(mask *tensor.Tensor) *MultivariateNormalDist {
	if mask == nil {
		return d
	}
	c := *d
	c.batch, _ = tensor.BroadcastShapes(d.batch, mask.Shape())
	c.loc = tensor.Where(unsqueeze(mask, 1), d.loc, 0.0)
	c.setMatrix(tensor.Where(unsqueeze(mask, 2), d.matrix, tensor.Eye(d.loc.Dim(-1)).As(d.matrix.DType())))
	return &c
}
