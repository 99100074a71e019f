package tensor

import (
	"math/bits"

	"github.com/credence-ppl/credence/internal/kernel"
	machine "github.com/credence-ppl/credence/internal/lane"
)

// prepareMost is the largest number of elements of a call that is prepared. Larger ones gain nothing from it.
const prepareMost = 256

// preparable reports whether a call may be prepared, and which inputs are one number for many elements.
func (k *Call) preparable() (uniform uint, ok bool) {
	n := k.plan.size
	if k.DType != Float64 || n == 0 || n > prepareMost || k.Out.Stored() != n {
		return 0, false
	}
	for i := range k.In {
		switch k.In[i].Stored() {
		case n:
		case 1:
			uniform |= 1 << i
		default:
			return 0, false
		}
	}
	return uniform, true
}

// prepareArith returns an Op.Prepare for a sum, a difference or a product. The adjoint of an input gets the output's
// times its slope, or if there are none, the other input.
func prepareArith(compute func(out, a, b []float64), slopes []float64) func(*Call) (forward, vjp func()) {
	return func(k *Call) (forward, vjp func()) {
		if _, ok := k.preparable(); !ok {
			return nil, nil
		}
		out, a, b := Values[float64](&k.Out), Values[float64](&k.In[0]), Values[float64](&k.In[1])
		forward = func() { compute(out, a, b) }
		if k.Out.g.isNil() {
			return forward, nil
		}
		slope0, slope1 := b, a
		if slopes != nil {
			slope0, slope1 = slopes[:1], slopes[1:]
		}
		g, to0, to1 := Grad[float64](&k.Out), adjointOf(&k.In[0]), adjointOf(&k.In[1])
		return forward, func() {
			to0.add(g, slope0)
			to1.add(g, slope1)
		}
	}
}

// prepare serves as the Op.Prepare of a formula.
func (e *elementwise) prepare(k *Call) (forward, vjp func()) {
	uniform, ok := k.preparable()
	if !ok {
		return nil, nil
	}
	out := Values[float64](&k.Out)
	if e.in64.value != nil {
		x := Values[float64](&k.In[0])
		forward = func() { e.in64.value(out, x) }
	} else {
		run := e.replay(k, uniform, 0)
		forward = func() { copy(out, run().Root(0)) }
	}
	if k.Out.g.isNil() {
		return forward, nil
	}
	g, wanted := Grad[float64](&k.Out), k.wanted()
	var to []adjoint
	for set := wanted; set != 0; set &= set - 1 {
		to = append(to, adjointOf(&k.In[bits.TrailingZeros(set)]))
	}
	if direct := e.in64.carry; direct != nil {
		x := Values[float64](&k.In[0])
		return forward, func() { direct(to[0].to, g, x, out, !to[0].store) }
	}
	run, room := e.replay(k, uniform, wanted), make([]float64, len(g))
	return forward, func() {
		f := run()
		for i := range to {
			kernel.Select(room, g, f.Root(i), zeros[:])
			to[i].addTerms(room)
		}
	}
}

// replay returns what runs a program over the elements of a call, in a frame of its own.
func (e *elementwise) replay(k *Call, uniform, wanted uint) func() *machine.Frame {
	numbers, operands := make([]float64, len(k.In)), make([][]float64, len(k.In)+2)
	for i := range k.In {
		operands[i] = Values[float64](&k.In[i])
	}
	operands[len(k.In)], operands[len(k.In)+1] = Grad[float64](&k.Out), Values[float64](&k.Out)
	f := e.program(uniform, wanted).NewFrame(k.plan.size)
	f.Run(k.plan.size, operands)
	return func() *machine.Frame {
		for set := uniform; set != 0; set &= set - 1 {
			i := bits.TrailingZeros(set)
			numbers[i] = operands[i][0]
		}
		f.Start(numbers)
		f.Repeat()
		return f
	}
}

// adjoint is what a prepared VJP adds to.
type adjoint struct {
	to    []float64 // nil if it is not needed
	store bool
}

func adjointOf(o *Operand) adjoint { return adjoint{Grad[float64](o), o.fresh} }

// add adds or stores g times slope, which has as many elements or one. A zero adjoint adds nothing, whatever the slope
// is.
func (a adjoint) add(g, slope []float64) {
	if a.to == nil {
		return
	}
	if len(a.to) < len(g) {
		if len(slope) == 1 {
			a.to[0] += slope[0] * sum(g)
		} else {
			a.to[0] += dot(g, slope, 1)
		}
		return
	}
	to := a.to[:len(g)]
	if a.store {
		clear(to)
	}
	if len(slope) == 1 {
		c := slope[0]
		for i, v := range g {
			if v != 0 {
				to[i] += v * c
			}
		}
		return
	}
	slope = slope[:len(g)]
	for i, v := range g {
		if v != 0 {
			to[i] += v * slope[i]
		}
	}
}

// addTerms adds or stores terms.
func (a adjoint) addTerms(terms []float64) {
	switch {
	case len(a.to) < len(terms):
		a.to[0] += kernel.Sum(terms)
	case a.store:
		copy(a.to, terms)
	case len(terms) > few:
		kernel.Scaled(a.to, terms, 1, true)
	default:
		for i, v := range terms {
			a.to[i] += v
		}
	}
}
