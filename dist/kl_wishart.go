package dist

import (
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

var wishartForms sync.Once

func (*wishart) ownKL() {
	wishartForms.Do(func() {
		ownKL(func(q, p *WishartDist) *tensor.Tensor { return wishartKL(&q.wishart, &p.wishart) })
		ownKL(func(q, p *WishartCholeskyDist) *tensor.Tensor { return wishartKL(&q.wishart, &p.wishart) })
		ownKL(func(q, p *InverseWishartDist) *tensor.Tensor { return wishartKL(&q.wishart, &p.wishart) })
		ownKL(func(q, p *InverseWishartCholeskyDist) *tensor.Tensor { return wishartKL(&q.wishart, &p.wishart) })
	})
}

// wishartKL returns the divergence of Wishart distributions with n rows, which is that of their inverses and their
// factors, too. With M = L_p⁻¹ L_q for the factors of the scales and i from 0 it is
//
//	Σ KL(Gamma((df_q-i)/2, 1), Gamma((df_p-i)/2, Mᵢᵢ²)) + Σ i/2·(Mᵢᵢ² - 1 - log Mᵢᵢ²) + df_q/2·Σ_{i>j} Mᵢⱼ²
//
// in which no term is negative: the logarithm of the Wishart density's constant is a sum over rows as that of
// independent gamma variables is.
func wishartKL(q, p *wishart) *tensor.Tensor {
	lq, lp, df := q.factor, p.factor, alike(q.params)[0]
	power := -2.0
	if q.kind.inverse { // whose scales are those of inverses
		lq, lp, power = lp, lq, 2
	}
	n, shape := q.n(), tensor.Join(commonBatch(q, p), q.EventShape())
	apart := lq.Sub(lp).Expand(shape...)
	m := tensor.Where(lowerTriangle(n, -1), tensor.SolveLower(lp.Expand(shape...), apart), 0)
	rows := q.ramp(0, 1)
	shapes := func(d *wishart) *tensor.Tensor {
		return tensor.Mul(alike(d.params)[0].Unsqueeze(-1).Sub(rows), 0.5)
	}
	rates := func(d *wishart) *tensor.Tensor { return tensor.Pow(d.factor.Diag(), power) }
	gammas := gammaFamily.get().kl.apply(nil, nil, shapes(q), rates(q), shapes(p), rates(p))
	zero := tensor.To(0)
	widths := normalFamily.get().kl.apply(nil, nil, zero, lq.Diag(), zero, lp.Diag())
	return gammas.Add(rows.Mul(widths)).Sum(-1).Add(tensor.Mul(df, 0.5).Mul(sumLast(m.Square(), 2)))
}
