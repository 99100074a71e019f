package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIterate(t *testing.T) {
	for rounds := 1; rounds < 4; rounds++ {
		var x, want [192]float32
		for i := range x {
			// x/2 + 1, exact in float32: the distance from 2 is halved.
			x[i] = float32(i)
			want[i] = 2 + (x[i]-2)/float32(int(1)<<rounds)
		}
		iterate(&x, 0.5, 1, rounds)
		require.Equal(t, want, x, rounds)
	}
}
