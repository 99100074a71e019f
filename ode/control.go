package ode

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
)

// How long steps are.

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
