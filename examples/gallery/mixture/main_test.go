package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws with a sum over a grid of the density. Where it is smooth, steps as wide as a
// standard deviation are enough.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	var counts [100]float64
	for _, v := range waits.Float64s() {
		counts[int(v)]++
	}
	require.Equal(t, 19284.0, waits.Sum().Item())
	density := func(p []float64) float64 {
		short, gap, sd1, sd2, share := p[0], p[1], p[2], p[3], p[4]
		l := -(short-60)*(short-60)/800 - gap*gap/3200 - (sd1*sd1+sd2*sd2)/200 + math.Log(share*(1-share))
		for i, n := range counts {
			if n == 0 {
				continue
			}
			z1, z2 := (float64(i)-short)/sd1, (float64(i)-short-gap)/sd2
			l += n * math.Log(share*math.Exp(-z1*z1/2)/sd1+(1-share)*math.Exp(-z2*z2/2)/sd2)
		}
		return l
	}
	axes := []gallerytest.Axis{{Low: 50.4, High: 59.6, N: 11}, {Low: 19, High: 31, N: 11}, {Low: 2.9, High: 10.4, N: 11},
		{Low: 3.6, High: 9.2, N: 11}, {Low: 0.18, High: 0.56, N: 11}}
	is65 := func(p []float64) float64 {
		z1, z2 := (65-p[0])/p[2], (65-p[0]-p[1])/p[3]
		a, b := p[4]*math.Exp(-z1*z1/2)/p[2], (1-p[4])*math.Exp(-z2*z2/2)/p[3]
		return a / (a + b)
	}
	c := gallerytest.Coordinate
	want := gallerytest.Grid(t, axes, density, c(0), c(1), c(2), c(3), c(4), is65)
	for i, name := range []string{"short", "gap", "sd[0]", "sd[1]", "share", "is short[25]"} {
		gallerytest.Agree(t, post, name, want[i])
	}
}
