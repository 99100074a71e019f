package main

import (
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
		before := allocations()
		for range steps {
			require.NoError(t, step())
		}
		after := allocations()
		require.Less(t, (after.Mallocs-before.Mallocs)/steps, uint64(150), c.name)
		for i, class := range after.BySize {
			if class.Size > 4096 {
				require.Less(t, class.Mallocs-before.BySize[i].Mallocs, uint64(steps), "%s: objects of %d bytes", c.name, class.Size)
			}
		}
		// Objects above the largest class would be megabytes in ten steps.
		require.Less(t, (after.TotalAlloc-before.TotalAlloc)/steps, uint64(32<<10), c.name)
	}
}

func allocations() runtime.MemStats {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m
}
