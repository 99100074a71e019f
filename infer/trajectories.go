package infer

import (
	"context"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/tensor"
)

// trajectories is the [Transition] of HMC and NUTS: it moves along the trajectories that its mover makes, and learns
// step size and metric in the warm-up.
type trajectories struct {
	hamiltonian
	mover
	settings trajectorySettings
	warmup   int
	rng      *tensor.RNG // for the search for a step size

	eps      float64
	step     dualAveraging
	windows  schedule
	moments  *moments // nil after the warm-up
	searches bool     // for a step size, before the next transition
	stats    []float64
}

// mover makes one trajectory from z, whose momentum it draws, and leaves there where it ends.
type mover interface {
	move(z *Point, eps float64, rng *tensor.RNG) (moved, error)
}

// moved is what a trajectory tells about itself.
type moved struct {
	accept    float64 // mean acceptance probability
	depth     int
	divergent bool
	energy    float64
}

// trajectorySettings are those that HMC and NUTS share.
type trajectorySettings struct {
	name         string
	targetAccept float64
	stepSize     float64
	metric       Metric
	maxDepth     int
}

// check refuses settings that mean nothing, and fills in the defaults.
func (s *trajectorySettings) check() error {
	if s.targetAccept == 0 {
		s.targetAccept = 0.8
	}
	if !(s.targetAccept > 0 && s.targetAccept < 1) {
		return settingError(s.name, "TargetAccept", s.targetAccept, "between 0 and 1, and 0 means 0.8")
	}
	if !(s.stepSize >= 0) || math.IsInf(s.stepSize, 1) {
		return settingError(s.name, "StepSize", s.stepSize, "positive and finite, and 0 means that it is looked for")
	}
	return nil
}

func settingError(kernel, field string, found any, expected string) error {
	return fmt.Errorf("infer: %s.%s is %v; it must be %s", kernel, field, found, expected)
}

// startTrajectories returns a chain's trajectories, made by the mover for vectors of n elements.
func startTrajectories(ctx context.Context, c Chain, s trajectorySettings, mover func(h *hamiltonian, n int) mover) (*trajectories, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	m, err := newMetric(s.metric, c.Layout)
	if err != nil {
		return nil, err
	}
	t := &trajectories{
		hamiltonian: hamiltonian{target: c.Target, metric: m}, settings: s,
		warmup: c.Warmup, rng: c.RNG, eps: s.stepSize, windows: newSchedule(c.Warmup), stats: make([]float64, len(trajectoryStats)),
	}
	t.mover = mover(&t.hamiltonian, c.Layout.Len())
	if c.Done < c.Warmup {
		t.moments = newMoments(s.metric, m)
	}
	if c.State != nil {
		return t, t.restore(c.State, c.Done)
	}
	if t.eps == 0 {
		if t.eps, err = t.reasonable(ctx, &c.At, 1, c.RNG.Split("step size")); err != nil {
			return nil, err
		}
	}
	t.step = newDualAveraging(s.targetAccept, t.eps)
	return t, nil
}

// trajectoryStats are the names of what a trajectory tells.
var trajectoryStats = []string{"accept", "step_size", "depth", "leapfrogs", "divergent", "energy"}

// Stats returns trajectoryStats.
func (t *trajectories) Stats() []string { return trajectoryStats }

// Move makes a trajectory, and adapts during the warm-up. What evaluates the density comes first, and only then does
// anything change.
func (t *trajectories) Move(n int, p *Point, rng *tensor.RNG) (stats []float64, err error) {
	before := t.leapfrogs
	defer func() {
		if stats == nil {
			t.leapfrogs = before
		}
	}()
	if t.searches {
		eps, err := t.reasonable(context.Background(), p, t.eps, t.rng.Split("step size", uint64(n-1)))
		if err != nil {
			return nil, err
		}
		t.eps, t.step, t.searches = eps, newDualAveraging(t.settings.targetAccept, eps), false
	}
	before = t.leapfrogs
	m, err := t.move(p, t.eps, rng)
	if err != nil {
		return nil, err
	}
	if n < t.warmup {
		t.adapt(n, p, m.accept)
	}
	divergent := 0.0
	if m.divergent {
		divergent = 1
	}
	t.stats = append(t.stats[:0], m.accept, t.eps, float64(m.depth), float64(t.leapfrogs-before), divergent, m.energy)
	return t.stats, nil
}

// adapt learns from a transition of the warm-up.
func (t *trajectories) adapt(n int, p *Point, accept float64) {
	t.step.observe(accept)
	t.eps = t.step.eps
	inside, ends := t.windows.observes(n)
	if inside {
		t.moments.add(p.X, p.Gradient)
	}
	if ends {
		t.moments.learn()
		t.searches = true
	}
	if n == t.warmup-1 {
		t.eps = t.step.final()
		t.moments = nil
	}
}

// Report tells of step sizes and metric as a whole.
func (t *trajectories) Report(s *draws.Sampling) {
	s.TargetAccept, s.MaxDepth = t.settings.targetAccept, t.settings.maxDepth
	s.Leapfrogs = append(s.Leapfrogs, t.leapfrogs)
	s.Variances = append(s.Variances, t.metric.diagonal())
}
