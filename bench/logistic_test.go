package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLogisticTruth compares importance sampling with sums over a grid.
func TestLogisticTruth(t *testing.T) {
	d := observations{N: 12, D: 1}
	for i := range d.N {
		x := float64(i)/4 - 1
		d.X = append(d.X, []float64{x})
		y := 0.0
		if i%3 != 0 || x > 1 {
			y = 1
		}
		d.Y = append(d.Y, y)
	}
	l := newLogit(d)
	var total, alpha, beta float64
	for a := -6.0; a < 6; a += 0.02 {
		for b := -6.0; b < 6; b += 0.02 {
			w := math.Exp(l.logDensity([]float64{a, b}))
			total += w
			alpha += w * a
			beta += w * b
		}
	}
	truth, err := logisticTruth(d)
	require.NoError(t, err)
	for name, want := range map[string]float64{"alpha": alpha / total, "beta[1]": beta / total} {
		require.InDelta(t, want, truth[name].Mean, 5*truth[name].MCSE, name)
		require.Less(t, truth[name].MCSE, 0.01)
		require.Greater(t, truth[name].MCSE, 0.0)
	}
}
