package gallerytest

import (
	"math"
	"strings"
	"testing"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/stretchr/testify/require"
)

// Agree requires that draws of one element, such as theta[2], have the given mean and standard deviation, within four
// Monte Carlo standard errors.
func Agree(t *testing.T, post *draws.Draws, element string, want Moments) {
	t.Helper()
	x := Chains(t, post, element)
	mean := Near(t, want.Mean, x, "mean of "+element)
	variance := average(Map(x, func(v float64) float64 { return (v - mean) * (v - mean) }))
	require.InDelta(t, want.SD, math.Sqrt(variance), 4*draws.MCSESD(x), "standard deviation of %s", element)
}

// Near requires that the mean of chains is the given one within four Monte Carlo standard errors, and returns it.
func Near(t *testing.T, want float64, chains [][]float64, what string) float64 {
	t.Helper()
	mean := average(chains)
	require.InDelta(t, want, mean, 4*draws.MCSEMean(chains), what)
	return mean
}

// Chains returns the draws of one element.
func Chains(t *testing.T, post *draws.Draws, element string) [][]float64 {
	t.Helper()
	site, _, _ := strings.Cut(element, "[")
	if post.Has(site) {
		for name, chains := range post.Elements(site) {
			if name == element {
				return chains
			}
		}
	}
	require.Fail(t, "no such element", element)
	return nil
}

// Map returns a function of every draw.
func Map(chains [][]float64, f func(float64) float64) [][]float64 {
	mapped := make([][]float64, len(chains))
	for i, chain := range chains {
		for _, v := range chain {
			mapped[i] = append(mapped[i], f(v))
		}
	}
	return mapped
}

func average(chains [][]float64) float64 {
	sum, n := 0.0, 0
	for _, chain := range chains {
		n += len(chain)
		for _, v := range chain {
			sum += v
		}
	}
	return sum / float64(n)
}
