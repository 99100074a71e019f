package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
)

// TestPosterior compares the draws with a sum over a grid of the density, written out.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	x, y := data.distance.Float64s(), data.velocity.Float64s()
	density := func(p []float64) float64 {
		start, slope, noise := p[0], p[1], p[2]
		l := -(start*start/(500*500)+slope*slope/1e6+noise*noise/(500*500))/2 - float64(len(x))*math.Log(noise)
		for i := range x {
			z := (y[i] - start - slope*x[i]) / noise
			l -= z * z / 2
		}
		return l
	}
	axes := []gallerytest.Axis{{Low: -600, High: 500, N: 25}, {Low: 0, High: 900, N: 25}, {Low: 120, High: 520, N: 25}}
	want := gallerytest.Grid(t, axes, density, gallerytest.Coordinate(0), gallerytest.Coordinate(1), gallerytest.Coordinate(2))
	for i, name := range []string{"start", "slope", "noise"} {
		gallerytest.Agree(t, post, name, want[i])
	}
}
