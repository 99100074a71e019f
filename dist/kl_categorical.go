package dist

import (
	"math"
	"sync"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// divergenceCall is what a divergence of categorical distributions knows besides its inputs: the parameters of q and p,
// and the mask.
type divergenceCall struct {
	batch   tensor.Shape
	qLogits bool
	pLogits bool
}

var categoricalForms sync.Once

func (*CategoricalDist) ownKL() {
	categoricalForms.Do(func() { ownMaskedKL(categoricalKL) })
}

// categoricalKL returns Σ q log (q/p) over the categories, 0 where mask is.
func categoricalKL(q, p *CategoricalDist, mask *tensor.Tensor) *tensor.Tensor {
	batch, ok := tensor.BroadcastShapes(q.batch, p.batch)
	if !ok || q.Categories() != p.Categories() {
		fail("KL", "Categorical of batch shape %v with %d categories and one of batch shape %v with %d do not fit", []int(q.batch), q.Categories(), []int(p.batch), p.Categories())
	}
	var few inputs
	return tensor.Apply(opCategoricalKL.get(), divergenceCall{batch, q.logits, p.logits}, few.of(mask, q.params[0], p.params[0])...)
}

var opCategoricalKL = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Categorical.KL", Shape: divergenceShape, Uniform: 4, NoGrad: 4, Cases: divergenceCases,
		Forward: tensor.Kernel{F64: divergenceForward[float64], F32: divergenceForward[float32]},
		VJP:     tensor.Kernel{F64: divergenceVJP[float64], F32: divergenceVJP[float32]}})
}}

func divergenceShape(k *tensor.Call) {
	q, p, mask := &k.In[0], &k.In[1], &k.In[2]
	qRows, pRows := q.Shape[:len(q.Shape)-1], p.Shape[:len(p.Shape)-1]
	out, ok := tensor.BroadcastShapes(k.Attr.(divergenceCall).batch, qRows, pRows, mask.Shape)
	if !ok {
		fail(k.Op.Name, "parameters of shapes %v and %v and mask of shape %v do not broadcast", []int(q.Shape), []int(p.Shape), []int(mask.Shape))
	}
	k.Out.Shape = out
	k.Plan(out, qRows, pRows, stored(mask))
}

// readers returns those of the rows of q and p.
func readers[T tensor.Float](k *tensor.Call) (q, p rowReader[T]) {
	attr := k.Attr.(divergenceCall)
	return readRows[T](&k.In[0], attr.qLogits), readRows[T](&k.In[1], attr.pLogits)
}

func divergenceForward[T tensor.Float](k *tensor.Call) {
	out := tensor.Values[T](&k.Out)
	k.Split(func(lo, hi int) {
		clear(out[lo:hi])
		q, p := readers[T](k)
		unmaskedWalk[T](k, lo, hi, func(n, i, j int) { out[n] = T(rowKL(q.read(i), p.read(j))) })
	})
}

// rowKL adds q (r - 1 - log r) over the categories, r = p/q, and p where q is 0.
func rowKL[T tensor.Float](q, p *row[T]) float64 {
	if !q.proper || !p.proper {
		return invalidKL(q.largest, p.largest)
	}
	total := 0.0
	for i := range q.p {
		lq, lp := q.logProb(float64(i)), p.logProb(float64(i))
		switch d := lp - lq; {
		case math.IsInf(lq, -1):
			total += math.Exp(lp)
		case math.Abs(d) < 0.5:
			total += math.Exp(lq) * special.XMinusLog1p(math.Expm1(d))
		default:
			total += math.Exp(lp) - math.Exp(lq) - times(math.Exp(lq), d)
		}
	}
	return total
}

// divergenceVJP leaves out what is infinite where a weight of q is 0 and the divergence is not.
func divergenceVJP[T tensor.Float](k *tensor.Call) {
	g, toQ, toP := tensor.Grad[T](&k.Out), tensor.SinkOf[T](&k.In[0]), tensor.SinkOf[T](&k.In[1])
	k.SplitVJP(func(lo, hi int) {
		q, p := readers[T](k)
		unmaskedWalk[T](k, lo, hi, func(n, i, j int) {
			gn := float64(g[n])
			kl := rowKL(q.read(i), p.read(j))
			if gn == 0 || math.IsInf(kl, 0) {
				return
			}
			for i := range q.k {
				lq, lp := q.row.logProb(float64(i)), p.row.logProb(float64(i))
				if toQ.Wanted() && !math.IsInf(lq, -1) {
					toQ.Add(q.at*q.k+i, gn*q.row.gradNorm(i)*(lq-lp-kl))
				}
				if toP.Wanted() {
					toP.Add(p.at*p.k+i, gn*(p.row.gradNorm(i)-times(math.Exp(lq), p.row.gradPick(float64(i)))))
				}
			}
		})
	})
}

// divergenceShapes are shapes of q, p and the mask for gradient checks.
var divergenceShapes = [][3]tensor.Shape{{{3}, {3}, {}}, {{4, 3}, {4, 3}, {4}}, {{2, 1, 3}, {4, 3}, {}}}

var divergenceCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range divergenceShapes {
		for _, logits := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
			c := tensor.Case{Attr: divergenceCall{qLogits: logits[0], pLogits: logits[1]}}
			for i, l := range logits {
				in := tensor.Input{Shape: s[i], Low: 0.5, High: 2}
				if l {
					in.Low, in.High = -2, 2
				}
				c.In = append(c.In, in)
			}
			c.In = append(c.In, tensor.Input{Shape: s[2], High: 2, Whole: true})
			cases = append(cases, c)
		}
	}
	return cases
}()
