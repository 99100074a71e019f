package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// MultivariateStudentTDist is Student's t distribution of vectors.
type MultivariateStudentTDist struct{ Base } // of df, loc and scale_tril

var multivariateStudentT = &Spec{"MultivariateStudentT", []Param{
	{"df", Positive, "use a parameter constrained to be positive"}, {"loc", independentConstraint{Real, 1}, ""}, {"scale_tril", LowerCholesky, ""}}}

// MultivariateStudentT returns Student's t distribution of vectors of n elements with df degrees of freedom, around loc
// [batch…, n] and with the shape L Lᵀ for the lower factor scaleTril L [batch…, n, n]:
//
//	p(x) = Γ((df+n)/2) / Γ(df/2) · (π df)^(-n/2) |L|⁻¹ (1 + |L⁻¹ (x - loc)|² / df)^(-(df+n)/2)
//
// It is that of loc + L ε / √(g/df) for standard normal ε and one g of χ² with df degrees of freedom (S. Kotz, S.
// Nadarajah, "Multivariate t distributions and their applications", 2004). It has a mean for df > 1 and for df > 2 the
// covariance L Lᵀ df / (df - 2). Elements are uncorrelated, not independent, where L is diagonal.
func MultivariateStudentT[D tensor.Like](df D, loc, scaleTril *tensor.Tensor) *MultivariateStudentTDist {
	b := NewBase(multivariateStudentT, tensor.To(df), loc, scaleTril)
	if n := loc.Dim(-1); scaleTril.Dim(-1) != n || scaleTril.Dim(-2) != n {
		panic(&ParamError{Dist: multivariateStudentT.Name, Param: "scale_tril", Detail: fmt.Sprintf("must end in %d × %d matrices, as loc has %d elements, found %v", n, n, n, scaleTril)})
	}
	return &MultivariateStudentTDist{b}
}

// DF returns the degrees of freedom, as they were given.
func (d *MultivariateStudentTDist) DF() *tensor.Tensor { return d.params[0] }

// Loc returns the middle.
func (d *MultivariateStudentTDist) Loc() *tensor.Tensor { return d.params[1] }

// ScaleTril returns L. The covariance is larger than L Lᵀ.
func (d *MultivariateStudentTDist) ScaleTril() *tensor.Tensor { return d.params[2] }

// Expand returns d with another batch shape; see [Expand].
func (d *MultivariateStudentTDist) Expand(shape ...int) *MultivariateStudentTDist {
	return Expand(d, shape...).(*MultivariateStudentTDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *MultivariateStudentTDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *MultivariateStudentTDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *MultivariateStudentTDist) EventShape() tensor.Shape {
	return tensor.Shape{d.params[1].Dim(-1)}
}
func (d *MultivariateStudentTDist) HasRSample() bool    { return true }
func (d *MultivariateStudentTDist) Support() Constraint { return independentConstraint{Real, 1} }

func (d *MultivariateStudentTDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// lower returns L without what stands above its diagonal.
func (d *MultivariateStudentTDist) lower() *tensor.Tensor {
	return tensor.Where(lowerTriangle(d.params[1].Dim(-1), 0), d.params[2], 0)
}

// RSample divides draws of a normal distribution by the root of a gamma variable over its mean.
func (d *MultivariateStudentTDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	t, _ := d.DType()
	rows := tensor.Join(shape, d.batch)
	eps := rng.NormalAt(tensor.Scalar(0).As(t), tensor.Scalar(1).As(t), tensor.Join(rows, d.EventShape())...)
	l := logGammaDraw(rng, tensor.Mul(d.params[0], 0.5).As(t), rows, logRatioSlope.get())
	one := tensor.Scalar(1).As(t)
	return studentTFromNoise.get().apply(nil, nil, one, l.Unsqueeze(-1), d.params[1], timesRows(d.lower(), eps))
}

func (d *MultivariateStudentTDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		off, far := downScaled(x.Sub(d.params[1]), 1)
		z, farther := downScaled(solveRows(d.params[2], off), 0)
		logDet := d.params[2].Diag().Log().Sum(-1)
		n := tensor.Scalar(float64(x.Dim(-1))).As(x.DType())
		return multivariateT.get().apply(d.batch, nil, z.Square().Sum(-1), tensor.Add(far.Log(), farther.Log()), alike(d.params)[0], n).Sub(logDet)
	})
}

// downScaled returns vectors over the size of their largest element, or over least if that is larger, and what they are
// divided by: squares of the result are in the range of numbers. It is a constant; no density depends on it.
func downScaled(x *tensor.Tensor, least float64) (scaled, by *tensor.Tensor) {
	by = tensor.Maximum(stop(x).Abs().Max(-1), tensor.Scalar(least).As(x.DType()))
	by = tensor.Where(tensor.Less(0, by), by, 1)
	return x.Div(by.Unsqueeze(-1)), by
}

// The log-density at q = e²ᵏ u, the squared distance from the middle, without the volume of L; and the entropy.
var (
	multivariateT = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("lgamma(n/2) - logBeta(a, n/2) - n/2*log(pi*df) - (a + n/2)*where(w < 1e60, log1p(w), log(u) + 2*k - log(df))").
				d("u", "-(a + n/2)/(u + df*exp(-2*k))").
				d("df", `
				part = where(w < 1e60, w/(1 + w), 1)
				rest = where(w < 0.1, w*part - xmlog1p(w), w < 1e60, log1p(w) - part, log(u) + 2*k - log(df) - 1)
				(digammaRise(a, a + n/2, n/2) - n/df + n*part/df - rest)/2`).
				with("a = df/2; w = u*exp(2*k)/df").
				in(domain{valid: "df > 0", outside: "-inf"}), 0b1010, "u", "k", "df", "n")}.
			register("MultivariateStudentT.LogProb", []tensor.Input{positiveInput, {}, {Low: 1, High: 9}, {Low: 1, High: 5, Whole: true}})
	}}

	multivariateTEntropy = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("logBeta(a, n/2) + n/2*log(pi*df) - lgamma(n/2) + (a + n/2)*digammaRise(a, a + n/2, n/2)").
				d("df", "(n/df + (a + n/2)*(trigamma(a + n/2) - trigamma(a)))/2").
				with("a = df/2").in(domain{valid: "df > 0", outside: "nan"}), 0b10, "df", "n")}.
			register("MultivariateStudentT.Entropy", []tensor.Input{{Low: 1, High: 9}, {Low: 1, High: 5, Whole: true}})
	}}
)

// WithBase returns the same with other parameters; see [Parametric].
func (d *MultivariateStudentTDist) WithBase(b Base) Distribution { return &MultivariateStudentTDist{b} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *MultivariateStudentTDist) WithBatchShape(shape tensor.Shape) Distribution {
	return d.WithBase(Base{d.spec, d.params, shape})
}

// Mean returns loc for df > 1.
func (d *MultivariateStudentTDist) Mean() (*tensor.Tensor, bool) {
	return d.moment(studentTFamily.get().mean)
}

// Variance returns the diagonal of the covariance, infinite for df from 1 to 2.
func (d *MultivariateStudentTDist) Variance() (*tensor.Tensor, bool) {
	return d.moment(studentTFamily.get().variance)
}

// moment returns that of the elements, which have the t distribution themselves.
func (d *MultivariateStudentTDist) moment(f *pointwise) (*tensor.Tensor, bool) {
	scale := d.lower().Square().Sum(-1).Sqrt()
	return f.apply(tensor.Join(d.batch, d.EventShape()), nil, unsqueeze(alike(d.params)[0], 1), d.params[1], scale), true
}

// Entropy returns log |L| and what df and n make of it.
func (d *MultivariateStudentTDist) Entropy() (*tensor.Tensor, bool) {
	logDet := d.params[2].Diag().Log().Sum(-1)
	n := tensor.Scalar(float64(d.params[1].Dim(-1))).As(logDet.DType())
	return multivariateTEntropy.get().apply(d.batch, nil, alike(d.params)[0], n).Add(logDet), true
}
