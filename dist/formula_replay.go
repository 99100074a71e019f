package dist

import (
	"math/bits"

	"github.com/credence-ppl/credence/internal/kernel"
	machine "github.com/credence-ppl/credence/internal/lane"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// replayed is the sum of a call in a program, in Float64 and without a mask, whose operands have one value or one for
// each element. What depends on fixed operands alone is computed once.
type replayed struct {
	*compiled
	n      int
	layout machine.Layout
	values [][]float64 // of the operands
}

// replay returns the call as one in a program; nil if it is not one of these.
func (c *compiled) replay(k *tensor.Call) *replayed {
	if k.Size() == 0 || !unmasked(k) {
		return nil
	}
	r := &replayed{compiled: c, n: k.Size()}
	for i := range c.names {
		o := &k.In[i]
		switch o.Stored() {
		case 1:
			r.layout.Uniform |= 1 << i
		case r.n:
		default:
			return nil
		}
		if !o.Varies() {
			r.layout.Fixed |= 1 << i
		}
		r.values = append(r.values, tensor.Values[float64](o))
	}
	c.once.Do(c.parse)
	return r
}

// stage is a program with its operands.
type stage struct {
	*machine.Program
	n       int
	values  [][]float64
	numbers []float64 // the values of operands with one
	frame   *machine.Frame
	twin    machine.Twin // instead of the program, if there is one
}

func newStage(p *machine.Program, n int, values [][]float64) *stage {
	return &stage{p, n, values, make([]float64, len(values)), p.NewFrame(n), nil}
}

// start takes the operands with one value.
func (s *stage) start() {
	for i, v := range s.values {
		if len(v) == 1 {
			s.numbers[i] = v[0]
		}
	}
	s.frame.Start(s.numbers)
}

// run computes the roots: numbers, and in blocks the others, which go to their places in into or which take gets,
// possibly at the same time.
func (s *stage) run(into [][]float64, take func(f *machine.Frame, at, n int)) {
	if s.twin != nil {
		s.frame.RunTwin(s.twin, s.values, s.n)
		if take != nil {
			take(s.frame, 0, s.n)
		}
		return
	}
	s.start()
	if s.n <= par.Grain || s.frame.Idle() {
		s.frame.RunAll(s.values, into, 0, s.n, take)
		s.frame.Finish(nil)
		return
	}
	s.frame.Finish(par.Sums(s.n, s.frame.Sums(), func(sums []float64, lo, hi int) {
		f := s.Begin(s.numbers)
		f.RunAll(s.values, into, lo, hi, take)
		f.AddSums(sums)
		f.End()
	}))
}

// stage returns the program of a function of the call, after what is fixed, or its twin.
func (r *replayed) stage(key programKey, twin *twin) *stage {
	p := r.program(key, twin != nil)
	before := p.Before()
	first := newStage(before, r.n, r.values)
	fixed := make([][]float64, before.Roots())
	for i := range fixed {
		fixed[i] = make([]float64, 1)
		if before.InLanes(i) {
			fixed[i] = make([]float64, r.n)
		}
	}
	first.run(nil, func(f *machine.Frame, at, n int) {
		for i, to := range fixed {
			if before.InLanes(i) {
				copy(to[at:at+n], f.Root(i))
			}
		}
	})
	for i, to := range fixed {
		if !before.InLanes(i) {
			to[0] = first.frame.Number(i)
		}
	}
	s := newStage(p, r.n, append(r.values[:len(r.values):len(r.values)], fixed...))
	if twin != nil {
		s.twin = twin.make()
	}
	return s
}

// replayKey tells the programs for one function in programs apart.
type replayKey struct {
	programKey
	fixed   uint   // the operands that are
	part    string // which program this is
	settled string // which conditions of what is fixed hold for no element, for all, or for some
}

// program returns the program of a function of the call, or the one that a twin stands for.
func (r *replayed) program(key programKey, twinned bool) *machine.Program {
	of := replayKey{programKey: key, fixed: r.layout.Fixed, part: "twin"}
	fix := func() *machine.Fixed { return machine.Fix(r.layout, len(r.values), r.roots(key)...) }
	if twinned {
		return r.replays.Of(of, func() *machine.Program { return fix().Twinned() })
	}
	of.part = "conditions"
	conditions := r.replays.Of(of, func() *machine.Program { return fix().Conditions() })
	counts, settled := make([]float64, conditions.Roots()), make([]byte, conditions.Roots())
	if len(counts) > 0 {
		s := newStage(conditions, r.n, r.values)
		s.run(nil, nil)
		for i := range counts {
			counts[i] = s.frame.Number(i)
			switch counts[i] {
			case 0:
				settled[i] = '0'
			case float64(r.n):
				settled[i] = 'n'
			case 1: // the value of a condition that is one number
				settled[i] = '1'
			default:
				settled[i] = '?'
			}
		}
	}
	of.part, of.settled = "all", string(settled)
	return r.replays.Of(of, func() *machine.Program { return fix().Program(counts, r.n) })
}

// replayedSum is the sum of a call in a program, with its derivatives.
type replayedSum struct {
	*replayed
	call   *tensor.Call
	scale  float64 // that derivatives will most likely be multiplied with
	usual  bool    // all values are valid, and the sum is finite
	value  *stage
	slopes *stage // value itself, if that computes the derivatives, too; nil if there are none

	adjoints []adjoint // of wanted operands
	factor   float64
	into     [][]float64                       // where derivatives times 1 are computed
	take     func(f *machine.Frame, at, n int) // hands derivatives on, block by block; nil if the frame has all of them
}

// replaySum returns the sum of a call. The derivatives come with it, in one go, if the frame has room for them, or if
// they are the first for all operands that have one for each element.
func (r *replayed) replaySum(k *tensor.Call) *replayedSum {
	s := &replayedSum{replayed: r, call: k, scale: k.Attr.(extent).scale}
	wanted, together := wanted[float64](r.compiled, k), true
	s.adjoints = r.adjoints(k)
	for _, a := range s.adjoints {
		together = together && (a.store || len(a.to) == 1)
	}
	if r.n > machine.Block {
		s.take = s.handOn
	}
	together = together || s.take == nil
	key, first := programKey{what: valueAndSlopeSum, uniform: r.layout.Uniform, wanted: wanted}, 0
	switch {
	case wanted == 0:
		s.value = r.stage(key.of(valueSum), nil)
	case together:
		twin := r.twin(wanted)
		if twin != nil {
			key.wanted, r.layout.Fixed = twin.wanted, twin.fixed
		}
		s.value, first = r.stage(key, twin), len(r.roots(key.of(valueSum)))
		s.slopes = s.value
	default:
		s.value, s.slopes = r.stage(key.of(valueSum), nil), r.stage(key.of(slopeSum), nil)
	}
	for i := range s.adjoints {
		a := &s.adjoints[i]
		a.root = first + bits.OnesCount(key.wanted&(1<<a.i-1))
	}
	if s.slopes != nil && s.take != nil {
		s.into = make([][]float64, s.slopes.Roots())
		for _, a := range s.adjoints {
			if a.store && s.slopes.Own(a.root) {
				s.into[a.root] = a.to
			}
		}
	}
	return s
}

// handOn adds the derivatives of a block, times the factor, to the adjoints, or stores them, unless they are there.
func (s *replayedSum) handOn(f *machine.Frame, at, n int) {
	for i := range s.adjoints {
		a := &s.adjoints[i]
		if len(a.to) > 1 && (s.factor != 1 || s.into == nil || s.into[a.root] == nil) {
			scaled(a.to[at:at+n], f.Root(a.root), s.factor, !a.store)
		}
	}
}

// scaled does what [kernel.Scaled] does, by a loop where calling it takes longer than that.
func scaled(out, x []float64, by float64, add bool) {
	if len(out) > few {
		kernel.Scaled(out, x, by, add)
		return
	}
	x = x[:len(out)]
	if !add {
		for i, v := range x {
			out[i] = by * v
		}
		return
	}
	for i, v := range x {
		out[i] += by * v
	}
}

// derive runs slopes, for derivatives times a factor.
func (s *replayedSum) derive(factor float64) {
	s.factor = factor
	into := s.into
	if factor != 1 {
		into = nil
	}
	s.slopes.run(into, s.take)
}

func (s *replayedSum) sum() float64 {
	if s.slopes == s.value {
		s.derive(s.scale)
	} else {
		s.value.run(nil, nil)
	}
	total := s.value.frame.Number(0)
	s.usual = special.Finite(total) && (s.valid == nil || s.value.frame.Number(1) == 0)
	if !s.usual {
		return formulaTotalOfAll[float64](s.compiled, s.call)
	}
	return total
}

// add adds the derivatives of the last sum times a factor to the adjoints of the operands, or stores them.
func (s *replayedSum) add(factor float64) {
	if !s.usual || factor == 0 {
		for _, a := range s.adjoints {
			if a.store {
				clear(a.to)
			}
		}
		formulaEachVJP(s.compiled, s.call, []float64{factor}, 0, s.n)
		return
	}
	switch {
	case s.take == nil:
		s.factor = factor
		s.handOn(s.value.frame, 0, s.n)
	case s.slopes != s.value:
		s.derive(factor)
	}
	for i := range s.adjoints {
		a := &s.adjoints[i]
		if len(a.to) > 1 {
			if factor != s.factor {
				kernel.Scaled(a.to, a.to, factor/s.factor, false)
			}
			continue
		}
		slope := s.slopes.frame.Number(a.root)
		if !special.Finite(slope) {
			slope = formulaSum[float64](s.compiled, s.call, slopeEach, 1<<a.i, 0, s.n)
		}
		if a.store {
			a.to[0] = factor * slope
		} else {
			a.to[0] += factor * slope
		}
	}
}

// formulaReplay returns the sum of a call as a part of a program, and what adds its derivatives times a factor; nil if
// it is computed as outside of programs.
func (p *pointwise) formulaReplay(k *tensor.Call) (sum func() float64, derive func(factor float64)) {
	r := p.formula.replay(k)
	if r == nil {
		return nil, nil
	}
	s := r.replaySum(k)
	if s.slopes == nil {
		return s.sum, nil
	}
	return s.sum, s.add
}
