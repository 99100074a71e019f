package dist

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// RSample normalizes draws of Gamma(αₖ, 1), through which derivatives flow, by their logarithms: however small the
// concentrations, one element is the largest. The others do not round to 0, where the density is infinite.
func (d *DirichletDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	full := tensor.Join(tensor.Join(shape, d.batch), d.EventShape())
	return tensor.Apply(opDirichletDraw.get(), nil, logGammaDraw(rng, d.params[0], full, logGammaSlope.get()), stop(d.params[0]))
}

// opDirichletDraw is αₖ eˡₖ over its sum, for l = log(x/α) of gamma variables x.
var opDirichletDraw = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Dirichlet.Draw", Shape: dirichletDrawShape, NoGrad: 2, Cases: dirichletDrawCases,
		Forward: tensor.Kernel{F64: dirichletDrawForward[float64], F32: dirichletDrawForward[float32]},
		VJP:     tensor.Kernel{F64: dirichletDrawVJP[float64], F32: dirichletDrawVJP[float32]}})
}}

func dirichletDrawShape(k *tensor.Call) {
	l, a := &k.In[0], &k.In[1]
	k.Out.Shape = l.Shape
	rows := l.Shape[:len(l.Shape)-1]
	k.Plan(rows, rows, a.Shape[:len(a.Shape)-1])
}

// dirichletShares calls body with every row between lo and hi and the shares in it.
func dirichletShares[T tensor.Float](k *tensor.Call, lo, hi int, body func(i int, shares []float64)) {
	l, a := tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[1])
	n := categories(&k.In[1])
	shares := make([]float64, n)
	for w := k.Walk(lo, hi); w.Next(); {
		for r := range w.N {
			i, j := w.In[0]+r*w.Step[0], w.In[1]+r*w.Step[1]
			for c := range shares {
				shares[c] = special.Log(float64(a[j*n+c])) + float64(l[i*n+c])
			}
			largest, sum := slices.Max(shares), 0.0
			for c, s := range shares {
				shares[c] = math.Exp(s - largest)
				sum += shares[c]
			}
			for c := range shares {
				shares[c] /= sum
			}
			body(i, shares)
		}
	}
}

func dirichletDrawForward[T tensor.Float](k *tensor.Call) {
	out := tensor.Values[T](&k.Out)
	par.Rows(k.Size(), effort(&k.In[1]), func(lo, hi int) {
		dirichletShares[T](k, lo, hi, func(i int, shares []float64) {
			for c, s := range shares {
				out[i*len(shares)+c] = inside(T(s), pole, math.Inf(1))
			}
		})
	})
}

// dirichletDrawVJP: a share moves with a logarithm by xₖ (δ - xⱼ).
func dirichletDrawVJP[T tensor.Float](k *tensor.Call) {
	g, to := tensor.Grad[T](&k.Out), tensor.SinkOf[T](&k.In[0])
	par.Rows(k.Size(), effort(&k.In[1]), func(lo, hi int) {
		dirichletShares[T](k, lo, hi, func(i int, shares []float64) {
			n, mean := len(shares), 0.0
			for c, s := range shares {
				mean += times(s, float64(g[i*n+c]))
			}
			for c, s := range shares {
				to.Add(i*n+c, times(s, float64(g[i*n+c])-mean))
			}
		})
	})
}

var dirichletDrawCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][2]tensor.Shape{{{3}, {3}}, {{4, 3}, {4, 3}}, {{4, 3}, {3}}, {{2, 4, 3}, {4, 3}}} {
		cases = append(cases, tensor.Case{In: []tensor.Input{{Shape: s[0]}, {Shape: s[1], Low: 0.5, High: 3}}})
	}
	return cases
}()
