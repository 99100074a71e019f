package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestTweedieDraws compares the share of zeros, that of draws up to the mean, and the moments with what they are,
// and the integral of the density over what is not 0 with what zeros leave, by the trapezoidal rule for log x.
func TestTweedieDraws(t *testing.T) {
	const n = 20_000
	for _, d := range []*dist.TweedieDist{dist.Tweedie(2, 1, 1.5), dist.Tweedie(0.3, 2, 1.1), dist.Tweedie(50, 0.5, 1.95), dist.Tweedie(1, 1e-3, 1.3)} {
		x := d.Sample(tensor.NewRNG(1), n)
		v, _ := dist.Variance(d)
		m, _ := dist.Mean(d)
		require.InDelta(t, m.Item(), x.Mean().Item(), 5*math.Sqrt(v.Item()/n), "%v", d)
		zeros := math.Exp(d.LogProb(tensor.Scalar(0)).Item())
		require.InDelta(t, zeros, tensor.Equal(x, 0).Mean().Item(), 5*math.Sqrt(zeros/n)+1e-9, "%v", d)

		below, _ := dist.CDF(d, m)
		share := below.Item()
		require.InDelta(t, share, tensor.LessEqual(x, m.Item()).Mean().Item(), 5*math.Sqrt(share*(1-share)/n), "%v", d)

		const step = 0.004
		var u []float64
		for l := math.Log(m.Item()) - 60; l < math.Log(m.Item())+12; l += step {
			u = append(u, l)
		}
		logX := tensor.Of(u)
		require.InDelta(t, 1-zeros, step*d.LogProb(logX.Exp()).Add(logX).Exp().Sum().Item(), 1e-8, "%v", d)
	}
	require.ErrorContains(t, dist.Tweedie(1, 1, 2).Validate(), "Tweedie: power must be in (1, 2), found 2; with 1 it is a Poisson variable times the dispersion, with 2 Gamma")
	require.ErrorContains(t, recovered(func() { dist.Tweedie(1, 1, 1.5).Support().Bijection() }), "0 has a probability of its own")
}
