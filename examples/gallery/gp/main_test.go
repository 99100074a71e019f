package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// TestPosterior compares the draws of the three parameters, and of the curve at noon, with sums over a grid.
func TestPosterior(t *testing.T) {
	d := simulate()
	post := gallerytest.Run(t, run)[0]
	curve, err := predict(t.Context(), d, post, []float64{12})
	require.NoError(t, err)

	hour, n := d.hour.Float64s(), d.hour.Dim(0)
	y := mat.NewVecDense(n, d.temperature.Float64s())
	// given returns the log-density of log length, log height and log noise, and mean and variance at noon given them.
	given := func(p []float64) (log, mean, variance float64) {
		length, height, noise := math.Exp(p[0]), math.Exp(p[1]), math.Exp(p[2])
		kernel := func(a, b float64) float64 {
			z := (a - b) / length
			return height * height * math.Exp(-z*z/2)
		}
		c, k := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
		for i := range n {
			k.SetVec(i, kernel(hour[i], 12))
			for j := range i + 1 {
				c.SetSym(i, j, kernel(hour[i], hour[j]))
			}
			c.SetSym(i, i, c.At(i, i)+noise*noise)
		}
		var chol mat.Cholesky
		require.True(t, chol.Factorize(c))
		var solved, weights mat.VecDense
		require.NoError(t, chol.SolveVecTo(&solved, y))
		require.NoError(t, chol.SolveVecTo(&weights, k))
		log = -mat.Dot(y, &solved)/2 - chol.LogDet()/2 - 5*p[0] - 20/length - height*height/200 + p[1] - noise*noise/2 + p[2]
		return log, mat.Dot(k, &solved), height*height - mat.Dot(k, &weights)
	}
	density := func(p []float64) float64 { log, _, _ := given(p); return log }
	exp := func(i int) func([]float64) float64 { return func(p []float64) float64 { return math.Exp(p[i]) } }
	noon := func(p []float64) float64 { _, m, _ := given(p); return d.mean + m }
	square := func(p []float64) float64 { _, m, v := given(p); return (d.mean+m)*(d.mean+m) + v }
	axes := []gallerytest.Axis{{Low: 0, High: 3, N: 20}, {Low: 0.3, High: 4, N: 20}, {Low: -2.2, High: 0.8, N: 20}}
	want := gallerytest.Grid(t, axes, density, exp(0), exp(1), exp(2), noon, square)
	for i, name := range []string{"length", "height", "noise"} {
		gallerytest.Agree(t, post, name, want[i])
	}
	sd := math.Sqrt(want[4].Mean - want[3].Mean*want[3].Mean)
	gallerytest.Agree(t, curve, "curve[0]", gallerytest.Moments{Mean: want[3].Mean, SD: sd})
	require.InDelta(t, truth(12), want[3].Mean, 3*sd)
}
