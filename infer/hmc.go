package infer

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// HMC is Hamiltonian Monte Carlo with trajectories of one length (Neal 2011, "MCMC using Hamiltonian dynamics"). [NUTS]
// finds the length by itself.
type HMC struct {
	PathLength   float64 // in units of time; 0 means 2π. A path has at least one step and at most 1024.
	TargetAccept float64 // mean acceptance probability that the step size aims at; 0 means 0.8
	StepSize     float64 // to begin with, and for good without warm-up; 0 means that it is looked for from 1 on
	Metric       Metric
}

func (k HMC) settings() (kernelSettings, error) {
	s := kernelSettings{name: "HMC", target: k.TargetAccept, step: k.StepSize, metric: k.Metric}
	if k.PathLength < 0 || !finite(k.PathLength) {
		return s, settingError("HMC", "PathLength", k.PathLength, "positive and finite, and 0 means 2π")
	}
	return s, nil
}

func (k HMC) transitions(h *hamiltonian, n int) transition {
	length := k.PathLength
	if length == 0 {
		length = 2 * math.Pi
	}
	return &hmc{h, length, newPhase(n)}
}

// hmc is one chain's HMC.
type hmc struct {
	*hamiltonian
	length float64
	trial  *phase
}

// maxPath bounds the work of a step size that is much too small.
const maxPath = 1024

func (t *hmc) move(z *phase, eps float64, rng *tensor.RNG) (m moved, err error) {
	t.refresh(z, rng)
	start := z.energy()
	t.trial.copy(z)
	before := t.leapfrogs
	for range max(1, min(maxPath, int(t.length/eps))) {
		if err := t.leapfrog(t.trial, eps); err != nil {
			return m, err
		}
		if t.trial.energy()-start > maxError {
			m.divergent = true
			break
		}
	}
	m.leapfrogs = t.leapfrogs - before
	m.accept = math.Exp(min(0, start-t.trial.energy()))
	if !m.divergent && rng.Float64() < m.accept {
		z.copy(t.trial)
	}
	m.energy = z.energy()
	return m, nil
}
