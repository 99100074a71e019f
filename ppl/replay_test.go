package ppl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Replay ∘ Run reproduces a run, whatever the seed.
func TestReplayReproduces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := randomModel(t)
		first := run(t, m, rapid.Uint64().Draw(t, "seed"))
		// Parameters are not random choices: their values are the business of Params.
		params := paramsFunc(func(name string) *tensor.Tensor { return first.Value(name) })
		again, err := ppl.RunWith(ppl.Replay(m, first), ppl.RunOptions{RNG: tensor.NewRNG(rapid.Uint64().Draw(t, "other seed")), Params: params})
		require.NoError(t, err)
		requireSame(t, first, again)
		require.Equal(t, first.LogProb().Item(), again.LogProb().Item())
		for name, s := range again.Sites() {
			require.Equal(t, first.Site(name).Latent(), s.Latent(), name)
			require.Equal(t, first.Site(name).Observed, s.Observed, name)
		}
	})
}

func TestReplayDrawsTheRest(t *testing.T) {
	first := run(t, func(c *ppl.Context) { normal(c, "x") }, 1)
	fresh := run(t, chain, 2)
	again := run(t, ppl.Replay(chain, first), 2)
	require.Equal(t, first.Value("x").Item(), again.Value("x").Item())
	require.NotEqual(t, fresh.Value("y").Item(), again.Value("y").Item(), "y follows x")
	require.InDelta(t, fresh.Value("y").Item()-2*fresh.Value("x").Item(), again.Value("y").Item()-2*again.Value("x").Item(), 1e-12,
		"with its own noise")
}

func TestReplayLeavesObservedAlone(t *testing.T) {
	observed := func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(normal(c, "x"), 1), ppl.Obs(scalar(4))) }
	other := run(t, ppl.Condition(chain, ppl.Values{"y": scalar(9)}), 1)
	require.Equal(t, 4.0, run(t, ppl.Replay(observed, other), 2).Value("y").Item(), "observed here")

	// Posterior predictions: latents from the trace, and what was observed there is drawn.
	first := run(t, observed, 1)
	predicted := run(t, ppl.Replay(ppl.Uncondition(observed), first), 2)
	require.Equal(t, first.Value("x").Item(), predicted.Value("x").Item())
	require.NotEqual(t, 4.0, predicted.Value("y").Item())
}

// Values set inside stay, and those of parameters are not choices to repeat.
func TestReplayLeavesTheRestAlone(t *testing.T) {
	first := run(t, chain, 1)
	set := ppl.Substitute(chain, ppl.Values{"x": scalar(8)})
	require.Equal(t, 8.0, run(t, ppl.Replay(set, first), 2).Value("x").Item())

	requireSame(t, run(t, line, 2), run(t, ppl.Replay(line, run(t, line, 1)), 2))
}

// A model under Replay looks at the rows that the guide looked at.
func TestReplayRows(t *testing.T) {
	guide := run(t, subsampled(100, 10), 1)
	model := run(t, ppl.Replay(subsampled(100, 10), guide), 2)
	require.Equal(t, guide.Site("rows").Frame.Indices, model.Site("rows").Frame.Indices)
	require.Equal(t, guide.Value("looked").Float64s(), model.Value("looked").Float64s())
	require.NotEqual(t, guide.Value("looked").Float64s(), run(t, subsampled(100, 10), 2).Value("looked").Float64s())

	given := run(t, func(c *ppl.Context) {
		ppl.Plate(c, "rows", 100, func(c *ppl.Context) { normal(c, "x") }, ppl.BatchIndices(firstRows(10)))
	}, 1)
	model = run(t, ppl.Replay(subsampled(100, 10), given), 2)
	require.Equal(t, firstRows(10), model.Site("rows").Frame.Indices)
}

// Rows that the caller gave, and all rows, are not the trace's to choose.
func TestReplayKeepsGivenRows(t *testing.T) {
	model := func(c *ppl.Context) {
		ppl.Plate(c, "rows", 100, func(c *ppl.Context) { normal(c, "y") }, ppl.BatchIndices([]int{4, 2}))
	}
	from := run(t, subsampled(100, 2), 1)
	require.Equal(t, []int{4, 2}, run(t, ppl.Replay(model, from), 1).Site("rows").Frame.Indices)
}
