package main

import (
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/internal/racing"
)

// A warm training step allocates little, and nothing large: its values, adjoints and scratch are in memory that the
// step before has used.
func TestWarmStepAllocatesLittle(t *testing.T) {
	if racing.On {
		t.Skip("allocations are not those of a program without the race detector")
	}
	const steps = 10
	for _, c := range cases[2:4] { // behind those of the machine
		step := c.prepare()
		for range 4 {
			require.NoError(t, step())
		}
		// The least of some rounds, because a garbage collection in between empties the pools.
		mallocs, bytes, large := uint64(math.MaxUint64), uint64(math.MaxUint64), uint64(math.MaxUint64)
		for range 5 {
			before := allocations()
			for range steps {
				require.NoError(t, step())
			}
			after := allocations()
			mallocs = min(mallocs, (after.Mallocs-before.Mallocs)/steps)
			bytes = min(bytes, (after.TotalAlloc-before.TotalAlloc)/steps)
			most := uint64(0) // of one size above 4 KiB
			for i, class := range after.BySize {
				if class.Size > 4096 {
					most = max(most, class.Mallocs-before.BySize[i].Mallocs)
				}
			}
			large = min(large, most)
		}
		require.Less(t, mallocs, uint64(150), c.name)
		require.Less(t, large, uint64(steps), c.name)
		// Objects above the largest class would be megabytes in ten steps.
		require.Less(t, bytes, uint64(32<<10), c.name)
	}
}

func allocations() runtime.MemStats {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m
}
