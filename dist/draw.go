package dist

import (
	"slices"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// point is a list of the parameters of a draw, or of what belongs to each of them.
type point [maxOperands]float64

// draw is a sampler of numbers as an operation. Every element has a random stream of its own, so that draws depend
// neither on the number of threads nor on how many random numbers other elements need.
type draw struct{ op *tensor.Op }

// drawCall is what a call of it knows besides the parameters.
type drawCall struct {
	shape tensor.Shape
	from  tensor.Source
}

// sampler makes a draw from parameters p.
type sampler struct {
	sample func(r *tensor.RNG, p *point) float64

	// grad is the derivative of the draw x with respect to the parameters; nil if draws carry none.
	grad func(x float64, p *point) point

	// open is the interval that draws lie strictly inside, after rounding too; nil is anywhere.
	open func(p *point) (low, high float64)
}

// register enters the sampler in the table. The ranges are those of the parameters in the gradient check.
func (s sampler) register(name string, params ...tensor.Input) draw {
	return register(name, func(p *point) point { return *p }, s.sample, s, params)
}

// register enters a sampler of what setup makes of the parameters, once for all draws that have the same.
func register[S any](name string, setup func(p *point) S, sample func(r *tensor.RNG, s *S) float64, more sampler, params []tensor.Input) draw {
	op := tensor.Op{Name: name, Shape: drawShape, Uniform: 1<<len(params) - 1, Forward: tensor.Kernel{
		F64: drawForward[float64](setup, sample, more.open), F32: drawForward[float32](setup, sample, more.open)}}
	if more.grad != nil {
		op.VJP = tensor.Kernel{F64: drawVJP[float64](more.grad), F32: drawVJP[float32](more.grad)}
		op.Cases = drawCases(params)
	}
	return draw{tensor.Register(op)}
}

// apply makes draws of the given shape, to which the parameters broadcast.
func (d draw) apply(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
	return rng.Apply(d.op, drawCall{shape, rng.Reserve()}, p...)
}

func drawShape(k *tensor.Call) {
	shape := k.Attr.(drawCall).shape
	k.Out.Shape = shape
	k.PlanOperands(shape)
}

func drawForward[T tensor.Float, S any](setup func(p *point) S, sample func(r *tensor.RNG, s *S) float64, open func(p *point) (low, high float64)) func(*tensor.Call) {
	type room struct { // lent, because what indirect calls point to cannot live on the stack
		p       point
		s       S
		r       tensor.RNG
		streams tensor.Streams
	}
	rooms := sync.Pool{New: func() any { return new(room) }}
	return func(k *tensor.Call) {
		from, out := k.Attr.(drawCall).from, tensor.Values[T](&k.Out)
		k.Split(func(lo, hi int) {
			m := rooms.Get().(*room)
			m.streams.Begin(from)
			for w := k.Walk(lo, hi); w.Next(); {
				same := !slices.Contains(w.Step[:len(k.In)], 1)
				for i := range w.N {
					if i == 0 || !same {
						drawParams[T](&m.p, k, &w, i)
						m.s = setup(&m.p)
					}
					m.r = m.streams.Element(w.Out+i, w.N-i)
					x := T(sample(&m.r, &m.s))
					if open != nil {
						low, high := open(&m.p)
						x = inside(x, low, high)
					}
					out[w.Out+i] = x
				}
			}
			rooms.Put(m)
		})
	}
}

func drawVJP[T tensor.Float](grad func(x float64, p *point) point) func(*tensor.Call) {
	return func(k *tensor.Call) {
		out, g := tensor.Values[T](&k.Out), tensor.Grad[T](&k.Out)
		k.SplitVJP(func(lo, hi int) {
			p := points.Get().(*point)
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					g := float64(g[w.Out+i])
					if g == 0 {
						continue
					}
					drawParams[T](p, k, &w, i)
					d := grad(float64(out[w.Out+i]), p)
					for j := range k.In {
						if sink := tensor.SinkOf[T](&k.In[j]); sink.Wanted() {
							sink.Add(w.In[j]+i*w.Step[j], g*d[j])
						}
					}
				}
			}
			points.Put(p)
		})
	}
}

// points are lent to derivatives, as rooms are.
var points = sync.Pool{New: func() any { return new(point) }}

// drawParams sets p to the parameters of element i of a run.
func drawParams[T tensor.Float](p *point, k *tensor.Call, w *tensor.Walk, i int) {
	for j := range k.In {
		p[j] = float64(tensor.Values[T](&k.In[j])[w.In[j]+i*w.Step[j]])
	}
}

// drawCases returns calls for the gradient check, with parameters that broadcast in every way.
func drawCases(params []tensor.Input) []tensor.Case {
	var cases []tensor.Case
	for _, s := range []struct{ even, odd, draws tensor.Shape }{
		{tensor.Shape{3, 4}, tensor.Shape{3, 4}, tensor.Shape{3, 4}}, {nil, nil, tensor.Shape{5}},
		{tensor.Shape{4}, tensor.Shape{3, 1}, tensor.Shape{3, 4}}, {nil, tensor.Shape{7}, tensor.Shape{2, 7}},
	} {
		c := tensor.Case{Attr: drawCall{shape: s.draws}}
		for i, p := range params {
			p.Shape = s.even
			if i%2 == 1 {
				p.Shape = s.odd
			}
			c.In = append(c.In, p)
		}
		cases = append(cases, c)
	}
	return cases
}
