package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/ppl"
)

// Uncondition takes Condition back.
func TestUnconditionTakesConditionBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		other := run(t, m, rapid.Uint64().Draw(t, "other"))
		want := run(t, ppl.Uncondition(m), seed)
		got := run(t, ppl.Uncondition(ppl.Condition(m, randomSubset(t, other, isSample))), seed)
		requireSame(t, want, got)
		for name, s := range got.Sites() {
			require.False(t, s.Observed, name)
			require.Equal(t, want.Site(name).Role(), s.Role(), name)
		}
	})
}

func TestUnconditionFreesObs(t *testing.T) {
	observed := func(c *ppl.Context) { normal(c, "x", ppl.Obs(scalar(1000))) }
	s := run(t, ppl.Uncondition(observed), 1).Site("x")
	require.True(t, s.Latent())
	require.Less(t, s.Value.Item(), 10.0, "drawn from the distribution")

	outside := run(t, ppl.Condition(ppl.Uncondition(observed), ppl.Values{"x": scalar(2)}), 1)
	require.Equal(t, 2.0, outside.Value("x").Item(), "it forgets what was observed inside only")
}
