package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// Covariance and ScaleTril say what the matrix of a [MultivariateNormal] is: its covariance, symmetric and positive
// definite, or the lower factor L of the covariance L Lᵀ, with a positive diagonal.
type (
	Covariance struct{}
	ScaleTril  struct{}
)

// Precision and PrecisionTril say that the matrix of a [MultivariateNormal] is the inverse of its covariance, or the
// lower factor L of the inverse L Lᵀ, with a positive diagonal.
type (
	Precision     struct{}
	PrecisionTril struct{}
)

// MatrixParameterization is one of the four.
type MatrixParameterization interface {
	Covariance | ScaleTril | Precision | PrecisionTril
}

// MultivariateNormalDist is a normal distribution of vectors.
type MultivariateNormalDist struct {
	Base      // of loc [batch…, n] and a matrix [batch…, n, n], or what broadcasts to them
	tril      bool
	precision bool
	factor    *tensor.Tensor // of the covariance or the precision: one for draws and densities
}

// MultivariateNormal has the density
//
//	p(x) = (2π)^(-n/2) |Σ|^(-1/2) exp(-½ (x - μ)ᵀ Σ⁻¹ (x - μ))
//
// with the mean loc [batch…, n] and a matrix [batch…, n, n] that is Σ, its inverse, or the factor of one of them:
//
//	dist.MultivariateNormal[dist.Covariance](mu, sigma)
//	dist.MultivariateNormal[dist.ScaleTril](mu, l)
//	dist.MultivariateNormal[dist.Precision](mu, inverse)
//	dist.MultivariateNormal[dist.PrecisionTril](mu, l)
//
// Only the lower triangle of the matrix is read; Validate refuses a matrix that is not symmetric, and a factor with
// anything above its diagonal. Densities by a precision need no inverse: (x - μ)ᵀ L Lᵀ (x - μ) is |Lᵀ (x - μ)|². Draws
// do, and take n³ operations for it each time.
func MultivariateNormal[P MatrixParameterization](loc, matrix *tensor.Tensor) *MultivariateNormalDist {
	var p P
	spec := normalSpecs[p]
	if loc == nil || loc.Rank() == 0 {
		panic(&ParamError{Dist: "MultivariateNormal", Param: "loc", Detail: fmt.Sprintf("needs a vector as its last dimension, found %v", loc)})
	}
	n := loc.Dim(-1)
	if matrix == nil || matrix.Rank() < 2 || matrix.Dim(-1) != n || matrix.Dim(-2) != n {
		panic(&ParamError{Dist: "MultivariateNormal", Param: spec.Params[1].Name, Detail: fmt.Sprintf("must end in %d × %d matrices, as loc has %d elements, found %v", n, n, n, matrix)})
	}
	return newMultivariateNormal(NewBase(spec, loc, matrix))
}

// normalSpecs are the four parameterizations.
var normalSpecs = map[any]*Spec{
	Covariance{}:    normalSpec("covariance", PositiveDefinite),
	ScaleTril{}:     normalSpec("scale_tril", LowerCholesky),
	Precision{}:     normalSpec("precision", PositiveDefinite),
	PrecisionTril{}: normalSpec("precision_tril", LowerCholesky),
}

func normalSpec(matrix string, allowed Set) *Spec {
	return &Spec{"MultivariateNormal", []Param{{"loc", independentConstraint{Real, 1}, ""}, {matrix, allowed, ""}}}
}

func newMultivariateNormal(b Base) *MultivariateNormalDist {
	d := &MultivariateNormalDist{Base: b, factor: b.params[1]}
	d.tril = b.spec == normalSpecs[ScaleTril{}] || b.spec == normalSpecs[PrecisionTril{}]
	d.precision = b.spec == normalSpecs[Precision{}] || b.spec == normalSpecs[PrecisionTril{}]
	if !d.tril {
		d.factor = d.factor.Cholesky()
	}
	return d
}

// Loc returns the mean.
func (d *MultivariateNormalDist) Loc() *tensor.Tensor { return d.params[0] }

// ScaleTril returns the lower factor of the covariance.
func (d *MultivariateNormalDist) ScaleTril() *tensor.Tensor {
	if d.precision {
		return factorOfInverse(d.lower())
	}
	return d.factor
}

// factorOfInverse returns the lower factor of (L Lᵀ)⁻¹: with the rows and columns of a matrix in reverse its factor is
// an upper one, whose inverse, transposed, is lower.
func factorOfInverse(l *tensor.Tensor) *tensor.Tensor {
	back := backwards(l.Dim(-1))
	flip := func(m *tensor.Tensor) *tensor.Tensor { return m.Take(-1, back).Take(-2, back) }
	reverse := flip(gram{}.Forward(l)).Cholesky()
	return flip(transposed(tensor.SolveLower(reverse, tensor.Eye(len(back)).As(l.DType()).Expand(l.Shape()...))))
}

// Expand returns d with another batch shape; see [Expand].
func (d *MultivariateNormalDist) Expand(shape ...int) *MultivariateNormalDist {
	return Expand(d, shape...).(*MultivariateNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *MultivariateNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *MultivariateNormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *MultivariateNormalDist) EventShape() tensor.Shape { return tensor.Shape{d.params[0].Dim(-1)} }
func (d *MultivariateNormalDist) HasRSample() bool         { return true }
func (d *MultivariateNormalDist) Support() Constraint      { return independentConstraint{Real, 1} }
func (d *MultivariateNormalDist) Validate() error          { return d.CheckParams(nil) }
func (d *MultivariateNormalDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// lower returns the factor, of covariance or precision, without what stands above its diagonal.
func (d *MultivariateNormalDist) lower() *tensor.Tensor {
	if !d.tril {
		return d.factor
	}
	return tensor.Where(lowerTriangle(d.params[0].Dim(-1), 0), d.factor, 0.0)
}

// lowerScale returns ScaleTril without what stands above its diagonal.
func (d *MultivariateNormalDist) lowerScale() *tensor.Tensor {
	if d.precision {
		return d.ScaleTril()
	}
	return d.lower()
}

// logDet returns ½ log |Σ|.
func (d *MultivariateNormalDist) logDet() *tensor.Tensor {
	sum := d.factor.Diag().Log().Sum(-1)
	if d.precision {
		return sum.Neg()
	}
	return sum
}

// lowerTriangle returns an n × n matrix of ones up to the given diagonal, 0 for the main one and -1 for the one below,
// and zeros above.
func lowerTriangle(n, diagonal int) *tensor.Tensor {
	keep := make([]float64, n*n)
	for i := range n {
		for j := range i + 1 + diagonal {
			keep[i*n+j] = 1
		}
	}
	return tensor.Of(keep).Reshape(n, n)
}

func (d *MultivariateNormalDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return d.MaskedLogProb(x, nil)
}

func (d *MultivariateNormalDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	shapeOfValues(d, x)
	n, in := d.params[0].Dim(-1), behind(d, mask).(*MultivariateNormalDist)
	rows := normalRows{mask: mask}
	squares, own := d.squares(x)
	if !own {
		rows = rowsAround(d.params[0], x, mask)
		if d.precision {
			squares = timesColumns(in.lower(), rows.off).Square().Sum(-1)
		} else {
			squares = squaresBy(in.factor, rows.off)
		}
	}
	return rows.logProb(n, squares, in.logDet())
}

// normalRows are the differences of the rows of a value from their mean, for the log-density of a normal of vectors.
type normalRows struct {
	off       *tensor.Tensor
	near, far *tensor.Tensor // see nearRows
	mask      *tensor.Tensor
}

func rowsAround(loc, x, mask *tensor.Tensor) normalRows {
	off := x.Sub(loc)
	if mask != nil {
		off = tensor.Where(unsqueeze(mask, 1), off, 0)
	}
	off, near, far := nearRows(off)
	return normalRows{off, near, far, mask}
}

// logProb returns the log-density from the squared lengths of the n differences in units of the covariance Σ, and ½
// log |Σ|. It is 0 for masked rows.
func (r normalRows) logProb(n int, squares, logDet *tensor.Tensor) *tensor.Tensor {
	logProb := tensor.Sub(tensor.Mul(squares, -0.5).Sub(logDet), float64(n)*halfLog2Pi)
	if r.near != nil {
		logProb = tensor.Where(r.near, logProb, r.far)
	}
	if r.mask != nil {
		logProb = tensor.Where(r.mask, logProb, 0)
	}
	return logProb
}

// nearRows returns rows of differences with 0 in place of those that are not finite, because a triangular system would
// make NaN of them; near is 0 for these, and far their log-density: -Inf, or NaN if a number is. Both are nil as a
// rule.
func nearRows(off *tensor.Tensor) (rows, near, far *tensor.Tensor) {
	if _, ok := Real.Check(off); ok {
		return off, nil, nil
	}
	n, v := off.Dim(-1), aside(off).Float64s()
	finiteRows, densities := make([]float64, len(v)/n), make([]float64, len(v)/n)
	for i := range densities {
		finiteRows[i] = 1
		for _, v := range v[i*n : (i+1)*n] {
			if !special.Finite(v) {
				finiteRows[i] = 0
				densities[i] = invalid(v, densities[i])
			}
		}
	}
	shape := off.Shape()[:off.Rank()-1]
	near, far = tensor.Of(finiteRows).Reshape(shape...), tensor.Of(densities).Reshape(shape...).As(off.DType())
	return tensor.Where(near.Unsqueeze(-1), off, 0), near, far
}

// squaresBy returns |L⁻¹ x|² for every row of x.
func squaresBy(l, x *tensor.Tensor) *tensor.Tensor {
	if l.Rank() > 2 {
		return solveRows(l, x).Square().Sum(-1)
	}
	shape := x.Shape()
	return tensor.SolveLower(l, x.Reshape(-1, l.Dim(-1)).T()).Square().Sum(0).Reshape(shape[:len(shape)-1]...)
}

// solveRows returns L⁻¹ x for every row of x.
func solveRows(l, x *tensor.Tensor) *tensor.Tensor {
	n, shape := l.Dim(-1), x.Shape()
	if l.Rank() == 2 { // one factor for all rows
		return tensor.SolveLower(l, x.Reshape(-1, n).T()).T().Reshape(shape...)
	}
	shape, _ = tensor.BroadcastShapes(shape, l.Shape()[:l.Rank()-1])
	return tensor.SolveLower(l.Expand(tensor.Join(shape, tensor.Shape{n})...), x.Expand(shape...).Unsqueeze(-1)).Squeeze(-1)
}

func (d *MultivariateNormalDist) CheckParams(mask *tensor.Tensor) error {
	if err := checkParam("MultivariateNormal", d.spec.Params[0], d.params[0], mask); err != nil {
		return err
	}
	if mask != nil {
		return nil // a matrix behind the mask may be anything; others show in the density
	}
	e := &ParamError{Dist: "MultivariateNormal", Param: d.spec.Params[1].Name}
	matrix := aside(d.params[1])
	if d.tril {
		diagonal := matrix.Diag()
		if index, ok := Real.Check(matrix); !ok {
			e.Constraint, e.Value, e.Index = "real", element(matrix, index), index
			return e
		}
		if index, ok := Positive.Check(diagonal); !ok {
			e.Constraint, e.Value = "a factor with a positive diagonal", element(diagonal, index)
			e.Index = append(index, index[len(index)-1])
			return e
		}
		n := matrix.Dim(-1)
		for i, v := range matrix.Float64s() {
			if row, column := i/n%n, i%n; column > row && v != 0 {
				e.Detail = fmt.Sprintf("must be lower triangular, found %g at [%d, %d]", v, row, column)
				e.Cure = "transpose an upper factor; nothing above the diagonal is read"
				return e
			}
		}
		return nil
	}
	factor := aside(d.factor)
	if index, ok := Real.Check(factor); !ok {
		e.Detail = fmt.Sprintf("must be positive definite, and its factor breaks down%s", at(index))
		e.Cure = "add a small number to the diagonal, or give the factor with dist.ScaleTril"
		if d.precision {
			e.Cure = "add a small number to the diagonal, or give the factor with dist.PrecisionTril"
		}
		return e
	}
	n := matrix.Dim(-1)
	rows := matrix.Reshape(-1, n, n)
	for b := range rows.Dim(0) {
		for i := range n {
			for j := range i {
				low, high := rows.At(b, i, j), rows.At(b, j, i)
				if !(math.Abs(low-high) <= 1e-6*(math.Abs(low)+math.Abs(high))) {
					e.Detail = fmt.Sprintf("must be symmetric, found %g and %g at [%d, %d] and [%d, %d]", low, high, i, j, j, i)
					return e
				}
			}
		}
	}
	return nil
}

// WithBase returns the same with other parameters; see [Parametric].
func (d *MultivariateNormalDist) WithBase(b Base) Distribution {
	return newMultivariateNormal(b)
}

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *MultivariateNormalDist) WithBatchShape(shape tensor.Shape) Distribution {
	loc := d.params[0].Expand(tensor.Join(shape, d.EventShape())...)
	return &MultivariateNormalDist{Base{d.spec, []*tensor.Tensor{loc, d.params[1]}, shape}, d.tril, d.precision, d.factor}
}

// Mean returns loc.
func (d *MultivariateNormalDist) Mean() (*tensor.Tensor, bool) {
	return d.params[0].Expand(tensor.Join(d.batch, d.EventShape())...), true
}

// Variance returns the diagonal of the covariance.
func (d *MultivariateNormalDist) Variance() (*tensor.Tensor, bool) {
	full := tensor.Join(d.batch, d.EventShape())
	if d.tril || d.precision {
		return d.lowerScale().Square().Sum(-1).Expand(full...), true
	}
	return d.params[1].Diag().Expand(full...), true
}

// Entropy returns ½ n (1 + log 2π) + log |L|.
func (d *MultivariateNormalDist) Entropy() (*tensor.Tensor, bool) {
	return tensor.Add(d.logDet(), float64(d.params[0].Dim(-1))*(0.5+halfLog2Pi)).Expand(d.batch...), true
}
