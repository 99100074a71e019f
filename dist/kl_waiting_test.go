package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
)

// TestKLOfWaitingTimes compares with quadrature to 30 digits.
func TestKLOfWaitingTimes(t *testing.T) {
	exponential, gamma, weibull := dist.Exponential(2), dist.Gamma(3, 0.5), dist.Weibull(1.5, 3)
	for _, test := range []struct {
		q, p dist.Distribution
		want float64
	}{
		{exponential, gamma, 5.25646159372268288713},
		{gamma, exponential, 8.76612712851709835054},
		{exponential, weibull, 2.57387812936150732623},
		{weibull, exponential, 1.29412809144005905992},
		{weibull, gamma, 2.32454032026033469154},
	} {
		require.InEpsilon(t, test.want, mustKL(t, test.q, test.p).Item(), 1e-13, "%v to %v", test.q, test.p)
	}
	require.Zero(t, mustKL(t, exponential, dist.Gamma(1, 2)).Item())
	require.InDelta(t, 0, mustKL(t, dist.Weibull(0.5, 1), dist.Gamma(1, 2)).Item(), 1e-15)
}
