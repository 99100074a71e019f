package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws with a sum over a grid of the density.
func TestPosterior(t *testing.T) {
	judged := gallerytest.Run(t, run)
	byNormal, post := judged[0], judged[1]
	y := calls.Float64s()
	density := func(p []float64) float64 {
		level, slope, scale := p[0], p[1], p[2]
		l := -(level*level/2500+slope*slope/100)/2 - math.Log1p(scale*scale/100) - float64(len(y))*math.Log(scale)
		for i := range y {
			z := (y[i] - level - slope*float64(i-11)) / scale
			l -= math.Log1p(z * z)
		}
		return l
	}
	axes := []gallerytest.Axis{{Low: 12, High: 18, N: 60}, {Low: 0.6, High: 1.7, N: 60}, {Low: 0.2, High: 8, N: 80}}
	want := gallerytest.Grid(t, axes, density, gallerytest.Coordinate(0), gallerytest.Coordinate(1), gallerytest.Coordinate(2))
	for i, name := range []string{"level", "slope", "scale"} {
		gallerytest.Agree(t, post, name, want[i])
	}

	// The six numbers have hardly any weight, but for the normal distribution.
	require.InDelta(t, leastSquares(), post.Get("slope").Mean().Item(), 0.3)
	require.Greater(t, byNormal.Get("slope").Mean().Item(), 3.0)
}
