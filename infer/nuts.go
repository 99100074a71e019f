package infer

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// NUTS is the no-U-turn sampler as Stan has it: draws along the trajectory by multinomial sampling with a bias towards
// its ends, the generalised criterion, also across the subtrees (Hoffman & Gelman 2014; Betancourt 2017, "A conceptual
// introduction to Hamiltonian Monte Carlo", appendix A).
type NUTS struct {
	TargetAccept float64 // mean acceptance probability that the step size aims at; 0 means 0.8
	MaxDepth     int     // a trajectory has at most 2^MaxDepth - 1 steps; 0 means 10
	StepSize     float64 // to begin with, and for good without warm-up; 0 means that it is looked for from 1 on
	Metric       Metric
}

func (k NUTS) settings() (kernelSettings, error) {
	s := kernelSettings{name: "NUTS", target: k.TargetAccept, step: k.StepSize, metric: k.Metric}
	if k.MaxDepth < 0 || k.MaxDepth > 30 {
		return s, settingError("NUTS", "MaxDepth", k.MaxDepth, "from 1 to 30, and 0 means 10")
	}
	return s, nil
}

func (k NUTS) depth() int { return or(k.MaxDepth, 10) }

func (k NUTS) transitions(h *hamiltonian, n int) transition {
	depth := k.depth()
	t := &nuts{hamiltonian: h, maxDepth: depth, z: newPhase(n), forward: newPhase(n), backward: newPhase(n), sample: newPhase(n), proposal: newPhase(n),
		rho: make([]float64, n), sum: make([]float64, n), subtree: newSubtree(n)}
	for range depth {
		t.levels = append(t.levels, &level{newSubtree(n), newSubtree(n), newPhase(n), make([]float64, n)})
	}
	t.joint[0], t.joint[1] = newEnd(n), newEnd(n)
	return t
}

// nuts is one chain's NUTS with the room it works in.
type nuts struct {
	*hamiltonian
	maxDepth int

	z                 *phase // moves
	forward, backward *phase // the ends of the trajectory
	sample, proposal  *phase
	rho, sum          []float64
	subtree           *subtree
	joint             [2]end // the ends of the two halves where they meet
	levels            []*level

	rng       *tensor.RNG
	start     float64 // the energy to begin with
	leapfrogs int
	accept    float64 // sum over the steps
	divergent bool
}

// end is the momentum and velocity at an end of a trajectory.
type end struct{ p, v []float64 }

func newEnd(n int) end { return end{make([]float64, n), make([]float64, n)} }

func (e end) copy(from end) {
	copy(e.p, from.p)
	copy(e.v, from.v)
}

func (z *phase) end() end { return end{z.p, z.v} }

// subtree is a part of a trajectory: its ends, in the order in which they were reached, the sum of its momenta, and the
// log of the sum of its weights exp(H₀ - H).
type subtree struct {
	first, last end
	rho         []float64
	weight      float64
}

func newSubtree(n int) *subtree {
	return &subtree{first: newEnd(n), last: newEnd(n), rho: make([]float64, n)}
}

// level is the room of one level of the recursion.
type level struct {
	a, b     *subtree
	proposal *phase
	sum      []float64
}

func (t *nuts) move(z *phase, eps float64, rng *tensor.RNG) (m moved, err error) {
	t.refresh(z, rng)
	t.rng, t.start, t.leapfrogs, t.accept, t.divergent = rng, z.energy(), 0, 0, false
	t.forward.copy(z)
	t.backward.copy(z)
	t.sample.copy(z)
	copy(t.rho, z.p)
	weight, depth := 0.0, 0
	for depth < t.maxDepth {
		ahead := rng.Float64() > 0.5
		growing, other, direction := t.backward, t.forward, -1.0
		if ahead {
			growing, other, direction = t.forward, t.backward, 1
		}
		inner := t.joint[0]
		inner.copy(growing.end())
		t.z.copy(growing)
		s := t.subtree
		ok, err := t.grow(s, t.proposal, depth, direction*eps)
		if err != nil {
			return m, err
		}
		if !ok {
			break
		}
		depth++
		growing.copy(t.z)
		if s.weight > weight || rng.Float64() < math.Exp(s.weight-weight) {
			t.sample.copy(t.proposal)
		}
		weight = logAddExp(weight, s.weight)

		// The whole, and either half with the first momentum of the other.
		turns := uTurn(add(t.sum, t.rho, s.first.p), other.end(), s.first) ||
			uTurn(add(t.sum, s.rho, inner.p), inner, s.last)
		add(t.rho, t.rho, s.rho)
		if turns || uTurn(t.rho, other.end(), s.last) {
			break
		}
	}
	z.copy(t.sample)
	m = moved{accept: t.accept / float64(max(1, t.leapfrogs)), depth: depth, leapfrogs: t.leapfrogs, divergent: t.divergent, energy: z.energy()}
	return m, nil
}

// grow moves t.z by 2^depth steps and makes s the subtree of these, with a draw from it in proposal. It stops early,
// with false, where the trajectory turns or diverges.
func (t *nuts) grow(s *subtree, proposal *phase, depth int, eps float64) (ok bool, err error) {
	if depth == 0 {
		return t.leaf(s, proposal, eps)
	}
	l := t.levels[depth-1]
	if ok, err = t.grow(l.a, proposal, depth-1, eps); !ok {
		return false, err
	}
	if ok, err = t.grow(l.b, l.proposal, depth-1, eps); !ok {
		return false, err
	}
	a, b := l.a, l.b
	s.weight = logAddExp(a.weight, b.weight)
	if t.rng.Float64() < math.Exp(b.weight-s.weight) {
		proposal.copy(l.proposal)
	}
	turns := uTurn(add(l.sum, a.rho, b.first.p), a.first, b.first) || uTurn(add(l.sum, b.rho, a.last.p), a.last, b.last)
	add(s.rho, a.rho, b.rho)
	// s takes over the buffers of the ends that it keeps.
	s.first, a.first = a.first, s.first
	s.last, b.last = b.last, s.last
	return !turns && !uTurn(s.rho, s.first, s.last), nil
}

// leaf is one step.
func (t *nuts) leaf(s *subtree, proposal *phase, eps float64) (ok bool, err error) {
	if err := t.leapfrog(t.z, eps); err != nil {
		return false, err
	}
	t.leapfrogs++
	s.weight = t.start - t.z.energy()
	t.accept += math.Exp(min(0, s.weight))
	if -s.weight > maxError {
		t.divergent = true
		return false, nil
	}
	proposal.copy(t.z)
	s.first.copy(t.z.end())
	s.last.copy(t.z.end())
	copy(s.rho, t.z.p)
	return true, nil
}

// uTurn reports whether a trajectory with momenta that add up to rho comes back: at one of its ends the velocity points
// against rho (Betancourt 2017, equation 41).
func uTurn(rho []float64, first, last end) bool {
	a, b := 0.0, 0.0
	for i, r := range rho {
		a += r * first.v[i]
		b += r * last.v[i]
	}
	return !(a > 0 && b > 0)
}

// add makes sum = a + b.
func add(sum, a, b []float64) []float64 {
	for i := range sum {
		sum[i] = a[i] + b[i]
	}
	return sum
}

// logAddExp is log(eᵃ + eᵇ).
func logAddExp(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}
