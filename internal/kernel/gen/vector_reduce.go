package main

import (
	"strings"

	"github.com/mmcloughlin/avo/operand"
)

// reduction combines a lane with what the body returns: one result, or two for products.
type reduction int

const (
	sums     reduction = iota // lane + a
	products                  // lane + a·b, fused
	growths                   // (1 + lane)(1 + a) - 1, which keeps its digits where both are small
	factors                   // lane · a, from 1 on
	counts                    // lane + a, for whole numbers whose sum is below 2²⁴
	// where a is not 0, the lane is not; how many elements there are to a lane is the tier's business
	marks
)

const reduceLanes = 16

// lanes are those of a reduction: in registers, or in memory where several reductions would take too many.
type lanes struct {
	*vec
	vectors []value
	memory  []operand.Mem // of float64
}

// start sets up the lanes.
func (w *writer) start() {
	d := w.doubles()
	inMemory := len(w.reduces) > 1 && !w.avx512()
	for i, name := range strings.Fields(w.loop.lanes) {
		l := lanes{vec: d}
		if w.reduces[i] == counts && !inMemory {
			l.vec = w.vec
		}
		for range reduceLanes / l.lanes() {
			lane := l.zero()
			if w.reduces[i] == factors {
				lane = l.register(l.num(1))
			}
			l.vectors = append(l.vectors, lane)
		}
		to := w.Load(w.Param(name), w.GP64())
		for k := range reduceLanes / d.lanes() {
			l.memory = append(l.memory, operand.Mem{Base: to, Disp: k * w.width})
		}
		if inMemory {
			l.finish()
			l.vectors = nil
		}
		w.lanes = append(w.lanes, l)
	}
}

// reduce puts the results of vector j of a block into the lanes.
func (w *writer) reduce(j int, out []value, m mask) {
	next := func(neutral float64) value {
		a := out[0]
		out = out[1:]
		switch {
		case m == nil:
			return a
		case neutral == 0:
			return w.keep(m, a)
		}
		return w.choose(m, a, w.num(neutral))
	}
	for i, r := range w.reduces {
		l := w.lanes[i]
		vectors := w.vec.lanes() / l.vec.lanes() // of lanes for each of elements
		change := func(k int, write func(lane value)) { l.change(j*vectors+k, write) }
		switch r {
		case sums, counts:
			for k, a := range w.widen(l, next(0)) {
				change(k, func(lane value) { l.float("VADDP", a, lane, lane) })
			}
		case products:
			square := out[0] == out[1]
			a := w.widen(l, next(0))
			b := a
			if square {
				out = out[1:]
			} else {
				b = w.widen(l, next(0))
			}
			for k := range a {
				change(k, func(lane value) { l.float("VFMADD231P", a[k], b[k], lane) })
			}
		case growths:
			for k, a := range w.widen(l, next(0)) {
				change(k, func(lane value) { l.float("VADDP", l.fma(a, lane, a), lane, lane) })
			}
		case factors:
			for k, a := range w.widen(l, next(1)) {
				change(k, func(lane value) { l.float("VMULP", a, lane, lane) })
			}
		case marks:
			a := next(0)
			change(0, func(lane value) { l.float("VORP", a, lane, lane) })
		}
	}
}

// widen returns the elements in the type of lanes. Those that are in memory as they are come from there, which spares
// shuffles.
func (w *writer) widen(l lanes, a value) []value {
	if l.bytes == w.bytes {
		return []value{a}
	}
	from, ok := w.origin[a]
	if !ok {
		return w.wide(a)
	}
	var halves []value
	for i := range 2 {
		half := w.new()
		w.VCVTPS2PD(from.Offset(i*w.width/2), half)
		halves = append(halves, half)
	}
	return halves
}

// change writes a change of vector k of the lanes.
func (l lanes) change(k int, write func(lane value)) {
	if l.vectors != nil {
		write(l.vectors[k])
		return
	}
	lane := l.load(l.memory[k], nil)
	write(lane)
	l.store(lane, l.memory[k], nil)
}

// finish stores the lanes that are in registers.
func (l lanes) finish() {
	d, k := l.doubles(), 0
	for _, lane := range l.vectors {
		for _, a := range l.wide(lane) {
			d.store(a, l.memory[k], nil)
			k++
		}
	}
}
