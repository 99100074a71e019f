package thirdparty_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/dist/disttest"
	"github.com/credence-ppl/credence/examples/thirdparty"
	"github.com/credence-ppl/credence/tensor"
)

// TestGumbel tries a family that has the name of one of the library's own, for which it is not taken.
func TestGumbel(t *testing.T) {
	build := func(p ...*tensor.Tensor) dist.Distribution { return thirdparty.Gumbel(p[0], p[1]) }
	report := disttest.Run(t, build, vec(0.5, -1), scalar(1.5))
	require.NotContains(t, report.Skipped, "entropy")
	replayed(t, thirdparty.Gumbel(0.5, 1.5), []float64{0.7}, []float64{-1.2})
	replayed(t, thirdparty.Gumbel(vec(0.5, -1, 2), 1.5), []float64{0.7, 1, 3}, []float64{-1.2, 4, 0})
}

// TestGumbelKL compares with the mean of log q - log p over a grid of quantiles.
func TestGumbelKL(t *testing.T) {
	q, p := thirdparty.Gumbel(0.5, 1.5), thirdparty.Gumbel(-0.2, 2)
	kl, ok := dist.KL(q, p)
	require.True(t, ok)
	sum := 0.0
	const h = 0.01
	for x := -8.0; x < 50; x += h {
		l := q.LogProb(scalar(x)).Item()
		sum += h * math.Exp(l) * (l - p.LogProb(scalar(x)).Item())
	}
	require.InDelta(t, sum, kl.Item(), 1e-9)
}
