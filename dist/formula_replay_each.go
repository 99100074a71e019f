package dist

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/internal/kernel"
	machine "github.com/credence-ppl/credence/internal/lane"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// replayEach returns what computes the values of a call in a program, and what adds their derivatives; nil if they are
// computed as outside of programs.
func (c *compiled) replayEach(k *tensor.Call) (forward, vjp func()) {
	r := c.replay(k)
	if r == nil || r.n > par.Grain || k.Out.Stored() != r.n {
		return nil, nil
	}
	if r.n == 1 {
		return r.replayOne(k)
	}
	out, g := tensor.Values[float64](&k.Out), tensor.Grad[float64](&k.Out)
	key := programKey{what: valueEach, uniform: r.layout.Uniform}
	value := r.stage(key, nil)
	if value.Own(0) {
		into := [][]float64{out}
		forward = func() { value.run(into, nil) }
	} else {
		store := func(f *machine.Frame, at, n int) { copy(out[at:at+n], f.Root(0)) }
		forward = func() { value.run(nil, store) }
	}
	if key.what, key.wanted = slopeEach, wanted[float64](c, k); g == nil || key.wanted == 0 {
		return forward, nil
	}
	slopes, adjoints := r.stage(key, nil), r.adjoints(k)
	quick := r.weighted(key, g, adjoints)
	if quick != nil {
		compute := forward
		forward = func() {
			compute()
			quick.usual = kernel.AllInside(out, -math.MaxFloat64, math.MaxFloat64)
		}
	}
	add := func(f *machine.Frame, at, n int) {
		for _, a := range adjoints {
			if len(a.to) > 1 {
				kernel.Products(a.to[at:at+n], g[at:at+n], f.Root(a.root), !a.store)
			} else if sum := kernel.Dot(g[at:at+n], f.Root(a.root)); a.store && at == 0 {
				a.to[0] = sum
			} else {
				a.to[0] += sum
			}
		}
	}
	return forward, func() {
		if quick == nil || !quick.add() {
			slopes.run(nil, add)
		}
	}
}

// weightedSlopes are the derivatives of values by operands with one number, where no others are wanted: sums of slopes
// times the adjoints of the values.
type weightedSlopes struct {
	*stage
	adjoints []adjoint
	usual    bool // all values are finite
}

// weighted returns the derivatives for adjoints g of the values; nil if they take more than that.
func (r *replayed) weighted(key programKey, g []float64, adjoints []adjoint) *weightedSlopes {
	if r.low != "" || r.valid != nil && !slices.Contains([]string{"-inf", "inf", "nan"}, r.outside) {
		return nil
	}
	for _, a := range adjoints {
		if len(a.to) > 1 {
			return nil
		}
	}
	all := *r
	all.values = append(slices.Clip(r.values), g)
	return &weightedSlopes{stage: all.stage(key.of(slopeWeighted), nil), adjoints: adjoints}
}

// add adds the derivatives to the adjoints, or stores them. It reports whether it could: all values and derivatives are
// finite, so that no element was one of those whose slope is 0.
func (w *weightedSlopes) add() bool {
	if !w.usual {
		return false
	}
	w.run(nil, nil)
	for _, a := range w.adjoints {
		if !special.Finite(w.frame.Number(a.root)) {
			return false
		}
	}
	for _, a := range w.adjoints {
		if slope := w.frame.Number(a.root); a.store {
			a.to[0] = slope
		} else {
			a.to[0] += slope
		}
	}
	return true
}

// replayOne returns what replayEach does for a call with one value, with which its derivatives are computed.
func (r *replayed) replayOne(k *tensor.Call) (forward, vjp func()) {
	out, g, adjoints := tensor.Values[float64](&k.Out), tensor.Grad[float64](&k.Out), r.adjoints(k)
	s := r.stage(programKey{what: valueAndSlopeOne, uniform: r.layout.Uniform, wanted: wanted[float64](r.compiled, k)}, nil)
	forward = func() {
		s.start()
		out[0] = s.frame.Number(0)
	}
	if g == nil || len(adjoints) == 0 {
		return forward, nil
	}
	return forward, func() {
		for _, a := range adjoints {
			slope := 0.0
			if g[0] != 0 {
				slope = g[0] * s.frame.Number(1+a.root)
			}
			if !a.store {
				slope += a.to[0]
			}
			a.to[0] = slope
		}
	}
}

// adjoint is where the derivatives by operand i are added, or stored.
type adjoint struct {
	i     int
	to    []float64
	store bool
	root  int // of a program, the derivative
}

// adjoints returns those that are wanted of a call.
func (r *replayed) adjoints(k *tensor.Call) (adjoints []adjoint) {
	wanted := wanted[float64](r.compiled, k)
	for i := range r.names {
		if wanted&(1<<i) != 0 {
			adjoints = append(adjoints, adjoint{i, tensor.Grad[float64](&k.In[i]), k.In[i].Fresh(), len(adjoints)})
		}
	}
	return adjoints
}
