package tensor

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
)

// RNG is a stream of random numbers, a function of its key and position alone: a stream split off for a chain, a
// particle or a site does not depend on what else was drawn. It is a math/rand/v2 Source. It serves one goroutine at
// a time.
//
// An RNG bound to a tape with [RNG.On] makes its tensors there.
type RNG struct {
	key    uint64    // Philox key
	stream uint64    // upper half of the Philox counter
	block  uint64    // lower half: the next block of two words
	ahead  [2]uint64 // words of the block before, the first one last
	left   int8      // how many of them are not yet used
	none   bool      // see NoRNG
	tape   *Tape
}

// NewRNG returns the stream of a seed. Zero is a seed like any other.
func NewRNG(seed uint64) *RNG { return &RNG{key: seed} }

// NoRNG returns a stream that refuses to draw, for results that must not be random.
func NoRNG() *RNG { return &RNG{none: true} }

// must panics if the stream comes from NoRNG.
func (r *RNG) must() {
	if r.none {
		fail("RNG", "a random number is drawn where the result must not be random; random choices of a model are sample sites that no handler hides")
	}
}

// Split returns a stream that is independent of r and of every stream split off with another label or other indices. It
// does not advance r: the same label and indices give the same stream again.
func (r *RNG) Split(label string, index ...uint64) *RNG {
	child := r.split(label, index) // inlined, and on the stack if it does not leave the caller
	return &child
}

func (r *RNG) split(label string, index []uint64) RNG {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	h := uint64(offset)
	for i := range len(label) {
		h = (h ^ uint64(label[i])) * prime
	}
	child := r.child(h)
	for _, i := range index {
		child = child.child(i)
	}
	return child
}

// child derives key and stream of a substream from a block that no stream uses for its numbers: the key is
// complemented.
func (r *RNG) child(n uint64) RNG {
	key, stream := kernel.Philox(n, r.stream, ^r.key)
	return RNG{key: key, stream: stream, tape: r.tape, none: r.none}
}

// On returns the same stream at the same position, making its tensors on a tape; nil takes it off.
func (r *RNG) On(t *Tape) *RNG {
	c := *r
	c.tape = t
	return &c
}

// Uint64 returns a number uniform over 64 bits.
func (r *RNG) Uint64() uint64 {
	r.must()
	if r.left == 0 {
		r.ahead[1], r.ahead[0] = kernel.Philox(r.block, r.stream, r.key)
		r.block++
		r.left = 2
	}
	r.left--
	return r.ahead[r.left&1]
}

// Float64 returns a number uniform over (0, 1), both ends excluded.
func (r *RNG) Float64() float64 { return unit(r.Uint64()) }

// unit maps 64 bits to the centers of 2⁵² equal cells of (0, 1).
func unit(w uint64) float64 { return (float64(w>>12) + 0.5) * 0x1p-52 }

// NormFloat64 returns a standard normal.
func (r *RNG) NormFloat64() float64 {
	return math.Sqrt(-2*math.Log(r.Float64())) * math.Cos(2*math.Pi*r.Float64())
}

// Source is where a random operation's numbers start. It is part of the call, so that VJP can make the same numbers
// again.
type Source struct{ key, stream, block uint64 }

// advance sets aside the next blocks of the stream for n elements.
func (r *RNG) advance(n int) Source {
	r.must()
	s := Source{r.key, r.stream, r.block}
	r.block += kernel.Blocks(n)
	return s
}

func (s Source) kernel() kernel.Source {
	return kernel.Source{N: s.block, Stream: s.stream, Key: s.key}
}

// Reserve sets aside a stream for every element of a call whose elements need different amounts of randomness.
func (r *RNG) Reserve() Source {
	r.must()
	s := r.child(^r.block)
	r.block++
	return Source{s.key, s.stream, 0}
}

// Element returns the stream of element i of a call.
func (s Source) Element(i int) RNG { return RNG{key: s.key, stream: s.stream + uint64(i)} }

// Streams gives the streams of the elements of a call, as [Source.Element] does. They are asked for in turn: the first
// words of many are made at once. It serves one goroutine.
type Streams struct {
	from          Source
	at, n         int // the elements whose first block is known
	first, second [streamsEach]uint64
}

const streamsEach = 64

// Begin starts with the elements of a call.
func (s *Streams) Begin(from Source) { s.from, s.n = from, 0 }

// Element returns the stream of element i; those of up to n elements from there on are needed next.
func (s *Streams) Element(i, n int) RNG {
	j := i - s.at
	if uint(j) >= uint(s.n) {
		// Vectors make sixteen in the time of few.
		s.at, s.n, j = i, min((n+15)&^15, streamsEach), 0
		if n < 4 {
			s.n = n
		}
		kernel.FirstWords(s.first[:s.n], s.second[:s.n], s.from.stream+uint64(i), s.from.key)
	}
	return RNG{key: s.from.key, stream: s.from.stream + uint64(i), block: 1, ahead: [2]uint64{s.second[j], s.first[j]}, left: 2}
}

// Apply returns [Apply] for random operations: without operands on a tape, the stream's tape records the call.
func (r *RNG) Apply(op *Op, attr any, in ...*Tensor) *Tensor { return applyOn(r.tape, op, attr, in) }
