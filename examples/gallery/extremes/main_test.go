package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws with a sum over a grid of the density, in log scale.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	density := func(p []float64) float64 {
		loc, scale, shape := p[0], math.Exp(p[1]), p[2]
		l := -(loc-4)*(loc-4)/2 - scale*scale/0.5 + p[1] - shape*shape/0.045
		for _, x := range highest.Float64s() {
			y := 1 + shape*(x-loc)/scale
			if y <= 0 {
				return -1e300
			}
			l -= p[1] + (1+1/shape)*math.Log(y) + math.Pow(y, -1/shape)
		}
		return l
	}
	axes := []gallerytest.Axis{{Low: 3.73, High: 4.02, N: 40}, {Low: -2.2, High: -1, N: 40}, {Low: -0.45, High: 0.551, N: 44}}
	scale := func(p []float64) float64 { return math.Exp(p[1]) }
	level := func(p []float64) float64 {
		return p[0] + math.Exp(p[1])*(math.Pow(-math.Log(0.99), -p[2])-1)/p[2]
	}
	want := gallerytest.Grid(t, axes, density, gallerytest.Coordinate(0), scale, gallerytest.Coordinate(2), level)
	for i, name := range []string{"loc", "scale", "shape", "level[39]"} {
		gallerytest.Agree(t, post, name, want[i])
	}
}

// TestPositions looks at the record, 4.69 m, which is one of 65 years.
func TestPositions(t *testing.T) {
	at, level := positions()
	require.Equal(t, 4.69, level[64])
	require.InDelta(t, math.Log10(66), at[64], 1e-12)
	require.InDelta(t, math.Log10(66.0/65), at[0], 1e-12)
	require.InDelta(t, 2, powers[century], 1e-12)
}
