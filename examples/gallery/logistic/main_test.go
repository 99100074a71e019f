package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/tensor"
	"github.com/stretchr/testify/require"
)

// TestPosterior compares the draws, and the risk at 31 °F that follows from them, with sums over a grid.
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	x, y := data.temperature.Float64s(), data.damaged.Float64s()
	density := func(p []float64) float64 {
		l := -(p[0]*p[0] + p[1]*p[1]) / 8
		for i := range x {
			logOdds := p[0] + p[1]*(x[i]-70)/10
			l += y[i]*logOdds - math.Log1p(math.Exp(logOdds))
		}
		return l
	}
	risk31 := func(p []float64) float64 { return 1 / (1 + math.Exp(-(p[0] + p[1]*(31-70)/10.0))) }
	axes := []gallerytest.Axis{{Low: -6, High: 3, N: 200}, {Low: -9, High: 3, N: 200}}
	want := gallerytest.Grid(t, axes, density, gallerytest.Coordinate(0), gallerytest.Coordinate(1), risk31)
	gallerytest.Agree(t, post, "level", want[0])
	gallerytest.Agree(t, post, "slope", want[1])
	risk, err := risks(t.Context(), post, tensor.Of([]float64{31}))
	require.NoError(t, err)
	gallerytest.Near(t, want[2].Mean, gallerytest.Chains(t, risk, "risk[0]"), "risk at 31 °F")
}
