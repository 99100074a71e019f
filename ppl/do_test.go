package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/ppl"
)

// Do does not score: of a model with interventions at values that it drew, all other sites keep their log-probability.
func TestDoDoesNotScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		free := run(t, m, seed)
		values := randomSubset(t, free, isSample)
		trace := run(t, ppl.Do(m, values), seed)
		requireSame(t, free, trace)
		requireNear(t, logProbOf(free, func(s *ppl.Site) bool { return values[s.Name] == nil }), trace.LogProb())
		for name := range values {
			s := trace.Site(name)
			require.Equal(t, ppl.IntervenedRole, s.Role())
			require.False(t, s.Observed || s.Latent() || s.LogWeighted())
			require.Nil(t, s.LogProb())
		}
	})
}

func TestDoReachesWhatDepends(t *testing.T) {
	trace := run(t, ppl.Do(chain, ppl.Values{"x": scalar(3)}), 1)
	requireNear(t, logNormal(trace.Value("y").Item(), 6, 0.5), trace.LogProb())
}

// An intervened site stays as it is, whatever is outside.
func TestDoStays(t *testing.T) {
	three := ppl.Values{"x": scalar(3)}
	other := run(t, chain, 99)
	do := ppl.Do(chain, three)
	for name, m := range map[string]ppl.Model{
		"alone":       do,
		"Condition":   ppl.Condition(do, ppl.Values{"x": scalar(5)}),
		"Uncondition": ppl.Uncondition(do),
		"Substitute":  ppl.Substitute(do, ppl.Values{"x": scalar(5)}),
		"Replay":      ppl.Replay(do, other),
		"Do":          ppl.Do(do, ppl.Values{"x": scalar(5)}),
	} {
		t.Run(name, func(t *testing.T) {
			s := run(t, m, 1).Site("x")
			require.Equal(t, 3.0, s.Value.Item())
			require.Equal(t, ppl.IntervenedRole, s.Role())
			require.False(t, s.Observed || s.LogWeighted())
		})
	}
}

// From outside, Do cuts whatever was observed.
func TestDoOutsideCondition(t *testing.T) {
	trace := run(t, ppl.Do(ppl.Condition(chain, ppl.Values{"x": scalar(5)}), ppl.Values{"x": scalar(3)}), 1)
	s := trace.Site("x")
	require.Equal(t, 3.0, s.Value.Item())
	require.False(t, s.Observed)

	observed := func(c *ppl.Context) { normal(c, "x", ppl.Obs(scalar(5))) }
	require.Zero(t, run(t, ppl.Do(observed, ppl.Values{"x": scalar(3)}), 1).LogProb().Item())
}
