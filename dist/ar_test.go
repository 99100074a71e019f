package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestARRefuses(t *testing.T) {
	two := tensor.Of([]float64{0.5, 0.2})
	for want, build := range map[string]func(){
		"dist: AR: steps must be more than the 2 values that initial draws, found 2": func() { dist.AR(dist.Normal(0, 1), 0, two, 1, 2) },
		"dist: GaussianRandomWalk: initial is nil":                                   func() { dist.GaussianRandomWalk(nil, 0, 1, 3) },
		"dist: AR: initial draws events of shape [3]; it must draw numbers, or vectors of the first 2": func() {
			dist.AR(dist.Normal(tensor.Zeros(3), 1).ToEvent(1), 0, two, 1, 5)
		},
		"dist: GaussianRandomWalk: initial is HalfNormal(scale: 1), whose values are non-negative; those of the process are real": func() {
			dist.GaussianRandomWalk(dist.HalfNormal(1), 0, 1, 3)
		},
		"dist: AR: initial of batch shape [3] does not broadcast with the other parameters, of batch shape [2]": func() {
			dist.AR(dist.Normal(tensor.Zeros(3), 1), tensor.Zeros(2), two, 1, 5)
		},
		"dist: AR: coefficients must have at least 1 dimension, found shape []": func() { dist.AR(dist.Normal(0, 1), 0, tensor.Scalar(0.5), 1, 5) },
	} {
		require.PanicsWithError(t, want, build)
	}
	err := dist.AR(dist.Normal(0, -1), 0, two, 1, 5).Validate()
	require.EqualError(t, err, dist.Normal(0, -1).Validate().Error())
	require.ErrorContains(t, dist.GaussianRandomWalk(dist.Normal(0, 1), 0, -1, 5).Validate(), "dist: GaussianRandomWalk: scale must be positive, found -1")
}

// TestARIsOneWalk: a walk is the process of order 1 with the coefficient 1, in draws, densities and moments.
func TestARIsOneWalk(t *testing.T) {
	first := dist.Normal(tensor.Of([]float64{1, -2}), 3)
	walk, process := dist.GaussianRandomWalk(first, 0.5, 2, 6), dist.AR(first, 0.5, tensor.Ones(1), 2, 6)
	x := walk.Sample(tensor.NewRNG(1), 3)
	require.InDeltaSlice(t, x.Float64s(), process.Sample(tensor.NewRNG(1), 3).Float64s(), 1e-12)
	require.InDeltaSlice(t, walk.LogProb(x).Float64s(), process.LogProb(x).Float64s(), 1e-12)
	for _, of := range []func(dist.Distribution) (*tensor.Tensor, bool){dist.Mean, dist.Variance, dist.Entropy} {
		a, _ := of(walk)
		b, ok := of(process)
		require.True(t, ok)
		require.InDeltaSlice(t, a.Float64s(), b.Float64s(), 1e-12)
	}
}
