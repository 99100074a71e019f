package dist

import "github.com/credence-ppl/credence/tensor"

// InverseWishartDist is the distribution of inverses of Wishart matrices.
type InverseWishartDist struct{ wishart }

// InverseWishart returns the distribution of the inverses of matrices of [Wishart] with df > n - 1 degrees of freedom
// and the inverse of the n × n matrix scale V, with the density of their lower triangle
//
//	p(X) = |V|^(df/2) |X|^(-(df+n+1)/2) exp(-½ tr(V X⁻¹)) / (2^(df n/2) Γₙ(df/2))
//
// (A. Gelman et al., "Bayesian data analysis", 2013, appendix A). It is the conjugate prior of a normal covariance,
// with the mean V / (df - n - 1) for df > n + 1. It ties scales and correlations to each other; [LKJCholesky] and
// scales of their own do not.
func InverseWishart[D tensor.Like](df D, scale *tensor.Tensor) *InverseWishartDist {
	return &InverseWishartDist{newWishart(wishartKind{name: "InverseWishart", inverse: true}, tensor.To(df), scale)}
}

// Scale returns V, as it was given.
func (d *InverseWishartDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *InverseWishartDist) Expand(shape ...int) *InverseWishartDist {
	return Expand(d, shape...).(*InverseWishartDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *InverseWishartDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *InverseWishartDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// WithBase returns the same with other parameters; see [Parametric].
func (d *InverseWishartDist) WithBase(b Base) Distribution { return &InverseWishartDist{d.kind.of(b)} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *InverseWishartDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &InverseWishartDist{wishart{Base{d.spec, d.params, shape}, d.kind, d.factor}}
}

// Mean returns V / (df - n - 1) for df > n + 1.
func (d *InverseWishartDist) Mean() (*tensor.Tensor, bool) {
	return d.moment(inverseWishartMean.get()), true
}

// Variance returns that of each element, which is infinite for df from n + 1 to n + 3.
func (d *InverseWishartDist) Variance() (*tensor.Tensor, bool) {
	return d.moment(inverseWishartVariance.get()), true
}

var (
	inverseWishartMean = lazy[*pointwise]{make: func() *pointwise {
		return wishartMoment("InverseWishart.Mean", "where(df > n + 1, v/(df - n - 1), nan)")
	}}
	inverseWishartVariance = lazy[*pointwise]{make: func() *pointwise {
		return wishartMoment("InverseWishart.Variance", `
		m = df - n
		where(m > 3, ((m + 1)*v^2/(m - 1) + vv)/m/(m - 1)/(m - 3), m > 1, inf, nan)`)
	}}
)

// InverseWishartCholeskyDist is the distribution of Cholesky factors of inverses of Wishart matrices.
type InverseWishartCholeskyDist struct{ wishart }

// InverseWishartCholesky returns the distribution of the lower factors L of matrices L Lᵀ of [InverseWishart] with the
// scale S Sᵀ for the lower factor scaleTril S, as a density of their lower triangles, as NumPyro and Stan have it.
func InverseWishartCholesky[D tensor.Like](df D, scaleTril *tensor.Tensor) *InverseWishartCholeskyDist {
	return &InverseWishartCholeskyDist{newWishart(wishartKind{"InverseWishartCholesky", true, true}, tensor.To(df), scaleTril)}
}

// ScaleTril returns S, as it was given.
func (d *InverseWishartCholeskyDist) ScaleTril() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *InverseWishartCholeskyDist) Expand(shape ...int) *InverseWishartCholeskyDist {
	return Expand(d, shape...).(*InverseWishartCholeskyDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *InverseWishartCholeskyDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *InverseWishartCholeskyDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// WithBase returns the same with other parameters; see [Parametric].
func (d *InverseWishartCholeskyDist) WithBase(b Base) Distribution {
	return &InverseWishartCholeskyDist{d.kind.of(b)}
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *InverseWishartCholeskyDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &InverseWishartCholeskyDist{wishart{Base{d.spec, d.params, shape}, d.kind, d.factor}}
}
