package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/ppl"
)

// Condition scores: a model conditioned at values that it drew has the log-probability it had.
func TestConditionScores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		free := run(t, m, seed)
		values := randomSubset(t, free, isLatent)
		trace := run(t, ppl.Condition(m, values), seed)
		requireSame(t, free, trace)
		requireNear(t, free.LogProb().Item(), trace.LogProb())
		for name, s := range trace.Sites() {
			_, named := values[name]
			require.Equal(t, named, s.Role() == ppl.ConditionedRole, name)
			require.Equal(t, named || free.Site(name).Observed, s.Observed, name)
		}
	})
}

func TestConditionAtOtherValues(t *testing.T) {
	trace := run(t, ppl.Condition(chain, ppl.Values{"x": scalar(3)}), 1)
	y := trace.Value("y").Item()
	requireNear(t, logNormal(3, 0, 1)+logNormal(y, 6, 0.5), trace.LogProb())
	require.False(t, trace.Site("x").Latent())
	require.True(t, trace.Site("y").Latent())
}

func TestConditionReplacesObservations(t *testing.T) {
	model := func(c *ppl.Context) { normal(c, "x", ppl.Obs(scalar(1))) }
	at := func(v float64) ppl.Values { return ppl.Values{"x": scalar(v)} }
	s := run(t, ppl.Condition(model, at(2)), 1).Site("x")
	require.Equal(t, 2.0, s.Value.Item())
	require.True(t, s.Observed)
	require.Equal(t, ppl.ConditionedRole, s.Role())

	outside := ppl.Condition(ppl.Condition(model, at(2)), at(3))
	require.Equal(t, 3.0, run(t, outside, 1).Value("x").Item(), "the outer one has the last word")

	free := func(c *ppl.Context) { normal(c, "x", ppl.Obs(nil)) }
	require.True(t, run(t, ppl.Condition(free, at(2)), 1).Site("x").Observed)
}
