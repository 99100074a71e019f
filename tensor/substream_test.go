package tensor

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Substreams are keyed by blocks that no stream draws from; the first numbers of a stream must not be the key of
// another.
func TestSubstreamsShareNothingWithTheirParent(t *testing.T) {
	for i := range uint64(4) {
		r := NewRNG(9)
		child := r.child(i)
		for range 8 {
			w := r.Uint64()
			require.NotEqual(t, w, child.key)
			require.NotEqual(t, w, child.stream)
		}
	}
}

func TestUnitExcludesBothEnds(t *testing.T) {
	require.Equal(t, 0x1p-53, unit(0))
	require.Equal(t, 1-0x1p-53, unit(^uint64(0)))
}
