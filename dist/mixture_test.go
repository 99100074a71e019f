package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func TestMixture(t *testing.T) {
	weights := dist.Categorical[dist.Probs](vec(1, 3))
	d := dist.Mixture(weights, dist.Normal(vec(-1, 2), vec(0.5, 1)))
	density := func(x, m, s float64) float64 {
		return math.Exp(-0.5*(x-m)*(x-m)/s/s) / s / math.Sqrt(2*math.Pi)
	}
	x := vec(-40, -1, 0, 2.5)
	for i, v := range x.Float64s() {
		want := math.Log(0.25*density(v, -1, 0.5) + 0.75*density(v, 2, 1))
		if i == 0 { // both densities of numbers underflow
			want = math.Log(0.75) - 0.5*42*42 - 0.5*math.Log(2*math.Pi)
		}
		require.InDelta(t, want, d.LogProb(x).Float64s()[i], 1e-12)
	}
	mean, ok := dist.Mean(d)
	require.True(t, ok)
	require.InDelta(t, 1.25, mean.Item(), 1e-15)
	variance, ok := dist.Variance(d)
	require.True(t, ok)
	require.InDelta(t, 0.25*0.25+0.75+0.25*0.75*9, variance.Item(), 1e-14)

	const n = 100_000
	draws := d.Sample(tensor.NewRNG(1), n).Float64s()
	var sum, squares float64
	for _, v := range draws {
		sum += v
		squares += (v - 1.25) * (v - 1.25)
	}
	require.InDelta(t, 1.25, sum/n, 4*math.Sqrt(variance.Item()/n))
	require.InEpsilon(t, variance.Item(), squares/n, 0.02)
}

// TestMixtureShapes: batches of weights and components broadcast, events stay whole.
func TestMixtureShapes(t *testing.T) {
	weights := dist.Categorical[dist.Logits](tensor.Zeros(4, 1, 3))
	d := dist.Mixture(weights, dist.Normal(tensor.Zeros(2, 3, 5), 1).ToEvent(1))
	require.Equal(t, tensor.Shape{4, 2}, d.BatchShape())
	require.Equal(t, tensor.Shape{5}, d.EventShape())
	x := d.Sample(tensor.NewRNG(1), 6)
	require.Equal(t, tensor.Shape{6, 4, 2, 5}, x.Shape())
	require.Equal(t, tensor.Shape{6, 4, 2}, d.LogProb(x).Shape())
	want := dist.Normal(0, 1).Expand(5).ToEvent(1).LogProb(x)
	for i, v := range d.LogProb(x).Float64s() {
		require.InDelta(t, want.Float64s()[i], v, 1e-12)
	}
	wide := dist.Expand(d, 3, 4, 2)
	require.Equal(t, tensor.Shape{3, 4, 2}, wide.LogProb(tensor.Zeros(5)).Shape())
}

func TestMixtureMistakes(t *testing.T) {
	weights := dist.Categorical[dist.Logits](tensor.Zeros(3))
	require.ErrorContains(t, recovered(func() { dist.Mixture(weights, dist.Normal(0, 1)) }), "3 categories")
	require.ErrorContains(t, recovered(func() { dist.Mixture(nil, dist.Normal(0, 1)) }), "nil")
	require.ErrorContains(t, dist.Mixture(weights, dist.Normal(0, vec(1, -1, 1))).Validate(), "scale")
}
