package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

const countsCure = "the counts of an event, along the last dimension, add up to its total"

// countsOf returns the set of vectors of counts with a total.
func countsOf(total *tensor.Tensor) Constraint {
	total = total.Unsqueeze(-1)
	return counts{total, total}
}

// spreadMask returns a mask of the batch for the elements of vectors.
func spreadMask(mask *tensor.Tensor) *tensor.Tensor {
	if mask == nil {
		return nil
	}
	return unsqueeze(mask, 1)
}

// shares fills a list with numbers in proportion to the probabilities that belong to a row of parameters, none above 1
// and one of them 1. They are NaN for parameters that are not allowed.
type shares[T tensor.Float] func(r *tensor.RNG, row []T, into []float64)

// sharesOf are shares for either element type.
type sharesOf struct {
	of64 shares[float64]
	of32 shares[float32]
}

func multinomialRows(logits bool) *sharesOf {
	if logits {
		return logitShares
	}
	return probShares
}

var (
	logitShares         = &sharesOf{rowShares[float64](true), rowShares[float32](true)}
	probShares          = &sharesOf{rowShares[float64](false), rowShares[float32](false)}
	concentrationShares = &sharesOf{gammaShares[float64], gammaShares[float32]}
)

func rowShares[T tensor.Float](logits bool) shares[T] {
	return func(_ *tensor.RNG, p []T, into []float64) {
		var r row[T]
		r.read(p, logits)
		for i := range into {
			into[i] = math.NaN()
			if r.proper {
				into[i] = r.share(i)
			}
		}
	}
}

// gammaShares draws from a Dirichlet distribution, in logarithms, so that small concentrations lose nothing.
func gammaShares[T tensor.Float](r *tensor.RNG, row []T, into []float64) {
	most := math.Inf(-1)
	for i, a := range row {
		into[i] = special.Log(float64(a)) + logGammaVariate(r, float64(a))
		most = special.Max(most, into[i])
	}
	for i, l := range into {
		into[i] = math.Exp(l - most)
	}
}

// countsDraw is what a draw of counts knows besides the total and the rows.
type countsDraw struct {
	shape tensor.Shape
	from  tensor.Source
	of    *sharesOf
}

// drawCounts draws vectors of counts, given the total and the rows of a distribution. The counts of the categories come
// one after the other: each is binomial, among those that are left.
func drawCounts(rng *tensor.RNG, b Base, shape []int, of *sharesOf) *tensor.Tensor {
	p := alike(b.params)
	return rng.Apply(opCountsDraw.get(), countsDraw{tensor.Join(shape, b.batch), rng.Reserve(), of}, p...)
}

var opCountsDraw = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Multinomial.Sample", Shape: countsDrawShape, Uniform: 1,
		Forward: tensor.Kernel{F64: countsDrawForward(func(s *sharesOf) shares[float64] { return s.of64 }), F32: countsDrawForward(func(s *sharesOf) shares[float32] { return s.of32 })}})
}}

func countsDrawShape(k *tensor.Call) {
	n, p, shape := &k.In[0], &k.In[1], k.Attr.(countsDraw).shape
	k.Out.Shape = tensor.Join(shape, tensor.Shape{categories(p)})
	k.Plan(shape, stored(n), p.Shape[:len(p.Shape)-1])
}

func countsDrawForward[T tensor.Float](pick func(*sharesOf) shares[T]) func(k *tensor.Call) {
	return func(k *tensor.Call) {
		attr, out, totals, rows := k.Attr.(countsDraw), tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0]), tensor.Values[T](&k.In[1])
		n, fill := categories(&k.In[1]), pick(attr.of)
		par.Rows(k.Size(), 8*effort(&k.In[1]), func(lo, hi int) {
			each, rest := make([]float64, n), make([]float64, n)
			var r tensor.RNG
			for w := k.Walk(lo, hi); w.Next(); {
				for i := range w.N {
					row := w.In[1] + i*w.Step[1]
					r = attr.from.Element(w.Out + i)
					fill(&r, rows[row*n:(row+1)*n], each)
					sum := 0.0
					for c := n - 1; c >= 0; c-- {
						sum += each[c]
						rest[c] = sum
					}
					left := float64(totals[w.In[0]+i*w.Step[0]])
					for c := range each {
						x := 0.0
						if rest[c] != 0 { // NaN stays
							x = binomialDraw(&r, left, min(each[c]/rest[c], 1))
						}
						out[(w.Out+i)*n+c] = T(x)
						left -= x
					}
				}
			}
		})
	}
}
