package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestDeterministic(t *testing.T) {
	trace := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "rows", 100, func(c *ppl.Context) {
			x := normal(c, "x")
			got := ppl.Deterministic(c, "gram", x.Unsqueeze(-1).MatMul(x.Unsqueeze(0)))
			require.Equal(t, tensor.Shape{4, 4}, got.Shape(), "no plate claims these dimensions, and none has to")
		}, ppl.BatchSize(4))
	}, 1)
	s := trace.Site("gram")
	require.Equal(t, ppl.DeterministicSite, s.Kind)
	require.False(t, s.Latent() || s.LogWeighted())
	require.Nil(t, s.LogProb())
	require.Nil(t, s.LogProbSum())
	requireNear(t, 25*sumLogNormal(trace.Value("x"), 0, 1), trace.LogProb())
}
