package dist

import (
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// RSample returns loc + L ε with standard normal ε.
func (d *MultivariateNormalDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	full := tensor.Join(tensor.Join(shape, d.batch), d.EventShape())
	eps := rng.NormalAt(tensor.ZerosLike(d.params[0]), tensor.OnesLike(d.params[0]), full...)
	return tensor.Apply(opMultivariateNormalDraw.get(), nil, d.params[0], d.ScaleTril(), eps)
}

// squares returns |L⁻¹ (x - loc)|² for every vector if x is a draw of its own: |ε|², with the noise as it was drawn.
// L⁻¹ (L ε) may have no correct digit, and a guide would soon find where that makes its density small. What the
// derivative by x sends on to loc and L cancels that of |L⁻¹ (x - loc)|² by them, so that ε is a constant.
func (d *MultivariateNormalDist) squares(x *tensor.Tensor) (squares *tensor.Tensor, own bool) {
	if d.precision { // whose factor for draws is another one each time
		return nil, false
	}
	eps, ok := tensor.InputOf(x, opMultivariateNormalDraw.get(), 2, d.params[0], d.factor)
	if !ok {
		return nil, false
	}
	if _, ok := Real.Check(x); !ok {
		return nil, false
	}
	return eps.Square().Sum(-1), true
}

// opMultivariateNormalDraw is loc + L ε, of which only the lower triangle of L is read.
var opMultivariateNormalDraw = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "MultivariateNormal.Draw", Shape: normalVectorShape, NoGrad: 4, Cases: normalVectorCases,
		Forward: tensor.Kernel{F64: normalVectorForward[float64], F32: normalVectorForward[float32]},
		VJP:     tensor.Kernel{F64: normalVectorVJP[float64], F32: normalVectorVJP[float32]}})
}}

func normalVectorShape(k *tensor.Call) {
	loc, l, eps := k.In[0].Shape, k.In[1].Shape, k.In[2].Shape
	k.Out.Shape = eps
	k.Plan(eps[:len(eps)-1], loc[:len(loc)-1], l[:len(l)-2], eps[:len(eps)-1])
}

// normalVectorWalk calls body for every vector between lo and hi, with its place and those of its mean and its factor.
func normalVectorWalk(k *tensor.Call, lo, hi int, body func(at, loc, l int)) {
	n := categories(&k.In[0])
	for w := k.Walk(lo, hi); w.Next(); {
		for i := range w.N {
			body((w.Out+i)*n, (w.In[0]+i*w.Step[0])*n, (w.In[1]+i*w.Step[1])*n*n)
		}
	}
}

func normalVectorForward[T tensor.Float](k *tensor.Call) {
	out, loc, l, eps := tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[1]), tensor.Values[T](&k.In[2])
	n := categories(&k.In[0])
	par.Rows(k.Size(), n*n, func(lo, hi int) {
		normalVectorWalk(k, lo, hi, func(at, mean, factor int) {
			for r := range n {
				sum := float64(loc[mean+r])
				for c, v := range l[factor+r*n:][:r+1] {
					sum += float64(v) * float64(eps[at+c])
				}
				out[at+r] = T(sum)
			}
		})
	})
}

func normalVectorVJP[T tensor.Float](k *tensor.Call) {
	g, eps := tensor.Grad[T](&k.Out), tensor.Values[T](&k.In[2])
	toLoc, toL := tensor.SinkOf[T](&k.In[0]), tensor.SinkOf[T](&k.In[1])
	n := categories(&k.In[0])
	body := func(lo, hi int) {
		normalVectorWalk(k, lo, hi, func(at, mean, factor int) {
			for r := range n {
				gr := float64(g[at+r])
				if gr == 0 {
					continue
				}
				if toLoc.Wanted() {
					toLoc.Add(mean+r, gr)
				}
				for c := 0; c <= r && toL.Wanted(); c++ {
					toL.Add(factor+r*n+c, gr*float64(eps[at+c]))
				}
			}
		})
	}
	if ownRows(k, 0, toLoc.Wanted()) && (!toL.Wanted() || k.In[1].Stored() == k.Size()*n*n) {
		par.Rows(k.Size(), n*n, body)
	} else {
		body(0, k.Size())
	}
}

var normalVectorCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][3]tensor.Shape{{{3}, {3, 3}, {3}}, {{3}, {3, 3}, {4, 3}}, {{4, 3}, {4, 3, 3}, {4, 3}}, {{4, 3}, {3, 3}, {2, 4, 3}}, {{2}, {4, 2, 2}, {4, 2}}} {
		cases = append(cases, tensor.Case{In: []tensor.Input{{Shape: s[0]}, {Shape: s[1]}, {Shape: s[2]}}})
	}
	return cases
}()
