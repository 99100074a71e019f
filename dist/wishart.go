package dist

import "github.com/credence-ppl/credence/tensor"

// WishartDist is the Wishart distribution of positive definite matrices.
type WishartDist struct{ wishart }

// Wishart returns the distribution of Σ xₖ xₖᵀ for df vectors of n elements xₖ of MultivariateNormal(0, scale), and for
// any df > n - 1 the one with the density of their lower triangle
//
//	p(X) = |X|^((df-n-1)/2) exp(-½ tr(V⁻¹ X)) / (2^(df n/2) |V|^(df/2) Γₙ(df/2))
//
// for the n × n matrix scale V (J. Wishart, in Biometrika 20A, 1928). Its mean is df·V. As a prior of a precision it is
// conjugate; for covariances models sample better with [LKJCholesky] and scales.
func Wishart[D tensor.Like](df D, scale *tensor.Tensor) *WishartDist {
	return &WishartDist{newWishart(wishartKind{name: "Wishart"}, tensor.To(df), scale)}
}

// Scale returns V, as it was given.
func (d *WishartDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *WishartDist) Expand(shape ...int) *WishartDist { return Expand(d, shape...).(*WishartDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *WishartDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *WishartDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// WithBase returns the same with other parameters; see [Parametric].
func (d *WishartDist) WithBase(b Base) Distribution { return &WishartDist{d.kind.of(b)} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *WishartDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &WishartDist{wishart{Base{d.spec, d.params, shape}, d.kind, d.factor}}
}

// Mean returns df·V.
func (d *WishartDist) Mean() (*tensor.Tensor, bool) { return d.moment(wishartMean.get()), true }

// Variance returns df (Vᵢⱼ² + Vᵢᵢ Vⱼⱼ).
func (d *WishartDist) Variance() (*tensor.Tensor, bool) { return d.moment(wishartVariance.get()), true }

var (
	wishartMean     = lazy[*pointwise]{make: func() *pointwise { return wishartMoment("Wishart.Mean", "df*v") }}
	wishartVariance = lazy[*pointwise]{make: func() *pointwise { return wishartMoment("Wishart.Variance", "df*(v^2 + vv)") }}
)

// wishartMoment returns a moment of an element by the degrees of freedom, the element v of the scale and the product of
// those on the diagonal.
func wishartMoment(name, text string) *pointwise {
	return pointwise{formula: compile(is(text), 0b1000, "df", "v", "vv", "n")}.
		register(name, []tensor.Input{{Low: 6, High: 9}, {}, positiveInput, {Low: 1, High: 2, Whole: true}})
}

// WishartCholeskyDist is the distribution of Cholesky factors of Wishart matrices.
type WishartCholeskyDist struct{ wishart }

// WishartCholesky returns the distribution of the lower factors L of matrices L Lᵀ of [Wishart] with the scale S Sᵀ for
// the lower factor scaleTril S, as a density of their lower triangles. NumPyro and Stan have the same; PyMC's
// WishartBartlett has the matrices.
func WishartCholesky[D tensor.Like](df D, scaleTril *tensor.Tensor) *WishartCholeskyDist {
	return &WishartCholeskyDist{newWishart(wishartKind{name: "WishartCholesky", ofFactor: true}, tensor.To(df), scaleTril)}
}

// ScaleTril returns S, as it was given.
func (d *WishartCholeskyDist) ScaleTril() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *WishartCholeskyDist) Expand(shape ...int) *WishartCholeskyDist {
	return Expand(d, shape...).(*WishartCholeskyDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *WishartCholeskyDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *WishartCholeskyDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// WithBase returns the same with other parameters; see [Parametric].
func (d *WishartCholeskyDist) WithBase(b Base) Distribution {
	return &WishartCholeskyDist{d.kind.of(b)}
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *WishartCholeskyDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &WishartCholeskyDist{wishart{Base{d.spec, d.params, shape}, d.kind, d.factor}}
}
