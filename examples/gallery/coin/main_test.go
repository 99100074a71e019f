package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

// TestPosterior compares the draws with the posterior, which is conjugate: Beta(10 + 6, 10 + 4).
func TestPosterior(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	exact := distuv.Beta{Alpha: 16, Beta: 14}
	gallerytest.Agree(t, post, "heads", gallerytest.Moments{Mean: exact.Mean(), SD: exact.StdDev()})
	x := gallerytest.Chains(t, post, "heads")
	for _, p := range []float64{0.05, 0.5, 0.95} {
		require.InDelta(t, exact.Quantile(p), draws.Quantile(x, p), 4*draws.MCSEQuantile(x, p))
	}
	fair := gallerytest.Map(x, func(p float64) float64 {
		if math.Abs(p-0.5) < 0.05 {
			return 1
		}
		return 0
	})
	gallerytest.Near(t, exact.CDF(0.55)-exact.CDF(0.45), fair, "the coin is about fair")
}
