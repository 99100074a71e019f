package tensor

import (
	"math/bits"
	"unsafe"
)

// arena lends buffers and takes all of them back at once. Small ones are cut from chunks in turn, of which the first
// are short: a tape of a few operations costs little. Large ones are kept by size class, so that the memory held is
// bounded by the largest run of each class, not by the number of runs.
type arena struct {
	chunks [][]float64
	chunk  int // the one being cut
	cut    int // words of it in use
	large  [bits.UintSize * classes]lent
}

// lent are the large buffers of one size class; the first used of them are in use.
type lent struct {
	buffers [][]float64
	used    int
}

const (
	largeWords = 1 << 12 // from here on buffers are their own
	doublings  = 3       // from the first chunk, of largeWords, to those that are longest
	alignWords = 8       // a cache line
	classes    = 8       // size classes a doubling, so that at most an eighth is wasted
)

// get returns a buffer with undefined contents.
func (a *arena) get(d DType, n int) buffer {
	words := d.words(n)
	if words >= largeWords {
		return view(d, a.getLarge(words), n)
	}
	words = (words + alignWords - 1) &^ (alignWords - 1)
	if a.chunk == len(a.chunks) || a.cut+words > len(a.chunks[a.chunk]) {
		if a.chunk < len(a.chunks) {
			a.chunk, a.cut = a.chunk+1, 0
		}
		if a.chunk == len(a.chunks) {
			a.chunks = append(a.chunks, make([]float64, largeWords<<min(a.chunk, doublings)))
		}
	}
	s := a.chunks[a.chunk][a.cut:]
	a.cut += words
	return view(d, s, n)
}

// giveBack takes a large buffer back before the others: the next one to ask finds it in the cache.
func (a *arena) giveBack(d DType, b buffer) {
	words := d.words(b.n)
	if words < largeWords {
		return
	}
	class, _ := sizeClass(words)
	l := &a.large[class]
	for i, lent := range l.buffers[:l.used] {
		if unsafe.Pointer(unsafe.SliceData(lent)) == b.p {
			l.used--
			l.buffers[i], l.buffers[l.used] = l.buffers[l.used], l.buffers[i]
			return
		}
	}
}

// getLarge returns a buffer of at least the given number of words, reused if its class has a free one.
func (a *arena) getLarge(words int) []float64 {
	class, size := sizeClass(words)
	l := &a.large[class]
	if l.used == len(l.buffers) {
		l.buffers = append(l.buffers, largeRoom(size))
	}
	l.used++
	return l.buffers[l.used-1]
}

// sizeClass returns the class of buffers that hold the given number of words, and their size.
func sizeClass(words int) (class, size int) {
	exponent := bits.Len(uint(words-1)) - 1 // 2^exponent < words ≤ 2^(exponent+1)
	step := max(1, 1<<exponent/classes)
	part := (words - 1<<exponent + step - 1) / step
	return exponent*classes + part - 1, 1<<exponent + part*step
}

func (a *arena) reset() {
	a.chunk, a.cut = 0, 0
	for i := range a.large {
		a.large[i].used = 0
	}
}

// view returns the first n values of type d in words.
func view(d DType, words []float64, n int) buffer {
	if d == Float32 {
		return buffer{bufferOf(words).p, n}
	}
	return bufferOf(words[:n])
}

// slab hands out structs that keep their place, and takes all of them back at once.
type slab[T any] struct {
	chunks [][]T
	n      int // in use
}

const slabSize = 16

// next returns one more struct, with the contents of its last use.
func (s *slab[T]) next() *T {
	if s.n == len(s.chunks)*slabSize {
		s.chunks = append(s.chunks, make([]T, slabSize))
	}
	s.n++
	return s.at(s.n - 1)
}

func (s *slab[T]) at(i int) *T { return &s.chunks[i/slabSize][i%slabSize] }

// drop takes the last struct back.
func (s *slab[T]) drop() { s.n-- }

func (s *slab[T]) reset() { s.n = 0 }
