package dist

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// toLowerCholesky maps the lower triangle, row by row and with the logarithms of the diagonal, to the matrix.
type toLowerCholesky struct{}

func (toLowerCholesky) String() string       { return "LowerCholesky" }
func (toLowerCholesky) Domain() Constraint   { return RealVector }
func (toLowerCholesky) Codomain() Constraint { return LowerCholesky }

func (toLowerCholesky) ForwardShape(shape ...int) tensor.Shape {
	return matrixShape("LowerCholesky", shape, 0)
}

func (toLowerCholesky) InverseShape(shape ...int) tensor.Shape { return triangleShape(shape, 0) }

// diagonal returns the places of the diagonal in the lower triangle of an n × n matrix, row by row.
func diagonal(n int) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = i*(i+1)/2 + i
	}
	return at
}

func (t toLowerCholesky) Forward(x *tensor.Tensor) *tensor.Tensor {
	shape := t.ForwardShape(x.Shape()...)
	n, m := shape[len(shape)-1], x.Dim(-1)
	scales := exponential.get().forward.apply(nil, nil, x.Take(-1, diagonal(n)))
	index := slices.Repeat([]int{m + n}, n*n)
	for k, place := range triangle(n, 0) {
		index[place] = k
	}
	for i := range n {
		index[i*n+i] = m + i
	}
	return tensor.Concat(-1, x, scales, zeroLast(x)).Take(-1, index).Reshape(shape...)
}

func (t toLowerCholesky) Inverse(y *tensor.Tensor) *tensor.Tensor {
	n := y.Dim(-1)
	flat := flatten2(y)
	all := tensor.Concat(-1, flat, y.Diag().Log())
	index := triangle(n, 0)
	for i, at := range diagonal(n) {
		index[at] = n*n + i
	}
	return all.Take(-1, index)
}

func (t toLowerCholesky) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	n := sideOf("LowerCholesky", x.Dim(-1), 0)
	return x.Take(-1, diagonal(n)).Sum(-1)
}

// toCorrCholesky maps real numbers, row by row what stands below the diagonal, to the factor of a correlation matrix.
type toCorrCholesky struct{}

func (toCorrCholesky) String() string       { return "CorrCholesky" }
func (toCorrCholesky) Domain() Constraint   { return RealVector }
func (toCorrCholesky) Codomain() Constraint { return CorrCholesky }

func (toCorrCholesky) ForwardShape(shape ...int) tensor.Shape {
	return matrixShape("CorrCholesky", shape, -1)
}

func (toCorrCholesky) InverseShape(shape ...int) tensor.Shape { return triangleShape(shape, -1) }

func (t toCorrCholesky) Forward(x *tensor.Tensor) *tensor.Tensor {
	y, _ := t.forwardLogDet(x)
	return y
}

func (t toCorrCholesky) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	_, logDet := t.forwardLogDet(x)
	return logDet
}

// forwardLogDet has log (1 - tanh² xᵢⱼ), added up along the rows: the logarithm of what the squares leave of 1.
func (t toCorrCholesky) forwardLogDet(x *tensor.Tensor) (y, logDet *tensor.Tensor) {
	shape := t.ForwardShape(x.Shape()...)
	n, m := shape[len(shape)-1], x.Dim(-1)
	index := slices.Repeat([]int{m}, n*n)
	for k, place := range triangle(n, -1) {
		index[place] = k
	}
	u := tensor.Concat(-1, x, zeroLast(x)).Take(-1, index).Reshape(shape...)
	cut := tanh.get().logDet.apply(nil, nil, u) // 0 on the diagonal and above
	before := cut.Slice(-1, 0, n-1).CumSum(-1)
	left := tensor.Concat(-1, zeroLast(u), before) // log (1 - Σ_{k<j} yᵢₖ²)
	eye := tensor.Eye(n).As(x.DType())
	y = u.Tanh().Add(eye).Mul(tensor.Mul(left, 0.5).Exp())
	below := lowerTriangle(n, -1).As(x.DType())
	return y, cut.Add(tensor.Mul(left, 0.5)).Mul(below).Sum(-1, -2)
}

// Inverse returns asinh of each element by the length of what follows it in its row.
func (t toCorrCholesky) Inverse(y *tensor.Tensor) *tensor.Tensor {
	n := y.Dim(-1)
	follows := tensor.Concat(-1, y.Square().CumSumBack(-1).Slice(-1, 1, n), zeroLast(y))
	index := triangle(n, -1)
	return asinh.get().apply(nil, nil, flatten2(y).Take(-1, index).Div(flatten2(follows).Take(-1, index).Sqrt()))
}

var asinh = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("sign(x)*where(a < 1e8, log1p(a + a^2/(1 + sqrt(1 + a^2))), log(a) + log(2))").d("x", "where(a < 1e8, 1/sqrt(1 + a^2), 1/a)").
			with("a = abs(x)"), 0, "x")}.register("Asinh", []tensor.Input{{}})
}}

// gram maps a Cholesky factor L to L Lᵀ.
type gram struct {
	sameShape
	correlation bool
}

func (gram) String() string { return "Gram" }
func (gram) Forward(x *tensor.Tensor) *tensor.Tensor {
	return x.Unsqueeze(-2).Mul(x.Unsqueeze(-3)).Sum(-1)
}
func (gram) Inverse(y *tensor.Tensor) *tensor.Tensor { return y.Cholesky() }

func (t gram) Domain() Constraint {
	if t.correlation {
		return CorrCholesky
	}
	return LowerCholesky
}

func (t gram) Codomain() Constraint {
	if t.correlation {
		return Correlation
	}
	return PositiveDefinite
}

// LogDet returns n log 2 + Σ (n - i) log Lᵢᵢ for the lower triangle of the product, and Σ (n - 1 - i) log Lᵢᵢ for what
// stands below the diagonal, which is all that is free of a correlation.
func (t gram) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	n := x.Dim(-1)
	weights := make([]float64, n)
	for i := range weights {
		weights[i] = float64(n - i)
		if t.correlation {
			weights[i]--
		}
	}
	sum := x.Diag().Log().Mul(tensor.Of(weights).As(x.DType())).Sum(-1)
	if t.correlation {
		return sum
	}
	return tensor.Add(sum, float64(n)*math.Ln2)
}

// sideOf returns the n of the n × n matrix that m numbers are the lower triangle of, up to the given diagonal.
func sideOf(name string, m, diagonal int) int {
	n := 0
	for triangleSize(n, diagonal) < m || n == 0 {
		n++
	}
	if triangleSize(n, diagonal) != m {
		fail(name, "a vector of %d numbers is not a lower triangle; an n × n matrix has %d of them for n = %d, and %d for n = %d",
			m, triangleSize(n-1, diagonal), n-1, triangleSize(n, diagonal), n)
	}
	return n
}

func triangleSize(n, diagonal int) int { return n * (n + 1 + 2*diagonal) / 2 }

func matrixShape(name string, shape []int, diagonal int) tensor.Shape {
	last := len(shape) - 1
	n := sideOf(name, shape[last], diagonal)
	return tensor.Join(shape[:last], tensor.Shape{n, n})
}

func triangleShape(shape []int, diagonal int) tensor.Shape {
	last := len(shape) - 1
	return tensor.Join(shape[:last-1], tensor.Shape{triangleSize(shape[last], diagonal)})
}

// triangle returns the places of the lower triangle, up to the given diagonal, in the rows of an n × n matrix.
func triangle(n, diagonal int) []int {
	index := []int{}
	for i := range n {
		for j := range i + 1 + diagonal {
			index = append(index, i*n+j)
		}
	}
	return index
}

// flatten2 returns x with its last two dimensions as one.
func flatten2(x *tensor.Tensor) *tensor.Tensor {
	shape := x.Shape()
	last := len(shape) - 1
	return x.Reshape(append(shape[:last-1:last-1], shape[last-1]*shape[last])...)
}

// zeroLast returns a 0 for every row of x.
func zeroLast(x *tensor.Tensor) *tensor.Tensor {
	shape := x.Shape()
	shape[len(shape)-1] = 1
	return tensor.Zeros(shape...).As(x.DType())
}
