package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws of all three models with sums over a grid of the density, in log shape.
func TestPosterior(t *testing.T) {
	require.Equal(t, 56.0, seen.Sum().Item(), "patients with retraction")
	judged := gallerytest.Run(t, run)
	left, right, drug := without.Float64s(), with.Float64s(), chemo.Float64s()
	for i, datum := range []func(left, right, k, logScale float64) float64{
		func(left, right, k, logScale float64) float64 { // intervals
			well := func(v float64) float64 { return math.Exp(-math.Pow(v*math.Exp(-logScale), k)) }
			return math.Log(well(left) - well(right))
		},
		func(left, right, k, logScale float64) float64 { // middles
			if math.IsInf(right, 1) {
				return -math.Pow(left*math.Exp(-logScale), k)
			}
			return logWeibull((left+right)/2, k, logScale)
		},
		func(left, right, k, logScale float64) float64 { // without those who are well
			if math.IsInf(right, 1) {
				return 0
			}
			return logWeibull((left+right)/2, k, logScale)
		},
	} {
		density := func(p []float64) float64 {
			k, level, effect := math.Exp(p[0]), p[1], p[2]
			l := -p[0]*p[0]/0.5 - (level-4)*(level-4)/2 - effect*effect/2
			for i := range left {
				l += datum(left[i], right[i], k, level+effect*drug[i])
			}
			return l
		}
		axes := []gallerytest.Axis{{Low: -0.3, High: 1.2, N: 30}, {Low: 2.4, High: 5.2, N: 50}, {Low: -1.9, High: 1, N: 50}}
		shape := func(p []float64) float64 { return math.Exp(p[0]) }
		well24 := func(p []float64) float64 { return math.Exp(-math.Pow(24*math.Exp(-p[1]), math.Exp(p[0]))) }
		want := gallerytest.Grid(t, axes, density, shape, gallerytest.Coordinate(1), gallerytest.Coordinate(2), well24)
		for j, name := range []string{"shape", "level", "effect", "well[24]"} {
			gallerytest.Agree(t, judged[i], name, want[j])
		}
	}
}

func logWeibull(x, k, logScale float64) float64 {
	z := math.Log(x) - logScale
	return math.Log(k) - logScale + (k-1)*z - math.Exp(k*z)
}
