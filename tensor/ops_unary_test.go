package tensor_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/tensor"
)

var unaries = map[string]func(*tensor.Tensor) *tensor.Tensor{
	"Neg": (*tensor.Tensor).Neg, "Exp": (*tensor.Tensor).Exp, "Expm1": (*tensor.Tensor).Expm1, "Log": (*tensor.Tensor).Log,
	"Log1p": (*tensor.Tensor).Log1p, "Sqrt": (*tensor.Tensor).Sqrt, "Square": (*tensor.Tensor).Square, "Abs": (*tensor.Tensor).Abs,
	"Sin": (*tensor.Tensor).Sin, "Cos": (*tensor.Tensor).Cos, "Tanh": (*tensor.Tensor).Tanh, "Sigmoid": (*tensor.Tensor).Sigmoid,
	"LogSigmoid": (*tensor.Tensor).LogSigmoid, "Softplus": (*tensor.Tensor).Softplus, "ReLU": (*tensor.Tensor).ReLU,
	"Lgamma": (*tensor.Tensor).Lgamma, "Digamma": (*tensor.Tensor).Digamma,
}

// Values and derivatives, in the tails too, against testdata/unary.py.
func TestUnaryAgainstHighPrecision(t *testing.T) {
	file, err := os.Open("testdata/unary.csv")
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		seen[row[0]] = true
		x, value, derivative := number(t, row[1]), number(t, row[2]), number(t, row[3])
		f := unaries[row[0]]
		accurate(t, value, f(tensor.Scalar(x)).Item(), "%s(%v)", row[0], x)
		accurate(t, derivative, gradient(f, tensor.Scalar(x))[0], "%s'(%v)", row[0], x)
	}
	require.Len(t, seen, len(unaries))
}

func number(t *testing.T, s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if numeric, ok := err.(*strconv.NumError); ok && numeric.Err == strconv.ErrRange {
		return v // ±Inf
	}
	require.NoError(t, err)
	return v
}

// accurate requires a relative error below 1e-14, and an absolute one below the smallest number.
func accurate(t *testing.T, want, got float64, what ...any) {
	if want == got {
		return
	}
	require.LessOrEqual(t, math.Abs(got-want), math.Max(1e-14*math.Abs(want), 5e-324), what...)
}

func TestUnaryAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		name    string
		x, want float64
	}{
		{"Exp", -inf, 0}, {"Exp", inf, inf}, {"Expm1", -inf, -1}, {"Log", 0, -inf}, {"Log", inf, inf}, {"Log", -1, nan},
		{"Log1p", -1, -inf}, {"Log1p", -2, nan}, {"Sqrt", -1, nan}, {"Sqrt", 0, 0}, {"Tanh", -inf, -1}, {"Tanh", inf, 1},
		{"Sigmoid", -inf, 0}, {"Sigmoid", inf, 1}, {"LogSigmoid", -inf, -inf}, {"LogSigmoid", inf, 0}, {"Softplus", -inf, 0},
		{"Softplus", inf, inf}, {"ReLU", -inf, 0}, {"ReLU", inf, inf}, {"Abs", -inf, inf},
	} {
		same(t, c.want, unaries[c.name](tensor.Scalar(c.x)).Item(), "%s(%v)", c.name, c.x)
	}
	for name, f := range unaries {
		same(t, nan, f(tensor.Scalar(nan)).Item(), name)
		same(t, nan, f(tensor.Scalar(nan).As(tensor.Float32)).Item(), name)
	}
}

func TestDerivativesAtKinks(t *testing.T) {
	zero := tensor.Zeros(1)
	require.Equal(t, []float64{0}, gradient((*tensor.Tensor).Abs, zero))
	require.Equal(t, []float64{0}, gradient((*tensor.Tensor).ReLU, zero))
}
