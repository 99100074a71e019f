package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var (
	// LowerCholesky is the set of lower triangular matrices with a positive diagonal. n × n of them come from n (n+1)/2
	// real numbers: the lower triangle row by row, with the logarithms of the diagonal.
	LowerCholesky Constraint = lowerCholesky{}

	// CorrCholesky is the set of Cholesky factors of correlation matrices: lower triangular with a positive diagonal
	// and rows of length 1. n × n of them come from n (n-1)/2 real numbers, row by row what stands below the diagonal:
	//
	//	xᵢⱼ = tanh(uᵢⱼ) · √(1 - Σ_{k<j} xᵢₖ²)
	//
	// (Lewandowski, Kurowicka, Joe 2009; Stan reference manual, "Cholesky factors of correlation matrices").
	CorrCholesky Constraint = corrCholesky{}

	// PositiveDefinite is the set of symmetric positive definite matrices X = L Lᵀ, with L as in [LowerCholesky].
	PositiveDefinite Constraint = positiveDefinite{}

	// Correlation is the set of correlation matrices: positive definite with ones on the diagonal. X = L Lᵀ, with L as
	// in [CorrCholesky].
	Correlation Constraint = correlation{}
)

// matrices has what sets of square matrices have in common.
type matrices struct{}

func (matrices) EventDim() int  { return 2 }
func (matrices) Discrete() bool { return false }

func (matrices) Inside(shape ...int) *tensor.Tensor {
	return tensor.Eye(shape[len(shape)-1]).Expand(shape...)
}

type lowerCholesky struct{ matrices }

func (lowerCholesky) String() string       { return "lower triangular with a positive diagonal" }
func (lowerCholesky) Bijection() Transform { return toLowerCholesky{} }

func (lowerCholesky) Check(x *tensor.Tensor) ([]int, bool) {
	return firstBadEntry(x, func(m [][]float64, i, j int) bool {
		switch v := m[i][j]; {
		case j > i:
			return v == 0
		case j == i:
			return v > 0 && special.Finite(v)
		default:
			return special.Finite(v)
		}
	})
}

type corrCholesky struct{ matrices }

func (corrCholesky) String() string {
	return "lower triangular with a positive diagonal and rows of length 1"
}

func (corrCholesky) Bijection() Transform { return toCorrCholesky{} }

func (corrCholesky) Check(x *tensor.Tensor) ([]int, bool) {
	slack := sumSlack(x.DType())
	return firstBadEntry(x, func(m [][]float64, i, j int) bool {
		switch v := m[i][j]; {
		case j > i:
			return v == 0
		case j < i:
			return math.Abs(v) <= 1+slack
		default:
			sum := 0.0
			for _, v := range m[i][:i+1] {
				sum += v * v
			}
			return v > 0 && math.Abs(sum-1) <= slack
		}
	})
}

// Outside returns 1 for matrices that Check refuses; see [Recordable].
func (corrCholesky) Outside(x *tensor.Tensor) *tensor.Tensor {
	x = stop(x)
	n, above := x.Dim(-1), tensor.Where(lowerTriangle(x.Dim(-1), 0), 0, x).Abs().Sum(-1)
	length := tensor.Sub(x.Square().Sum(-1), 1).Abs()
	in := tensor.LessEqual(length, sumSlack(x.DType())).Mul(tensor.Less(0, x.Diag())).Mul(tensor.Equal(above, 0))
	return tensor.Less(in.Sum(-1), float64(n))
}

// Outside returns 1 for matrices that Check refuses; see [Recordable].
func (positiveDefinite) Outside(x *tensor.Tensor) *tensor.Tensor { return indefinite(stop(x)) }

// Outside returns 1 for matrices that Check refuses; see [Recordable].
func (correlation) Outside(x *tensor.Tensor) *tensor.Tensor {
	x = stop(x)
	off := tensor.Sub(x.Diag(), 1).Abs().Max(-1)
	return tensor.Maximum(indefinite(x), tensor.Less(sumSlack(x.DType()), off))
}

// indefinite returns 1 for matrices that are not symmetric or have no Cholesky factor.
func indefinite(x *tensor.Tensor) *tensor.Tensor {
	n, mirrored := x.Dim(-1), transposed(x)
	apart := x.Abs().Add(mirrored.Abs()).Mul(tensor.Scalar(sumSlack(x.DType())).As(x.DType()))
	like := tensor.LessEqual(x.Sub(mirrored).Abs(), apart).Sum(-1)
	factor := x.Cholesky().Diag()
	in := tensor.Equal(like, float64(n)).Mul(tensor.Less(0, factor)).Mul(tensor.Less(factor, plusInf))
	return tensor.Less(in.Sum(-1), float64(n))
}

// transposed returns matrices with rows for columns.
func transposed(x *tensor.Tensor) *tensor.Tensor { return lastTo(x, 1) }

type positiveDefinite struct{ matrices }

func (positiveDefinite) String() string       { return "symmetric and positive definite" }
func (positiveDefinite) Bijection() Transform { return Compose(toLowerCholesky{}, gram{}) }

func (positiveDefinite) Check(x *tensor.Tensor) ([]int, bool) {
	return checkDefinite(x, func(v float64) bool { return v > 0 && special.Finite(v) })
}

type correlation struct{ matrices }

func (correlation) String() string {
	return "a correlation matrix, symmetric and positive definite with ones on the diagonal"
}
func (correlation) Bijection() Transform { return Compose(toCorrCholesky{}, gram{correlation: true}) }

func (correlation) Check(x *tensor.Tensor) ([]int, bool) {
	slack := sumSlack(x.DType())
	return checkDefinite(x, func(v float64) bool { return math.Abs(v-1) <= slack })
}

// checkDefinite looks for the first element that is not as above the diagonal, not allowed on it, or where the Cholesky
// factor breaks down.
func checkDefinite(x *tensor.Tensor, diagonal func(v float64) bool) ([]int, bool) {
	slack := sumSlack(x.DType())
	var factor [][]float64
	return firstBadEntry(x, func(m [][]float64, i, j int) bool {
		if i == 0 && j == 0 {
			factor = make([][]float64, len(m))
		}
		v := m[i][j]
		switch {
		case j > i:
			return math.Abs(v-m[j][i]) <= slack*(math.Abs(v)+math.Abs(m[j][i]))
		case j == 0:
			factor[i] = make([]float64, len(m))
		}
		rest := v
		for k := range j {
			rest -= factor[i][k] * factor[j][k]
		}
		if j < i {
			factor[i][j] = rest / factor[j][j]
			return special.Finite(v)
		}
		factor[i][i] = math.Sqrt(rest)
		return diagonal(v) && rest > 0
	})
}

// firstBadEntry returns the index of the first entry of the matrices in x that is not ok, entries being asked row by
// row.
func firstBadEntry(x *tensor.Tensor, ok func(m [][]float64, i, j int) bool) (index []int, none bool) {
	n := x.Dim(-1)
	if x.Rank() < 2 || x.Dim(-2) != n {
		fail("Check", "values of shape %v are not square matrices", []int(x.Shape()))
	}
	values := aside(x).Float64s()
	m := make([][]float64, n)
	for at := 0; at < len(values); at += n * n {
		for i := range m {
			m[i] = values[at+i*n : at+(i+1)*n]
		}
		for i := range n {
			for j := range n {
				if !ok(m, i, j) {
					return unravel(x.Shape(), at+i*n+j), false
				}
			}
		}
	}
	return nil, true
}
