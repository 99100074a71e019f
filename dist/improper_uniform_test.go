package dist_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// TestImproperUniformEndsWithItsSupport: every event has its own density, 1 inside and 0 outside.
func TestImproperUniformEndsWithItsSupport(t *testing.T) {
	two := tensor.Shape{2}
	for name, test := range map[string]struct {
		d    dist.Distribution
		x    []float64
		want []float64
	}{
		"positive numbers":   {dist.ImproperUniform(dist.Positive, two, nil), []float64{1, -1}, []float64{0, -inf}},
		"positive vectors":   {dist.ImproperUniform(dist.Positive, two, two), []float64{1, -1, 2, 3}, []float64{-inf, 0}},
		"bounds by row":      {dist.ImproperUniform(dist.Interval(0, vec(1, 2)), two, nil), []float64{1.5, 1.5}, []float64{-inf, 0}},
		"bounds by element":  {dist.ImproperUniform(dist.Interval(0, vec(1, 2)), two, two), []float64{0.5, 1.5, 1.5, 1.5}, []float64{0, -inf}},
		"simplexes":          {dist.ImproperUniform(dist.Simplex, two, two), []float64{0.5, 0.5, 0.5, 0.4}, []float64{0, -inf}},
		"orders":             {dist.ImproperUniform(dist.OrderedVector, two, two), []float64{2, 1, 1, 2}, []float64{-inf, 0}},
		"masked":             {dist.ImproperUniform(dist.OrderedVector, two, two).Mask(vec(0, 1)), []float64{2, 1, 1, 2}, []float64{0, 0}},
		"one value, a batch": {dist.ImproperUniform(dist.Positive, two, nil), []float64{-1}, []float64{-inf, -inf}},
	} {
		x := tensor.Of(test.x)
		if len(test.x) == 1 {
			x = tensor.Scalar(test.x[0])
		} else {
			x = x.Reshape(tensor.Join(two, test.d.EventShape())...)
		}
		require.Equal(t, test.want, test.d.LogProb(x).Float64s(), name)
		require.Equal(t, tensor.Float32, test.d.LogProb(x.As(tensor.Float32)).DType(), name)
	}
	for _, f := range []func(){
		func() { dist.Flat(2, -1) },
		func() { dist.ImproperUniform(dist.Real, tensor.Shape{-1}, nil) },
		func() { dist.Flat().Expand(-1) },
		func() { dist.Reshape(tensor.Shape{-2, -3}, tensor.Shape{6}) },
		func() { dist.Reshape(tensor.Shape{6}, tensor.Shape{-2, -3}) },
	} {
		require.ErrorContains(t, recovered(f), "has a negative dimension")
	}
	require.ErrorContains(t, recovered(func() { dist.ImproperUniform(dist.Positive, two, nil).LogProb(vec(1, 2, 3)) }), "[3] do not broadcast with batch shape [2]")
}
