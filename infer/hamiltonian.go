package infer

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// hamiltonian moves a chain's phase point by the leapfrog method.
type hamiltonian struct {
	target    *target
	metric    *metric
	leapfrogs int // steps up to now
}

// phase is a point in phase space.
type phase struct {
	q        []float64
	end                // momentum and velocity
	gradient []float64 // of the log-density at q
	lp       float64
}

func newPhase(n int) *phase {
	all := make([]float64, 4*n)
	return &phase{q: all[:n:n], end: endIn(all[n : 3*n : 3*n]), gradient: all[3*n:]}
}

// end is the momentum p and the velocity v = M⁻¹p at a point of a trajectory.
type end struct{ both, p, v []float64 }

func newEnd(n int) end { return endIn(make([]float64, 2*n)) }

func endIn(both []float64) end {
	n := len(both) / 2
	return end{both, both[:n:n], both[n:]}
}

func (e end) copy(from end) { copy(e.both, from.both) }

func (z *phase) copy(from *phase) {
	z.place(from)
	z.end.copy(from.end)
}

// place copies only what belongs to the position.
func (z *phase) place(from *phase) {
	copy(z.q, from.q)
	copy(z.gradient, from.gradient)
	z.lp = from.lp
}

// refresh draws a new momentum.
func (h *hamiltonian) refresh(z *phase, rng *tensor.RNG) {
	h.metric.momentum(z.p, rng)
	h.metric.velocity(z.v, z.p)
}

// energy is ½ pᵀM⁻¹p - log-density, and +Inf for NaN.
func (z *phase) energy() float64 {
	kinetic := 0.0
	for i, p := range z.p {
		kinetic += p * z.v[i]
	}
	if e := kinetic/2 - z.lp; !math.IsNaN(e) {
		return e
	}
	return math.Inf(1)
}

// leapfrog makes one step of length eps.
func (h *hamiltonian) leapfrog(z *phase, eps float64) (err error) {
	for i, g := range z.gradient {
		z.p[i] += eps / 2 * g
	}
	h.metric.velocity(z.v, z.p)
	for i, v := range z.v {
		z.q[i] += eps * v
	}
	h.leapfrogs++
	z.lp, err = h.target.evaluate(z.q, z.gradient)
	for i, g := range z.gradient {
		z.p[i] += eps / 2 * g
	}
	h.metric.velocity(z.v, z.p)
	return err
}

// reasonable is a step size whose first step is accepted with a probability near 0.8: it is doubled or halved from
// eps until that probability is crossed (Hoffman & Gelman 2014, algorithm 4, as Stan has it). The search may take a thousand
// steps, and ends with ctx's error.
func (h *hamiltonian) reasonable(ctx context.Context, z *phase, eps float64, rng *tensor.RNG) (float64, error) {
	const most, least = 1e7, 1e-300
	trial := newPhase(len(z.q))
	accepted := func() (bool, error) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		trial.place(z)
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

// moved is what a transition tells about itself.
type moved struct {
	accept    float64 // mean acceptance probability
	depth     int
	leapfrogs int
	divergent bool
	energy    float64
}

// maxError is the error of the energy from which on a trajectory counts as divergent.
const maxError = 1000
