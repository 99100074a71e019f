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

// TestLKJCholeskyMoments compares with values of gamma functions by mpmath, to 60 digits.
func TestLKJCholeskyMoments(t *testing.T) {
	for _, c := range []struct {
		dim            int
		concentration  float64
		mean, variance []float64 // of the diagonal
	}{
		{3, 1, []float64{1, 0.8488263631567751241, 0.66666666666666666667}, []float64{0, 0.029493805210042514177, 0.055555555555555555556}},
		{3, 0.25, []float64{1, 0.72947987174215887961, 0.33333333333333333333}, []float64{0, 0.067859116723043430927, 0.088888888888888888889}},
		{5, 40, []float64{1, 0.99399415694379624054, 0.98795180722891566265, 0.98187227698106701809, 0.97575487133720065447},
			[]float64{0, 0.00007085405682986325001, 0.00014170278359565629126, 0.00021254598172909682764, 0.00028338344267537763222}},
		{3, 1e6, []float64{1, 0.99999975000015624991, 0.99999950000024999988}, []float64{0, 1.2499975000035156208e-13, 2.4999950000068749919e-13}},
	} {
		d := dist.LKJCholesky(c.dim, c.concentration)
		m, _ := dist.Mean(d)
		v, _ := dist.Variance(d)
		means, variances := m.Float64s(), v.Float64s()
		for i := range c.dim {
			for j := range c.dim {
				mean, variance := 0.0, 0.0
				switch {
				case i == j:
					mean, variance = c.mean[i], c.variance[i]
				case j < i:
					variance = 1 / (2*c.concentration + float64(c.dim) - 1)
				}
				require.InDelta(t, mean, means[i*c.dim+j], 1e-14, "%v, row %d, column %d", d, i, j)
				require.InDelta(t, variance, variances[i*c.dim+j], 1e-11*variance, "%v, row %d, column %d", d, i, j)
			}
		}
	}
}
