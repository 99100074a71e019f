package dist

import (
	"math"
	"sync"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// The operations on hidden Markov chains take logarithms: of the probabilities of the first state [batch…, K] and of
// transitions [batch…, 1 or steps-1, K, K], and of the densities of what was seen [batch…, steps, K].
var (
	opHMM = lazy[*tensor.Op]{make: func() *tensor.Op {
		return tensor.Register(tensor.Op{Name: "DiscreteHMM.LogProb", Cases: hmmCases,
			Shape:   func(k *tensor.Call) { k.Out.Shape = hmmShape(k) },
			Scratch: hmmScratch,
			Forward: tensor.Kernel{F64: hmmForward64, F32: hmmForward32},
			VJP:     tensor.Kernel{F64: hmmVJP[float64], F32: hmmVJP[float32]}})
	}}

	opHMMSmooth = lazy[*tensor.Op]{make: func() *tensor.Op {
		return hmmOp("Smooth", true, func(c *chain, out []float64, _ *tensor.RNG) {
			if c.possible(out) {
				c.backward(out, c.room(len(c.transition)))
			}
		})
	}}

	opHMMViterbi = lazy[*tensor.Op]{make: func() *tensor.Op {
		return hmmOp("Viterbi", false, func(c *chain, out []float64, _ *tensor.RNG) { c.viterbi(out) })
	}}

	opHMMSample = lazy[*tensor.Op]{make: func() *tensor.Op {
		return hmmOp("States", false, func(c *chain, out []float64, rng *tensor.RNG) {
			if c.possible(out) {
				c.sample(out, rng.Float64)
			}
		})
	}}
)

// hmmOp returns the operation that makes a vector of every chain, a row of states for every step or one number.
func hmmOp(name string, rows bool, body func(c *chain, out []float64, rng *tensor.RNG)) *tensor.Op {
	return tensor.Register(tensor.Op{Name: "DiscreteHMM." + name,
		Shape: func(k *tensor.Call) {
			batch, seen := hmmShape(k), k.In[2].Shape
			k.Out.Shape = tensor.Join(batch, seen[len(seen)-2:])
			if !rows {
				k.Out.Shape = tensor.Join(batch, seen[len(seen)-2:len(seen)-1])
			}
		},
		Forward: tensor.Kernel{F64: hmmEach[float64](body), F32: hmmEach[float32](body)}})
}

func hmmEach[T tensor.Float](body func(c *chain, out []float64, rng *tensor.RNG)) func(k *tensor.Call) {
	return func(k *tensor.Call) {
		hmmWalk[T](k, func(k *tensor.Call, c *chain, at int) {
			n := k.Out.Shape.Size() / k.Size()
			from, _ := k.Attr.(tensor.Source)
			rng, out := from.Element(at), make([]float64, n)
			body(c, out, &rng)
			for i, v := range out {
				tensor.Values[T](&k.Out)[at*n+i] = T(v)
			}
		})
	}
}

// hmmShape plans the broadcast of the batches, and returns theirs.
func hmmShape(k *tensor.Call) tensor.Shape {
	initial, transition, seen := k.In[0].Shape, k.In[1].Shape, k.In[2].Shape
	initial, transition, seen = initial[:len(initial)-1], transition[:len(transition)-3], seen[:len(seen)-2]
	batch, ok := tensor.BroadcastShapes(initial, transition, seen)
	if !ok {
		fail(k.Op.Name, "chains of batch shapes %v and %v and values of batch shape %v do not broadcast", []int(initial), []int(transition), []int(seen))
	}
	k.Plan(batch, initial, transition, seen)
	return batch
}

// hmmWalk calls body for every chain, with its place in the output, some at the same time.
func hmmWalk[T tensor.Float](k *tensor.Call, body func(k *tensor.Call, c *chain, at int)) {
	seen, states := k.In[2].Shape, categories(&k.In[0])
	if work := seen[len(seen)-2] * states * states; k.Size() > 1 && k.Size()*work > par.Grain {
		par.Rows(k.Size(), work, func(lo, hi int) { hmmPiece[T](k, lo, hi, body) })
		return
	}
	hmmPiece[T](k, 0, k.Size(), body)
}

func hmmPiece[T tensor.Float](k *tensor.Call, lo, hi int, body func(k *tensor.Call, c *chain, at int)) {
	c := chains.Get().(*chain)
	defer chains.Put(c)
	c.states, c.steps = categories(&k.In[0]), k.In[2].Shape[len(k.In[2].Shape)-2]
	bySeen, byTransition := hmmSlopes(k)
	for w := k.Walk(lo, hi); w.Next(); {
		for i := range w.N {
			c.initial = widened[T](k, 0, w.In[0]+i*w.Step[0], c.states, &c.wide[0])
			c.transition = widened[T](k, 1, w.In[1]+i*w.Step[1], byTransition, &c.wide[1])
			c.seen = widened[T](k, 2, w.In[2]+i*w.Step[2], bySeen, &c.wide[2])
			body(k, c, w.Out+i)
		}
	}
}

var chains = sync.Pool{New: func() any { return new(chain) }}

// widened returns the i-th n values of an input as Float64, in the room if they are not.
func widened[T tensor.Float](k *tensor.Call, input, i, n int, room *[]float64) []float64 {
	if k.DType == tensor.Float64 {
		return tensor.Values[float64](&k.In[input])[i*n:][:n]
	}
	*room = (*room)[:0]
	for _, v := range tensor.Values[T](&k.In[input])[i*n:][:n] {
		*room = append(*room, float64(v))
	}
	return *room
}

// hmmScratch keeps the derivatives of every log-density, which are known as soon as it is: by what was seen, and by the
// transitions.
func hmmScratch(k *tensor.Call) int {
	if !needsGrad(k) {
		return 0
	}
	bySeen, byTransition := hmmSlopes(k)
	return k.Size() * (bySeen + byTransition)
}

// needsGrad reports whether the derivative with respect to an input is wanted.
func needsGrad(k *tensor.Call) bool {
	for i := range k.In {
		if k.In[i].NeedsGrad() {
			return true
		}
	}
	return false
}

// hmmSlopes returns how many derivatives a chain has.
func hmmSlopes(k *tensor.Call) (bySeen, byTransition int) {
	seen, states := k.In[2].Shape, categories(&k.In[0])
	return seen[len(seen)-2] * states, states * states * k.In[1].Shape[len(k.In[1].Shape)-3]
}

func hmmForward64(k *tensor.Call) { hmmWalk[float64](k, hmmLogProb[float64]) }
func hmmForward32(k *tensor.Call) { hmmWalk[float32](k, hmmLogProb[float32]) }

func hmmLogProb[T tensor.Float](k *tensor.Call, c *chain, at int) {
	total := c.forward()
	tensor.Values[T](&k.Out)[at] = T(total)
	bySeen, byTransition := hmmSlopes(k)
	each := bySeen + byTransition
	if !needsGrad(k) {
		return
	}
	slopes := c.room(each)
	if k.DType == tensor.Float64 {
		slopes = tensor.Scratch[float64](k)[at*each:][:each]
	}
	if math.IsInf(total, 0) {
		clear(slopes)
	} else {
		c.backward(slopes[:bySeen], slopes[bySeen:])
	}
	if k.DType == tensor.Float32 {
		for i, v := range slopes {
			tensor.Scratch[float32](k)[at*each+i] = float32(v)
		}
	}
}

func hmmVJP[T tensor.Float](k *tensor.Call) {
	bySeen, byTransition := hmmSlopes(k)
	lengths := [...]int{categories(&k.In[0]), byTransition, bySeen}
	addKept[T](k, bySeen+byTransition, []int{0, bySeen, 0}, lengths[:])
}

// addKept adds the derivatives that the scratch has of every model, each of them, times the adjoint of its output: by
// input i, as many as lengths say, from the one on that starts does.
func addKept[T tensor.Float](k *tensor.Call, each int, starts, lengths []int) {
	g, slopes := tensor.Grad[T](&k.Out), tensor.Scratch[T](k)
	for w := k.Walk(0, k.Size()); w.Next(); {
		for i := range w.N {
			g, of := float64(g[w.Out+i]), slopes[(w.Out+i)*each:]
			if g == 0 {
				continue
			}
			for in, n := range lengths {
				to := tensor.SinkOf[T](&k.In[in])
				if !to.Wanted() {
					continue
				}
				at := (w.In[in] + i*w.Step[in]) * n
				for j, v := range of[starts[in]:][:n] {
					to.Add(at+j, g*float64(v))
				}
			}
		}
	}
}

// hmmCases have chains of two and three states, in batches and with transitions of their own for every step.
var hmmCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][3]tensor.Shape{{{3}, {1, 3, 3}, {4, 3}}, {{2}, {3, 2, 2}, {4, 2}}, {{2, 2}, {1, 2, 2}, {2, 3, 2}}, {{2}, {3, 1, 2, 2}, {2, 1, 3, 2}}, {{3}, {1, 3, 3}, {1, 3}}} {
		cases = append(cases, tensor.Case{In: []tensor.Input{{Shape: s[0]}, {Shape: s[1]}, {Shape: s[2]}}})
	}
	return cases
}()
