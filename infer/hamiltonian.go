package infer

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// hamiltonian moves a phase point by the leapfrog method.
type hamiltonian struct {
	target    LogDensity
	metric    *metric
	leapfrogs int // steps up to now
}

// phase is a point in phase space.
type phase struct {
	Point
	end
}

func newPhase(n int) *phase { return &phase{NewPoint(n), newEnd(n)} }

// end is the momentum p and the velocity v = M⁻¹p at a point of a trajectory.
type end struct{ both, p, v []float64 }

func newEnd(n int) end {
	both := make([]float64, 2*n)
	return end{both, both[:n:n], both[n:]}
}

func (e end) copy(from end) { copy(e.both, from.both) }

func (z *phase) copy(from *phase) {
	z.Copy(&from.Point)
	z.end.copy(from.end)
}

// refresh draws a new momentum.
func (h *hamiltonian) refresh(z *phase, rng *tensor.RNG) {
	h.metric.momentum(z.p, rng)
	h.metric.velocity(z.v, z.p)
}

// energy returns ½ pᵀM⁻¹p - log-density, and +Inf for NaN.
func (z *phase) energy() float64 {
	kinetic := 0.0
	for i, p := range z.p {
		kinetic += p * z.v[i]
	}
	if e := kinetic/2 - z.LogDensity; !math.IsNaN(e) {
		return e
	}
	return math.Inf(1)
}

// leapfrog makes one step of length eps.
func (h *hamiltonian) leapfrog(z *phase, eps float64) error {
	for i, g := range z.Gradient {
		z.p[i] += eps / 2 * g
	}
	h.metric.velocity(z.v, z.p)
	for i, v := range z.v {
		z.X[i] += eps * v
	}
	h.leapfrogs++
	err := z.Evaluate(h.target)
	for i, g := range z.Gradient {
		z.p[i] += eps / 2 * g
	}
	h.metric.velocity(z.v, z.p)
	return err
}

// reasonable returns a step size whose first step from a point is accepted with a probability near 0.8: it is doubled
// or halved from eps until that probability is crossed (Hoffman & Gelman 2014, algorithm 4, as Stan has it). The search
// may take a thousand steps, and ends with ctx's error.
func (h *hamiltonian) reasonable(ctx context.Context, from *Point, eps float64, rng *tensor.RNG) (float64, error) {
	const most, least = 1e7, 1e-300
	trial := newPhase(len(from.X))
	accepted := func() (bool, error) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		trial.Copy(from)
		h.refresh(trial, rng)
		before := trial.energy()
		err := h.leapfrog(trial, eps)
		return before-trial.energy() > math.Log(0.8), err
	}
	up, err := accepted()
	for again := up; err == nil && again == up && eps < most && eps > least; {
		if up {
			eps *= 2
		} else {
			eps /= 2
		}
		again, err = accepted()
	}
	return eps, err
}

// maxError is the error of the energy from which on a trajectory counts as divergent.
const maxError = 1000
