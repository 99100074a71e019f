package ppl_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Block hides exactly the sites it names, and changes no draw.
func TestBlockHidesExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, seed := randomModel(t), rapid.Uint64().Draw(t, "seed")
		open := run(t, m, seed)
		hidden := randomSubset(t, open, func(*ppl.Site) bool { return true })
		if len(hidden) == 0 {
			t.Skip("this draw of a model and a subset hides nothing, and rapid makes another")
		}
		var outside []string
		blocked := run(t, watch(ppl.Block(m, slices.Collect(maps.Keys(hidden))...), func(s *ppl.Site) {
			if s.Kind != ppl.PlateSite {
				outside = append(outside, s.Name)
			}
		}), seed)
		var want []string
		for name, s := range open.Sites() {
			if hidden[name] == nil {
				want = append(want, name)
				require.Equal(t, s.Value.Float64s(), blocked.Value(name).Float64s())
			}
		}
		require.ElementsMatch(t, want, siteNames(blocked))
		require.Equal(t, want, outside, "the handlers outside see the others only")
		requireNear(t, logProbOf(open, func(s *ppl.Site) bool { return hidden[s.Name] == nil }), blocked.LogProb())
	})
}

func TestBlockDrawsNothingTwice(t *testing.T) {
	calls := 0
	model := func(c *ppl.Context) {
		ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { calls++; return scalar(1) })
		normal(c, "x")
	}
	run(t, ppl.Block(model, "w", "x"), 1)
	require.Equal(t, 1, calls)
}

// What is observed inside stays observed, though it is hidden from outside.
func TestBlockOfObserved(t *testing.T) {
	trace := run(t, ppl.Block(func(c *ppl.Context) {
		ppl.Deterministic(c, "y", normal(c, "x", ppl.Obs(scalar(3))))
	}, "x"), 1)
	require.Equal(t, 3.0, trace.Value("y").Item())
	require.Zero(t, trace.LogProb().Item())
}
