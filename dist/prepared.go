package dist

import (
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// prepared is a call in a program, of no more than a lane of elements, in Float64 and without a mask: its operands are
// in place, and a replay only computes.
type prepared struct {
	*pointwise
	n       int // elements to compute with
	in, d   operands
	v       []float64 // the values, or their adjoints
	fixed   uint      // bit set of the operands that are the same in every replay
	numbers uint      // bit set of those that are one number
	single  []single
	adjoint []adjoint
}

// single is an operand of one value, which is copied to all places of its lane.
type single struct{ to, from []float64 }

// adjoint is where the derivatives by operand i are added, or stored.
type adjoint struct {
	i     int
	to    []float64
	store bool
	root  int // of a program, the derivative
}

// prepare lays out the operands of a call of n elements. It returns nil if the call cannot be prepared.
func (p *pointwise) prepare(k *tensor.Call, n int) *prepared {
	if n == 0 || n > lane || !unmasked(k) {
		return nil
	}
	s := &prepared{pointwise: p, n: n, v: make([]float64, n)}
	for i := range len(k.In) - 1 {
		o := &k.In[i]
		values := tensor.Values[float64](o)
		switch {
		case len(values) == n:
			s.in[i] = values
		case len(values) == 1:
			s.in[i] = make([]float64, n)
			fill(s.in[i], values[0])
			if o.Varies() {
				s.single = append(s.single, single{s.in[i], values})
			}
		default:
			return nil
		}
		if !o.Varies() {
			s.fixed |= 1 << i
		}
		if len(values) == 1 {
			s.numbers |= 1 << i
		}
		s.d[i] = make([]float64, n)
		if to := tensor.Grad[float64](o); to != nil {
			s.adjoint = append(s.adjoint, adjoint{i: i, to: to, store: o.Fresh()})
		}
	}
	return s
}

// unmasked reports whether a call is one in Float64 whose mask lets everything through in every replay.
func unmasked(k *tensor.Call) bool {
	mask := &k.In[len(k.In)-1]
	return k.DType == tensor.Float64 && mask.Stored() == 1 && !mask.Varies() && tensor.Values[float64](mask)[0] != 0
}

// load copies the operands of one value.
func (s *prepared) load() {
	for _, o := range s.single {
		fill(o.to, o.from[0])
	}
}

// collect adds the derivatives, times g.
func (s *prepared) collect(g []float64) {
	s.grad(&s.d, &s.in)
	s.add(g)
}

// add adds what stands in d, times g.
func (s *prepared) add(g []float64) {
	for _, a := range s.adjoint {
		d := s.d[a.i]
		if len(a.to) < s.n {
			a.to[0] += weighted(g, d)
			continue
		}
		to, d := a.to[:len(g)], d[:len(g)]
		if a.store {
			clear(to)
		}
		for i, w := range g {
			if w != 0 {
				to[i] += w * d[i]
			}
		}
	}
}

func (p *pointwise) prepareEach(k *tensor.Call) (forward, vjp func()) {
	if p.formula != nil {
		return nil, nil
	}
	s := p.prepare(k, k.Size())
	if s == nil || k.Out.Stored() != s.n {
		return nil, nil
	}
	if d := denseFor[float64](p, k); d != nil && d.each != nil {
		return nil, nil
	}
	out := tensor.Values[float64](&k.Out)
	forward = func() {
		s.load()
		p.value(out, &s.in)
		if p.open != nil {
			for i, v := range out {
				low, high := p.open(&s.in, i)
				out[i] = inside(v, low, high)
			}
		}
	}
	g := tensor.Grad[float64](&k.Out)
	if g == nil {
		return forward, nil
	}
	return forward, func() { s.collect(g) }
}

// prepareTotal prepares a sum: by kernels that remember, by its formula, or from its values.
func (p *pointwise) prepareTotal(k *tensor.Call) (forward, vjp func()) {
	size, times := uniformly(k)
	sum, derive := p.denseReplay(k)
	if sum == nil && p.formula != nil {
		if k.Size() <= few || !inKernels(p, k) {
			sum, derive = p.formulaReplay(k)
		}
		if sum == nil {
			return nil, nil
		}
		times = 1
	}
	if sum == nil {
		s := p.prepare(k, size)
		if s == nil {
			return nil, nil
		}
		sum, derive = s.plainReplay(k)
	}
	out, g, of := tensor.Values[float64](&k.Out), tensor.Grad[float64](&k.Out), k.Attr.(extent)
	forward = func() { out[0] = of.scale * (times*sum() + of.plus) }
	if g != nil && derive != nil {
		vjp = func() { derive(of.scale * times * g[0]) }
	}
	return forward, vjp
}

// inKernels reports whether a sum and its derivatives are left to kernels.
func inKernels(p *pointwise, k *tensor.Call) bool {
	d := denseFor[float64](p, k)
	_, ok := gradsFit[float64](k)
	return k.DType == tensor.Float64 && ok && d != nil && d.sumGrad != nil
}

// denseReplay returns a sum by kernels that remember, or by the formula where that is not finite, and what adds its
// derivatives times a factor; nil if there are none.
func (p *pointwise) denseReplay(k *tensor.Call) (sum func() float64, derive func(factor float64)) {
	if k.Size() > par.Grain || !unmasked(k) {
		return nil, nil
	}
	d := denseFor[float64](p, k)
	if d == nil || d.replay == nil {
		return nil, nil
	}
	total, grad := d.replay(cut(k, tensor.Values[float64], 0, k.Size()))
	ordinary := true
	sum = func() float64 {
		v := total()
		if ordinary = special.Finite(v); ordinary {
			return v
		}
		return formulaTotalOfAll[float64](p.formula, k)
	}
	add, ok := gradsFit[float64](k)
	if !ok {
		return sum, nil
	}
	to := cut(k, tensor.Grad[float64], 0, k.Size())
	return sum, func(factor float64) {
		if ordinary {
			grad(to, factor, add)
			return
		}
		for i := range len(k.In) - 1 {
			if add&(1<<i) == 0 {
				clear(to[i])
			}
		}
		formulaEachVJP(p.formula, k, []float64{factor}, 0, k.Size())
	}
}

// plainReplay returns a sum of the values, by kernels if there are some. Derivatives are left to the operation where
// kernels make them.
func (s *prepared) plainReplay(k *tensor.Call) (sum func() float64, derive func(factor float64)) {
	d, in := denseFor[float64](s.pointwise, k), cut(k, tensor.Values[float64], 0, k.Size())
	sum = func() float64 {
		s.load()
		return s.total()
	}
	if d != nil && d.sum != nil {
		ordinary := sum
		sum = func() float64 {
			if v := d.sum(in); special.Finite(v) {
				return v
			}
			return ordinary()
		}
	}
	if d != nil && d.sumGrad != nil {
		if _, ok := gradsFit[float64](k); ok {
			return sum, nil
		}
	}
	return sum, func(factor float64) {
		s.load()
		fill(s.v, factor)
		s.collect(s.v)
	}
}

// total returns the sum of the values.
func (s *prepared) total() float64 {
	s.value(s.v, &s.in)
	total := 0.0
	for _, v := range s.v {
		total += v
	}
	return total
}
