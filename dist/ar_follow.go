package dist

import "github.com/credence-ppl/credence/tensor"

// opARFollow returns xₜ = eₜ + φ₁ xₜ₋₁ + … + φₚ xₜ₋ₚ for vectors e [batch…, steps] and φ [batch…, p]; the first p are
// those of e.
var opARFollow = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "AR.Follow", Shape: arShape, Cases: arCases,
		Scratch: func(k *tensor.Call) int { return categories(&k.In[0]) },
		Forward: tensor.Kernel{F64: arForward[float64], F32: arForward[float32]},
		VJP:     tensor.Kernel{F64: arVJP[float64], F32: arVJP[float32]}})
}}

func arShape(k *tensor.Call) {
	e, c := k.In[0].Shape, k.In[1].Shape
	batch, ok := tensor.BroadcastShapes(e[:len(e)-1], c[:len(c)-1])
	if !ok {
		fail(k.Op.Name, "innovations of shape %v and coefficients of shape %v do not broadcast", []int(e), []int(c))
	}
	k.Out.Shape = tensor.Join(batch, e[len(e)-1:])
	k.Plan(batch, e[:len(e)-1], c[:len(c)-1])
}

// arWalk calls body for every vector, with where it, its innovations and its coefficients start.
func arWalk(k *tensor.Call, body func(out, e, c int)) {
	n, p := categories(&k.In[0]), categories(&k.In[1])
	for w := k.Walk(0, k.Size()); w.Next(); {
		for i := range w.N {
			body((w.Out+i)*n, (w.In[0]+i*w.Step[0])*n, (w.In[1]+i*w.Step[1])*p)
		}
	}
}

func arForward[T tensor.Float](k *tensor.Call) {
	out, e, c := tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[1])
	n, p := categories(&k.In[0]), categories(&k.In[1])
	arWalk(k, func(at, from, coefficients int) {
		x, c := out[at:at+n], c[coefficients:coefficients+p]
		copy(x, e[from:from+n])
		for t := p; t < n; t++ {
			sum := float64(x[t])
			for i, c := range c {
				sum += float64(c) * float64(x[t-1-i])
			}
			x[t] = T(sum)
		}
	})
}

// arVJP goes back from the last value: its adjoint is that of its innovation, and passes on to the values before.
func arVJP[T tensor.Float](k *tensor.Call) {
	x, g, c := tensor.Values[T](&k.Out), tensor.Grad[T](&k.Out), tensor.Values[T](&k.In[1])
	toE, toC, bar := tensor.SinkOf[T](&k.In[0]), tensor.SinkOf[T](&k.In[1]), tensor.Scratch[T](k)
	n, p := categories(&k.In[0]), categories(&k.In[1])
	arWalk(k, func(at, from, coefficients int) {
		copy(bar, g[at:at+n])
		for t := n - 1; t >= 0; t-- {
			v := float64(bar[t])
			if toE.Wanted() {
				toE.Add(from+t, v)
			}
			for i := 0; i < p && t >= p; i++ {
				bar[t-1-i] += T(v * float64(c[coefficients+i]))
				if toC.Wanted() {
					toC.Add(coefficients+i, v*float64(x[at+t-1-i]))
				}
			}
		}
	})
}

var arCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][2]tensor.Shape{{{5}, {2}}, {{3, 4}, {1}}, {{4}, {3, 2}}, {{2, 3, 4}, {3, 1}}} {
		cases = append(cases, tensor.Case{In: []tensor.Input{{Shape: s[0]}, {Shape: s[1]}}})
	}
	return cases
}()
