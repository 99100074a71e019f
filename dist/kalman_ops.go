package dist

import (
	"slices"
	"sync"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// The operations on linear Gaussian state spaces take the mean [batch…, k] and the factor [batch…, k, k] of the first
// state, the matrices of transitions and of their noise, of observations and of theirs [batch…, 1 or steps, rows,
// columns], the values [batch…, steps, m], and which of them are seen.
var (
	opStateSpace = lazy[*tensor.Op]{make: func() *tensor.Op {
		return tensor.Register(tensor.Op{Name: "GaussianStateSpace.LogProb", Cases: stateSpaceCases, NoGrad: 1 << 7, Uniform: 1 << 7,
			Shape:   func(k *tensor.Call) { k.Out.Shape = stateSpaceShape(k) },
			Scratch: stateSpaceScratch,
			Forward: tensor.Kernel{F64: stateSpaceForward64, F32: stateSpaceForward32},
			VJP:     tensor.Kernel{F64: stateSpaceVJP[float64], F32: stateSpaceVJP[float32]}})
	}}

	// opStateSpaceSmooth returns the mean and the covariance of the state of every step given all values.
	opStateSpaceSmooth = lazy[*tensor.Op]{make: func() *tensor.Op {
		return stateSpaceOp("Smooth", func(steps, n int) tensor.Shape { return tensor.Shape{steps, n + n*n} },
			func(k *kalman, out []float64) {
				k.backward(new([6][]float64), k.matrix(k.steps, k.values).v)
				k.smooth(out)
			})
	}}

	// opStateSpacePredict returns the mean and the factor of the state of the step after the last.
	opStateSpacePredict = lazy[*tensor.Op]{make: func() *tensor.Op {
		return stateSpaceOp("Predict", func(_, n int) tensor.Shape { return tensor.Shape{n + n*n} },
			func(k *kalman, out []float64) {
				next, n := k.predict(&k.of[k.steps-1], k.steps-1), k.states
				smallOf(out[:n], n, 1).plus(next.mean, 1)
				smallOf(out[n:], n, n).plus(next.factor, 1)
			})
	}}
)

func stateSpaceOp(name string, shape func(steps, states int) tensor.Shape, body func(k *kalman, out []float64)) *tensor.Op {
	return tensor.Register(tensor.Op{Name: "GaussianStateSpace." + name, Uniform: 1 << 7,
		Shape: func(k *tensor.Call) {
			x := k.In[6].Shape
			k.Out.Shape = tensor.Join(stateSpaceShape(k), shape(x[len(x)-2], categories(&k.In[0])))
		},
		Forward: tensor.Kernel{F64: stateSpaceEach[float64](body), F32: stateSpaceEach[float32](body)}})
}

func stateSpaceEach[T tensor.Float](body func(k *kalman, out []float64)) func(k *tensor.Call) {
	return func(k *tensor.Call) {
		stateSpaceWalk[T](k, func(k *tensor.Call, s *kalman, at int) {
			n := k.Out.Shape.Size() / k.Size()
			out := make([]float64, n)
			s.forward()
			body(s, out)
			for i, v := range out {
				tensor.Values[T](&k.Out)[at*n+i] = T(v)
			}
		})
	}
}

// stateSpaceDims are how many dimensions the inputs have of their own.
var stateSpaceDims = [8]int{1, 2, 3, 3, 3, 3, 2, 2}

// stateSpaceShape plans the broadcast of the batches, and returns theirs.
func stateSpaceShape(k *tensor.Call) tensor.Shape {
	var batches [8]tensor.Shape
	for i := range k.In {
		batches[i] = k.In[i].Shape[:len(k.In[i].Shape)-stateSpaceDims[i]]
	}
	batch, ok := tensor.BroadcastShapes(batches[:]...)
	if !ok {
		fail(k.Op.Name, "batch shapes of the parameters and the values do not broadcast: %v", batches)
	}
	if k.In[7].Stored() == 1 {
		batches[7] = nil
	}
	k.Plan(batch, batches[:]...)
	return batch
}

// stateSpaceSize returns how many elements of input i belong to one state space.
func stateSpaceSize(k *tensor.Call, i int) int {
	s := k.In[i].Shape
	return tensor.Shape(s[len(s)-stateSpaceDims[i]:]).Size()
}

// stateSpaceWalk calls body for every state space, with its place in the output, some at the same time.
func stateSpaceWalk[T tensor.Float](k *tensor.Call, body func(k *tensor.Call, s *kalman, at int)) {
	n := categories(&k.In[0]) + categories(&k.In[6])
	if work := stateSpaceSize(k, 6) * n * n * n; k.Size() > 1 && k.Size()*work > par.Grain {
		par.Rows(k.Size(), work, func(lo, hi int) { stateSpacePiece[T](k, lo, hi, body) })
		return
	}
	stateSpacePiece[T](k, 0, k.Size(), body)
}

func stateSpacePiece[T tensor.Float](k *tensor.Call, lo, hi int, body func(k *tensor.Call, s *kalman, at int)) {
	s := kalmans.Get().(*kalman)
	defer kalmans.Put(s)
	x := k.In[6].Shape
	s.states, s.values, s.steps = categories(&k.In[0]), categories(&k.In[6]), x[len(x)-2]
	s.noises = [2]int{categories(&k.In[3]), categories(&k.In[5])}
	for w := k.Walk(lo, hi); w.Next(); {
		for i := range w.N {
			for in := range s.inputs {
				s.inputs[in] = widened[T](k, in, w.In[in]+i*w.Step[in], stateSpaceSize(k, in), &s.wide[in])
			}
			s.x = widened[T](k, 6, w.In[6]+i*w.Step[6], stateSpaceSize(k, 6), &s.wide[6])
			switch n := len(s.x); {
			case k.In[7].Stored() > 1:
				s.seen = widened[T](k, 7, w.In[7]+i*w.Step[7], n, &s.wide[7])
			case tensor.Values[T](&k.In[7])[0] != 0:
				s.seen = nil
			default:
				s.seen = slices.Repeat([]float64{0}, n)
			}
			body(k, s, w.Out+i)
		}
	}
}

var kalmans = sync.Pool{New: func() any { return new(kalman) }}

// stateSpaceScratch keeps the derivatives of every log-density, which are known soon after it is, by all inputs.
func stateSpaceScratch(k *tensor.Call) int {
	if !needsGrad(k) {
		return 0
	}
	return k.Size() * stateSpaceSlopes(k)
}

// stateSpaceSlopes returns how many derivatives a state space has.
func stateSpaceSlopes(k *tensor.Call) (n int) {
	for i := range 7 {
		n += stateSpaceSize(k, i)
	}
	return n
}

func stateSpaceForward64(k *tensor.Call) { stateSpaceWalk[float64](k, stateSpaceLogProb[float64]) }
func stateSpaceForward32(k *tensor.Call) { stateSpaceWalk[float32](k, stateSpaceLogProb[float32]) }

func stateSpaceLogProb[T tensor.Float](k *tensor.Call, s *kalman, at int) {
	total := s.logProb()
	tensor.Values[T](&k.Out)[at] = T(total)
	if !needsGrad(k) {
		return
	}
	each := stateSpaceSlopes(k)
	all := s.matrix(each, 1).v
	if special.Finite(total) {
		var slopes [6][]float64
		rest := all
		for i, of := range s.inputs {
			if k.In[i].NeedsGrad() {
				slopes[i] = rest[:len(of)]
			}
			rest = rest[len(of):]
		}
		s.backward(&slopes, rest)
	}
	for i, v := range all {
		tensor.Scratch[T](k)[at*each+i] = T(v)
	}
}

func stateSpaceVJP[T tensor.Float](k *tensor.Call) {
	var starts, lengths [7]int
	each := 0
	for i := range lengths {
		starts[i], lengths[i] = each, stateSpaceSize(k, i)
		each += lengths[i]
	}
	addKept[T](k, each, starts[:], lengths[:])
}

// stateSpaceCases have one state and several, one value a step and several, with matrices for each step, in batches and
// with values that are not seen.
var stateSpaceCases = func() []tensor.Case {
	var cases []tensor.Case
	for _, s := range [][8]tensor.Shape{
		{{1}, {1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {4, 1}, {1, 1}},
		{{2}, {2, 2}, {1, 2, 2}, {1, 2, 1}, {1, 1, 2}, {1, 1, 1}, {5, 1}, {5, 1}},
		{{2}, {2, 2}, {2, 2, 2}, {1, 2, 2}, {3, 2, 2}, {1, 2, 3}, {3, 2}, {3, 2}},
		{{2, 2}, {2, 2}, {1, 2, 2}, {2, 1, 2, 2}, {1, 1, 2}, {1, 1, 1}, {2, 3, 1}, {1, 1}},
	} {
		c := tensor.Case{}
		for i, shape := range s {
			in := tensor.Input{Shape: shape, Low: -1, High: 1}
			switch i {
			case 1, 5:
				in.Low, in.High = 0.5, 2 // not near to singular
			case 7:
				in = tensor.Input{Shape: shape, Low: 0.5, High: 2, Whole: true}
			}
			c.In = append(c.In, in)
		}
		cases = append(cases, c)
	}
	return cases
}()
