package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// With odds at hand, sigmoids and softplus are what they are without.
func TestOfOdds(t *testing.T) {
	x := []float64{math.Inf(-1), -1e3, -746, -745, -700, -40, -1, -1e-300, 0, 1e-20, 0.3, 1, 36, 700, 745, 1e3, math.Inf(1), math.NaN()}
	for i := range 300 {
		x = append(x, 800*math.Sin(float64(i)), math.Sin(float64(i)))
	}
	onEveryTier(t, func(t *testing.T) {
		odds, got, want := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
		Odds(odds, x)
		SigmoidOf(got, x, odds)
		Sigmoid(want, x)
		for i := range x {
			require.True(t, identical(want[i], got[i]), "sigmoid of %v: %v, not %v", x[i], got[i], want[i])
		}
		SoftplusOf(got, x, odds)
		Softplus(want, x)
		for i := range x {
			require.True(t, identical(want[i], got[i]), "softplus of %v: %v, not %v", x[i], got[i], want[i])
		}
	})
}

// Sums have all digits: of numbers that are nothing beside 1, and of more than 2 to whose number is finite.
func TestLog1pSum(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 15, 16, 17, 100, 256, 20_000} {
			for _, v := range []float64{0, 5e-324, 1e-300, 1e-17, 1e-9, 0.001, 0.5, 1} {
				x := make([]float64, n)
				for i := range x {
					x[i] = v
				}
				want := float64(n) * math.Log1p(v)
				require.InDelta(t, want, Log1pSum(x), 1e-14*want, "%d of %v", n, v)
			}
		}
		require.True(t, math.IsNaN(Log1pSum([]float64{1, math.NaN(), 1})))
	})
}
