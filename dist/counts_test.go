package dist_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestCounts compares frequencies of draws with probabilities, by χ², and moments with sums over the probabilities.
func TestCounts(t *testing.T) {
	for i, d := range []dist.Distribution{
		dist.Poisson(0.3), dist.Poisson(9.9), dist.Poisson(10), dist.Poisson(400),
		dist.Binomial[dist.Probs](7, 0.3), dist.Binomial[dist.Probs](1000, 0.004), dist.Binomial[dist.Probs](60, 0.4),
		dist.Binomial[dist.Probs](500, 0.9), dist.Binomial[dist.Logits](12, -0.5), dist.Binomial[dist.Logits](300, 1.5),
	} {
		t.Run(fmt.Sprint(d), func(t *testing.T) {
			const most, n = 1100, 200_000
			counts := make([]float64, most)
			for k := range counts {
				counts[k] = float64(k)
			}
			p := dist.MaskedLogProb(d, tensor.Of(counts), nil).Exp().Float64s()
			var total, mean, square float64
			for k, p := range p {
				total += p
				mean += p * float64(k)
				square += p * float64(k) * float64(k)
			}
			require.InDelta(t, 1, total, 1e-12)
			m, ok := dist.Mean(d)
			require.True(t, ok)
			require.InEpsilon(t, mean, m.Item(), 1e-11)
			v, ok := dist.Variance(d)
			require.True(t, ok)
			require.InEpsilon(t, square-mean*mean, v.Item(), 1e-8)

			seen := make([]float64, most)
			for _, x := range d.Sample(tensor.NewRNG(uint64(i)), n).Float64s() {
				seen[int(x)]++
			}
			chi2, cells, restSeen, restWanted := 0.0, 0.0, 0.0, 0.0
			add := func(seen, wanted float64) {
				chi2 += (seen - wanted) * (seen - wanted) / wanted
				cells++
			}
			for k, p := range p {
				if n*p < 10 {
					restSeen += seen[k]
					restWanted += n * p
					continue
				}
				add(seen[k], n*p)
			}
			if restWanted > 1 {
				add(restSeen, restWanted)
			}
			require.Greater(t, distuv.ChiSquared{K: cells - 1}.Survival(chi2), 1e-4, "χ² %g of %g cells", chi2, cells)
		})
	}
}

func TestCountsAtTheirEnds(t *testing.T) {
	inf := math.Inf(-1)
	for _, test := range []struct {
		d       dist.Distribution
		x, want float64
	}{
		{dist.Poisson(0), 0, 0}, {dist.Poisson(0), 1, inf}, {dist.Poisson(2), -1, inf}, {dist.Poisson(2), 1.5, inf},
		{dist.Poisson(2), math.Inf(1), inf},
		{dist.Binomial[dist.Probs](5, 0), 0, 0}, {dist.Binomial[dist.Probs](5, 0), 1, inf}, {dist.Binomial[dist.Probs](5, 1), 5, 0},
		{dist.Binomial[dist.Probs](5, 0.5), 6, inf}, {dist.Binomial[dist.Probs](0, 0.5), 0, 0},
		{dist.Binomial[dist.Logits](5, math.Inf(1)), 5, 0}, {dist.Binomial[dist.Logits](5, -800), 1, math.Log(5) - 800},
	} {
		require.InDelta(t, 0, diff(test.want, test.d.LogProb(tensor.Scalar(test.x)).Item()), 1e-12, "%v at %v", test.d, test.x)
	}
	require.Error(t, dist.Poisson(-1).Validate())
	require.Error(t, dist.Binomial[dist.Probs](2.5, 0.5).Validate())
	require.Error(t, dist.CheckSupport(dist.Binomial[dist.Probs](5, 0.5), tensor.Scalar(6), nil))
	require.Error(t, dist.CheckSupport(dist.Poisson(5), tensor.Scalar(math.Inf(1)), nil))
}

// diff is a - b, and 0 for equal infinities.
func diff(a, b float64) float64 {
	if a == b {
		return 0
	}
	return a - b
}
