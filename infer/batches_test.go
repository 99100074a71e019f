package infer

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func batchRows(t require.TestingT, rows, size int, o BatchOptions) [][]int {
	seq, err := Batches(rows, size, o, func(rows []int) []int { return rows })
	require.NoError(t, err)
	return slices.Collect(seq)
}

func TestBatches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 30).Draw(t, "rows")
		size := rapid.IntRange(1, rows).Draw(t, "size")
		epochs := rapid.IntRange(1, 4).Draw(t, "epochs")
		seed := rapid.Uint64().Draw(t, "seed")
		all := batchRows(t, rows, size, BatchOptions{Epochs: epochs, Seed: seed})

		perEpoch := (rows + size - 1) / size
		require.Len(t, all, epochs*perEpoch)
		for epoch := range epochs {
			batches := all[epoch*perEpoch : (epoch+1)*perEpoch]
			for _, b := range batches[:perEpoch-1] {
				require.Len(t, b, size)
			}
			seen := slices.Concat(batches...)
			slices.Sort(seen)
			for i, row := range seen {
				require.Equal(t, i, row)
			}
			require.Len(t, seen, rows)
		}
		require.Equal(t, all[:perEpoch], batchRows(t, rows, size, BatchOptions{Seed: seed}), "an epoch does not depend on how many follow, and 0 means 1")

		skip := rapid.IntRange(0, len(all)+2).Draw(t, "skip")
		rest := batchRows(t, rows, size, BatchOptions{Epochs: epochs, Seed: seed, Skip: skip})
		require.Equal(t, all[min(skip, len(all)):], append([][]int{}, rest...))
	})
}

func TestBatchesAreShuffled(t *testing.T) {
	first := batchRows(t, 100, 100, BatchOptions{Epochs: 2})
	require.NotEqual(t, first[0], first[1], "epochs differ")
	require.NotEqual(t, first[0], batchRows(t, 100, 100, BatchOptions{Seed: 1})[0], "seeds differ")
	require.False(t, slices.IsSorted(first[0]))
}

// What the caller does with a batch's rows does not reach the next batch.
func TestBatchesMayBeChanged(t *testing.T) {
	seq, err := Batches(10, 3, BatchOptions{}, func(rows []int) []int { return append(rows, -1) })
	require.NoError(t, err)
	for batch := range seq {
		require.NotContains(t, batch[:len(batch)-1], -1)
	}
}

func TestBatchesErrors(t *testing.T) {
	for words, c := range map[string]struct {
		rows, size int
		o          BatchOptions
	}{
		"infer: Batches of 0 out of 5 rows; the size must be between 1 and the number of rows": {5, 0, BatchOptions{}},
		"infer: Batches of 6 out of 5 rows; the size must be between 1 and the number of rows": {5, 6, BatchOptions{}},
		"infer: Batches of 1 out of 0 rows; the size must be between 1 and the number of rows": {0, 1, BatchOptions{}},
		"infer: Batches for -1 epochs; 0 means 1, and a negative number means nothing":         {5, 1, BatchOptions{Epochs: -1}},
		"infer: Batches with Skip -2; it is the number of batches to leave out":                {5, 1, BatchOptions{Skip: -2}},
	} {
		_, err := Batches(c.rows, c.size, c.o, func(rows []int) []int { return rows })
		require.EqualError(t, err, words)
	}
}
