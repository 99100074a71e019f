package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestIntoSupport: what has left the support comes back to its rim, without a derivative; all else stays.
func TestIntoSupport(t *testing.T) {
	inf := math.Inf(1)
	for _, test := range []struct {
		d       dist.Distribution
		x, want []float64
		grad    []float64
	}{
		{dist.Normal(0, 1), []float64{-inf, 2, inf}, []float64{-math.MaxFloat64, 2, math.MaxFloat64}, []float64{0, 1, 0}},
		{dist.Gamma(1, 1), []float64{0, 2, inf}, []float64{0x1p-1022, 2, math.MaxFloat64}, []float64{0, 1, 0}},
		{dist.Uniform(1, vec(2, 3, 4)).ToEvent(1), []float64{1, 2, 4}, []float64{math.Nextafter(1, 2), 2, math.Nextafter(4, 3)}, []float64{0, 1, 0}},
		{dist.Dirichlet(vec(1, 1, 1)), []float64{0, 0.5, 0.5}, []float64{0, 0.5, 0.5}, []float64{1, 1, 1}},
	} {
		_, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor {
			return tensor.Mul(dist.IntoSupport(test.d, x[0]), 0.5).Sum()
		}, vec(test.x...))
		require.Equal(t, test.want, dist.IntoSupport(test.d, vec(test.x...)).Float64s())
		for i, d := range g[0].Float64s() {
			require.Equal(t, test.grad[i]/2, d)
		}
	}
	single := dist.IntoSupport(dist.Exponential(1), vec(0, inf).As(tensor.Float32))
	require.Equal(t, []float64{0x1p-126, math.MaxFloat32}, single.Float64s())
	require.True(t, math.IsNaN(dist.IntoSupport(dist.Exponential(1), tensor.Scalar(math.NaN())).Item()))
}
