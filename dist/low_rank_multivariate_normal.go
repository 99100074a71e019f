package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// LowRankMultivariateNormalDist is a normal distribution of vectors with few directions of correlation.
type LowRankMultivariateNormalDist struct{ Base } // of loc, factor and diagonal

var lowRankNormal = &Spec{"LowRankMultivariateNormal", []Param{
	{"loc", independentConstraint{Real, 1}, ""}, {"cov_factor", independentConstraint{Real, 2}, ""}, {"cov_diag", independentConstraint{Positive, 1}, scaleCure}}}

// LowRankMultivariateNormal returns the normal distribution of vectors of n elements with the covariance
//
//	Σ = W Wᵀ + D
//
// for the factor W [batch…, n, r] and the diagonal D, the positive variances diagonal [batch…, n]. The mean is loc
// [batch…, n]. A density takes n r² operations in place of the n³ of [MultivariateNormal], by the r × r matrix
// C = 1 + Wᵀ D⁻¹ W (Woodbury's identity and the determinant lemma):
//
//	log |Σ| = log |D| + log |C|,  (x - μ)ᵀ Σ⁻¹ (x - μ) = |D^(-1/2) (x - μ - W y)|² + |y|²,  y = C⁻¹ Wᵀ D⁻¹ (x - μ),
//
// where the squares are those of the two parts of a draw μ + W y + D^(1/2) ε that are most likely. Nothing is
// subtracted that could cancel.
func LowRankMultivariateNormal(loc, factor, diagonal *tensor.Tensor) *LowRankMultivariateNormalDist {
	b := NewBase(lowRankNormal, loc, factor, diagonal)
	if n := loc.Dim(-1); factor.Dim(-2) != n || diagonal.Dim(-1) != n || factor.Dim(-1) < 1 {
		panic(&ParamError{Dist: lowRankNormal.Name, Param: "cov_factor", Detail: fmt.Sprintf("of shape %v and cov_diag of shape %v must have %d rows and %d elements, as loc has, and at least one column", []int(factor.Shape()), []int(diagonal.Shape()), n, n)})
	}
	return &LowRankMultivariateNormalDist{b}
}

// Loc returns the mean.
func (d *LowRankMultivariateNormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Factor returns W.
func (d *LowRankMultivariateNormalDist) Factor() *tensor.Tensor { return d.params[1] }

// Diagonal returns that of D.
func (d *LowRankMultivariateNormalDist) Diagonal() *tensor.Tensor { return d.params[2] }

// Expand returns d with another batch shape; see [Expand].
func (d *LowRankMultivariateNormalDist) Expand(shape ...int) *LowRankMultivariateNormalDist {
	return Expand(d, shape...).(*LowRankMultivariateNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *LowRankMultivariateNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *LowRankMultivariateNormalDist) Mask(mask *tensor.Tensor) *MaskedDist {
	return newMasked(d, mask)
}

func (d *LowRankMultivariateNormalDist) EventShape() tensor.Shape {
	return tensor.Shape{d.params[0].Dim(-1)}
}
func (d *LowRankMultivariateNormalDist) HasRSample() bool    { return true }
func (d *LowRankMultivariateNormalDist) Support() Constraint { return independentConstraint{Real, 1} }

func (d *LowRankMultivariateNormalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample returns loc + W y + D^(1/2) ε with standard normal y and ε.
func (d *LowRankMultivariateNormalDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	n, r := d.params[0].Dim(-1), d.params[1].Dim(-1)
	t, _ := d.DType()
	noise := rng.NormalAt(tensor.Scalar(0).As(t), tensor.Scalar(1).As(t), tensor.Join(tensor.Join(shape, d.batch), tensor.Shape{n + r})...)
	y, eps := noise.Slice(-1, 0, r), noise.Slice(-1, r, n+r)
	return d.params[0].Add(timesRows(d.params[1], y)).Add(d.params[2].Sqrt().Mul(eps))
}

func (d *LowRankMultivariateNormalDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return d.MaskedLogProb(x, nil)
}

// MaskedLogProb returns LogProb where mask is not 0 and 0 elsewhere; see [Fused].
func (d *LowRankMultivariateNormalDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	shapeOfValues(d, x)
	p := behind(d, mask).(*LowRankMultivariateNormalDist).params
	rows := rowsAround(p[0], x, mask)
	sd := p[2].Sqrt()
	w := p[1].Div(sd.Unsqueeze(-1))
	z := rows.off.Div(sd)
	l := capacitance(w)
	y := solveBoth(l, timesColumns(w, z))
	squares := z.Sub(timesRows(w, y)).Square().Sum(-1).Add(y.Square().Sum(-1))
	logDet := sd.Log().Sum(-1).Add(l.Diag().Log().Sum(-1))
	return rows.logProb(rows.off.Dim(-1), squares, logDet)
}

// whole returns the same distribution with all of its covariance, for what takes n³ operations anyway.
func (d *LowRankMultivariateNormalDist) whole() *MultivariateNormalDist {
	w, diagonal := d.params[1], d.params[2]
	square := w.Unsqueeze(-2).Mul(w.Unsqueeze(-3)).Sum(-1)
	return MultivariateNormal[Covariance](d.params[0], square.Add(diagonal.Unsqueeze(-1).Mul(tensor.Eye(w.Dim(-2)).As(w.DType()))))
}

// capacitance returns the lower factor of 1 + Wᵀ W.
func capacitance(w *tensor.Tensor) *tensor.Tensor {
	eye := tensor.Eye(w.Dim(-1)).As(w.DType())
	if w.Rank() == 2 {
		return w.T().MatMul(w).Add(eye).Cholesky()
	}
	return w.Unsqueeze(-1).Mul(w.Unsqueeze(-2)).Sum(-3).Add(eye).Cholesky()
}

// timesRows returns W y for every y.
func timesRows(w, y *tensor.Tensor) *tensor.Tensor {
	if w.Rank() == 2 {
		return y.MatMul(w.T())
	}
	return w.Mul(y.Unsqueeze(-2)).Sum(-1)
}

// timesColumns returns Wᵀ z for every z.
func timesColumns(w, z *tensor.Tensor) *tensor.Tensor {
	if w.Rank() == 2 {
		return z.MatMul(w)
	}
	return w.Mul(z.Unsqueeze(-1)).Sum(-2)
}

// backwards returns n-1 … 0.
func backwards(n int) []int {
	back := make([]int, n)
	for i := range back {
		back[i] = n - 1 - i
	}
	return back
}

// solveBoth returns (L Lᵀ)⁻¹ v for every v. Lᵀ is a lower triangle from its end.
func solveBoth(l, v *tensor.Tensor) *tensor.Tensor {
	r, shape := l.Dim(-1), v.Shape()
	back := backwards(r)
	if l.Rank() == 2 { // one factor for all
		u := tensor.SolveLower(l, v.Reshape(-1, r).T()).Take(0, back)
		return tensor.SolveLower(l.T().Take(0, back).Take(1, back), u).Take(0, back).T().Reshape(shape...)
	}
	l = l.Expand(tensor.Join(shape, tensor.Shape{r})...)
	u := tensor.SolveLower(l, v.Unsqueeze(-1)).Take(-2, back)
	return tensor.SolveLower(transposed(l).Take(-2, back).Take(-1, back), u).Take(-2, back).Squeeze(-1)
}

// WithBase returns the same with other parameters; see [Parametric].
func (d *LowRankMultivariateNormalDist) WithBase(b Base) Distribution {
	return &LowRankMultivariateNormalDist{b}
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *LowRankMultivariateNormalDist) WithBatchShape(shape tensor.Shape) Distribution {
	loc := d.params[0].Expand(tensor.Join(shape, d.EventShape())...)
	return &LowRankMultivariateNormalDist{Base{d.spec, []*tensor.Tensor{loc, d.params[1], d.params[2]}, shape}}
}

// Mean returns loc.
func (d *LowRankMultivariateNormalDist) Mean() (*tensor.Tensor, bool) {
	return d.params[0].Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Variance returns the diagonal of W Wᵀ + D.
func (d *LowRankMultivariateNormalDist) Variance() (*tensor.Tensor, bool) {
	return d.params[1].Square().Sum(-1).Add(d.params[2]).Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Entropy returns ½ (n (1 + log 2π) + log |Σ|).
func (d *LowRankMultivariateNormalDist) Entropy() (*tensor.Tensor, bool) {
	sd := d.params[2].Sqrt()
	logDet := sd.Log().Sum(-1).Add(capacitance(d.params[1].Div(sd.Unsqueeze(-1))).Diag().Log().Sum(-1))
	return tensor.Add(logDet, float64(d.params[0].Dim(-1))*(0.5+halfLog2Pi)).Expand(d.batch...), true
}
