package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
)

// TestKLOfOtherFamilies compares with quadrature to 30 digits.
func TestKLOfOtherFamilies(t *testing.T) {
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
		{gamma, dist.Weibull(1.5, 2), 17.294459162408347999},
		{dist.Kumaraswamy(2, 3), dist.Beta(1.5, 2), 0.0450036292457355537},
		{dist.Kumaraswamy(0.5, 0.3), dist.Beta(2, 0.7), 0.653142478959159604},
		{dist.Kumaraswamy(10, 0.1), dist.Beta(1, 5), 56.2228173259234375},
		{dist.Kumaraswamy(1e-3, 50), dist.Beta(2, 3), 8987.45083239717851},
		{dist.Kumaraswamy(300, 1000), dist.Beta(2, 3), 9.12579215252143904},
		{dist.Kumaraswamy(1, 4), dist.Beta(1, 3), math.Log(4.0/3) - 0.25},
	} {
		require.InEpsilon(t, test.want, mustKL(t, test.q, test.p).Item(), 1e-13, "%v to %v", test.q, test.p)
	}
	require.Zero(t, mustKL(t, exponential, dist.Gamma(1, 2)).Item())
	require.InDelta(t, 0, mustKL(t, dist.Weibull(0.5, 1), dist.Gamma(1, 2)).Item(), 1e-15)
}
