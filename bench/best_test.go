package main

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The fastest peer has a row of its own, and every system one of geometric means for each size; neither counts what is
// not a density.
func TestBestPeerAndMeans(t *testing.T) {
	r := some(nil)
	from := len(r.rows)
	for _, c := range []struct {
		name    string
		factor  float64
		systems []string
	}{
		{"logprob-a-1m", 1, []string{credence, beforeName, "torch", "numpyro", scipyName}},
		{"logprob-b-1m", 4, []string{credence, beforeName, "torch", "numpyro", scipyName}},
		{"logprob-a-1k", 9, []string{credence}},
	} {
		begin := len(r.rows)
		for i, system := range c.systems {
			r.add(c.name, system, []float64{c.factor * float64(5-i), c.factor * float64(11-i)}, cpuUnit)
		}
		r.addBest(begin)
	}
	r.out = io.Discard
	r.addMeans()
	var means []row
	for _, x := range r.rows[from:] {
		if x.System == bestName || strings.Contains(x.Case, "mean") {
			means = append(means, x)
		}
	}
	require.Equal(t, []row{
		{"logprob-a-1m", bestName, 2, 5, cpuUnit},
		{"logprob-b-1m", bestName, 8, 20, cpuUnit},
	}, means[:2], "of those with derivatives")
	require.Len(t, means, 2+6+1)
	for i, want := range []row{
		{"logprob-mean-1m", credence, 10, 16, cpuUnit},
		{"logprob-mean-1m", beforeName, 8, 14, cpuUnit},
		{"logprob-mean-1m", "torch", 6, 12, cpuUnit},
		{"logprob-mean-1m", "numpyro", 4, 10, cpuUnit},
		{"logprob-mean-1m", scipyName, 2, 8, cpuUnit},
		{"logprob-mean-1m", bestName, 4, 10, cpuUnit},
		{"logprob-mean-1k", credence, 45, 72, cpuUnit},
	} {
		x := means[2+i]
		require.InDelta(t, want.Min, x.Min, 1e-9)
		require.InDelta(t, want.Median, x.Median, 1e-9)
		x.Min, x.Median = want.Min, want.Median
		require.Equal(t, want, x)
	}
}
