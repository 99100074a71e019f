package dist

import (
	"math/bits"
	"sync"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/tensor"
)

// blocks goes over the elements of a call, a block at a time, with the operands that are not one number in Float64, as
// programs read them. Elements that the mask (the last input) excludes are left out.
type blocks[T tensor.Float] struct {
	*blockRoom
	k        *tensor.Call
	operands int

	direct   uint // bit set of the operands that have a value for each element
	gathered uint // of those that broadcast, the mask included
	masked   bool // some elements may be left out

	start, span, end int // the block covers output elements [start, start+span)
	n                int // and computes with n of them
	run              int // how far the walk is in its run
}

// blockRoom is what blocks need memory for. It comes from a pool.
type blockRoom struct {
	in    [maxOperands][]float64
	rooms [maxOperands][lane]float64
	at    [maxOperands + 1][lane]int // where the elements of gathered operands are
	place [lane]int                  // which elements of the block these are, if some are left out
	g     [lane]float64
	w     tensor.Walk
}

var blockRooms = sync.Pool{New: func() any { return new(blockRoom) }}

// blocksOf starts before output element lo and ends before hi. The room goes back with free.
func blocksOf[T tensor.Float](k *tensor.Call, lo, hi int) blocks[T] {
	b := blocks[T]{blockRoom: blockRooms.Get().(*blockRoom), k: k, operands: len(k.In) - 1, start: lo, end: hi}
	for i := range k.In {
		switch k.In[i].Stored() {
		case 1:
		case k.Size():
			b.direct |= 1 << i
		default:
			b.gathered |= 1 << i
		}
	}
	mask := &k.In[b.operands]
	b.masked = mask.Stored() != 1
	if !b.masked && tensor.Values[T](mask)[0] == 0 {
		b.start = hi
	}
	if b.gathered != 0 {
		b.w.Begin(k, lo, hi)
	}
	return b
}

func (b *blocks[T]) free() { blockRooms.Put(b.blockRoom) }

// next moves to the next block and reports whether there is one.
func (b *blocks[T]) next() bool {
	b.start += b.span
	if b.start >= b.end {
		return false
	}
	b.span = min(lane, b.end-b.start)
	b.n = b.span
	if b.gathered != 0 {
		b.follow()
	}
	if b.masked {
		b.unmask()
	}
	for j := range b.operands {
		values := tensor.Values[T](&b.k.In[j])
		switch {
		case b.gathered&(1<<j) != 0:
			to := b.rooms[j][:b.n]
			for i, at := range b.at[j][:b.n] {
				to[i] = float64(values[at])
			}
			b.in[j] = to
		case b.direct&(1<<j) != 0:
			b.in[j] = b.read(&b.rooms[j], values)
		}
	}
	return true
}

// read returns the block's elements of values that are there for every output element.
func (b *blocks[T]) read(room *[lane]float64, values []T) []float64 {
	values = values[b.start : b.start+b.span]
	if b.n < b.span {
		for i, p := range b.place[:b.n] {
			room[i] = float64(values[p])
		}
		return room[:b.n]
	}
	switch v := any(values).(type) {
	case []float64:
		return v
	case []float32:
		kernel.Widen(room[:b.n], v)
	}
	return room[:b.n]
}

// adjoints returns those of the block's elements, of one for each output element, or the one for all.
func (b *blocks[T]) adjoints(g []T) []float64 {
	if len(g) > 1 || b.k.Size() == 1 {
		return b.read(&b.g, g)
	}
	fill(b.g[:b.n], float64(g[0]))
	return b.g[:b.n]
}

// follow finds where the elements of gathered operands are.
func (b *blocks[T]) follow() {
	for done := 0; done < b.span; {
		if b.run == b.w.N {
			b.w.Next()
			b.run = 0
		}
		m := min(b.w.N-b.run, b.span-done)
		for set := b.gathered; set != 0; set &= set - 1 {
			j := bits.TrailingZeros(set)
			first, step := b.w.In[j]+b.run*b.w.Step[j], b.w.Step[j]
			to := b.at[j][done : done+m]
			for i := range to {
				to[i] = first + i*step
			}
		}
		b.run, done = b.run+m, done+m
	}
}

// unmask leaves out the elements that are masked.
func (b *blocks[T]) unmask() {
	mask := tensor.Values[T](&b.k.In[b.operands])
	gathered := b.gathered&(1<<b.operands) != 0
	b.n = 0
	for i := range b.span {
		at := b.start + i
		if gathered {
			at = b.at[b.operands][i]
		}
		if mask[at] != 0 {
			b.place[b.n] = i
			b.n++
		}
	}
	if b.n == b.span {
		return
	}
	for set := b.gathered &^ (1 << b.operands); set != 0; set &= set - 1 {
		at := &b.at[bits.TrailingZeros(set)]
		for i, p := range b.place[:b.n] {
			at[i] = at[p]
		}
	}
}

// store writes the values of the block, and 0 where an element is left out.
func (b *blocks[T]) store(out []T, v []float64) {
	out = out[b.start : b.start+b.span]
	if b.n < b.span {
		clear(out)
		for i, p := range b.place[:b.n] {
			out[p] = T(v[i])
		}
		return
	}
	switch out := any(out).(type) {
	case []float64:
		copy(out, v)
	case []float32:
		kernel.Narrow(out, v)
	}
}

// add adds the slopes d, times the adjoints g, to the adjoint of operand j. A zero adjoint adds nothing, even where the
// slope is infinite.
func (b *blocks[T]) add(j int, d, g []float64) {
	in := &b.k.In[j]
	switch {
	case b.direct&(1<<j) != 0:
		to := tensor.Grad[T](in)[b.start : b.start+b.span]
		if same, ok := any(to).([]float64); ok && b.n == b.span {
			kernel.Products(same, g, d, true)
			return
		}
		for i, w := range g {
			if w != 0 {
				to[b.placeOf(i)] += T(w * d[i])
			}
		}
	case b.gathered&(1<<j) != 0:
		sink := tensor.SinkOf[T](in)
		for i, w := range g {
			if w != 0 {
				sink.Add(b.at[j][i], w*d[i])
			}
		}
	default:
		sink := tensor.SinkOf[T](in)
		sink.Add(0, weighted(g, d))
	}
}

// addScaled adds the slopes d times a factor to the adjoint of operand j, or stores them.
func (b *blocks[T]) addScaled(j int, d []float64, factor float64, store bool) {
	in := &b.k.In[j]
	if b.gathered&(1<<j) != 0 {
		sink := tensor.SinkOf[T](in)
		for i, v := range d {
			sink.Add(b.at[j][i], factor*v)
		}
		return
	}
	to := tensor.Grad[T](in)[b.start : b.start+b.span]
	if b.n == b.span {
		switch to := any(to).(type) {
		case []float64:
			kernel.Scaled(to, d, factor, !store)
			return
		case []float32:
			if store {
				scaled := b.g[:b.n] // a register may be that of other slopes, and of other blocks
				kernel.Scaled(scaled, d, factor, false)
				kernel.Narrow(to, scaled)
				return
			}
		}
	}
	for i, v := range d {
		to[b.placeOf(i)] += T(factor * v)
	}
}

// placeOf returns where element i of the block stands in it.
func (b *blocks[T]) placeOf(i int) int {
	if b.n == b.span {
		return i
	}
	return b.place[i]
}
