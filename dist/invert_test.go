package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/special"
)

// TestInvert: a quantile is found by a few values of the distribution function, in both tails.
func TestInvert(t *testing.T) {
	for _, p := range []float64{5e-324, 1e-300, 1e-20, 1e-5, 0.01, 0.3, 0.5, 0.75, 0.999, 1 - 1e-12, 1 - 0x1p-53} {
		x, calls := dist.InvertNormal(p)
		require.InDelta(t, special.NormalQuantile(p), x, 1e-14*(1+math.Abs(x)), "probability %v", p)
		require.LessOrEqual(t, calls, 7, "probability %v", p)
	}
	for p, want := range map[float64]float64{0: math.Inf(-1), 1: math.Inf(1)} {
		x, _ := dist.InvertNormal(p)
		require.Equal(t, want, x)
	}
}
