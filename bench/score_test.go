package main

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// Independent normals are about as many effective draws as draws, and their mean passes or fails by its standard error.
func TestScore(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x := sampled{Names: []string{"a", "b"}, draws: make([]float64, chains*perChain*2)}
	for i := range x.draws {
		x.draws[i] = float64(i%2) + r.NormFloat64()
	}
	require.InDelta(t, 1, mean(x.parameter(1)), 0.1)
	require.Greater(t, x.effective(), 3000.0)
	require.LessOrEqual(t, x.effective(), 4000.0)
	require.True(t, x.agrees(reference{"a": {0, 0.01}, "b": {1, 0.01}, "c": {9, 0.01}}))
	require.False(t, x.agrees(reference{"a": {0, 0.01}, "b": {1.2, 0.01}}))
	require.True(t, x.agrees(nil))
}
