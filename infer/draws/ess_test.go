package draws

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLagsByFourierTransformAreThoseSummedUp(t *testing.T) {
	for _, chains := range []int{1, 2, 3, 8} {
		const n = 77
		l := newLags(chains, n)
		for c, x := range autoregressive(chains, n, 0.9) {
			copy(l.centered[c*n:], x)
		}
		l.transform()
		for lag, got := range l.acov {
			require.InDelta(t, l.autocovariance(lag), got, 1e-13, "%d chains, lag %d", chains, lag)
		}
	}
}

// The autocorrelation of an autoregression falls like the powers of its coefficient.
func TestAutocorrelation(t *testing.T) {
	const n = 20000
	x := autoregressive(1, n, 0.7)[0]
	rho := Autocorrelation(x)
	require.Len(t, rho, n)
	require.Equal(t, 1.0, rho[0])
	for lag := 1; lag < 6; lag++ {
		require.InDelta(t, math.Pow(0.7, float64(lag)), rho[lag], 4*math.Sqrt(3/float64(n)), lag) // Bartlett's formula
	}
	x = []float64{1e300, -1e300, 3e300, 2e300}
	require.InDeltaSlice(t, []float64{1, (-0.25*-2.25 + -2.25*1.75 + 1.75*0.75) / (0.0625 + 5.0625 + 3.0625 + 0.5625)}, Autocorrelation(x)[:2], 1e-12)
	for _, x := range [][]float64{{1, 1, 1}, {1}, {1, math.NaN(), 2}, {1, math.Inf(1)}} {
		rho := Autocorrelation(x)
		require.Len(t, rho, len(x))
		require.True(t, math.IsNaN(rho[0]), x)
	}
	require.Empty(t, Autocorrelation(nil))
}
