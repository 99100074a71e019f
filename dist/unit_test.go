package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestUnit: the log-density is the factor, whatever shape of values broadcasts with it.
func TestUnit(t *testing.T) {
	d := dist.Unit(vec(-2, 4))
	require.Equal(t, []float64{-2, 4}, d.LogProb(tensor.Zeros(0)).Float64s())
	require.Equal(t, []float64{-2, 4, -2, 4, -2, 4}, d.LogProb(tensor.Zeros(3, 2, 0)).Float64s())
	require.Equal(t, tensor.Shape{3, 2, 0}, d.Sample(tensor.NewRNG(1), 3).Shape())
	require.Equal(t, []float64{0, 4}, d.Mask(vec(0, 1)).LogProb(tensor.Zeros(2, 0)).Float64s())
	require.Equal(t, 2.0, d.ToEvent(1).LogProb(tensor.Zeros(2, 0)).Item())
	_, slopes := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor {
		return dist.LogProbSum(dist.Unit(x[0]), tensor.Zeros(2, 0), nil, 3)
	}, vec(-2, 4))
	require.Equal(t, []float64{3, 3}, slopes[0].Float64s())

	require.NoError(t, dist.Unit(math.Inf(-1)).Validate(), "what cannot be")
	require.EqualError(t, dist.Unit(math.NaN()).Validate(),
		"dist: Unit: logFactor must be a number or ±Inf, found NaN; a factor that is NaN makes all of a density NaN")
	require.ErrorContains(t, recovered(func() { d.LogProb(vec(1, 2)) }), "values of shape [2] do not broadcast with batch shape [2] and event shape [0]")
}
