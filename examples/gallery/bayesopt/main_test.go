package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
	"github.com/stretchr/testify/require"
)

// TestImprovement compares the expected improvement with its definition, by draws from the curve's normal distribution,
// and the curve with the points that are known.
func TestImprovement(t *testing.T) {
	k := known{x: []float64{0, 0.3, 0.55, 1}}
	for _, x := range k.x {
		k.y = append(k.y, expensive(x))
	}
	// Two points and a length at which the formulas are short: far from all points, the curve is as before any.
	trace, err := ppl.Run(ppl.Condition(ppl.Bind(model, k), ppl.Values{"length": tensor.Scalar(0.01), "height": tensor.Scalar(1.5)}), 1)
	require.NoError(t, err)
	y := tensor.Of(k.y)
	sd := y.Sub(y.Mean()).Square().Mean().Sqrt().Item()
	smallest := (y.Min().Item() - y.Mean().Item()) / sd
	rng, sum, squares := rand.New(rand.NewPCG(1, 2)), 0.0, 0.0
	const n = 100_000
	for range n {
		gain := math.Max(0, smallest-1.5*rng.NormFloat64())
		sum, squares = sum+gain, squares+gain*gain
	}
	mean := sum / n
	require.InDelta(t, mean, trace.Value("improvement").At(160), 4*math.Sqrt((squares/n-mean*mean)/n)) // x = 0.8
	require.InDelta(t, y.Mean().Item(), trace.Value("curve").At(160), 1e-9)
	for i, x := range k.x {
		at := int(math.Round(x * 200))
		require.InDelta(t, k.y[i], trace.Value("curve").At(at), 1e-3)
		require.Less(t, trace.Value("improvement").At(at), 1e-3)
	}
}

// TestSearch requires that the smallest value is found, which a local search from the best of the first three misses.
func TestSearch(t *testing.T) {
	looked := 0
	k, err := search(t.Context(), 12, func(k known, post *draws.Draws) {
		require.Len(t, k.x, 3+looked)
		looked++
	})
	require.NoError(t, err)
	require.Len(t, k.x, 12)
	x, y := best(k)
	require.InDelta(t, 0.757, x, 0.01)
	require.InDelta(t, -6.0207, y, 0.02)
}

func TestRun(t *testing.T) { gallerytest.Run(t, run) }
