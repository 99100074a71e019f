package dist

import (
	"fmt"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// MatrixNormalDist is a normal distribution of matrices.
type MatrixNormalDist struct{ Base } // of loc and the factors of the covariances of rows and of columns

var matrixNormal = &Spec{"MatrixNormal", []Param{
	{"loc", independentConstraint{Real, 2}, ""}, {"row_scale_tril", LowerCholesky, "transpose an upper factor"}, {"col_scale_tril", LowerCholesky, "transpose an upper factor"}}}

// MatrixNormal returns the distribution of the n × m matrices X = loc + A Z Bᵀ for matrices Z of standard normal
// elements, with the lower factors rowScaleTril A [batch…, n, n] and colScaleTril B [batch…, m, m]:
//
//	log p(X) = -½ |A⁻¹ (X - loc) B⁻ᵀ|² - m log |A| - n log |B| - ½ n m log 2π
//
// Elements i, j and k, l have the covariance (A Aᵀ)ᵢₖ (B Bᵀ)ⱼₗ. It is [MultivariateNormal] of the n m elements, row by
// row, with the Kronecker product of A and B for a factor, in (n + m) n m operations (A. P. Dawid, "Some matrix-variate
// distribution theory", 1981). One of the factors may be scaled up and the other down, with the same distribution.
func MatrixNormal(loc, rowScaleTril, colScaleTril *tensor.Tensor) *MatrixNormalDist {
	b := NewBase(matrixNormal, loc, rowScaleTril, colScaleTril)
	for i, n := range []int{loc.Dim(-2), loc.Dim(-1)} {
		if l := b.params[1+i]; l.Dim(-1) != n || l.Dim(-2) != n {
			panic(&ParamError{Dist: matrixNormal.Name, Param: matrixNormal.Params[1+i].Name, Detail: fmt.Sprintf("must end in %d × %d matrices, as loc has %d %s, found %v", n, n, n, []string{"rows", "columns"}[i], l)})
		}
	}
	return &MatrixNormalDist{b}
}

// Loc returns the mean.
func (d *MatrixNormalDist) Loc() *tensor.Tensor { return d.params[0] }

// RowScaleTril returns A.
func (d *MatrixNormalDist) RowScaleTril() *tensor.Tensor { return d.params[1] }

// ColScaleTril returns B.
func (d *MatrixNormalDist) ColScaleTril() *tensor.Tensor { return d.params[2] }

// Expand returns d with another batch shape; see [Expand].
func (d *MatrixNormalDist) Expand(shape ...int) *MatrixNormalDist {
	return Expand(d, shape...).(*MatrixNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *MatrixNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *MatrixNormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *MatrixNormalDist) EventShape() tensor.Shape {
	return tensor.Shape{d.params[0].Dim(-2), d.params[0].Dim(-1)}
}
func (d *MatrixNormalDist) HasRSample() bool    { return true }
func (d *MatrixNormalDist) Support() Constraint { return independentConstraint{Real, 2} }

// lower returns the factors without what stands above their diagonals.
func (d *MatrixNormalDist) lower() (a, b *tensor.Tensor) {
	of := func(l *tensor.Tensor) *tensor.Tensor {
		return tensor.Where(lowerTriangle(l.Dim(-1), 0), l, 0)
	}
	return of(d.params[1]), of(d.params[2])
}

func (d *MatrixNormalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample returns loc + A Z Bᵀ with standard normal Z.
func (d *MatrixNormalDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	t, _ := d.DType()
	z := rng.NormalAt(tensor.Scalar(0).As(t), tensor.Scalar(1).As(t), tensor.Join(tensor.Join(shape, d.batch), d.EventShape())...)
	a, b := d.lower()
	return d.params[0].Add(matrixProduct(matrixProduct(a, z), transposed(b)))
}

func (d *MatrixNormalDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		n := float64(d.EventShape().Size())
		z := d.whitened(x.Sub(d.params[0]))
		return tensor.Sub(tensor.Mul(sumLast(z.Square(), 2), -0.5).Sub(d.logDet()), n*halfLog2Pi)
	})
}

// whitened returns A⁻¹ x B⁻ᵀ: rows are solved for B, then columns for A.
func (d *MatrixNormalDist) whitened(x *tensor.Tensor) *tensor.Tensor {
	a, b := d.params[1], d.params[2]
	if b.Rank() > 2 {
		b = b.Unsqueeze(-3)
	}
	if a.Rank() > 2 {
		a = a.Unsqueeze(-3)
	}
	return transposed(solveRows(a, transposed(solveRows(b, x))))
}

// logDet returns m log |A| + n log |B|.
func (d *MatrixNormalDist) logDet() *tensor.Tensor {
	of := func(i, times int) *tensor.Tensor {
		return tensor.Mul(d.params[i].Diag().Log().Sum(-1), float64(times))
	}
	return of(1, d.params[0].Dim(-1)).Add(of(2, d.params[0].Dim(-2)))
}

// WithBase returns the same with other parameters; see [Parametric].
func (d *MatrixNormalDist) WithBase(b Base) Distribution { return &MatrixNormalDist{b} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *MatrixNormalDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &MatrixNormalDist{Base{d.spec, d.params, shape}}
}

// Mean returns loc.
func (d *MatrixNormalDist) Mean() (*tensor.Tensor, bool) {
	return d.params[0].Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Variance returns (A Aᵀ)ᵢᵢ (B Bᵀ)ⱼⱼ.
func (d *MatrixNormalDist) Variance() (*tensor.Tensor, bool) {
	a, b := d.lower()
	v := a.Square().Sum(-1).Unsqueeze(-1).Mul(b.Square().Sum(-1).Unsqueeze(-2))
	return v.Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Entropy returns ½ n m (1 + log 2π) + m log |A| + n log |B|.
func (d *MatrixNormalDist) Entropy() (*tensor.Tensor, bool) {
	n := float64(d.EventShape().Size())
	return tensor.Add(d.logDet(), n*(0.5+halfLog2Pi)).Expand(d.batch...), true
}

var matrixNormalForms sync.Once

func (*MatrixNormalDist) ownKL() {
	matrixNormalForms.Do(func() { ownKL(matrixNormalKL) })
}

// matrixNormalKL returns the divergence of normal distributions of n × m matrices. With M = A_p⁻¹ A_q, N = B_p⁻¹ B_q
// and the divergences K_A and K_B of normal vectors with these factors and mean 0 it is
//
//	m K_A + n K_B + ½ (|M|² - n) (|N|² - m) + ½ |A_p⁻¹ (μ_q - μ_p) B_p⁻ᵀ|²,  |M|² - n = 2 (K_A + Σ log Mᵢᵢ)
func matrixNormalKL(q, p *MatrixNormalDist) *tensor.Tensor {
	kl := tensor.Mul(sumLast(p.whitened(q.params[0].Sub(p.params[0])).Square(), 2), 0.5)
	excess := tensor.To(2)
	for i := 1; i <= 2; i++ {
		lq, lp := q.params[i], p.params[i]
		zero := tensor.Zeros(lq.Dim(-1)).As(lq.DType())
		vectors := multivariateNormalKL(MultivariateNormal[ScaleTril](zero, lq), MultivariateNormal[ScaleTril](zero, lp))
		kl = kl.Add(tensor.Mul(vectors, float64(q.params[0].Dim(-i))))
		excess = excess.Mul(vectors.Add(widerBy.get().apply(nil, nil, lq.Diag(), lp.Diag()).Sum(-1)))
	}
	return kl.Add(excess)
}

// widerBy is log q - log p for positive numbers, which may be nearly the same.
var widerBy = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("logRise(p, q)").d("q", "1/q").d("p", "-1/p"), 0, "q", "p")}.
		register("LogRise", []tensor.Input{positiveInput, positiveInput})
}}
