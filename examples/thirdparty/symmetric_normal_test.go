package thirdparty_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/examples/thirdparty"
	"github.com/credence-ppl/credence/tensor"
)

func symmetricNormal(p ...*tensor.Tensor) dist.Distribution {
	return thirdparty.SymmetricNormal(p[0], p[1])
}

func matrix(v ...float64) *tensor.Tensor { return tensor.Of(v, 2, 2) }

func TestSymmetricNormal(t *testing.T) {
	for _, params := range [][]*tensor.Tensor{
		{matrix(1, 0.5, 0.5, -2), scalar(0.7)}, {matrix(0, 1, 1, 0), vec(0.5, 2, 1)}, {tensor.Stack(0, matrix(0, 1, 1, 0), tensor.Eye(2)), scalar(1)},
		{tensor.Of([]float64{3}, 1, 1), scalar(2)},
	} {
		lawful(t, symmetricNormal, []string{"total probability is 1", "draws agree with the total probability", "draws follow the density",
			"draws follow the density along lines", "on the rim derivatives are finite where the log-density is", "the values listed are all there are",
			"the derivative by the value", "the derivative through draws", "entropy", "distribution function", "quantile function",
			"the slope of the distribution function is the density", "the logarithms of both tails",
			"the derivatives of both tails by the parameters", "both tails at their ends"}, params...)
	}
}

// TestSymmetricBijection: six numbers are the lower triangle of a matrix of three rows.
func TestSymmetricBijection(t *testing.T) {
	x := tensor.NewRNG(1).Normal(2, 6)
	disttest.RunTransform(t, func(...*tensor.Tensor) dist.Transform { return thirdparty.Symmetric.Bijection() }, x)
}

func TestSymmetricNormalReplaysWithoutAllocation(t *testing.T) {
	replayed(t, thirdparty.SymmetricNormal(matrix(0, 1, 1, 0), vec(0.5, 2)),
		[]float64{1, 2, 2, 3, 0, 1, 1, 0}, []float64{2, -1, -1, 0, 3, 0, 0, 1})
}

// TestSymmetricNormalKL compares with the mean log-ratio of draws, and through wrappers with itself.
func TestSymmetricNormalKL(t *testing.T) {
	q, p := thirdparty.SymmetricNormal(matrix(1, 0.5, 0.5, -2), vec(0.7, 1)), thirdparty.SymmetricNormal(matrix(0, 1, 1, 0), 1.5)
	kl, ok := dist.KL(q, p)
	require.True(t, ok)
	const n = 20_000
	x := q.Sample(tensor.NewRNG(1), n)
	ratio := q.LogProb(x).Sub(p.LogProb(x))
	mean := ratio.Mean(0)
	stderr := tensor.Div(ratio.Sub(mean).Square().Mean(0), float64(n)).Sqrt()
	for i := range 2 {
		require.InDelta(t, mean.At(i), kl.At(i), 5*stderr.At(i))
	}

	whole, ok := dist.KL(dist.ToEvent(q, 1), dist.ToEvent(dist.Expand(p, 2), 1))
	require.True(t, ok)
	require.InDelta(t, kl.Sum().Item(), whole.Item(), 1e-13)
	sum, ok := dist.KLSum(q, p, vec(1, 0), 3)
	require.True(t, ok)
	require.InDelta(t, 3*kl.At(0), sum.Item(), 1e-13)
	mask := vec(0, 1)
	masked, ok := dist.KL(dist.Mask(q, mask), dist.Mask(dist.Expand(p, 2), mask))
	require.True(t, ok)
	require.Equal(t, []float64{0, kl.At(1)}, masked.Float64s())
}
