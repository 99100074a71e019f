package dist_test

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/internal/families"
	"github.com/credence-ppl/credence/tensor"
)

// goldenRows returns the rows of a table in testdata, without its heading.
func goldenRows(t *testing.T, name string) [][]string {
	f, err := os.Open("testdata/" + name + ".csv")
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

// TestGolden compares with values to high precision. For log-densities and entropies the tolerance is relative to the
// terms, whose sum may cancel; elsewhere to the value itself.
func TestGolden(t *testing.T) {
	for _, row := range slices.Concat(goldenRows(t, "golden"), goldenRows(t, "matrices"), goldenRows(t, "processes")) {
		what, family := row[0], row[1]
		args, want, f := numbers(t, row[2]), number(t, row[3]), families.Named(family)
		build := func(p []float64) dist.Distribution { return f.Of(scalars(p)...) }
		x := tensor.Scalar(args[0])
		var got *tensor.Tensor
		tolerance, ok := 1e-10*math.Abs(want), true
		switch what {
		case "logprob":
			d := build(args[len(args)-f.Size():])
			got = d.LogProb(tensor.Of(args[:len(args)-f.Size()]).Reshape(d.EventShape()...))
			tolerance = 1e-12 * (1 + number(t, row[4]))
		case "cdf":
			got, ok = dist.CDF(build(args[1:]), x)
		case "quantile":
			got, ok = dist.Quantile(build(args[1:]), x)
		case "cdf by df":
			got, ok = byDF(args[1:], func(d dist.Distribution) (*tensor.Tensor, bool) { return dist.CDF(d, x) })
		case "quantile by df":
			got, ok = byDF(args[1:], func(d dist.Distribution) (*tensor.Tensor, bool) { return dist.Quantile(d, x) })
		case "entropy by df":
			got, ok = byDF(args, dist.Entropy)
		case "entropy":
			got, ok = dist.Entropy(build(args))
			tolerance = 1e-12 * (1 + number(t, row[4]))
		case "mean":
			got, ok = dist.Mean(build(args))
		case "variance":
			got, ok = dist.Variance(build(args))
		case "kl":
			n := len(args) / 2
			got, ok = dist.KL(build(args[:n]), build(args[n:]))
			tolerance = 1e-12 * want
		default:
			t.Fatalf("unknown row %v", row)
		}
		require.True(t, ok, row)
		if got := got.Item(); got != want && !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s of %s at %s: got %v, want %v, off by %.2g of the tolerance", what, family, row[2], got, want, math.Abs(got-want)/tolerance)
		}
	}
}

// byDF is the derivative of f by the degrees of freedom of a Student's t with the given parameters.
func byDF(p []float64, f func(dist.Distribution) (*tensor.Tensor, bool)) (slope *tensor.Tensor, ok bool) {
	_, g := tensor.ValueAndGrad(func(df ...*tensor.Tensor) *tensor.Tensor {
		var y *tensor.Tensor
		y, ok = f(dist.StudentT(df[0], p[1], p[2]))
		return y
	}, tensor.Scalar(p[0]))
	return g[0], ok
}

func number(t *testing.T, s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}
