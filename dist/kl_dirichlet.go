package dist

import (
	"slices"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

var dirichletForms sync.Once

func (*DirichletDist) ownKL() {
	dirichletForms.Do(func() { ownMaskedKL(dirichletKL) })
}

// dirichletKL returns the divergence of Dirichlet distributions, 0 where mask is.
func dirichletKL(q, p *DirichletDist, mask *tensor.Tensor) *tensor.Tensor {
	var few inputs
	return tensor.Apply(opDirichletKL.get(), divergenceCall{batch: commonBatch(q, p)}, few.of(mask, q.params[0], p.params[0])...)
}

var opDirichletKL = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Dirichlet.KL", Shape: divergenceShape, Uniform: 4, NoGrad: 4, Cases: dirichletKLCases,
		Forward: tensor.Kernel{F64: dirichletKLForward[float64], F32: dirichletKLForward[float32]},
		VJP:     tensor.Kernel{F64: dirichletKLVJP[float64], F32: dirichletKLVJP[float32]}})
}}

// dirichletWalk walks as unmaskedWalk does, with the concentrations that the rows hold.
func dirichletWalk[T tensor.Float](k *tensor.Call, lo, hi int, body func(out, i, j int, q, p []float64)) {
	n := k.In[0].Shape[len(k.In[0].Shape)-1]
	row := func(o *tensor.Operand) func(at int) []float64 {
		values, wide := tensor.Values[T](o), make([]float64, n)
		return func(at int) []float64 {
			for i, v := range values[at*n : (at+1)*n] {
				wide[i] = float64(v)
			}
			return wide
		}
	}
	q, p := row(&k.In[0]), row(&k.In[1])
	unmaskedWalk[T](k, lo, hi, func(out, i, j int) { body(out, i, j, q(i), p(j)) })
}

func dirichletKLForward[T tensor.Float](k *tensor.Call) {
	out := tensor.Values[T](&k.Out)
	k.Split(func(lo, hi int) {
		clear(out[lo:hi])
		dirichletWalk[T](k, lo, hi, func(n, _, _ int, q, p []float64) { out[n] = T(dirichletDivergence(q, p)) })
	})
}

// dirichletDivergence is, with the way u = p - q between the concentrations,
//
//	∫₀¹ (1-s) (Σ yₖ (uₖ/yₖ - U/Y)² + Σ uₖ² (ψ′(yₖ) - 1/yₖ) - U² (ψ′(Y) - 1/Y)) ds,  y = q + s u,  U = Σ uₖ,  Y = Σ yₖ.
//
// As y (ψ′(y) - 1/y) falls, the last term is no larger than the one before.
func dirichletDivergence(q, p []float64) float64 {
	if least := min(slices.Min(q), slices.Min(p)); !(least > 0) {
		return invalidKL(least)
	}
	way := 0.0
	for i, a := range q {
		way += p[i] - a
	}
	return bregman(q, p, func(r, s float64) float64 {
		total := 0.0
		for i, a := range q {
			total += r*a + s*p[i]
		}
		sum := -way * way * excess(total)
		for i, a := range q {
			y, u := r*a+s*p[i], p[i]-a
			d := u/y - way/total
			sum += y*d*d + u*u*excess(y)
		}
		return sum
	})
}

func dirichletKLVJP[T tensor.Float](k *tensor.Call) {
	g, toQ, toP := tensor.Grad[T](&k.Out), tensor.SinkOf[T](&k.In[0]), tensor.SinkOf[T](&k.In[1])
	k.SplitVJP(func(lo, hi int) {
		dirichletWalk[T](k, lo, hi, func(n, i, j int, q, p []float64) {
			gn := float64(g[n])
			if gn == 0 || !(min(slices.Min(q), slices.Min(p)) > 0) {
				return
			}
			total, other, way := 0.0, 0.0, 0.0
			for c, a := range q {
				total, other, way = total+a, other+p[c], way+(p[c]-a)
			}
			bend, slope := way*excess(total), digammaRise(total, other, way)
			for c, a := range q {
				if toQ.Wanted() {
					u := p[c] - a
					toQ.Add(i*len(q)+c, gn*(bend-u*excess(a)+(way/total-u/a)))
				}
				if toP.Wanted() {
					toP.Add(j*len(p)+c, gn*(digammaRise(a, p[c], p[c]-a)-slope))
				}
			}
		})
	})
}

var dirichletKLCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range divergenceShapes {
		q, p := tensor.Input{Shape: s[0], Low: 0.5, High: 2}, tensor.Input{Shape: s[1], Low: 0.5, High: 2}
		cases = append(cases, tensor.Case{In: []tensor.Input{q, p, {Shape: s[2], High: 2, Whole: true}}, Attr: divergenceCall{}})
	}
	return cases
}()
