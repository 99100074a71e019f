package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestOrderStatisticsRefusesOtherShapes: vectors of another length are a mistake, not values outside of the support.
func TestOrderStatisticsRefusesOtherShapes(t *testing.T) {
	three := dist.OrderStatistics(dist.Normal(vec(0, 1), 1), 3)
	for _, x := range []*tensor.Tensor{tensor.Scalar(1), vec(1), vec(1, 2), vec(1, 2, 3, 4), tensor.Zeros(0)} {
		require.ErrorContains(t, recovered(func() { three.LogProb(x) }), "OrderStatistics.LogProb: values of shape", "%v", x)
		require.ErrorContains(t, recovered(func() { dist.LogProbSum(three, x, nil, 1) }), "do not end in 3 elements", "%v", x)
	}
	require.ErrorContains(t, recovered(func() { dist.OrderStatistics(dist.Normal(0, 1), 1).LogProb(vec(1, 2)) }), "do not end in 1 elements")
	require.ErrorContains(t, recovered(func() { three.LogProb(tensor.Zeros(5, 3)) }), "values of shape [5 3] do not broadcast with batch shape [2] and event shape [3]")
	require.Len(t, three.LogProb(vec(1, 2, 3)).Float64s(), 2)
}

// Angles that turn past π go from the last place to the first, which no derivative of a draw tells.
func TestOrderStatisticsOfAnglesHaveNoRSample(t *testing.T) {
	require.True(t, dist.VonMises(0, 1).HasRSample())
	require.False(t, dist.OrderStatistics(dist.VonMises(0, 1), 3).HasRSample())
	require.False(t, dist.OrderStatistics(dist.VonMises(vec(0, 1), 1).Expand(4, 2), 3).HasRSample())
	require.True(t, dist.OrderStatistics(dist.Uniform(-1, 1), 3).HasRSample())
}
