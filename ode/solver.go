package ode

import (
	"fmt"
	"math"

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

// ofSize returns v, or 1 in place of 0, where v moves something in proportion.
func ofSize(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}

// golden returns numbers from 0.5 to 1.5, of which no few are in simple proportions: multiples of the golden section.
func golden(i int) float64 {
	_, f := math.Modf(float64(i) * 0.6180339887498949)
	return 0.5 + f
}

// size returns how many elements of a point take part: states, and their direction.
func (w *solver) size() int {
	if w.directed {
		return 2 * w.n
	}
	return w.n
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

// looser is how much larger the relative error of the direction may be. The steps that it asks for are then about those
// of the states: predators and prey take 59 steps for twenty years, and would take 56 without it and 84 with 1.
const looser = 10

// norm returns the root of the mean square of errors in units of what is tolerated: the larger one of states and
// direction. It is NaN if the end of the step is not finite.
func (w *solver) norm(errors []float64) float64 {
	worst := 0.0
	for from := 0; from < w.size(); from += w.n {
		sum := 0.0
		for i := from; i < from+w.n; i++ {
			if !special.Finite(w.z1[i]) {
				return math.NaN()
			}
			e := errors[i] / (w.absTol + w.relTol*math.Max(math.Abs(w.z[i]), math.Abs(w.z1[i])))
			sum += e * e
		}
		if from > 0 {
			sum /= looser * looser
		}
		worst = math.Max(worst, math.Sqrt(sum/float64(w.n)))
	}
	return worst
}

// firstStep returns a length to begin with, for a method of order 5 (Hairer, Nørsett & Wanner 1993, "Solving Ordinary
// Differential Equations I", section II.4), of at most most.
func (w *solver) firstStep(most float64) float64 {
	size := func(v []float64) float64 {
		worst := 0.0
		for from := 0; from < w.size(); from += w.n {
			sum := 0.0
			for i := from; i < from+w.n; i++ {
				e := v[i] / (w.absTol + w.relTol*math.Abs(w.z[i]))
				sum += e * e
			}
			worst = math.Max(worst, math.Sqrt(sum/float64(w.n)))
		}
		return worst
	}
	d0, d1 := size(w.z), size(w.f)
	h := 1e-6
	if d0 >= 1e-5 && d1 >= 1e-5 {
		h = 0.01 * d0 / d1
	}
	h = math.Min(h, most)
	n := w.size()
	for i, v := range w.f[:n] {
		w.stage[i] = w.z[i] + h*v
	}
	w.rates(w.t+h, w.stage, w.sum)
	for i, v := range w.f[:n] {
		w.sum[i] -= v
	}
	d2 := size(w.sum) / h
	next := math.Max(1e-6, h*1e-3)
	if d := math.Max(d1, d2); d > 1e-15 {
		next = math.Pow(0.01/d, 1.0/5)
	}
	if !special.Finite(next) || next == 0 {
		next = h
	}
	return math.Min(math.Min(100*h, next), most)
}

// advance integrates to a time, and calls accepted after every step, from w.z of length h to w.z1.
func (w *solver) advance(end float64, steps *int, accepted func(h, to float64)) *Error {
	w.rates(w.t, w.z, w.f)
	if i := firstNonFinite(w.f[:w.n]); i >= 0 {
		return w.failure("the rate %s' is %v", w.sys.states[i], w.f[i])
	}
	w.directed = w.directed && firstNonFinite(w.f[w.n:]) < 0
	h := w.firstStep(end - w.t)
	before, rejected := 1e-4, false
	for w.t < end {
		to := w.t + h
		if w.t+1.01*h >= end {
			h, to = end-w.t, end
		}
		switch *steps++; {
		case *steps > w.maxSteps:
			return w.failure("%d steps did not reach %g: the solution may be stiff, for which Options.Method Rodas5P is made, or the parameters far from what the data allow; Options.MaxSteps sets the number", w.maxSteps, end)
		case to < end && h <= 16*0x1p-52*math.Abs(w.t):
			return w.failure("the steps became too short to advance the time: the solution goes to infinity here, or is not smooth")
		}
		e := w.method.step(w, h)
		if !(e <= 1) {
			shrink := 0.2
			if special.Finite(e) {
				shrink = math.Max(0.2, 0.9*math.Pow(e, -1.0/5))
			}
			h, rejected = h*shrink, true
			continue
		}
		// The PI controller of Gustafsson, with the constants of DOPRI5 (same book, section IV.2).
		grow := math.Min(10, math.Max(0.2, 0.9*math.Pow(math.Max(e, 1e-10), -0.17)*math.Pow(before, 0.04)))
		if rejected {
			grow = math.Min(grow, 1)
		}
		before, rejected = math.Max(e, 1e-4), false
		accepted(h, to)
		w.t = to
		w.z, w.z1 = w.z1, w.z
		if w.method.last >= 0 {
			for i := range w.size() {
				w.f[i] = w.k[i*w.method.stages+w.method.last]
			}
		} else {
			w.rates(w.t, w.z, w.f)
		}
		if w.directed {
			w.watch()
		}
		h *= grow
	}
	return nil
}

// watch drops a direction in which there is no derivative, and shortens one that has become long: only its direction
// counts.
func (w *solver) watch() {
	const long = 1e100
	if firstNonFinite(w.f[w.n:]) >= 0 {
		w.directed = false
		return
	}
	longest := 0.0
	for _, v := range w.z[w.n:] {
		longest = math.Max(longest, math.Abs(v))
	}
	if longest < long {
		return
	}
	for _, part := range [][]float64{w.z[w.n:], w.f[w.n:], w.toParams} {
		for i := range part {
			part[i] /= long
		}
	}
	w.load(w.field)
	w.load(w.second)
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
