package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestDeltaDensity(t *testing.T) {
	d := dist.Delta(vec(1, -2, 0))
	require.Equal(t, []float64{0, -inf, 0}, d.LogProb(vec(1, 2, math.Copysign(0, -1))).Float64s())
	require.Equal(t, []float64{-inf, 0, -inf}, d.LogProb(tensor.Scalar(-2)).Float64s())
	require.Equal(t, []float64{-inf}, dist.Delta(vec(1)).LogProb(vec(math.NaN())).Float64s())
	require.Equal(t, tensor.Shape{2, 3}, d.LogProb(tensor.Zeros(2, 3)).Shape())

	scored := d.WithLogDensity(vec(0.5, 0.25, -3))
	require.Equal(t, []float64{0.5, -inf, -3}, scored.LogProb(vec(1, 2, 0)).Float64s())
	require.Equal(t, -5.0, scored.LogProbSum(vec(1, -2, 0), vec(1, 0, 1), 2).Item())
	require.Equal(t, 7.5, d.WithLogDensity(tensor.Scalar(2.5)).LogProbSum(d.Value(), nil, 1).Item())
	require.Equal(t, []float64{0.5, 0.25, -3}, scored.LogDensity().Float64s())
}

// TestDeltaAsOneEvent: the event has the density only if all of it is at the point.
func TestDeltaAsOneEvent(t *testing.T) {
	v := tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	d := dist.Delta(v).ToEvent(1)
	require.Equal(t, tensor.Shape{2}, d.BatchShape())
	require.Equal(t, tensor.Shape{3}, d.EventShape())
	require.Equal(t, []float64{0, -inf}, d.LogProb(tensor.Of([]float64{1, 2, 3, 4, 0, 6}, 2, 3)).Float64s())

	rows := d.WithLogDensity(vec(0.5, -1))
	require.Equal(t, []float64{0.5, -1}, rows.LogProb(v).Float64s())
	whole := rows.ToEvent(1)
	require.Empty(t, whole.BatchShape())
	require.Equal(t, tensor.Shape{2, 3}, whole.EventShape())
	require.Equal(t, -0.5, whole.LogProb(v).Item())

	// A log-density that broadcasts counts for every element of the event.
	require.Equal(t, []float64{0.75, 0.75}, dist.Delta(v).WithLogDensity(tensor.Scalar(0.25)).ToEvent(1).LogProb(v).Float64s())
	require.Equal(t, []float64{0, 0}, d.ToEvent(0).LogProb(v).Float64s())
}

func TestDeltaDraws(t *testing.T) {
	d := dist.Delta(tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 2, 3)).ToEvent(1)
	x := d.Sample(tensor.NewRNG(1), 4)
	require.Equal(t, tensor.Shape{4, 2, 3}, x.Shape())
	for i := range 4 {
		require.Equal(t, d.Value().Float64s(), x.Slice(0, i, i+1).Float64s())
	}
	wide := d.Expand(5, 2)
	require.Equal(t, tensor.Shape{5, 2, 3}, wide.Sample(tensor.NewRNG(1)).Shape())
	require.Equal(t, make([]float64, 10), wide.LogProb(d.Value()).Float64s())
}

func TestDeltaDerivatives(t *testing.T) {
	_, g := tensor.ValueAndGrad(func(v ...*tensor.Tensor) *tensor.Tensor {
		return dist.Delta(v[0]).RSample(tensor.NewRNG(1), 4).Sum()
	}, vec(1, 2))
	require.Equal(t, []float64{4, 4}, g[0].Float64s())

	// Of the density only its height has a derivative, and only where the value is the point.
	value, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor {
		d := dist.Delta(in[0]).WithLogDensity(in[1])
		return dist.LogProbSum(d, vec(1, 9), vec(1, 0), 3).Add(d.LogProb(vec(1, 2)).Sum())
	}, vec(1, 2), vec(0.5, 0.25))
	require.Equal(t, 2.25, value.Item())
	require.Equal(t, []float64{0, 0}, g[0].Float64s())
	require.Equal(t, []float64{4, 1}, g[1].Float64s())
}

func TestDeltaSupport(t *testing.T) {
	d := dist.Delta(tensor.Of([]float64{1, 2, 3, 4}, 2, 2))
	require.True(t, d.Support().Discrete())
	require.Zero(t, d.Support().EventDim())
	require.Equal(t, 1, d.ToEvent(1).Support().EventDim())
	_, ok := d.EnumerateSupport()
	require.False(t, ok, "the points of a batch are not one list")

	for _, d := range []dist.Distribution{d, d.ToEvent(1), d.ToEvent(2)} {
		require.NoError(t, dist.CheckSupport(d, tensor.Of([]float64{1, 2, 3, 4}, 2, 2), nil))
		var bad *dist.ValueError
		require.ErrorAs(t, dist.CheckSupport(d, tensor.Of([]float64{1, 2, 0, 4}, 2, 2), nil), &bad)
		require.Equal(t, []int{1, 0}, bad.Index)
	}
	require.NoError(t, dist.CheckSupport(d.ToEvent(1), tensor.Of([]float64{1, 2, 0, 4}, 2, 2), vec(1, 0)))
	require.NoError(t, dist.CheckParams(dist.Delta(tensor.Of([]float64{1, 2, inf, 4}, 2, 2)).ToEvent(1), vec(1, 0)))
}
