package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestSampleDrawsFromItsOwnStream(t *testing.T) {
	rng := tensor.NewRNG(5)
	trace, err := ppl.RunWith(chain, ppl.RunOptions{RNG: rng})
	require.NoError(t, err)
	require.Equal(t, dist.Normal(0, 1).RSample(rng.Split("x")).Item(), trace.Value("x").Item())
}

// Distributions without a reparameterized sampler draw by Sample.
func TestSampleDiscrete(t *testing.T) {
	ones := 0.0
	for seed := range uint64(2000) {
		trace := run(t, func(c *ppl.Context) { ppl.Sample(c, "x", dist.Bernoulli[dist.Probs](0.3)) }, seed)
		ones += trace.Value("x").Item()
	}
	require.InDelta(t, 0.3, ones/2000, 5*0.0102, "5 standard errors of √(0.3·0.7/2000)")
}

func TestObs(t *testing.T) {
	trace := run(t, func(c *ppl.Context) { normal(c, "x", ppl.Obs(scalar(2))) }, 1)
	s := trace.Site("x")
	require.Equal(t, 2.0, s.Value.Item())
	require.Equal(t, ppl.DataRole, s.Role())
	require.True(t, s.Observed && s.LogWeighted())
	require.False(t, s.Latent() || s.Free())
	requireNear(t, logNormal(2, 0, 1), trace.LogProb())
}

func TestObsOfNothing(t *testing.T) {
	plain := run(t, func(c *ppl.Context) { normal(c, "x") }, 1)
	trace := run(t, func(c *ppl.Context) { normal(c, "x", ppl.Obs(nil)) }, 1)
	requireSame(t, plain, trace)
	s := trace.Site("x")
	require.Equal(t, ppl.MissingRole, s.Role())
	require.True(t, s.Latent())
	require.False(t, s.Observed || s.Free())
}

func TestAuxiliary(t *testing.T) {
	s := run(t, func(c *ppl.Context) { normal(c, "x", ppl.Auxiliary()) }, 1).Site("x")
	require.Equal(t, ppl.AuxiliaryRole, s.Role())
	require.True(t, s.Latent())
}

func TestSampleEvent(t *testing.T) {
	loc := tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	trace := run(t, func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(loc, 1).ToEvent(2)) }, 1)
	s := trace.Site("x")
	require.Equal(t, tensor.Shape{2, 3}, s.Value.Shape())
	require.Zero(t, s.LogProb().Rank())
	want := 0.0
	for i, x := range s.Value.Float64s() {
		want += logNormal(x, float64(i+1), 1)
	}
	requireNear(t, want, trace.LogProb())
}
