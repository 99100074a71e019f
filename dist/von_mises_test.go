package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestVonMisesQuantiles: the distribution function of quantiles is the probability, wherever the mode is.
func TestVonMisesQuantiles(t *testing.T) {
	for _, c := range [][2]float64{{0, 0}, {0.5, 1}, {3, 4}, {-2, 200}, {1e3, 30}, {1, 1e8}} {
		d := dist.VonMises(c[0], c[1])
		for _, p := range []float64{1e-12, 0.01, 0.3, 0.75, 0.999} {
			x, ok := dist.Quantile(d, tensor.Scalar(p))
			require.True(t, ok)
			back, _ := dist.CDF(d, x)
			require.InEpsilon(t, p, back.Item(), 1e-10+4e-16*math.Abs(x.Item())*math.Exp(d.LogProb(x).Item())/p, "%v at %v", d, p)
		}
	}
}

// TestVonMisesDraws: the mean of cos(x - loc) is I₁/I₀, from concentrations of 0 to those of which angles are normal.
func TestVonMisesDraws(t *testing.T) {
	const n = 40_000
	for k, want := range map[float64]float64{0: 0, 1e-300: 0, 1e-3: 5e-4, 1: 0.44639, 30: 0.98319, 1e8: 1 - 0.5e-8, 1e300: 1} {
		d := dist.VonMises(2.5, k)
		x := d.Sample(tensor.NewRNG(1), n)
		require.NoError(t, dist.CheckSupport(d, x, nil))
		drop := 0.0
		for _, v := range x.Float64s() {
			s := math.Sin((v - 2.5) / 2)
			drop += 2 * s * s / n
		}
		require.InDelta(t, 1-want, drop, 5/math.Sqrt(n)*min(1, 1-want)+1e-12, "concentration %v", k)
	}
}
