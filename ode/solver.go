package ode

import (
	"fmt"

	"github.com/credence-ppl/credence/internal/special"
)

// solver integrates one system with a direction of its own, and goes back through the steps that it has taken.
type solver struct {
	sys            *System
	method         *method
	relTol, absTol float64
	maxSteps       int

	field, jacobian, transposed, second, contraction *frame // made when they are needed

	n, p     int
	params   []float64
	toParams []float64 // the direction of the parameters
	directed bool      // the direction takes part

	t                    float64
	z, f, z1, stage, sum []float64 // states and their direction: now, with their rates, after the step, within it
	k                    []float64 // the stages of the first state, of the second, …, of the direction
	linear               linear
	slopes               []float64 // of the rates, with respect to time

	// Of the way back: adjoints of the end of a step and what its stages and its beginning collect.
	back, gk, gy, gParams []float64
	u, r, shares          []float64
}

func newSolver(s *System, m *method, o Options) *solver {
	n, p := len(s.states), len(s.params)
	w := &solver{sys: s, method: m, relTol: o.RelTol, absTol: o.AbsTol, maxSteps: o.MaxSteps, n: n, p: p}
	room := func(n int, to ...*[]float64) {
		for _, v := range to {
			*v = make([]float64, n)
		}
	}
	room(2*n, &w.z, &w.f, &w.z1, &w.stage, &w.sum)
	room(2*n*m.stages, &w.k)
	room(n*m.stages, &w.gk)
	room(n, &w.back, &w.gy, &w.u, &w.r)
	room(p, &w.params, &w.toParams, &w.gParams)
	room(m.stages, &w.shares)
	w.field = s.field().frame()
	return w
}

// begin sets the state at the start, and the direction in which derivatives are watched.
func (w *solver) begin(t float64, start, params []float64) {
	w.t = t
	copy(w.z, start)
	copy(w.params, params)
	for i, v := range start {
		w.z[w.n+i] = ofSize(v) * golden(i)
	}
	for i, v := range params {
		w.toParams[i] = ofSize(v) * golden(w.n+i)
	}
	w.directed = true
	for _, f := range []*frame{w.field, w.jacobian, w.transposed, w.second, w.contraction} {
		w.load(f)
	}
}

// load gives a program what is the same at all points of a solution.
func (w *solver) load(f *frame) {
	if f == nil {
		return
	}
	copy(f.at[w.sys.inputs.params:], w.params)
	copy(f.at[w.sys.inputs.toParams:], w.toParams)
	f.run(f.once)
}

// need returns the frame of a program that not all solutions need.
func (w *solver) need(f **frame, program func() *program) *frame {
	if *f == nil {
		*f = program().frame()
		w.load(*f)
	}
	return *f
}

// rates writes the rates at a point, and how they change along the direction.
func (w *solver) rates(t float64, z, to []float64) { w.ratesInto(t, z, to, 1) }

// ratesInto writes them in every stride-th place.
func (w *solver) ratesInto(t float64, z, to []float64, stride int) {
	f := w.field
	f.at[0] = t
	copy(f.at[w.sys.inputs.states:], z[:w.n])
	copy(f.at[w.sys.inputs.toStates:], z[w.n:2*w.n])
	f.run(f.each)
	for i, r := range f.roots[:w.size()] {
		to[i*stride] = f.at[r]
	}
}

// carry adds to gradients, of the states into gy and of the parameters, what adjoints of the rates at a point give.
func (w *solver) carry(t float64, y, adjoints, gy []float64) {
	f := w.need(&w.transposed, w.sys.transposed)
	f.at[0] = t
	copy(f.at[w.sys.inputs.states:], y[:w.n])
	copy(f.at[w.sys.inputs.adjoints:], adjoints)
	f.run(f.each)
	w.collect(f, gy)
}

func (w *solver) collect(f *frame, gy []float64) {
	for i := range gy {
		gy[i] += f.at[f.roots[i]]
	}
	for i := range w.gParams {
		w.gParams[i] += f.at[f.roots[w.n+i]]
	}
}

// combine writes z + h Σ weights k for the first elements, of the given stages.
func (w *solver) combine(to, z []float64, h float64, weights, k []float64) {
	for i := range to {
		to[i] = z[i] + float64(h*w.stages(i, weights, k))
	}
}

// stages returns Σ weights k for element i.
func (w *solver) stages(i int, weights, k []float64) (sum float64) {
	i *= w.method.stages
	row := k[i : i+len(weights)]
	for j, c := range weights {
		sum += float64(c * row[j])
	}
	return sum
}

func firstNonFinite(x []float64) int {
	for i, v := range x {
		if !special.Finite(v) {
			return i
		}
	}
	return -1
}

func (w *solver) failure(format string, args ...any) *Error {
	return &Error{Time: w.t, States: w.sys.states, State: append([]float64(nil), w.z[:w.n]...), Detail: fmt.Sprintf(format, args...)}
}
