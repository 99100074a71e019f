package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestLKJMistakes(t *testing.T) {
	require.EqualError(t, recovered(func() { dist.LKJCholesky(1, 2) }),
		"dist: LKJCholesky: dim must be at least 2, as one variable has no correlation, found 1")
	require.ErrorContains(t, dist.LKJ(3, -1).Validate(), "dist: LKJ: concentration must be positive, found -1; use a parameter constrained")
	err := dist.CheckSupport(dist.LKJ(2, 1), tensor.Of([]float64{1, 0.5, 0.4, 1}, 2, 2), nil)
	require.EqualError(t, err, "dist: a value of LKJ must be a correlation matrix, symmetric and positive definite with ones on the diagonal, found 0.5 at index [0, 1]")
	err = dist.CheckSupport(dist.LKJCholesky(2, 1), tensor.Of([]float64{1, 0, 0.5, 0.5}, 2, 2), nil)
	require.EqualError(t, err, "dist: a value of LKJCholesky must be lower triangular with a positive diagonal and rows of length 1, found 0.5 at index [1, 1]")
	require.Equal(t, "LKJCholesky(dim: 3, concentration: 2)", dist.LKJCholesky(3, 2).String())
}

// TestNearlySingularCorrelations: however near to singular they are, draws are positive definite as they are rounded.
func TestNearlySingularCorrelations(t *testing.T) {
	for _, dtype := range bothTypes {
		for _, n := range []int{2, 5, 30} {
			d := dist.LKJ(n, tensor.Scalar(1e-8).As(dtype))
			x := d.Sample(tensor.NewRNG(1), 50)
			require.NoError(t, dist.CheckSupport(d, x, nil))
			for _, lp := range d.LogProb(x).Float64s() {
				require.False(t, lp-lp != 0, "log-density %v", lp)
			}
		}
	}
}

// TestSetsOfMatricesAgree: what operations find outside is what Check does.
func TestSetsOfMatricesAgree(t *testing.T) {
	for _, set := range []dist.Constraint{dist.CorrCholesky, dist.Correlation, dist.PositiveDefinite} {
		for _, v := range [][]float64{{1, 0, 0.6, 0.8}, {1, 0.6, 0.6, 1}, {2, 1, 1, 2}, {1, 1, 1, 1}, {1, 2, 2, 1}, {1, 0.6, -0.6, 1}, {1, 0, 0.6, -0.8}, {1, 0, 0.6, 0.7}, {1, 0.1, 0.6, 0.8},
			{nan, 0, 0.6, 0.8}, {1, 0.6, nan, 1}, {1, nan, 0.6, 1}, {1, 0.6, 0.6, nan}, {inf, 0.6, 0.6, 1}, {1, inf, inf, 1}, {0, 0, 0, 0}, {-1, 0, 0, 1}, {1, 0, 0, 1}} {
			for _, dtype := range bothTypes {
				x := tensor.Of(v, 2, 2).As(dtype)
				_, ok := set.Check(x)
				outside := set.(dist.Recordable).Outside(tensor.Stack(0, x, tensor.Eye(2).As(dtype)))
				require.Equal(t, []float64{map[bool]float64{true: 0, false: 1}[ok], 0}, outside.Float64s(), "%v of %v", set, x)
			}
		}
	}
}
