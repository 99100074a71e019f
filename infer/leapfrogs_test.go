package infer

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
)

// TestLeapfrogsAreGradients counts the runs of a model that runs afresh for every gradient, once more for every draw
// that is kept, and once more where a point of the kernel is looked at: after the first transition, and after the
// warm-up.
func TestLeapfrogsAreGradients(t *testing.T) {
	const others = 20 + 2
	runs := 0
	model := func(c *ppl.Context) {
		runs++
		x := ppl.Sample(c, "x", dist.Normal(0, 1))
		_ = x.Detach().Item() // keeps it from being recorded
		ppl.Sample(c, "y", dist.Normal(x, 3))
	}
	sampler := func(kernel Kernel, thin int) (s *Sampler, began int) {
		runs = 0
		s, err := MCMC{Kernel: kernel, Chains: 1, Warmup: 150, Thin: thin, Seed: 7}.Sampler(model)
		require.NoError(t, err)
		return s, runs
	}
	// A given step size is not looked for, so that such a sampler begins without leapfrogs.
	for name, kernels := range map[string][2]Kernel{"NUTS": {NUTS{}, NUTS{StepSize: 0.5}}, "HMC": {HMC{}, HMC{StepSize: 0.5}}} {
		for _, thin := range []int{1, 3} {
			s, began := sampler(kernels[1], thin)
			post, err := s.Run(context.Background(), 20)
			require.NoError(t, err)
			require.Equal(t, []int{runs - began - others}, post.Sampling().Leapfrogs, "%s, thin %d", name, thin)

			s, searched := sampler(kernels[0], thin)
			require.Greater(t, searched, began)
			post, err = s.Run(context.Background(), 20)
			require.NoError(t, err)
			require.Equal(t, []int{runs - began - others}, post.Sampling().Leapfrogs, "%s, thin %d, with the search", name, thin)
		}
	}
}

// TestLeapfrogsOfDrawsAddUp: without a warm-up, and from one run to the next, they are those that Stats tells.
func TestLeapfrogsOfDrawsAddUp(t *testing.T) {
	told := func(d *draws.Draws) []int {
		sums := make([]int, d.Chains())
		for c := range sums {
			sums[c] = int(d.Stats().Get("leapfrogs").Slice(0, c, c+1).Sum().Item())
		}
		return sums
	}
	for _, kernel := range []Kernel{NUTS{StepSize: 0.2}, HMC{StepSize: 0.2}} {
		cold, err := MCMC{Kernel: kernel, Chains: 2, Warmup: -1, Draws: 30, Seed: 2}.Run(context.Background(), schools)
		require.NoError(t, err)
		require.Equal(t, told(cold), cold.Sampling().Leapfrogs)

		s, err := MCMC{Kernel: kernel, Chains: 2, Warmup: 50, Seed: 2}.Sampler(schools)
		require.NoError(t, err)
		first, err := s.Run(context.Background(), 10)
		require.NoError(t, err)
		second, err := s.Run(context.Background(), 20)
		require.NoError(t, err)
		for c, n := range told(second) {
			require.Equal(t, n, second.Sampling().Leapfrogs[c]-first.Sampling().Leapfrogs[c])
			require.Greater(t, first.Sampling().Leapfrogs[c], told(first)[c]+50)
		}
	}
}

// TestSamplingOfSomeChains: what is told of a part of the chains is theirs.
func TestSamplingOfSomeChains(t *testing.T) {
	s, err := MCMC{Chains: 3, Warmup: 50}.Sampler(schools)
	require.NoError(t, err)
	_, err = s.Run(context.Background(), 10)
	require.NoError(t, err)
	all, some := s.sampling([]int{0, 1, 2}), s.sampling([]int{0, 2})
	require.Equal(t, []int{all.Leapfrogs[0], all.Leapfrogs[2]}, some.Leapfrogs)
	require.Equal(t, [][]float64{all.Variances[0], all.Variances[2]}, some.Variances)
}
