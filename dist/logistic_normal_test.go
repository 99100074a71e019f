package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestZeroShares: inside of the simplex is where families have a density that are made of logarithms.
func TestZeroShares(t *testing.T) {
	zero, inside := tensor.Of([]float64{0.4, 0.6, 0}), tensor.Of([]float64{0.4, 0.6 - 1e-300, 1e-300})
	for want, d := range map[string]dist.Distribution{
		"dist: a value of LogisticNormal must be positive, and adding up to 1, found 0 at index [2]; shares of 0 have no logarithm: count what they are shares of, and observe a Multinomial": dist.LogisticNormal(tensor.Zeros(2), 1),
		"dist: a value of RelaxedOneHotCategorical must be positive, and adding up to 1, found 0 at index [2]; one-hot values, which it comes near to, are those of OneHotCategorical":        dist.RelaxedOneHotCategorical[dist.Logits](0.5, tensor.Zeros(3)),
	} {
		require.EqualError(t, dist.CheckSupport(d, zero, nil), want)
		require.NoError(t, dist.CheckSupport(d, zero, tensor.Scalar(0)), "behind a mask")
		require.NoError(t, dist.CheckSupport(d, inside, nil))
		require.ErrorContains(t, dist.CheckSupport(d, tensor.Ones(3), nil), "adding up to 1")
	}
}
