package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestWishartOfOne: of one row it is a gamma variable, and its inverse an inverse one.
func TestWishartOfOne(t *testing.T) {
	one := func(v float64) *tensor.Tensor { return tensor.Of([]float64{v}, 1, 1) }
	for _, df := range []float64{1e-3, 3, 1e7} {
		for _, scale := range []float64{1e-100, 2} {
			x := df * scale * 1.25
			require.InEpsilon(t, 1000+dist.Gamma(df/2, 0.5/scale).LogProb(tensor.Scalar(x)).Item(), 1000+dist.Wishart(df, one(scale)).LogProb(one(x)).Item(), 1e-12)
			x = scale / df * 1.25
			require.InEpsilon(t, 1000+dist.InverseGamma(df/2, scale/2).LogProb(tensor.Scalar(x)).Item(), 1000+dist.InverseWishart(df, one(scale)).LogProb(one(x)).Item(), 1e-12)
		}
	}
}

// TestWishartIsConjugate: the prior of a precision times the density of normal vectors is another Wishart density, up
// to a constant.
func TestWishartIsConjugate(t *testing.T) {
	data := tensor.NewRNG(3).Normal(5, 2)
	prior, scale := dist.Wishart(4, tensor.Of([]float64{2, 0.5, 0.5, 1}, 2, 2)), tensor.Of([]float64{4, -2, -2, 8}, 2, 2)
	inverse := func(m *tensor.Tensor) *tensor.Tensor {
		det := m.At(0, 0)*m.At(1, 1) - m.At(0, 1)*m.At(1, 0)
		return tensor.Of([]float64{m.At(1, 1) / det, -m.At(0, 1) / det, -m.At(1, 0) / det, m.At(0, 0) / det}, 2, 2)
	}
	posterior := dist.Wishart(9, inverse(inverse(prior.Scale()).Add(data.T().MatMul(data))))
	evidence := func(p *tensor.Tensor) float64 {
		normal := dist.MultivariateNormal[dist.Precision](tensor.Zeros(2), p)
		return prior.LogProb(p).Item() + normal.LogProb(data).Sum().Item() - posterior.LogProb(p).Item()
	}
	require.InDelta(t, evidence(tensor.Eye(2)), evidence(scale), 1e-11)

	q, p := dist.InverseWishart(5, scale), dist.InverseWishart(8, tensor.Eye(2))
	require.InEpsilon(t, mustKL(t, dist.Wishart(5, inverse(scale)), dist.Wishart(8, tensor.Eye(2))).Item(), mustKL(t, q, p).Item(), 1e-12)
}

// TestWishartOfFewDegrees: matrices that are all but singular, and all but infinite, are positive definite as they are
// rounded and have a density.
func TestWishartOfFewDegrees(t *testing.T) {
	for _, dtype := range bothTypes {
		scale := tensor.Eye(4).As(dtype)
		for _, d := range []dist.Distribution{dist.Wishart(3.05, scale), dist.WishartCholesky(3.0001, scale), dist.InverseWishartCholesky(3.5, scale)} {
			x := d.Sample(tensor.NewRNG(1), 100)
			require.NoError(t, dist.CheckSupport(d, x, nil))
			for _, lp := range d.LogProb(x).Float64s() {
				require.False(t, math.IsNaN(lp-lp), "%v: log-density %v", d, lp)
			}
		}
	}
}

func TestMatrixMistakes(t *testing.T) {
	eye, zero := tensor.Eye(2), tensor.Zeros(3, 2)
	for words, f := range map[string]func(){
		"dist: Wishart: scale must end in square matrices, found":                                    func() { dist.Wishart(3, zero) },
		"dist: InverseWishartCholesky: scale_tril must end in square matrices":                       func() { dist.InverseWishartCholesky(3, tensor.Scalar(1)) },
		"dist: MatrixNormal: row_scale_tril must end in 3 × 3 matrices, as loc has 3 rows, found":    func() { dist.MatrixNormal(zero, eye, eye) },
		"dist: MatrixNormal: col_scale_tril must end in 2 × 2 matrices, as loc has 2 columns, found": func() { dist.MatrixNormal(zero, tensor.Eye(3), tensor.Eye(3)) },
		"dist: MatrixNormal: loc must have at least 2 dimensions, found shape [2]":                   func() { dist.MatrixNormal(tensor.Zeros(2), eye, eye) },
		"dist: WishartCholesky: scale_tril must end in square matrices, found nil":                   func() { dist.WishartCholesky(3, nil) },
	} {
		require.ErrorContains(t, recovered(f), words)
	}
	for words, d := range map[string]dist.Distribution{
		"dist: Wishart: df must be above 1, found 1; fewer degrees of freedom give singular matrices":      dist.Wishart(1, eye),
		"dist: InverseWishart: scale must be symmetric and positive definite, found":                       dist.InverseWishart(3, tensor.Of([]float64{1, 2, 2, 1}, 2, 2)),
		"dist: WishartCholesky: scale_tril must be lower triangular with a positive diagonal, found 1 at":  dist.WishartCholesky(3, tensor.Ones(2, 2)),
		"dist: MatrixNormal: col_scale_tril must be lower triangular with a positive diagonal, found 0 at": dist.MatrixNormal(zero, tensor.Eye(3), tensor.Zeros(2, 2)),
	} {
		require.ErrorContains(t, d.Validate(), words)
	}
}
