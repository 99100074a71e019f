package dist

import (
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
}

func newStage(p *machine.Program, n int, values [][]float64) *stage {
	return &stage{p, n, values, make([]float64, len(values)), p.NewFrame(n)}
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

// run computes the roots: numbers, and in blocks the others, which take gets, possibly at the same time.
func (s *stage) run(take func(f *machine.Frame, at, n int)) {
	s.start()
	if s.n <= par.Grain {
		s.frame.RunAll(s.values, 0, s.n, take)
		s.frame.Finish(nil)
		return
	}
	s.frame.Finish(par.Sums(s.n, s.Sums(), func(sums []float64, lo, hi int) {
		f := s.Begin(s.numbers)
		f.RunAll(s.values, lo, hi, take)
		f.AddSums(sums)
		f.End()
	}))
}

// stage returns the program of a function of the call, after what is fixed.
func (r *replayed) stage(key programKey) *stage {
	before, p := machine.CompileFixed(r.layout, len(r.values), r.roots(key)...)
	first := newStage(before, r.n, r.values)
	fixed := make([][]float64, before.Roots())
	for i := range fixed {
		fixed[i] = make([]float64, 1)
		if before.InLanes(i) {
			fixed[i] = make([]float64, r.n)
		}
	}
	first.run(func(f *machine.Frame, at, n int) {
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
	return newStage(p, r.n, append(r.values[:len(r.values):len(r.values)], fixed...))
}

// total returns what computes the sum. It reports whether all is as usual: every value is valid, and the sum finite.
func (r *replayed) total() func() (total float64, usual bool) {
	s := r.stage(programKey{what: valueSum, uniform: uint16(r.layout.Uniform)})
	return func() (float64, bool) {
		s.run(nil)
		total := s.frame.Number(0)
		return total, special.Finite(total) && (r.valid == nil || s.frame.Number(1) == 0)
	}
}

// slopes are the derivatives of the sum of a call in a program.
type slopes struct {
	stage    *stage
	adjoints []adjoint
	factor   float64
	take     func(f *machine.Frame, at, n int)
}

func (r *replayed) slopes(k *tensor.Call) *slopes {
	wanted := wanted[float64](r.compiled, k)
	s := &slopes{stage: r.stage(programKey{slopeSum, uint16(r.layout.Uniform), wanted})}
	for i := range r.names {
		if wanted&(1<<i) != 0 {
			s.adjoints = append(s.adjoints, adjoint{i, tensor.Grad[float64](&k.In[i]), k.In[i].Fresh()})
		}
	}
	s.take = func(f *machine.Frame, at, n int) {
		for i, a := range s.adjoints {
			if len(a.to) > 1 {
				kernel.Scaled(a.to[at:at+n], f.Root(i), s.factor, !a.store)
			}
		}
	}
	return s
}

// add adds the derivatives times a factor to the adjoints of the operands, or stores them. All values are valid.
func (s *slopes) add(factor float64) {
	s.factor = factor
	s.stage.run(s.take)
	for i, a := range s.adjoints {
		if len(a.to) > 1 {
			continue
		}
		if d := factor * s.stage.frame.Number(i); a.store {
			a.to[0] = d
		} else {
			a.to[0] += d
		}
	}
}

// clear clears the adjoints that add stores.
func (s *slopes) clear() {
	for _, a := range s.adjoints {
		if a.store {
			clear(a.to)
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
	total, usual := r.total(), true
	sum = func() (v float64) {
		if v, usual = total(); usual {
			return v
		}
		return formulaTotalOfAll[float64](r.compiled, k)
	}
	if wanted[float64](r.compiled, k) == 0 {
		return sum, nil
	}
	slopes := r.slopes(k)
	return sum, func(factor float64) {
		if usual && factor != 0 {
			slopes.add(factor)
			return
		}
		slopes.clear()
		formulaEachVJP(r.compiled, k, []float64{factor}, 0, k.Size())
	}
}
