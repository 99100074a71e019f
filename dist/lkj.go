package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// LKJDist is a distribution of correlation matrices.
type LKJDist struct{ lkj }

var lkjSpec = &Spec{"LKJ", lkjCholeskySpec.Params}

// LKJ returns the distribution of dim × dim correlation matrices X with the density
//
//	p(X) ∝ |X|^(concentration - 1)
//
// of what stands below the diagonal: uniform where concentration is 1, with smaller correlations above 1. Every
// correlation has on (-1, 1) the density of 2y - 1 for y of Beta(b, b), b = concentration - 1 + dim/2 (D. Lewandowski,
// D. Kurowicka, H. Joe, "Generating random correlation matrices based on vines and extended onion method", 2009).
//
// Models take [LKJCholesky], whose draws need no factorization. Draws are moved towards the unit matrix by rounding
// errors as far as it takes them to be positive definite.
func LKJ[C tensor.Like](dim int, concentration C) *LKJDist {
	return &LKJDist{newLKJ(lkjSpec, dim, tensor.To(concentration))}
}

// Expand returns d with another batch shape; see [Expand].
func (d *LKJDist) Expand(shape ...int) *LKJDist { return Expand(d, shape...).(*LKJDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *LKJDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *LKJDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *LKJDist) Support() Constraint { return Correlation }

func (d *LKJDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample returns the product of a factor that [LKJCholesky] draws.
func (d *LKJDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	x := product(d.factors(rng, shape))
	return tensor.Where(tensor.Eye(d.dim), 1, x)
}

// product returns L Lᵀ, less so much off the diagonal that it is positive definite after rounding: as its smallest
// eigenvalue is larger then, in units of its diagonal, than errors of a factorization (J. Demmel, "On floating point
// errors in Cholesky", 1989).
func product(l *tensor.Tensor) *tensor.Tensor {
	x, n, rounding := gram{}.Forward(l), float64(l.Dim(-1)), math.Nextafter(1, 2)-1
	if l.DType() == tensor.Float32 {
		rounding = 0x1p-23
	}
	return tensor.Where(tensor.Eye(l.Dim(-1)), x, x.Mul(tensor.Scalar(1-2*n*(n+2)*rounding).As(l.DType())))
}

func (d *LKJDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor { return d.logProb(x.Cholesky(), false) })
}

// WithBase returns the same with another concentration; see [Parametric].
func (d *LKJDist) WithBase(b Base) Distribution { return &LKJDist{lkj{b, d.dim}} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *LKJDist) WithBatchShape(shape tensor.Shape) Distribution {
	return d.WithBase(Base{d.spec, d.params, shape})
}

// Mean returns the unit matrix.
func (d *LKJDist) Mean() (*tensor.Tensor, bool) {
	t, _ := d.DType()
	return tensor.Eye(d.dim).As(t).Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Variance returns 1 / (2 concentration + dim - 1) off the diagonal, and 0 on it.
func (d *LKJDist) Variance() (*tensor.Tensor, bool) {
	return tensor.Where(tensor.Eye(d.dim), 0, d.offDiagonal()).Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Entropy returns that of what stands below the diagonal.
func (d *LKJDist) Entropy() (*tensor.Tensor, bool) { return d.entropy(false), true }
