package tensor

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSizeClasses(t *testing.T) {
	before := -1
	for words := largeWords; words < 1<<16; words++ {
		class, size := sizeClass(words)
		require.GreaterOrEqual(t, size, words)
		require.LessOrEqual(t, size, words+words/8+1)
		require.GreaterOrEqual(t, class, before)
		again, same := sizeClass(size)
		require.Equal(t, []int{class, size}, []int{again, same}, "a class holds its own size")
		before = class
	}
}

// Buffers in use never overlap, whatever their sizes, and a second run of the same sizes needs no more memory.
func TestArenaLendsMemoryOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(0, 3*largeWords)), 1, 40).Draw(t, "sizes")
		var a arena
		held := 0
		for round := range 3 {
			a.reset()
			var lent []buffer
			for i, n := range sizes {
				lent = append(lent, a.get(DType(i%2), n))
			}
			for i, b := range lent {
				d := DType(i % 2)
				require.Equal(t, sizes[i], b.n)
				require.Zero(t, uintptr(b.p)%unsafe.Alignof(float64(0)))
				for j := range b.n {
					b.set(d, j, float64(i))
				}
			}
			for i, b := range lent {
				for j := range b.n {
					require.Equal(t, float64(i), b.at(DType(i%2), j))
				}
			}
			if round == 0 {
				held = a.held()
			}
			require.Equal(t, held, a.held())
		}
	})
}

// A function of a few numbers is differentiated in little memory, of which it gets more and more as it needs more.
func TestArenaBeginsSmall(t *testing.T) {
	var a arena
	for i := range 200 {
		a.get(Float64, largeWords-1)
		switch i {
		case 0:
			require.Equal(t, largeWords, a.held())
		case 1:
			require.Equal(t, 3*largeWords, a.held())
		}
	}
	require.Less(t, a.held(), 220*largeWords)
}

// held returns how many words the arena has.
func (a *arena) held() int {
	words := 0
	for _, c := range a.chunks {
		words += len(c)
	}
	for _, l := range a.large {
		for _, b := range l.buffers {
			words += len(b)
		}
	}
	return words
}

func TestSlabKeepsPlaces(t *testing.T) {
	var s slab[int]
	var places []*int
	for i := range 200 {
		p := s.next()
		*p = i
		places = append(places, p)
	}
	s.drop()
	require.Equal(t, 199, s.n)
	for i, p := range places {
		require.Equal(t, i, *p)
		require.Same(t, p, s.at(i))
	}
	s.reset()
	require.Same(t, places[0], s.next())
}
