package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
)

// A model at all values that it drew is the same, whatever the seed, but for the rows of its plates.
func TestSubstituteReproduces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		first := run(t, m, seed)
		values := ppl.Values{}
		for name, s := range first.Sites() {
			if s.Latent() || s.Kind == ppl.ParamSite {
				values[name] = s.Value
			}
		}
		again := run(t, ppl.Substitute(m, values), seed+1)
		requireSame(t, first, again)
		require.Equal(t, first.LogProb().Item(), again.LogProb().Item())
		for name := range values {
			require.Equal(t, first.Site(name).Kind, again.Site(name).Kind)
			require.False(t, again.Site(name).Observed)
		}
	})
}

func TestSubstituteScores(t *testing.T) {
	trace := run(t, ppl.Substitute(chain, ppl.Values{"x": scalar(3), "y": scalar(5)}), 1)
	requireNear(t, logNormal(3, 0, 1)+logNormal(5, 6, 0.5), trace.LogProb())
	require.True(t, trace.Site("x").Latent())
}

func TestSubstituteKeepsWhatIsSetInside(t *testing.T) {
	m := ppl.Substitute(ppl.Substitute(chain, ppl.Values{"x": scalar(3)}), ppl.Values{"x": scalar(4)})
	require.Equal(t, 3.0, run(t, m, 1).Value("x").Item())
}

func TestSubstituteParam(t *testing.T) {
	model := func(c *ppl.Context) { ppl.Param(c, "scale", constant(1), ppl.Constrained(dist.Positive)) }
	s := run(t, ppl.Substitute(model, ppl.Values{"scale": scalar(3)}), 1).Site("scale")
	require.Equal(t, 3.0, s.Value.Item())
	require.Equal(t, ppl.ParamSite, s.Kind)
}
