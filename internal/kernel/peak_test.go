package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIterate(t *testing.T) {
	onEveryTier(t, func(t *testing.T) {
		for rounds := range 4 {
			var x, want [192]float32
			for i := range x {
				// x/2 + 1, exact in float32: the distance from 2 is halved.
				x[i] = float32(i)
				want[i] = 2 + (x[i]-2)/float32(int(1)<<rounds)
			}
			Iterate(&x, 0.5, 1, rounds)
			require.Equal(t, want, x, rounds)
		}
	})
}

func BenchmarkIterate(b *testing.B) {
	const rounds = 16384
	var x [192]float32
	for b.Loop() {
		Iterate(&x, 0.5, 1, rounds)
	}
	b.ReportMetric(2*192*rounds*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
