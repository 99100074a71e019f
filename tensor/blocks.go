package tensor

import (
	"math/bits"
	"sync"

	"github.com/credence-ppl/credence/internal/kernel"
)

// Blocks goes over the elements of a call of an elementwise operation, a block at a time, as programs of formulas read
// them. An input behind those of the formula is a mask: elements where it is 0 are left out.
type Blocks[T Float] struct {
	k      *Call
	inputs int

	uniform  uint // bit set of the inputs that are one number
	direct   uint // of those that have a value for each element
	gathered uint // of those that broadcast, the mask included
	masked   bool // some elements may be left out

	start, span, end int // the block covers output elements [start, start+span)
	n                int // and has n of them
	run              int // how far the walk is in its run

	numbers [maxInputs]float64
	in      [maxInputs + 2][]float64
	rooms   [maxInputs + 2][lane]float64
	at      [maxInputs][lane]int // where the elements of gathered inputs are
	inRun   bool                 // they are one after the other from first on, or all there, instead
	first   [maxInputs]int       // also of numbers
	rows    uint                 // inputs that are numbers of a run
	anew    bool                 // the block is the first of a run, or of all
	place   [lane]int            // which elements of the block these are, if some are left out
	g       [lane]float64
	narrow  [lane]float32
	w       Walk
}

// blockPools lend the memory of blocks, of each element type.
var blockPools [2]sync.Pool

// BlocksOf starts before output element lo and ends before hi, for a formula of so many inputs. It goes back with Free.
func BlocksOf[T Float](k *Call, inputs, lo, hi int) *Blocks[T] {
	b, ok := blockPools[typeOf[T]()].Get().(*Blocks[T])
	if !ok {
		b = new(Blocks[T])
	}
	b.k, b.inputs = k, inputs
	b.uniform, b.direct, b.gathered, b.masked = 0, 0, 0, false
	b.start, b.span, b.end, b.n, b.run, b.rows = lo, 0, hi, 0, 0, 0
	b.first = [maxInputs]int{}
	for i := range k.In {
		switch in := &k.In[i]; in.Stored() {
		case 1:
			b.uniform |= 1 << i
			b.numbers[i] = float64(Values[T](in)[0])
		case k.plan.size:
			b.direct |= 1 << i
		default:
			b.gathered |= 1 << i
		}
	}
	if len(k.In) > inputs {
		b.masked = b.uniform&(1<<inputs) == 0
		b.uniform &^= 1 << inputs
	}
	if b.Excluded() {
		b.start = hi
	}
	if b.gathered != 0 {
		b.w.Begin(k, lo, hi)
	}
	return b
}

// ByRows makes inputs that are the same along long runs of elements numbers, which are others in every run.
func (b *Blocks[T]) ByRows() {
	const long = lane / 2
	if b.gathered == 0 || b.masked || b.k.plan.run < long {
		return
	}
	for set := b.gathered; set != 0; set &= set - 1 {
		if i := bits.TrailingZeros(set); b.w.Step[i] == 0 {
			b.rows |= 1 << i
		}
	}
	b.gathered, b.uniform = b.gathered&^b.rows, b.uniform|b.rows
}

// Anew reports whether numbers have changed since the last block.
func (b *Blocks[T]) Anew() bool { return b.anew }

// Free gives the memory of b back.
func (b *Blocks[T]) Free() {
	b.k = nil
	blockPools[typeOf[T]()].Put(b)
}

// Excluded reports whether the mask is one number and leaves out all elements, so that there are no blocks.
func (b *Blocks[T]) Excluded() bool {
	return len(b.k.In) > b.inputs && !b.masked && b.numbers[b.inputs] == 0
}

// Uniform returns the bit set of the inputs that are one number.
func (b *Blocks[T]) Uniform() uint { return b.uniform }

// Numbers returns the inputs that are one number, in their places.
func (b *Blocks[T]) Numbers() []float64 { return b.numbers[:b.inputs] }

// In returns the block's elements of the other inputs, in their places.
func (b *Blocks[T]) In() [][]float64 { return b.in[:b.inputs] }

// Len returns the number of elements in the block.
func (b *Blocks[T]) Len() int { return b.n }

// Next moves to the next block and reports whether there is one.
func (b *Blocks[T]) Next() bool {
	b.start += b.span
	if b.start >= b.end {
		return false
	}
	b.span = min(lane, b.end-b.start)
	b.anew = false
	if b.gathered|b.rows != 0 {
		b.follow()
	}
	b.n = b.span
	if b.masked {
		b.unmask()
	}
	for i := range b.inputs {
		values := Values[T](&b.k.In[i])
		switch {
		case b.gathered&(1<<i) != 0 && b.inRun:
			b.in[i] = b.rooms[i][:b.n]
			if at := b.first[i]; b.w.Step[i] == 1 {
				b.in[i] = wide(&b.rooms[i], values[at:at+b.n])
			} else {
				kernel.Fill(b.in[i], float64(values[at]))
			}
		case b.gathered&(1<<i) != 0:
			to := b.rooms[i][:b.n]
			for j, at := range b.at[i][:b.n] {
				to[j] = float64(values[at])
			}
			b.in[i] = to
		case b.direct&(1<<i) != 0:
			b.in[i] = b.read(&b.rooms[i], values)
		}
	}
	return true
}

// read returns the block's elements of values that are there for every output element.
func (b *Blocks[T]) read(room *[lane]float64, values []T) []float64 {
	values = values[b.start : b.start+b.span]
	if b.n == b.span {
		return wide(room, values)
	}
	for i, p := range b.place[:b.n] {
		room[i] = float64(values[p])
	}
	return room[:b.n]
}

// Adjoints returns those of the block's elements, of one for each output element, or the one for all.
func (b *Blocks[T]) Adjoints(g []T) []float64 {
	if len(g) > 1 || b.k.plan.size == 1 {
		return b.read(&b.g, g)
	}
	for i := range b.g[:b.n] {
		b.g[i] = float64(g[0])
	}
	return b.g[:b.n]
}

// beside puts the block's elements of values that are there for every output element behind the inputs, in place i.
func (b *Blocks[T]) beside(i int, values []T) []float64 {
	i += b.inputs
	b.in[i] = b.read(&b.rooms[i], values)
	return b.in[i]
}

// follow finds where the elements of gathered inputs are. A block ends with a run that has many.
func (b *Blocks[T]) follow() {
	const many = 32
	if b.run == b.w.N {
		b.w.Next()
		b.run = 0
		b.anew = b.rows != 0
	}
	left := b.w.N - b.run
	if b.inRun = b.rows != 0 || !b.masked && left >= min(many, b.span); b.inRun {
		for set := b.gathered | b.rows; set != 0; set &= set - 1 {
			i := bits.TrailingZeros(set)
			b.first[i] = b.w.In[i] + b.run*b.w.Step[i]
			if b.rows&(1<<i) != 0 {
				b.numbers[i] = float64(Values[T](&b.k.In[i])[b.first[i]])
			}
		}
		b.span = min(b.span, left)
		b.run += b.span
		return
	}
	for done := 0; done < b.span; {
		if b.run == b.w.N {
			b.w.Next()
			b.run = 0
		}
		m := min(b.w.N-b.run, b.span-done)
		for set := b.gathered; set != 0; set &= set - 1 {
			i := bits.TrailingZeros(set)
			first, step := b.w.In[i]+b.run*b.w.Step[i], b.w.Step[i]
			to := b.at[i][done : done+m]
			for j := range to {
				to[j] = first + j*step
			}
		}
		b.run, done = b.run+m, done+m
	}
}

// unmask leaves out the elements that are masked.
func (b *Blocks[T]) unmask() {
	mask := Values[T](&b.k.In[b.inputs])
	gathered := b.gathered&(1<<b.inputs) != 0
	b.n = 0
	for i := range b.span {
		at := b.start + i
		if gathered {
			at = b.at[b.inputs][i]
		}
		if mask[at] != 0 {
			b.place[b.n] = i
			b.n++
		}
	}
	if b.n == b.span {
		return
	}
	for set := b.gathered &^ (1 << b.inputs); set != 0; set &= set - 1 {
		at := &b.at[bits.TrailingZeros(set)]
		for i, p := range b.place[:b.n] {
			at[i] = at[p]
		}
	}
}

// Store writes the values of the block, and 0 where an element is left out.
func (b *Blocks[T]) Store(out []T, v []float64) {
	out = out[b.start : b.start+b.span]
	if b.n == b.span {
		convert(out, v)
		return
	}
	clear(out)
	for i, p := range b.place[:b.n] {
		out[p] = T(v[i])
	}
}

// Add adds the slopes d, times the adjoints g, to the adjoint of an input. A zero adjoint adds nothing, even where the
// slope is infinite.
func (b *Blocks[T]) Add(input int, d, g []float64) {
	in := &b.k.In[input]
	switch {
	case b.direct&(1<<input) != 0:
		to := Grad[T](in)[b.start : b.start+b.span]
		if same, ok := any(to).([]float64); ok && b.n == b.span {
			kernel.Products(same, g, d, true)
			return
		}
		for i, w := range g {
			if w != 0 {
				to[b.placeOf(i)] += T(w * d[i])
			}
		}
	case b.gathered&(1<<input) != 0 && b.inRun && b.w.Step[input] == 0:
		SinkOf[T](in).Add(b.first[input], kernel.Dot(g, d))
	case b.gathered&(1<<input) != 0:
		sink := SinkOf[T](in)
		if s, ok := any(sink).(Sink[float64]); ok && b.inRun {
			s.addProducts(b.first[input], g, d)
			return
		}
		for i, w := range g {
			if w != 0 {
				sink.Add(b.storedAt(input, i), w*d[i])
			}
		}
	default:
		sink := SinkOf[T](in)
		sink.Add(b.first[input], kernel.Dot(g, d))
	}
}

// carry adds terms to the adjoint of an input, but for those of a zero adjoint g: they add nothing, even where they are
// NaN.
func (b *Blocks[T]) carry(input int, terms, g []float64) {
	kept := b.g[:b.n]
	kernel.Select(kept, g, terms, zeros[:])
	if in := &b.k.In[input]; b.uniform&(1<<input) != 0 {
		SinkOf[T](in).Add(b.first[input], kernel.Sum(kept))
	} else {
		b.AddScaled(input, kept, 1, in.Fresh())
	}
}

var zeros [lane]float64

// AddScaled adds the slopes d times a factor to the adjoint of an input that is not one number, or stores them.
func (b *Blocks[T]) AddScaled(input int, d []float64, factor float64, store bool) {
	in := &b.k.In[input]
	if b.gathered&(1<<input) != 0 {
		sink := SinkOf[T](in)
		if b.inRun && b.w.Step[input] == 0 {
			sink.Add(b.first[input], factor*kernel.Sum(d))
			return
		}
		for i, v := range d {
			sink.Add(b.storedAt(input, i), factor*v)
		}
		return
	}
	to := Grad[T](in)[b.start : b.start+b.span]
	if b.n == b.span {
		switch to := any(to).(type) {
		case []float64:
			kernel.Scaled(to, d, factor, !store)
		case []float32:
			scaled := b.g[:b.n] // a register may be that of other slopes, and of other blocks
			kernel.Scaled(scaled, d, factor, false)
			if store {
				kernel.Narrow(to, scaled)
				return
			}
			kernel.Narrow(b.narrow[:b.n], scaled)
			kernel.Scaled(to, b.narrow[:b.n], 1, true)
		}
		return
	}
	for i, v := range d {
		to[b.placeOf(i)] += T(factor * v)
	}
}

// storedAt returns where element i of a gathered input is.
func (b *Blocks[T]) storedAt(input, i int) int {
	if b.inRun {
		return b.first[input] + i*b.w.Step[input]
	}
	return b.at[input][i]
}

// placeOf returns where element i of the block stands in it.
func (b *Blocks[T]) placeOf(i int) int {
	if b.n == b.span {
		return i
	}
	return b.place[i]
}
