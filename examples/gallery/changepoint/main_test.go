package main

import (
	"math"
	"testing"

	"github.com/credence-ppl/credence/examples/gallery/gallerytest"
	"github.com/stretchr/testify/require"
)

// TestYears compares the probability of each year with the exact one: with exponential priors the rates can be
// integrated out, ∫ λˢ e^(-nλ) e^(-λ) dλ = s! / (n + 1)^(s + 1) for a sum s of n counts.
func TestYears(t *testing.T) {
	post := gallerytest.Run(t, run)[0]
	y := disasters.Float64s()
	require.Len(t, y, 1962-firstYear+1)
	total := 0.0
	for _, v := range y {
		total += v
	}
	require.Equal(t, 191.0, total)

	logs, early, most := make([]float64, len(y)-1), 0.0, math.Inf(-1)
	for k := range logs {
		early += y[k]
		n := float64(k + 1)
		a, _ := math.Lgamma(early + 1)
		b, _ := math.Lgamma(total - early + 1)
		logs[k] = a - (early+1)*math.Log(n+1) + b - (total-early+1)*math.Log(float64(len(y))-n+1)
		most = max(most, logs[k])
	}
	norm := 0.0
	for _, l := range logs {
		norm += math.Exp(l - most)
	}
	k, found := 0, years(post)
	for name, x := range post.Elements("year") {
		exact := math.Exp(logs[k]-most) / norm
		if exact > 1e-3 {
			gallerytest.Near(t, exact, x, name)
		} else {
			require.Less(t, found[k], 4e-3, name)
		}
		k++
	}
	require.Equal(t, len(logs), k)
}
