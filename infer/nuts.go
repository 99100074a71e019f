package infer

import (
	"cmp"
	"context"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// NUTS is the no-U-turn sampler: like a ball on the landscape of minus the log-density, each transition gets a random
// push, rolls until it begins to come back, and draws one of the points on its way. docs/hmc.md explains it.
//
// It is the sampler as Stan has it: draws along the trajectory by multinomial sampling with a bias toward its ends, the
// generalized criterion, also across the subtrees (Hoffman & Gelman 2014; Betancourt 2017, "A conceptual introduction
// to Hamiltonian Monte Carlo", appendix A).
type NUTS struct {
	TargetAccept float64 // mean acceptance probability that the step size aims at; 0 means 0.8
	MaxDepth     int     // a trajectory has at most 2^MaxDepth - 1 steps; 0 means 10
	StepSize     float64 // to begin with, and for good without warm-up; 0 means that it is looked for from 1 on
	Metric       Metric
}

// Start begins the sampler in one chain.
func (k NUTS) Start(ctx context.Context, c Chain) (Transition, error) {
	if k.MaxDepth < 0 || k.MaxDepth > 30 {
		return nil, settingError("NUTS", "MaxDepth", k.MaxDepth, "from 1 to 30, and 0 means 10")
	}
	depth := cmp.Or(k.MaxDepth, 10)
	s := trajectorySettings{"NUTS", k.TargetAccept, k.StepSize, k.Metric, depth}
	return startTrajectories(ctx, c, s, func(h *hamiltonian, n int) mover { return newNUTS(h, n, depth) })
}

// nuts is one chain's NUTS with the room it works in.
type nuts struct {
	*hamiltonian

	z                 *phase     // moves
	forward, backward *phase     // the ends of the trajectory
	sample            *candidate // the draw, unless a later half takes its place
	proposal          *candidate // from the half that was added last
	rho               []float64  // the sum of the momenta at all points
	subtree           *subtree   // the half that was added last
	inner             end        // where that half begins: the end of the trajectory before it
	levels            []*level   // one for each depth

	rng       *tensor.RNG
	start     float64 // the energy to begin with
	accept    float64 // sum over the steps
	divergent bool
}

func newNUTS(h *hamiltonian, n, depth int) *nuts {
	t := &nuts{hamiltonian: h, z: newPhase(n), forward: newPhase(n), backward: newPhase(n), sample: newCandidate(n), proposal: newCandidate(n),
		rho: make([]float64, n), subtree: newSubtree(n), inner: newEnd(n)}
	for range depth {
		t.levels = append(t.levels, &level{newSubtree(n), newSubtree(n), newCandidate(n)})
	}
	return t
}

// candidate is a point that may become the next draw.
type candidate struct {
	Point
	energy float64
}

func newCandidate(n int) *candidate { return &candidate{Point: NewPoint(n)} }

func (c *candidate) set(z *Point, energy float64) {
	c.Copy(z)
	c.energy = energy
}

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
	proposal *candidate
}

// move gives the ball a random push and doubles its trajectory, forward or backward in time at random, until it turns
// back. It leaves in p one of the trajectory's points, drawn by their weights exp(H₀ - H) within each half that was
// added, and with a bias toward later halves.
func (t *nuts) move(p *Point, eps float64, rng *tensor.RNG) (m moved, err error) {
	t.z.Copy(p)
	t.refresh(t.z, rng)
	t.rng, t.start, t.accept, t.divergent = rng, t.z.energy(), 0, false
	before := t.leapfrogs
	t.forward.copy(t.z)
	t.backward.copy(t.z)
	t.sample.set(p, t.start)
	copy(t.rho, t.z.p)
	weight, depth := 0.0, 0
	for depth < len(t.levels) {
		ahead := rng.Float64() > 0.5
		growing, other, direction := t.backward, t.forward, -1.0
		if ahead {
			growing, other, direction = t.forward, t.backward, 1
		}
		t.inner.copy(growing.end)
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
			t.sample.set(&t.proposal.Point, t.proposal.energy)
		}
		weight, _ = logAddExpShare(weight, s.weight)

		// The whole, and either half with the first momentum of the other.
		turns := uTurn(t.rho, s.first.p, other.end, s.first) || uTurn(s.rho, t.inner.p, t.inner, s.last) ||
			uTurn(t.rho, s.rho, other.end, s.last)
		if turns {
			break
		}
		add(t.rho, t.rho, s.rho)
	}
	p.Copy(&t.sample.Point)
	return moved{t.accept / float64(max(1, t.leapfrogs-before)), depth, t.divergent, t.sample.energy}, nil
}

// grow moves t.z by 2^depth steps and makes s the subtree of these, with a draw from it in proposal. It stops early,
// with false, where the trajectory turns or diverges.
func (t *nuts) grow(s *subtree, proposal *candidate, depth int, eps float64) (ok bool, err error) {
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
	var share float64
	s.weight, share = logAddExpShare(a.weight, b.weight)
	if t.rng.Float64() < share {
		proposal.set(&l.proposal.Point, l.proposal.energy)
	}
	turns := uTurn(a.rho, b.first.p, a.first, b.first) || uTurn(b.rho, a.last.p, a.last, b.last) ||
		uTurn(a.rho, b.rho, a.first, b.last)
	add(s.rho, a.rho, b.rho)
	// s takes over the buffers of the ends that it keeps.
	s.first, a.first = a.first, s.first
	s.last, b.last = b.last, s.last
	return !turns, nil
}

// leaf makes one step.
func (t *nuts) leaf(s *subtree, proposal *candidate, eps float64) (ok bool, err error) {
	if err := t.leapfrog(t.z, eps); err != nil {
		return false, err
	}
	energy := t.z.energy()
	s.weight = t.start - energy
	t.accept += math.Exp(min(0, s.weight))
	if -s.weight > maxError {
		t.divergent = true
		return false, nil
	}
	proposal.set(&t.z.Point, energy)
	s.first.copy(t.z.end)
	s.last.copy(t.z.end)
	copy(s.rho, t.z.p)
	return true, nil
}

// uTurn reports whether a trajectory whose momenta add up to rho + more comes back: at one of its ends the velocity
// points against that sum (Betancourt 2017, equation 41).
func uTurn(rho, more []float64, first, last end) bool {
	a, b := 0.0, 0.0
	more, v, w := more[:len(rho)], first.v[:len(rho)], last.v[:len(rho)]
	for i, r := range rho {
		r += more[i]
		a += r * v[i]
		b += r * w[i]
	}
	return !(a > 0 && b > 0)
}

// add sets sum = a + b.
func add(sum, a, b []float64) {
	a, b = a[:len(sum)], b[:len(sum)]
	for i := range sum {
		sum[i] = a[i] + b[i]
	}
}

// logAddExpShare returns log(eᵃ + eᵇ), and the share of b in it.
func logAddExpShare(a, b float64) (sum, share float64) {
	if a < b {
		e := math.Exp(a - b)
		return b + math.Log(1+e), 1 / (1 + e)
	}
	e := math.Exp(b - a)
	return a + math.Log(1+e), e / (1 + e)
}
