package tensor

import (
	"sync/atomic"
	"unsafe"

	"github.com/credence-ppl/credence/internal/kernel"
)

// buffer is a run of values of either element type. One untyped header serves both, so that a call of an operation is
// the same struct whatever it computes with, and an arena of words serves both types. The DType lives with the owner.
type buffer struct {
	p unsafe.Pointer
	n int
}

func bufferOf[T Float](s []T) buffer {
	return buffer{unsafe.Pointer(unsafe.SliceData(s)), len(s)}
}

// values sees b as a slice; T must be the type b was made with.
func values[T Float](b buffer) []T { return unsafe.Slice((*T)(b.p), b.n) }

func (b buffer) isNil() bool { return b.p == nil }

// slice returns elements [from, from+n) of b.
func (b buffer) slice(d DType, from, n int) buffer {
	if d == Float32 {
		return bufferOf(values[float32](b)[from : from+n])
	}
	return bufferOf(values[float64](b)[from : from+n])
}

// newBuffer returns n zeros off any arena.
func newBuffer(d DType, n int) buffer {
	if words := d.words(n); words >= largeWords {
		return view(d, largeRoom(words), n)
	}
	if d == Float32 {
		return bufferOf(make([]float32, n))
	}
	return bufferOf(make([]float64, n))
}

// cloned returns a copy of values off any arena.
func cloned[T Float](v []T) buffer {
	b := newBuffer(typeOf[T](), len(v))
	copy(values[T](b), v)
	return b
}

// largeRoom returns memory for a large buffer. Large buffers would all begin with a page of memory, and loops over
// several of them would then need the same lines of the cache at the same time; so they begin at different lines.
func largeRoom(words int) []float64 {
	line := int(rooms.Add(1)*lineStep) % pageLines * alignWords
	room := make([]float64, words+pageLines*alignWords)
	if words >= hugeWords {
		useHugePages(room)
	}
	return room[line:][:words:words]
}

// hugeWords is the size from which on buffers ask for huge pages: half of one.
const hugeWords = 1 << 17

var rooms atomic.Uint32

const (
	pageLines = 64 // cache lines in a page
	lineStep  = 19 // lines from one buffer's beginning to the next one's
)

func (b buffer) at(d DType, i int) float64 {
	if d == Float32 {
		return float64(values[float32](b)[i])
	}
	return values[float64](b)[i]
}

func (b buffer) set(d DType, i int, v float64) {
	if d == Float32 {
		values[float32](b)[i] = float32(v)
	} else {
		values[float64](b)[i] = v
	}
}

// moderate reports whether values lo to hi have at most the magnitude [Moderate].
func (b buffer) moderate(d DType, lo, hi int) bool {
	most := Moderate(d)
	if d == Float32 {
		return kernel.AllInside(values[float32](b)[lo:hi], float32(-most), float32(most))
	}
	return kernel.AllInside(values[float64](b)[lo:hi], -most, most)
}

func (b buffer) zero(d DType) {
	if d == Float32 {
		clear(values[float32](b))
	} else {
		clear(values[float64](b))
	}
}

func (b buffer) clone(d DType) buffer {
	c := newBuffer(d, b.n)
	if d == Float32 {
		copy(values[float32](c), values[float32](b))
	} else {
		copy(values[float64](c), values[float64](b))
	}
	return c
}

// convert writes src in dst's type.
func convert[D, S Float](dst []D, src []S) {
	switch dst := any(dst).(type) {
	case []S:
		copy(dst, src)
	case []float64:
		kernel.Widen(dst[:len(src)], any(src).([]float32))
	case []float32:
		kernel.Narrow(dst[:len(src)], any(src).([]float64))
	}
}
