package ode

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// solution is a call of [Solve] with what it works with. Its paths are those of the call that was computed last.
type solution struct {
	*solver
	course
	batch tensor.Shape

	call    *tensor.Call
	paths   []path
	failure *Error // the first of the last call

	in, gradients [most][]float64 // of one system of the batch
	out, adjoints []float64
}

// The inputs are those that Solve takes, of one batch; there are two more if there are jumps.
const (
	inStart = iota
	inParams
	inTimes
	inAt
	inBy
	most
)

var opSolve = tensor.Register(tensor.Op{Name: "ode.Solve", Cases: cases(),
	Shape: func(k *tensor.Call) {
		w, s := k.Attr.(*solution), k.In[inTimes].Shape
		k.Out.Shape = tensor.Join(w.batch, tensor.Shape{s[len(s)-1], w.n})
	},
	Forward: tensor.Kernel{F64: forward[float64], F32: forward[float32]},
	VJP:     tensor.Kernel{F64: vjp[float64], F32: vjp[float32]}})

// element copies what belongs to system b of a batch from all values of an operand.
func element[T tensor.Float](to *[]float64, o *tensor.Operand, all []T, b int) {
	n := o.Shape[len(o.Shape)-1]
	if len(*to) != n {
		*to = make([]float64, n)
	}
	for i, v := range all[b*n : (b+1)*n] {
		(*to)[i] = float64(v)
	}
}

// load reads the inputs of system b.
func load[T tensor.Float](w *solution, k *tensor.Call, b int) {
	for i := range k.In {
		element(&w.in[i], &k.In[i], tensor.Values[T](&k.In[i]), b)
	}
	w.times, w.at, w.by = w.in[inTimes], w.in[inAt], w.in[inBy]
	if need := len(w.times) * w.n; len(w.out) != need {
		w.out, w.adjoints = make([]float64, need), make([]float64, need)
	}
}

func forward[T tensor.Float](k *tensor.Call) {
	w := k.Attr.(*solution)
	w.call, w.failure = k, nil
	all := tensor.Values[T](&k.Out)
	for b := range w.paths {
		p := &w.paths[b]
		if w.failure == nil { // one is enough: none of the result will be used
			load[T](w, k, b)
			if err := w.integrate(p, w.course, w.in[inStart], w.in[inParams], w.out); err != nil {
				err.Index = indexOf(b, w.batch)
				w.failure = err
			}
		}
		if p.failed = w.failure != nil; p.failed {
			for i := range w.out {
				w.out[i] = math.NaN()
			}
		}
		for i, v := range w.out {
			all[b*len(w.out)+i] = T(v)
		}
	}
}

func vjp[T tensor.Float](k *tensor.Call) {
	w := k.Attr.(*solution)
	if w.call != k { // another call has used the paths
		values := append([]T(nil), tensor.Values[T](&k.Out)...)
		forward[T](k)
		copy(tensor.Values[T](&k.Out), values)
	}
	g, y := tensor.Grad[T](&k.Out), tensor.Values[T](&k.Out)
	for b := range w.paths {
		load[T](w, k, b)
		n := len(w.out)
		for i := range w.out {
			w.out[i], w.adjoints[i] = float64(y[b*n+i]), float64(g[b*n+i])
		}
		if allZero(w.adjoints) {
			continue
		}
		var wanted [most][]float64
		for i := range k.In {
			if to := tensor.Grad[T](&k.In[i]); to != nil {
				element(&w.gradients[i], &k.In[i], to, b)
				clear(w.gradients[i])
				wanted[i] = w.gradients[i]
			}
		}
		if w.paths[b].failed {
			for _, to := range wanted {
				for i := range to {
					to[i] = math.NaN()
				}
			}
		} else {
			w.reverse(&w.paths[b], w.course, w.in[inStart], w.in[inParams], w.out, w.adjoints,
				gradients{wanted[inStart], wanted[inParams], wanted[inTimes], wanted[inAt], wanted[inBy]})
		}
		for i, from := range wanted {
			if from == nil {
				continue
			}
			to := tensor.Grad[T](&k.In[i])[b*len(from):]
			for j, v := range from {
				to[j] += T(v)
			}
		}
	}
}

// indexOf returns the index of element b of a shape.
func indexOf(b int, shape tensor.Shape) []int {
	index := make([]int, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		index[d], b = b%shape[d], b/shape[d]
	}
	return index
}

// cases returns systems with a time in their equations and with none, solved by both methods, with jumps and without,
// alone and in batches. Differences find derivatives only where tolerances are far below the steps of differences.
func cases() []tensor.Case {
	decay := MustParse("gut' = -ka*gut; blood' = ka*gut - k*blood*(1 + 0.1*sin(t))", "ka", "k")
	logistic := MustParse("y' = r*y*(1 - y)", "r")
	input := func(low, high float64, shape ...int) tensor.Input {
		return tensor.Input{Shape: shape, Low: low, High: high}
	}
	var all []tensor.Case
	for _, m := range []Method{DormandPrince, Rodas5P} {
		attr := func(s *System, batch tensor.Shape, states ...int) *solution {
			o := Options{RelTol: 1e-11, AbsTol: 1e-13, MaxSteps: 1 << 20}
			return &solution{solver: newSolver(s, methods[m], o), course: course{states: states}, batch: batch, paths: make([]path, batch.Size())}
		}
		all = append(all,
			tensor.Case{In: []tensor.Input{input(0.1, 0.5, 1), input(0.5, 1.5, 1), input(0.2, 3, 4)}, Attr: attr(logistic, nil)},
			tensor.Case{In: []tensor.Input{input(1, 2, 2), input(0.5, 1.5, 2), input(1.2, 2, 3), input(0.2, 1, 2), input(0.5, 1, 2)}, Attr: attr(decay, nil, 0, 1)},
			tensor.Case{In: []tensor.Input{input(0.1, 0.5, 2, 1), input(0.5, 1.5, 2, 1), input(1, 2, 2, 2), input(0.2, 0.9, 2, 1), input(0.1, 0.2, 2, 1)}, Attr: attr(logistic, tensor.Shape{2}, 0)})
	}
	return all
}
