package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws with a sum over a grid of the density, in log shape.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	failed, treated, censored := relapsed.weeks.Float64s(), relapsed.treated.Float64s(), well.weeks.Float64s()
	density := func(p []float64) float64 {
		k, level, drug := math.Exp(p[0]), p[1], p[2]
		l := -p[0]*p[0]/0.5 - (level+2)*(level+2)/8 - drug*drug/4.5
		for i, v := range failed {
			logRate := level + drug*treated[i]
			l += logRate + p[0] + (k-1)*math.Log(v) - math.Exp(logRate)*math.Pow(v, k)
		}
		for _, v := range censored {
			l -= math.Exp(level+drug) * math.Pow(v, k)
		}
		return l
	}
	axes := []gallerytest.Axis{{Low: -0.5, High: 1, N: 24}, {Low: -7, High: -0.3, N: 24}, {Low: -4, High: 0.5, N: 24}}
	shape := func(p []float64) float64 { return math.Exp(p[0]) }
	well26 := func(p []float64) float64 { return math.Exp(-math.Exp(p[1]+p[2]) * math.Pow(weeks[51], math.Exp(p[0]))) }
	want := gallerytest.Grid(t, axes, density, shape, gallerytest.Coordinate(1), gallerytest.Coordinate(2), well26)
	for i, name := range []string{"shape", "level", "drug", "well after[51]"} {
		gallerytest.Agree(t, post, name, want[i])
	}
	require.Equal(t, 26.0, weeks[51])
}

// TestKaplanMeier compares the estimate with what Gehan's tables and every textbook have for these data, 0.448 after
// the last relapse.
func TestKaplanMeier(t *testing.T) {
	at, share := kaplanMeier()
	require.Equal(t, 23.0, at[len(at)-1])
	require.InDelta(t, 0.448, share[len(share)-1], 5e-4)
	require.InDelta(t, 0.857, share[2], 5e-4)
}
