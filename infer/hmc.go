package infer

import (
	"cmp"
	"context"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// HMC is Hamiltonian Monte Carlo with trajectories of one length (Neal 2011, "MCMC using Hamiltonian dynamics"). [NUTS]
// finds the length by itself.
type HMC struct {
	// PathLength is in units of time; 0 means π/2. Over a normal density whose scales the metric knows, that is a quarter
	// of a swing, after which a draw is independent of the one before; the whole swing, 2π, ends where it began. A path
	// has at least one step and at most 1024.
	PathLength float64

	TargetAccept float64 // mean acceptance probability that the step size aims at; 0 means 0.8
	StepSize     float64 // to begin with, and for good without warm-up; 0 means that it is looked for from 1 on
	Metric       Metric
}

// Start begins the sampler in one chain.
func (k HMC) Start(ctx context.Context, c Chain) (Transition, error) {
	if k.PathLength < 0 || !finite(k.PathLength) {
		return nil, settingError("HMC", "PathLength", k.PathLength, "positive and finite, and 0 means π/2")
	}
	length := cmp.Or(k.PathLength, math.Pi/2)
	s := trajectorySettings{name: "HMC", targetAccept: k.TargetAccept, stepSize: k.StepSize, metric: k.Metric}
	return startTrajectories(ctx, c, s, func(h *hamiltonian, n int) mover { return &hmc{h, length, newPhase(n)} })
}

// hmc is one chain's HMC.
type hmc struct {
	*hamiltonian
	length float64
	trial  *phase
}

// maxPath bounds the work of a step size that is much too small.
const maxPath = 1024

func (t *hmc) move(p *Point, eps float64, rng *tensor.RNG) (m moved, err error) {
	t.trial.Copy(p)
	t.refresh(t.trial, rng)
	start := t.trial.energy()
	for range max(1, min(maxPath, int(t.length/eps))) {
		if err := t.leapfrog(t.trial, eps); err != nil {
			return m, err
		}
		if t.trial.energy()-start > maxError {
			m.divergent = true
			break
		}
	}
	m.energy = t.trial.energy()
	m.accept = math.Exp(min(0, start-m.energy))
	if m.divergent || !(rng.Float64() < m.accept) {
		m.energy = start
		return m, nil
	}
	p.Copy(&t.trial.Point)
	return m, nil
}
