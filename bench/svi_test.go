package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/infer"
)

func TestStepsAndPiecesRun(t *testing.T) {
	for _, c := range cases {
		if c.prepare == nil || c.kind == density { // these have tests of their own, of fewer values
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() {
				t.Skip("steps on whole networks take seconds, which -short leaves out")
			}
			step := c.prepare()
			require.NoError(t, step())
			require.NoError(t, step())
		})
	}
}

// The docstring of least says 419 million operations.
func TestLeastWorkOfAStep(t *testing.T) {
	w := svi{128, infer.TraceELBO{}, normal, network, handwritten}.least()
	require.InDelta(t, 419e6, w.operations, 1e6)

	// One weight and one bias, one row: 18 passes over each, 2 over the input, 5 over the output.
	require.Equal(t, work{operations: 2 * 2, bytes: 4 * (18 + 18 + 2 + 5)}, svi{1, infer.TraceELBO{}, normal, []int{1, 1}, handwritten}.least())
}

// BenchmarkCases are the cases of the program as Go benchmarks, with what they allocate.
func BenchmarkCases(b *testing.B) {
	for _, c := range cases {
		if c.prepare == nil {
			continue
		}
		b.Run(c.name, func(b *testing.B) {
			step := c.prepare()
			for range 4 {
				require.NoError(b, step())
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := step(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
