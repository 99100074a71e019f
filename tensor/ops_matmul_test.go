package tensor_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/tensor"
)

// product returns the reference: [m, k] × [k, n].
func product(a, b []float64, m, k, n int) []float64 {
	out := make([]float64, m*n)
	for i := range m {
		for j := range n {
			for l := range k {
				out[i*n+j] += a[i*k+l] * b[l*n+j]
			}
		}
	}
	return out
}

// turned returns the transpose of an [m, n] matrix.
func turned(a []float64, m, n int) []float64 {
	out := make([]float64, len(a))
	for i := range m {
		for j := range n {
			out[j*m+i] = a[i*n+j]
		}
	}
	return out
}

// stored returns an [m, n] matrix as a leaf to differentiate and the view of it that is the matrix: itself, or its
// transpose.
func stored(a []float64, m, n int, transposed bool, d tensor.DType) (leaf *tensor.Tensor, view func(*tensor.Tensor) *tensor.Tensor) {
	if transposed {
		return of(turned(a, m, n), n, m).As(d), (*tensor.Tensor).T
	}
	return of(a, m, n).As(d), func(x *tensor.Tensor) *tensor.Tensor { return x }
}

// Matrix products take transposed operands as they are stored, for values and adjoints, in both types.
func TestMatMulOfTransposes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, k, n := rapid.IntRange(0, 4).Draw(t, "m"), rapid.IntRange(0, 4).Draw(t, "k"), rapid.IntRange(0, 4).Draw(t, "n")
		a, b, w := values(t, []int{m, k}, "a"), values(t, []int{k, n}, "b"), values(t, []int{m, n}, "w")
		at, bt := rapid.Bool().Draw(t, "aᵀ"), rapid.Bool().Draw(t, "bᵀ")
		d := rapid.SampledFrom([]tensor.DType{tensor.Float64, tensor.Float32}).Draw(t, "type")
		x, asA := stored(a, m, k, at, d)
		y, asB := stored(b, k, n, bt, d)

		for name, f := range map[string]func(x, y *tensor.Tensor) *tensor.Tensor{
			"MatMul": func(x, y *tensor.Tensor) *tensor.Tensor { return asA(x).MatMul(asB(y)) },
			"Linear": func(x, y *tensor.Tensor) *tensor.Tensor { return tensor.Linear(asA(x), asB(y).T(), nil) },
			"result": func(x, y *tensor.Tensor) *tensor.Tensor { return asB(y).T().MatMul(asA(x).T()).T() },
		} {
			got := f(x, y)
			require.Equal(t, d, got.DType())
			near(t, product(a, b, m, k, n), got.Float64s(), 1e-6, name)
			_, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
				return f(xs[0], xs[1]).Mul(of(w, m, n).As(d)).Sum()
			}, x, y)
			near(t, product(w, turned(b, k, n), m, n, k), asA(g[0]).Float64s(), 1e-6, name)
			near(t, product(turned(a, m, k), w, k, m, n), asB(g[1]).Float64s(), 1e-6, name)
		}
	})
}

func TestMatMulShapes(t *testing.T) {
	require.Equal(t, []float64{14}, counting(4).MatMul(counting(4)).Reshape(1).Float64s())
	require.Equal(t, tensor.Shape{}, append(tensor.Shape{}, counting(4).MatMul(counting(4)).Shape()...))
	require.Equal(t, []float64{10, 13}, counting(3).MatMul(counting(3, 2)).Float64s())
	require.Equal(t, []float64{5, 14}, counting(2, 3).MatMul(counting(3)).Float64s())

	x := counting(2, 3, 4)
	y := x.MatMul(counting(4, 5))
	require.Equal(t, tensor.Shape{2, 3, 5}, y.Shape())
	require.Equal(t, x.Reshape(6, 4).MatMul(counting(4, 5)).Float64s(), y.Float64s())
	require.Equal(t, []float64{0, 0, 0, 0}, tensor.Ones(2, 0).MatMul(tensor.Ones(0, 2)).Float64s())

	refused(t, func() { counting(2, 3).MatMul(counting(2, 3)) }, "[2 3] and [2 3]", "the last dimension of the left, 3", "2")
	refused(t, func() { counting(2, 3).MatMul(counting(2, 3, 4)) }, "expected [.., m, k] × [k, n]")
	refused(t, func() { tensor.Scalar(2).MatMul(counting(2)) }, "expected")
}

func TestLinear(t *testing.T) {
	x, w, b := counting(2, 3), counting(4, 3), tensor.Of([]float64{100, 200, 300, 400})
	require.Equal(t, x.MatMul(w.T()).Add(b).Float64s(), tensor.Linear(x, w, b).Float64s())
	require.Equal(t, x.MatMul(w.T()).Float64s(), tensor.Linear(x, w, nil).Float64s())
	require.Equal(t, tensor.Shape{4}, tensor.Linear(counting(3), w, b).Shape())
	require.Equal(t, tensor.Shape{5, 2, 4}, tensor.Linear(counting(5, 2, 3), w, b).Shape())

	refused(t, func() { tensor.Linear(x, counting(3, 4), b) }, "input [2 3]", "weight [3 4]", "[k, d]")
	refused(t, func() { tensor.Linear(x, w, counting(3)) }, "bias [3]", "weight [4 3]", "expected [4]")
	refused(t, func() { tensor.Linear(x, w.As(tensor.Float32), nil) }, "As(")
}

func TestProductsDoNotDependOnProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rng := tensor.NewRNG(1)
	x, w, b := rng.Normal(150, 170), rng.Normal(190, 170), rng.Normal(190)
	for _, d := range []tensor.DType{tensor.Float64, tensor.Float32} {
		run := func(processors int) [][]float64 {
			runtime.GOMAXPROCS(processors)
			y, g := tensor.ValueAndGrad(func(xs ...*tensor.Tensor) *tensor.Tensor {
				return tensor.Linear(xs[0], xs[1], xs[2]).Square().Sum()
			}, x.As(d), w.As(d), b.As(d))
			return [][]float64{y.Reshape(1).Float64s(), g[0].Float64s(), g[1].Float64s(), g[2].Float64s()}
		}
		require.Equal(t, run(1), run(3))
	}
}
