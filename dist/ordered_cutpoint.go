package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// opCutpoint is the cutpoint above category x, of rows of them that increase: that of index ⌊x⌋ plus Attr, -Inf before
// the first and +Inf after the last. It is NaN where x is, or where a row does not increase.
var opCutpoint = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Ordered.Cutpoint", Shape: cutpointShape, Uniform: 1, NoGrad: 1, Cases: cutpointCases,
		Forward: tensor.Kernel{F64: cutpointForward[float64], F32: cutpointForward[float32]},
		VJP:     tensor.Kernel{F64: cutpointVJP[float64], F32: cutpointVJP[float32]}})
}}

func cutpointShape(k *tensor.Call) {
	x, c := &k.In[0], &k.In[1]
	rows := c.Shape[:len(c.Shape)-1]
	out, ok := tensor.BroadcastShapes(x.Shape, rows)
	if !ok {
		fail(k.Op.Name, "values of shape %v and cutpoints of shape %v do not broadcast", []int(x.Shape), []int(c.Shape))
	}
	k.Out.Shape = out
	k.Plan(out, stored(x), rows)
}

// cutpointIndex returns where the cutpoint above category x is in a row.
func cutpointIndex(x float64, step any) float64 { return math.Floor(x) + float64(step.(int)) }

func cutpointForward[T tensor.Float](k *tensor.Call) {
	out, xs, c, n := tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[1]), categories(&k.In[1])
	par.Rows(k.Size(), n, func(lo, hi int) {
		at, rises := -1, false
		for w := k.Walk(lo, hi); w.Next(); {
			for i := range w.N {
				row := w.In[1] + i*w.Step[1]
				cuts := c[row*n : (row+1)*n]
				if row != at { // neighboring elements often share one
					at, rises = row, increases(cuts)
				}
				v := math.NaN()
				switch j := cutpointIndex(float64(xs[w.In[0]+i*w.Step[0]]), k.Attr); {
				case !rises:
				case j < 0:
					v = math.Inf(-1)
				case j >= float64(n):
					v = math.Inf(1)
				case j == j:
					v = float64(cuts[int(j)])
				}
				out[w.Out+i] = T(v)
			}
		}
	})
}

// increases reports whether numbers are finite and each is above the one before.
func increases[T tensor.Float](v []T) bool {
	for i := 1; i < len(v); i++ {
		if !(v[i-1] < v[i]) {
			return false
		}
	}
	return v[0]-v[0] == 0 && v[len(v)-1]-v[len(v)-1] == 0
}

func cutpointVJP[T tensor.Float](k *tensor.Call) {
	g, xs, n := tensor.Grad[T](&k.Out), tensor.Values[T](&k.In[0]), categories(&k.In[1])
	to := tensor.SinkOf[T](&k.In[1])
	for w := k.Walk(0, k.Size()); w.Next(); {
		for i := range w.N {
			if j := cutpointIndex(float64(xs[w.In[0]+i*w.Step[0]]), k.Attr); 0 <= j && j < float64(n) {
				to.Add((w.In[1]+i*w.Step[1])*n+int(j), float64(g[w.Out+i]))
			}
		}
	}
}

// cutpointCases have one cutpoint, which random numbers cannot put in a wrong order, and categories beside it.
var cutpointCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][2]tensor.Shape{{{}, {1}}, {{4}, {4, 1}}, {{5, 4}, {4, 1}}, {{3}, {1}}, {nil, {2, 1, 1}}} {
		for _, step := range []int{-1, 0} {
			x := -float64(step)
			cases = append(cases, tensor.Case{In: []tensor.Input{{Shape: s[0], Low: x, High: x + 0.5}, {Shape: s[1]}}, Attr: step})
		}
	}
	return cases
}()
