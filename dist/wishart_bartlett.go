package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// wishart has what the Wishart distribution and its inverse have in common, of matrices and of their factors.
//
// With the factor S of the scale and L of a draw, C = S⁻¹ L of a Wishart matrix, or L⁻¹ S of the inverse of one, has
// independent elements: normal ones below the diagonal, and on it roots of χ² variables whose degrees of freedom fall
// from df, or rise to it, by 1 a row (M. S. Bartlett, "On the theory of statistical regression", 1933).
type wishart struct {
	Base   // of df and scale, or its factor
	kind   wishartKind
	factor *tensor.Tensor // S
}

type wishartKind struct {
	name              string
	inverse, ofFactor bool // of the inverse of a matrix; of the factor
}

func newWishart(kind wishartKind, df, scale *tensor.Tensor) wishart {
	matrix := Param{"scale", PositiveDefinite, ""}
	if kind.ofFactor {
		matrix = Param{"scale_tril", LowerCholesky, "transpose an upper factor"}
	}
	if scale == nil || scale.Rank() < 2 || scale.Dim(-1) != scale.Dim(-2) {
		panic(&ParamError{Dist: kind.name, Param: matrix.Name, Detail: fmt.Sprintf("must end in square matrices, found %v", scale)})
	}
	degrees := Param{"df", GreaterThan(float64(scale.Dim(-1) - 1)), "fewer degrees of freedom give singular matrices, which have no density"}
	return kind.of(NewBase(&Spec{kind.name, []Param{degrees, matrix}}, df, scale))
}

func (k wishartKind) of(b Base) wishart {
	if k.ofFactor {
		return wishart{b, k, tensor.Where(lowerTriangle(b.params[1].Dim(-1), 0), b.params[1], 0)}
	}
	return wishart{b, k, b.params[1].Cholesky()}
}

// DF returns the degrees of freedom, as they were given.
func (d *wishart) DF() *tensor.Tensor { return d.params[0] }

func (d *wishart) EventShape() tensor.Shape { return tensor.Shape{d.n(), d.n()} }
func (d *wishart) HasRSample() bool         { return true }
func (d *wishart) n() int                   { return d.factor.Dim(-1) }

func (d *wishart) Support() Constraint {
	if d.kind.ofFactor {
		return LowerCholesky
	}
	return PositiveDefinite
}

// rows returns the degrees of freedom of the rows of C.
func (d *wishart) rows() *tensor.Tensor {
	less := d.ramp(0, 1)
	if d.kind.inverse {
		less = d.ramp(float64(d.n()-1), -1)
	}
	return alike(d.params)[0].Unsqueeze(-1).Sub(less)
}

// ramp returns from + step·i for the rows i.
func (d *wishart) ramp(from, step float64) *tensor.Tensor {
	v := make([]float64, d.n())
	for i := range v {
		v[i] = from + step*float64(i)
	}
	return tensor.Of(v).As(d.factor.DType())
}

func (d *wishart) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.RSample(rng, shape...))
}

// RSample returns S C, or S C⁻¹, or the product of that with itself.
func (d *wishart) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	t, n := d.factor.DType(), d.n()
	full := tensor.Join(tensor.Join(shape, d.batch), d.EventShape())
	normals := rng.NormalAt(tensor.Scalar(0).As(t), tensor.Scalar(1).As(t), full...)
	a := tensor.Mul(d.rows(), 0.5)
	roots := chiFromLog.get().apply(nil, nil, logGammaDraw(rng, a, full[:len(full)-1], logGammaSlope.get()), stop(a))
	if t == tensor.Float32 { // nor in these
		roots = tensor.Maximum(roots, 0x1p-63)
	}
	c := tensor.Where(tensor.Eye(n), roots.Unsqueeze(-1), tensor.Where(lowerTriangle(n, -1), normals, 0))
	if d.kind.inverse {
		c = tensor.SolveLower(c, tensor.Eye(n).As(t).Expand(full...))
	}
	l := matrixProduct(d.factor, c)
	if d.kind.ofFactor {
		return l
	}
	x := product(l)
	return tensor.Where(tensor.Eye(n), keptPositive.get().apply(nil, nil, x), x)
}

// matrixProduct returns a b for matrices whose batches broadcast.
func matrixProduct(a, b *tensor.Tensor) *tensor.Tensor {
	return a.Unsqueeze(-1).Mul(b.Unsqueeze(-3)).Sum(-2)
}

// chiFromLog is the root of a χ² variable, by l = log(g/a) for half of it, g of Gamma(a, 1). Its square does not
// underflow.
var chiFromLog = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("exp((l + log(2*a))/2)").in(domain{low: "1.5e-154", high: "inf", rests: true}), 0b10, "l", "a")}.
		register("Chi.Draw", []tensor.Input{{}, positiveInput})
}}

func (d *wishart) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return OnSupport(d, x, func(x *tensor.Tensor) *tensor.Tensor {
		l, n := x, float64(d.n())
		// Volumes of the maps, by the logarithms of diagonals.
		ofL, ofS, rest := d.ramp(0, 0), d.ramp(-1, -1), -n*(n-1)/2*halfLog2Pi
		if !d.kind.ofFactor {
			l = x.Cholesky()
			ofL, rest = d.ramp(-n, 1), rest-n*math.Ln2
		}
		shape, _ := tensor.BroadcastShapes(l.Shape(), d.factor.Shape())
		from, to := d.factor.Expand(shape...), l.Expand(shape...)
		if d.kind.inverse {
			from, to = to, from
			ofL, ofS = ofL.Sub(d.ramp(n+1, 0)), d.ramp(n, -1)
		}
		c := tensor.SolveLower(from, to)
		below := tensor.Where(lowerTriangle(d.n(), -1), c, 0)
		logProb := chiDensity.get().apply(nil, nil, c.Diag(), d.rows()).Sum(-1).Sub(tensor.Mul(sumLast(below.Square(), 2), 0.5))
		volume := ofL.Mul(l.Diag().Log()).Sum(-1).Add(ofS.Mul(d.factor.Diag().Log()).Sum(-1))
		return tensor.Add(logProb.Add(volume), rest)
	})
}

// chiDensity is the log-density of a root c of a χ² variable, whose half has the gamma distribution, and chiEntropy its
// entropy with what a power of it adds to that: m times the mean of log c.
var (
	chiDensity = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("log(2) - log(c) + where(a < 10, small, ordinary(z), largeGamma(a, z, z - a), small)").
				d("c", "(df - 1)/c - c").
				d("df", "where(a < 10, 2*log(c) - log(2) - digamma(a), ordinary(z), largeGammaSlope(a, z, z - a), 2*log(c) - log(2) - digamma(a))/2").
				with("a = df/2; z = c^2/2; small = a*(2*log(c) - log(2)) - z - lgamma(a)"), 0, "c", "df")}.
			register("Chi.LogProb", []tensor.Input{positiveInput, {Low: 1, High: 9}}, []tensor.Input{{Low: 3, High: 6}, {Low: 21, High: 30}})
	}}

	chiEntropy = lazy[*pointwise]{make: func() *pointwise {
		return pointwise{formula: compile(
			is("gammaEntropy(a) + (m - 1)/2*(digamma(a) + log(2))").
				d("df", "(1/a + (1 - a)*trigammarest(a) + (m - 1)/2*trigamma(a))/2").
				with("a = df/2"), 0b10, "df", "m")}.
			register("Chi.Entropy", []tensor.Input{{Low: 1, High: 9}, {}}, []tensor.Input{{Low: 21, High: 30}, {}})
	}}
)

// Entropy returns that of the lower triangle.
func (d *wishart) Entropy() (*tensor.Tensor, bool) {
	n := float64(d.n())
	powers, ofS, rest := d.ramp(0, 0), d.ramp(1, 1), n*(n-1)/2*(0.5+halfLog2Pi)
	if d.kind.inverse {
		powers = d.ramp(-n-1, 0)
	}
	if !d.kind.ofFactor {
		ofS, rest = d.ramp(n+1, 0), rest+n*math.Ln2
		if d.kind.inverse {
			powers = powers.Sub(d.ramp(n, -1))
		} else {
			powers = d.ramp(n, -1)
		}
	}
	h := chiEntropy.get().apply(nil, nil, d.rows(), powers).Sum(-1).Add(ofS.Mul(d.factor.Diag().Log()).Sum(-1))
	return tensor.Add(h, rest).Expand(d.batch...), true
}

// moment returns f of df and of the scale V with Vᵢᵢ Vⱼⱼ, at the shape of the batch.
func (d *wishart) moment(f *pointwise) *tensor.Tensor {
	v := d.params[1]
	diagonal := v.Diag()
	n := tensor.Scalar(float64(d.n())).As(v.DType())
	squares := diagonal.Unsqueeze(-1).Mul(diagonal.Unsqueeze(-2))
	return f.apply(tensor.Join(d.batch, d.EventShape()), nil, unsqueeze(alike(d.params)[0], 2), v, squares, n)
}
