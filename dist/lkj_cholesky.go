package dist

import (
	"fmt"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// LKJCholeskyDist is a distribution of Cholesky factors of correlation matrices.
type LKJCholeskyDist struct{ lkj }

// lkj has what distributions of correlation matrices and of their factors have in common.
type lkj struct {
	Base     // of concentration
	dim  int // rows of a matrix
}

var lkjCholeskySpec = &Spec{"LKJCholesky", []Param{{"concentration", Positive, concentrationCure}}}

// LKJCholesky returns the distribution of the Cholesky factors L of dim × dim correlation matrices L Lᵀ of [LKJ]: lower
// triangular, with rows of length 1. With rows and columns numbered from 1,
//
//	log p(L) = Σᵢ (dim - i + 2 concentration - 2)·log Lᵢᵢ + const,
//
// a density of what stands below the diagonal. Where concentration is 1 all correlation matrices are equally likely,
// above 1 those with small correlations are more so. The rows are independent: Lᵢᵢ² has the beta distribution with
// parameters concentration + (dim - i)/2 and (i - 1)/2, and the rest of the row any direction, which gives the constant
// and the draws (D. Lewandowski, D. Kurowicka, H. Joe, "Generating random correlation matrices based on vines and
// extended onion method", 2009).
//
// For covariances it takes a vector of scales s, too: diag(s) L is the factor, a ScaleTril.
func LKJCholesky[C tensor.Like](dim int, concentration C) *LKJCholeskyDist {
	return &LKJCholeskyDist{newLKJ(lkjCholeskySpec, dim, tensor.To(concentration))}
}

func newLKJ(spec *Spec, dim int, concentration *tensor.Tensor) lkj {
	if dim < 2 {
		panic(&ParamError{Dist: spec.Name, Param: "dim", Detail: fmt.Sprintf("must be at least 2, as one variable has no correlation, found %d", dim)})
	}
	return lkj{NewBase(spec, concentration), dim}
}

// Concentration returns the concentration, as it was given.
func (d *lkj) Concentration() *tensor.Tensor { return d.params[0] }

// Dim returns the number of rows of a draw.
func (d *lkj) Dim() int { return d.dim }

func (d *lkj) EventShape() tensor.Shape { return tensor.Shape{d.dim, d.dim} }
func (d *lkj) HasRSample() bool         { return true }

func (d *lkj) String() string {
	return fmt.Sprintf("%s(dim: %d, concentration: %v)", d.spec.Name, d.dim, d.params[0])
}

// Expand returns d with another batch shape; see [Expand].
func (d *LKJCholeskyDist) Expand(shape ...int) *LKJCholeskyDist {
	return Expand(d, shape...).(*LKJCholeskyDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *LKJCholeskyDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *LKJCholeskyDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *LKJCholeskyDist) Support() Constraint { return CorrCholesky }

func (d *LKJCholeskyDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample returns rows (z, √(2g)) over their length, for independent normal z and gamma variables g.
func (d *LKJCholeskyDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.factors(rng, shape)
}

// offDiagonal returns the variance of what stands below the diagonal, of a factor and of its product alike, with two
// dimensions of an event.
func (d *lkj) offDiagonal() *tensor.Tensor {
	return unsqueeze(tensor.Div(1, tensor.Mul(d.params[0], 2).Add(tensor.To(float64(d.dim-1)))), 2)
}

func (d *lkj) factors(rng *tensor.RNG, shape []int) *tensor.Tensor {
	t, _ := d.DType()
	rows := tensor.Join(tensor.Join(shape, d.batch), tensor.Shape{d.dim})
	noise := rng.NormalAt(tensor.Scalar(0).As(t), tensor.Scalar(1).As(t), tensor.Join(rows, tensor.Shape{d.dim})...)
	z := tensor.Where(lowerTriangle(d.dim, -1), noise, 0)
	rest, _ := lkjRows(d.dim, 0, t)
	a := d.forRows(t).Add(rest)
	squares, l, a0 := z.Square().Sum(-1), logGammaDraw(rng, a, rows, logGammaSlope.get()), stop(a)
	diagonal := lkjDiagonal.get().apply(nil, nil, squares, l, a0).Unsqueeze(-1)
	return tensor.Where(tensor.Eye(d.dim), diagonal, z.Mul(lkjScale.get().apply(nil, nil, squares, l, a0).Unsqueeze(-1)))
}

// lkjRows returns (dim - i)/2 and (i - 1)/2 for the rows i after the given number of them.
func lkjRows(dim, from int, t tensor.DType) (rest, half *tensor.Tensor) {
	a, b := make([]float64, dim-from), make([]float64, dim-from)
	for i := range a {
		a[i], b[i] = float64(dim-1-from-i)/2, float64(from+i)/2
	}
	return tensor.Of(a).As(t), tensor.Of(b).As(t)
}

// lkjDiagonal is the last element of a row, and lkjScale what the others are to their normal noise, from the sum of the
// squares of that and the logarithm l = log(g/a) of a gamma variable.
var (
	lkjDiagonal = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("exp(-softplus(log(squares) - m)/2)").d("l", "f/2*sigmoid(log(squares) - m)").with("m = log(2*a) + l").
				in(domain{low: "pole()", high: "inf", rests: true}), 0b101, "squares", "l", "a")}.
			register("LKJ.Diagonal", []tensor.Input{positiveInput, {}, positiveInput})
	}}

	lkjScale = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("exp(-logAddExp(log(squares), m)/2)").d("l", "-f/2*sigmoid(m - log(squares))").with("m = log(2*a) + l"),
			0b101, "squares", "l", "a")}.
			register("LKJ.Scale", []tensor.Input{positiveInput, {}, positiveInput})
	}}
)

func (d *LKJCholeskyDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor { return d.logProb(x, true) })
}

// logProb returns the log-density at the factors l, of them or of their products.
func (d *lkj) logProb(l *tensor.Tensor, ofFactors bool) *tensor.Tensor {
	below := tensor.Where(lowerTriangle(d.dim, -1), l, 0)
	return d.overRows(lkjDensity.get(), ofFactors, l.DType(), below.Square().Sum(-1).Slice(-1, 1, d.dim), l.Diag().Slice(-1, 1, d.dim))
}

// overRows returns the sum of f over all rows but the first, which is known.
func (d *lkj) overRows(f *pointwise, ofFactors bool, t tensor.DType, in ...*tensor.Tensor) *tensor.Tensor {
	rest, half := lkjRows(d.dim, 1, t)
	lift := rest
	if !ofFactors {
		lift = tensor.ZerosLike(rest)
	}
	in = append(in, d.forRows(t), rest, half, lift)
	return f.apply(nil, nil, in[0], in[1:]...).Sum(-1)
}

// forRows returns the concentration with a dimension for rows; one number takes the element type of what it meets.
func (d *lkj) forRows(t tensor.DType) *tensor.Tensor {
	c := d.params[0]
	if c.Rank() == 0 {
		c = c.As(t)
	}
	return c.Unsqueeze(-1)
}

// lkjDensity is the log-density of a row of a factor whose last element is c and the squares of whose others add up to
// w, for lift = rest. That of products is the same without lift: what is left are the powers of the determinant.
var (
	lkjDensity = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("(concentration - 1 + lift)*logs - logBeta(a, half) + lgamma(half) - half*log(pi)").
				d("w", "where(w < 0.5, -(concentration - 1 + lift)/(1 - w), 0)").
				d("c", "where(w < 0.5, 0, 2*(concentration - 1 + lift)/c)").
				d("concentration", "logs + digammaRise(a, a + half, half)").
				with("a = concentration + rest; logs = where(w < 0.5, log1p(-w), 2*log(c))"),
			0b111000, "w", "c", "concentration", "rest", "half", "lift")}.
			register("LKJ.LogProb", []tensor.Input{{Low: 0.1, High: 0.4}, positiveInput, positiveInput, positiveInput, positiveInput, positiveInput},
				[]tensor.Input{{Low: 0.6, High: 0.9}, positiveInput, positiveInput, positiveInput, positiveInput, positiveInput})
	}}

	lkjEntropy = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("(concentration - 1 + lift)*digammaRise(a, a + half, half) + logBeta(a, half) - lgamma(half) + half*log(pi)").
				d("concentration", "(concentration - 1 + lift)*(trigamma(a + half) - trigamma(a))").
				with("a = concentration + rest"),
			0b1110, "concentration", "rest", "half", "lift")}.
			register("LKJ.Entropy", []tensor.Input{positiveInput, positiveInput, positiveInput, positiveInput})
	}}
)

// WithBase returns the same with another concentration; see [Parametric].
func (d *LKJCholeskyDist) WithBase(b Base) Distribution { return &LKJCholeskyDist{lkj{b, d.dim}} }

// WithBatchShape returns the same with another batch shape; see [Expander].
func (d *LKJCholeskyDist) WithBatchShape(shape tensor.Shape) Distribution {
	return d.WithBase(Base{d.spec, d.params, shape})
}

// Mean returns that of the diagonal elements, which are roots of beta variables, and 0 below them, where signs are
// even.
func (d *LKJCholeskyDist) Mean() (*tensor.Tensor, bool) {
	return d.overDiagonal(lkjRootMean.get(), tensor.Scalar(0)), true
}

// Variance returns 1 / (2 concentration + dim - 1) below the diagonal, and on it what the mean leaves of the square's.
func (d *LKJCholeskyDist) Variance() (*tensor.Tensor, bool) {
	return d.overDiagonal(lkjRootVariance.get(), d.offDiagonal()), true
}

// overDiagonal returns matrices with a function of every row on the diagonal, a number below it, and 0 above.
func (d *LKJCholeskyDist) overDiagonal(f *pointwise, below *tensor.Tensor) *tensor.Tensor {
	t, _ := d.DType()
	rest, half := lkjRows(d.dim, 0, t)
	diagonal := f.apply(nil, nil, d.forRows(t), rest, half).Unsqueeze(-1)
	off := tensor.Where(lowerTriangle(d.dim, -1), below.As(diagonal.DType()), 0)
	return tensor.Where(tensor.Eye(d.dim), diagonal, off).Expand(tensor.Join(d.batch, d.EventShape())...)
}

// lkjRootMean and lkjRootVariance are of the root of a beta variable with parameters a and half, whose sum is n: the
// mean is √(a/n)·exp(g) for the difference g of log Γ(a+½)/(Γ(a)√a) and the same at n, by the series in 1/a far out.
var (
	lkjRootMean     = lazy[*pointwise]{make: func() *pointwise { return lkjRoot("Mean", "sqrt(a/n)*exp(g)") }}
	lkjRootVariance = lazy[*pointwise]{make: func() *pointwise { return lkjRoot("Variance", "-a/n*expm1(2*g)") }}
)

func lkjRoot(what, text string) *pointwise {
	return pointwise{formula: compile(is(text).with(`
		a = concentration + rest; n = a + half; u = 1/a; v = 1/n
		g = where(a < 30, studentTConstant(a) - studentTConstant(n), half*u*v*(-1/8 + (u^2 + u*v + v^2)/192 -
			(u^4 + u^3*v + u^2*v^2 + u*v^3 + v^4)/640 + 17/14336*(u^6 + u^5*v + u^4*v^2 + u^3*v^3 + u^2*v^4 + u*v^5 + v^6)))`),
		0b110, "concentration", "rest", "half")}.register("LKJ.Root"+what, []tensor.Input{positiveInput, positiveInput, positiveInput})
}

// Entropy returns that of what stands below the diagonal.
func (d *LKJCholeskyDist) Entropy() (*tensor.Tensor, bool) { return d.entropy(true), true }

func (d *lkj) entropy(ofFactors bool) *tensor.Tensor {
	t, _ := d.DType()
	return d.overRows(lkjEntropy.get(), ofFactors, t).Expand(d.batch...)
}

var lkjForms sync.Once

func (*lkj) ownKL() {
	lkjForms.Do(func() {
		ownKL(func(q, p *LKJCholeskyDist) *tensor.Tensor { return lkjKL(&q.lkj, &p.lkj) })
		ownKL(func(q, p *LKJDist) *tensor.Tensor { return lkjKL(&q.lkj, &p.lkj) })
	})
}

// lkjKL returns the divergence of the squares of the diagonal elements, which are beta variables: all else is alike.
func lkjKL(q, p *lkj) *tensor.Tensor {
	t, _ := q.DType()
	rest, half := lkjRows(q.dim, 1, t)
	a, b := q.forRows(t).Add(rest), p.forRows(t).Add(rest)
	return betaFamily.get().kl.apply(nil, nil, a, half, b, half).Sum(-1)
}
