package dist

import "github.com/credence-ppl/credence/tensor"

// draw is a sampler of numbers as an operation. Every element has a random stream of its own, so that draws depend
// neither on the number of threads nor on how many random numbers other elements need.
type draw struct{ op *tensor.Op }

// drawCall is what a call of it knows besides the parameters.
type drawCall struct {
	shape tensor.Shape
	from  tensor.Source
}

// sampler is what makes a draw from one or two parameters, of which the second is 0 where there is one.
type sampler struct {
	sample func(r *tensor.RNG, a, b float64) float64

	// grad is the derivative of the draw x in the parameters; nil if draws carry none.
	grad func(x, a, b float64) (da, db float64)

	// open is the interval that draws lie strictly inside, after rounding too; nil is anywhere.
	open func(a, b float64) (low, high float64)
}

// register enters the sampler in the table. The ranges are those of the parameters in the gradient check.
func (s sampler) register(name string, params ...tensor.Input) draw {
	op := tensor.Op{Name: name, Shape: drawShape, Uniform: 1<<len(params) - 1,
		Forward: tensor.Kernel{F64: drawForward[float64](s), F32: drawForward[float32](s)}}
	if s.grad != nil {
		op.VJP = tensor.Kernel{F64: drawVJP[float64](s), F32: drawVJP[float32](s)}
		op.Cases = drawCases(params)
	}
	return draw{tensor.Register(op)}
}

// apply makes draws of the given shape.
func (d draw) apply(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
	return rng.Apply(d.op, drawCall{shape, rng.Reserve()}, p...)
}

func drawShape(k *tensor.Call) {
	shape := k.Attr.(drawCall).shape
	for i := range k.In {
		if out, ok := tensor.BroadcastShapes(k.In[i].Shape, shape); !ok || !out.Equal(shape) {
			fail(k.Op.Name, "a parameter of shape %v does not broadcast to draws of shape %v", []int(k.In[i].Shape), []int(shape))
		}
	}
	k.Out.Shape = shape
	k.PlanOperands(shape)
}

func drawForward[T tensor.Float](s sampler) func(*tensor.Call) {
	return func(k *tensor.Call) {
		from, out := k.Attr.(drawCall).from, tensor.Values[T](&k.Out)
		k.Split(func(lo, hi int) {
			var r tensor.RNG
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					a, b := drawParams[T](k, &w, i)
					r = from.Element(w.Out + i)
					x := T(s.sample(&r, a, b))
					if s.open != nil {
						low, high := s.open(a, b)
						x = inside(x, low, high)
					}
					out[w.Out+i] = x
				}
			}
		})
	}
}

func drawVJP[T tensor.Float](s sampler) func(*tensor.Call) {
	return func(k *tensor.Call) {
		out, g := tensor.Values[T](&k.Out), tensor.Grad[T](&k.Out)
		k.SplitVJP(func(lo, hi int) {
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					g := float64(g[w.Out+i])
					if g == 0 {
						continue
					}
					a, b := drawParams[T](k, &w, i)
					var d [2]float64
					d[0], d[1] = s.grad(float64(out[w.Out+i]), a, b)
					for j := range k.In {
						if sink := tensor.SinkOf[T](&k.In[j]); sink.Wanted() {
							sink.Add(w.In[j]+i*w.Step[j], g*d[j])
						}
					}
				}
			}
		})
	}
}

// drawParams are the parameters of element i of a run.
func drawParams[T tensor.Float](k *tensor.Call, w *tensor.Walk, i int) (a, b float64) {
	a = float64(tensor.Values[T](&k.In[0])[w.In[0]+i*w.Step[0]])
	if len(k.In) > 1 {
		b = float64(tensor.Values[T](&k.In[1])[w.In[1]+i*w.Step[1]])
	}
	return a, b
}

// drawCases are calls for the gradient check, with parameters that broadcast in every way.
func drawCases(params []tensor.Input) []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][3]tensor.Shape{{{3, 4}, {3, 4}, {3, 4}}, {{}, {}, {5}}, {{4}, {3, 1}, {3, 4}}, {{}, {7}, {2, 7}}} {
		c := tensor.Case{Attr: drawCall{shape: s[2]}}
		for i, p := range params {
			p.Shape = s[i]
			c.In = append(c.In, p)
		}
		cases = append(cases, c)
	}
	return cases
}
