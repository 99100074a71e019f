package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestOrderedIsCategorical: log-probabilities, entropies and divergences are those of the categories, which hold for
// data of any shape.
func TestOrderedIsCategorical(t *testing.T) {
	cuts := tensor.Of([]float64{-1, 0.5, 2, 0, 0.1, 4}, 2, 3)
	logistic, probit := dist.OrderedLogistic(vec(0.3, -2), cuts), dist.OrderedProbit(tensor.Of([]float64{0.3, 1, -2}, 3, 1), cuts)
	x := tensor.Of([]float64{0, 1, 2, 3, 3, 0}, 3, 2)
	for _, d := range []*dist.OrderedDist{logistic, probit} {
		c := d.Categorical()
		require.InDeltaSlice(t, c.LogProb(x).Float64s(), d.LogProb(x).Float64s(), 1e-14)
		require.InDelta(t, c.LogProb(x).Sum().Item(), dist.LogProbSum(d, x, nil, 1).Item(), 1e-13)
		entropy, ok := dist.Entropy(d)
		require.True(t, ok)
		want, _ := dist.Entropy(c)
		require.Equal(t, want.Float64s(), entropy.Float64s())
	}
	for _, pair := range [][2]dist.Distribution{{logistic, probit}, {probit, logistic}, {logistic, probit.Categorical()}, {logistic.Categorical(), probit}} {
		kl, ok := dist.KL(pair[0], pair[1])
		require.True(t, ok)
		plain := func(d dist.Distribution) dist.Distribution {
			if o, ok := d.(*dist.OrderedDist); ok {
				return o.Categorical()
			}
			return d
		}
		want, _ := dist.KL(plain(pair[0]), plain(pair[1]))
		require.Equal(t, want.Float64s(), kl.Float64s())
	}
}

// TestOrderedErrors: what is wrong is told by its name.
func TestOrderedErrors(t *testing.T) {
	require.EqualError(t, dist.OrderedProbit(0, vec(1, 0.5)).Validate(), "dist: OrderedProbit: cutpoints must be increasing along the last dimension, found 0.5 at index [1]; "+
		"draw them from dist.OrderStatistics, or keep parameters in order by ppl.Constrained(dist.OrderedVector)")
	require.EqualError(t, dist.CheckSupport(dist.OrderedLogistic(0, vec(0, 0.5)), tensor.To(3), nil),
		"dist: a value of OrderedLogistic must be a whole number in 0…2, found 3; there are 3 categories, counted from 0: one more than cutpoints")
	require.PanicsWithError(t, "dist: OrderedLogistic: cutpoints need what separates the categories, one less than there are, as their last dimension, found 1; the order is OrderedLogistic(predictor, cutpoints)",
		func() { dist.OrderedLogistic(0, tensor.To(1)) })
}
