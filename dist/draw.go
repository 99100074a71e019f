package dist

import "github.com/credence-ppl/credence/tensor"

// draw is a sampler of numbers as an operation. Every element has a random stream of its own, so that draws depend neither on the
// number of threads nor on how many random numbers other elements need.
type draw struct{ op *tensor.Op }

// drawCall is what a call of it knows besides the parameters.
type drawCall struct {
	shape tensor.Shape
	from  tensor.Source
}

// newDraw enters a sampler in the table. sample makes a draw from its stream and the parameters, of which there are n; grad is the derivative of the draw
// x in the parameters, with the stream at the same place. It may be nil: then draws carry no derivative.
func newDraw(name string, n int, sample func(r *tensor.RNG, p [2]float64) float64, grad func(r *tensor.RNG, x float64, p [2]float64) [2]float64) draw {
	op := tensor.Op{Name: name + ".Sample", Shape: drawShape, Uniform: 1<<n - 1,
		Forward: tensor.Kernel{F64: drawForward[float64](sample), F32: drawForward[float32](sample)}}
	if grad != nil {
		op.VJP = tensor.Kernel{F64: drawVJP[float64](grad), F32: drawVJP[float32](grad)}
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

func drawForward[T tensor.Float](sample func(r *tensor.RNG, p [2]float64) float64) func(*tensor.Call) {
	return func(k *tensor.Call) {
		from, out := k.Attr.(drawCall).from, tensor.Values[T](&k.Out)
		k.Split(func(lo, hi int) {
			var p [2]float64
			var r tensor.RNG
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					loadParams[T](k, &w, i, &p)
					r = from.Element(w.Out + i)
					out[w.Out+i] = T(sample(&r, p))
				}
			}
		})
	}
}

func drawVJP[T tensor.Float](grad func(r *tensor.RNG, x float64, p [2]float64) [2]float64) func(*tensor.Call) {
	return func(k *tensor.Call) {
		from, out, g := k.Attr.(drawCall).from, tensor.Values[T](&k.Out), tensor.Grad[T](&k.Out)
		k.SplitVJP(func(lo, hi int) {
			var p [2]float64
			var r tensor.RNG
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					if g[w.Out+i] == 0 {
						continue
					}
					loadParams[T](k, &w, i, &p)
					r = from.Element(w.Out + i)
					d := grad(&r, float64(out[w.Out+i]), p)
					for j := range k.In {
						if s := tensor.SinkOf[T](&k.In[j]); s.Wanted() {
							s.Add(w.In[j]+i*w.Step[j], float64(g[w.Out+i])*d[j])
						}
					}
				}
			}
		})
	}
}

// loadParams reads the parameters of element i of a run.
func loadParams[T tensor.Float](k *tensor.Call, w *tensor.Walk, i int, p *[2]float64) {
	for j := range k.In {
		p[j] = float64(tensor.Values[T](&k.In[j])[w.In[j]+i*w.Step[j]])
	}
}
