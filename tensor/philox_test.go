package tensor

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The known answers that come with Random123, the reference implementation: file kat_vectors, lines philox4x32 10.
func TestPhiloxKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		counter [4]uint32
		key     [2]uint32
		want    [4]uint32
	}{
		{[4]uint32{}, [2]uint32{}, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, [2]uint32{0xffffffff, 0xffffffff},
			[4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, [2]uint32{0xa4093822, 0x299f31d0},
			[4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		join := func(low, high uint32) uint64 { return uint64(low) | uint64(high)<<32 }
		a, b := philox(join(c.counter[0], c.counter[1]), join(c.counter[2], c.counter[3]), join(c.key[0], c.key[1]))
		require.Equal(t, join(c.want[0], c.want[1]), a)
		require.Equal(t, join(c.want[2], c.want[3]), b)
	}
}

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
