package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The means of the cases of draws are known.
func TestDrawsHaveTheirMeans(t *testing.T) {
	want := map[string]float64{
		"draws-normal": 1, "draws-gamma": 1.25, "draws-gamma-small": 0.15, "draws-beta": 0.4, "draws-student-t": 1,
		"draws-poisson": 3, "draws-poisson-large": 100, "draws-binomial": 6, "draws-binomial-large": 300,
		"draws-negative-binomial": 5 * 0.4 / 0.6, "draws-categorical": 6, "draws-multinomial": 10,
	}
	require.Len(t, simulations, len(want))
	for _, c := range simulations {
		sums := c.sums()
		require.InEpsilon(t, want[c.name], sums[0], c.within/2, c.name)
		require.NoError(t, c.prepare()())
	}
}
