package dist

import (
	"github.com/credence-ppl/credence/internal/kernel"
	machine "github.com/credence-ppl/credence/internal/lane"
	"github.com/credence-ppl/credence/internal/par"
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
	return forward, func() { slopes.run(nil, add) }
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
