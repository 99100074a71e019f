package tensor

import "github.com/credence-ppl/credence/internal/kernel"

// Sink takes what a VJP adds to the adjoint of one input. A term of 0 adds nothing, even to NaN: what a mask took out
// of the result leaves no trace in the derivatives. Where an input is smaller than the output, so that its elements
// collect many terms, Float32 terms are added up in Float64 and rounded once.
type Sink[T Float] struct {
	adjoint []T
	wide    []float64
	fresh   bool // terms are stored rather than added; there is one for each element
}

// SinkOf returns the sink of an input.
func SinkOf[T Float](o *Operand) Sink[T] { return Sink[T]{Grad[T](o), o.wide, o.fresh} }

// Wanted reports whether the adjoint is needed.
func (s Sink[T]) Wanted() bool { return s.adjoint != nil }

// Add adds v to the adjoint of stored value i; the adjoint must be wanted.
func (s Sink[T]) Add(i int, v float64) {
	switch {
	case s.wide != nil:
		s.wide[i] += v
	case s.fresh:
		s.adjoint[i] = T(v)
	default:
		s.adjoint[i] += T(v)
	}
}

// addScaled adds c times each of terms to the adjoints from i on.
func (s Sink[T]) addScaled(i int, terms []T, c T) {
	if s.wide == nil && c-c == 0 {
		kernel.Scaled(s.adjoint[i:i+len(terms)], terms, c, !s.fresh)
		return
	}
	for n, v := range terms {
		term := 0.0
		if v != 0 {
			term = float64(c) * float64(v)
		}
		s.Add(i+n, term)
	}
}

// addProducts adds the products of terms and factors to the adjoints from i on.
func (s Sink[T]) addProducts(i int, terms, factors []T) {
	if s.wide == nil {
		kernel.Products(s.adjoint[i:i+len(terms)], terms, factors[:len(terms)], !s.fresh)
		return
	}
	factors = factors[:len(terms)]
	to := s.wide[i : i+len(terms)]
	for n, v := range terms {
		if v != 0 {
			to[n] += float64(v) * float64(factors[n])
		}
	}
}

// widen gives the inputs of a call that collect terms a place to add them up in Float64.
func (t *Tape) widen(k *Call) {
	for i := range k.In {
		in := &k.In[i]
		in.wide = nil
		if !k.collects(i) {
			continue
		}
		in.Clear(k.DType)
		if k.DType == Float32 {
			in.wide = values[float64](t.words.get(Float64, in.Stored()))
			clear(in.wide)
		}
	}
}

// collects reports whether several elements of the output may add to one adjoint of input i, and the VJP leaves the
// addition to its Sink.
func (k *Call) collects(i int) bool {
	in := &k.In[i]
	product := k.plan.size == 0 && k.Op.Stores&(1<<i) != 0 // adds up by itself
	return !in.g.isNil() && in.Stored() < max(k.plan.size, k.Out.Stored()) && !product
}

// narrow rounds what widen made room for.
func (k *Call) narrow() {
	for i := range k.In {
		in := &k.In[i]
		if in.wide == nil {
			continue
		}
		g := Grad[float32](in)
		for j, v := range in.wide {
			g[j] += float32(v)
		}
	}
}
