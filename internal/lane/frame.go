package lane

import (
	"github.com/credence-ppl/credence/internal/kernel"
)

// Block is the number of elements that are computed with at a time: few enough that the registers of a program stay in
// the first-level cache.
const Block = 256

// Frame holds the values of a program while it runs.
type Frame struct {
	p       *Program
	scalars []float64
	lanes   [][]float64 // the registers, as long as the block
	rooms   [][]float64 // of registers that are not operands
	active  []bool      // of guards: whether their conditions hold somewhere
	n       int
	ahead   ahead
}

// NewFrame returns a frame for blocks of at most size elements.
func (p *Program) NewFrame(size int) *Frame {
	size = min(size, Block)
	f := &Frame{p: p, scalars: make([]float64, p.scalars), lanes: make([][]float64, p.registers),
		rooms: make([][]float64, p.registers), active: make([]bool, len(p.outer))}
	room := make([]float64, (p.registers-p.operands)*size)
	for i := p.operands; i < p.registers; i++ {
		f.rooms[i], room = room[:size:size], room[size:]
	}
	for _, v := range p.numbers {
		f.scalars[v.to] = v.v
	}
	for _, m := range p.constants {
		kernel.Fill(f.rooms[m.to], f.scalars[m.from])
	}
	return f
}

// Begin returns a frame for operands of which those with one value for all elements are given. It goes back with End.
func (p *Program) Begin(uniform []float64) *Frame {
	f := p.frames.Get().(*Frame)
	f.Start(uniform)
	return f
}

// Start begins a run anew, with other values.
func (f *Frame) Start(uniform []float64) {
	p := f.p
	for _, m := range p.params {
		f.scalars[m.to] = uniform[m.from]
	}
	f.runScalars(p.early)
	for _, m := range p.fills {
		kernel.Fill(f.rooms[m.to], f.scalars[m.from])
	}
	for _, i := range p.sums {
		f.scalars[i] = 0
	}
}

// End gives the frame back.
func (f *Frame) End() { f.p.frames.Put(f) }

// RunAll computes elements lo to hi of operands that are given wholly, in blocks, and calls each after every block,
// unless it is nil. Roots for which there is room in into, for all elements, are computed there; they must be Own.
func (f *Frame) RunAll(operands, into [][]float64, lo, hi int, each func(f *Frame, at, n int)) {
	if f.Idle() {
		return
	}
	far := isFar(operands, into)
	for at := lo; at < hi; at += Block {
		n := min(Block, hi-at)
		for i, v := range operands {
			if len(v) > 1 {
				f.lanes[i] = v[at : at+n]
			}
		}
		f.fit(n)
		for i, v := range into {
			if v != nil {
				f.lanes[f.p.roots[i].at] = v[at : at+n]
			}
		}
		if far {
			f.ahead.block(at+n, n, operands, into)
		}
		f.run(n)
		if each != nil {
			each(f, at, n)
		}
	}
	f.ahead.next = f.ahead.next[:0]
	if into != nil {
		f.n = 0
	}
}

// Idle reports whether a run over elements, since the last Start, would compute nothing: there are no roots with a
// value for each, and all sums are in branches that are not taken.
func (f *Frame) Idle() bool {
	for _, r := range f.p.roots {
		if r.lane {
			return false
		}
	}
	for i := 0; i < len(f.p.steps); i++ {
		s := &f.p.steps[i]
		if !f.left(s.guard) {
			return false
		}
		i += s.skip
	}
	return true
}

// left reports whether a guard or one around it asks for a number and does not hold.
func (f *Frame) left(guard int) bool {
	for ; guard != 0; guard = f.p.outer[guard] {
		if f.p.ofNumber[guard] && !f.active[guard] {
			return true
		}
	}
	return false
}

// Run computes a block of n elements. The operands that have a value for each are in, as far as the program needs them.
func (f *Frame) Run(n int, in [][]float64) {
	copy(f.lanes[:f.p.operands], in)
	f.fit(n)
	f.run(n)
}

// Repeat computes the last block of Run again, whose operands may have changed.
func (f *Frame) Repeat() { f.run(f.n) }

// fit gives the registers the length of a block of n elements.
func (f *Frame) fit(n int) {
	if n == f.n {
		return
	}
	f.n = n
	for i := f.p.operands; i < f.p.registers; i++ {
		f.lanes[i] = f.rooms[i][:n]
	}
}

func (f *Frame) run(n int) {
	r, holds := f.lanes, 0.0
	for i := 0; i < len(f.p.steps); i++ {
		s := &f.p.steps[i]
		if s.guard != 0 && !f.needed(s.guard) {
			i += s.skip
			continue
		}
		f.ahead.step()
		switch s.what {
		case unary:
			s.k1(r[s.out], r[s.a])
		case binary:
			s.k2(r[s.out], r[s.a], r[s.b])
		case ternary:
			s.k3(r[s.out], r[s.a], r[s.b], r[s.c])
		case addSum:
			f.scalars[s.out] += kernel.Sum(r[s.a])
		case addSquares:
			f.scalars[s.out] += kernel.Dot(r[s.a], r[s.a])
		case addProducts:
			f.scalars[s.out] += kernel.Dot(r[s.a], r[s.b])
		case addLogs:
			f.scalars[s.out] += kernel.LogSum(r[s.a])
		case addLog1ps:
			f.scalars[s.out] += kernel.Log1pSum(r[s.a])
		case addZeros:
			f.scalars[s.out] += float64(n) - kernel.Count(r[s.a])
		case addOutside:
			if !kernel.AllInside(r[s.a], f.scalars[s.b], f.scalars[s.c]) {
				f.scalars[s.out]++
			}
		case addCount:
			f.scalars[s.out] += float64(n)
		case ask:
			if !s.again {
				holds = kernel.Count(r[s.a])
			}
			f.active[s.out] = s.holds && holds > 0 || !s.holds && holds < float64(n)
		}
	}
}

// needed reports whether the conditions of a guard and of those around it hold somewhere.
func (f *Frame) needed(guard int) bool {
	for ; guard != 0; guard = f.p.outer[guard] {
		if !f.active[guard] {
			return false
		}
	}
	return true
}

func (f *Frame) runScalars(steps []step) {
	v := f.scalars
	for i := 0; i < len(steps); i++ {
		s := &steps[i]
		if s.guard != 0 && !f.needed(s.guard) {
			i += s.skip
			continue
		}
		switch s.quick {
		case quickAdd:
			v[s.out] = v[s.a] + v[s.b]
			continue
		case quickSub:
			v[s.out] = v[s.a] - v[s.b]
			continue
		case quickMul:
			v[s.out] = v[s.a] * v[s.b]
			continue
		case quickDiv:
			v[s.out] = v[s.a] / v[s.b]
			continue
		case quickNeg:
			v[s.out] = -v[s.a]
			continue
		case quickSquare:
			v[s.out] = v[s.a] * v[s.a]
			continue
		case quickLess:
			v[s.out] = indicator(v[s.a] < v[s.b])
			continue
		case quickLessEqual:
			v[s.out] = indicator(v[s.a] <= v[s.b])
			continue
		case quickMin:
			v[s.out] = min(v[s.a], v[s.b])
			continue
		case quickMax:
			v[s.out] = max(v[s.a], v[s.b])
			continue
		case quickNot:
			v[s.out] = indicator(v[s.a] == 0)
			continue
		case quickWhere:
			if v[s.a] != 0 {
				v[s.out] = v[s.b]
			} else {
				v[s.out] = v[s.c]
			}
			continue
		}
		switch s.what {
		case unary:
			v[s.out] = s.v1(v[s.a])
		case binary:
			v[s.out] = s.v2(v[s.a], v[s.b])
		case ternary:
			v[s.out] = s.v3(v[s.a], v[s.b], v[s.c])
		case ask:
			f.active[s.out] = (v[s.a] != 0) == s.holds
		}
	}
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Root returns root i at the elements of the last block. It is overwritten by the next.
func (f *Frame) Root(i int) []float64 { return f.lanes[f.p.roots[i].at] }

// Sums returns the number of sums over elements.
func (f *Frame) Sums() int { return len(f.p.sums) }

// AddSums adds the sums of this frame to total, for elements that were computed in several frames.
func (f *Frame) AddSums(total []float64) {
	for i, at := range f.p.sums {
		total[i] += f.scalars[at]
	}
}

// Finish computes what is made of sums over all elements: those given, or the frame's own if nil.
func (f *Frame) Finish(total []float64) {
	for i, v := range total {
		f.scalars[f.p.sums[i]] = v
	}
	f.runScalars(f.p.late)
}

// InLanes reports whether root i has a value for each element, which Root returns, or is one number.
func (p *Program) InLanes(i int) bool { return p.roots[i].lane }

// Own reports whether root i can be computed in a place that is given.
func (p *Program) Own(i int) bool { return p.roots[i].own }

// Roots returns the number of roots.
func (p *Program) Roots() int { return len(p.roots) }

// Number returns root i, a number for all elements.
func (f *Frame) Number(i int) float64 { return f.scalars[f.p.roots[i].at] }
