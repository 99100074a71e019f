package infer

import (
	"fmt"
	"math"
	"sync/atomic"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Kernel is a way to move a chain: [NUTS] or [HMC].
type Kernel interface {
	settings() (kernelSettings, error)

	// transitions is one chain's kernel, over vectors of n elements.
	transitions(h *hamiltonian, n int) transition
}

// transition moves a chain to its next draw.
type transition interface {
	move(z *phase, eps float64, rng *tensor.RNG) (moved, error)
}

// kernelSettings are what all kernels have.
type kernelSettings struct {
	name   string
	target float64
	step   float64
	metric Metric
}

// check refuses settings that mean nothing, and fills in the defaults.
func (s *kernelSettings) check() error {
	if s.target == 0 {
		s.target = 0.8
	}
	if !(s.target > 0 && s.target < 1) {
		return settingError(s.name, "TargetAccept", s.target, "between 0 and 1, and 0 means 0.8")
	}
	if !(s.step >= 0) || math.IsInf(s.step, 1) {
		return settingError(s.name, "StepSize", s.step, "positive and finite, and 0 means that it is looked for")
	}
	return nil
}

func settingError(kernel, field string, found any, expected string) error {
	return fmt.Errorf("infer: %s.%s is %v; it must be %s", kernel, field, found, expected)
}

// chain is one chain of an MCMC.
type chain struct {
	number   int
	rng      *tensor.RNG
	settings kernelSettings
	hamiltonian
	kernel transition

	z       *phase
	n       int // transitions done
	warmup  int
	step    dualAveraging
	windows schedule
	moments *moments
	eps     float64
	last    moved
	scratch []float64 // a gradient that nobody reads

	done      atomic.Int64 // n, for who watches
	divergent atomic.Int64 // after the warm-up
}

// newChain finds where a chain starts and how large its first steps are.
func newChain(m MCMC, number int, model ppl.Model) (c *chain, err error) {
	defer fault.Catch(&err)
	c = &chain{number: number, rng: tensor.NewRNG(m.Seed).Split("mcmc", uint64(number)), warmup: m.Warmup, windows: newSchedule(m.Warmup)}
	if c.settings, err = m.Kernel.settings(); err != nil {
		return nil, err
	}
	if err := c.settings.check(); err != nil {
		return nil, err
	}
	t, x, gradient, lp, err := newTarget(model, m.start, c.rng)
	if err != nil {
		return nil, fmt.Errorf("chain %d: %w", number, err)
	}
	c.z = newPhase(t.size)
	copy(c.z.q, x)
	copy(c.z.gradient, gradient)
	c.z.lp = lp
	c.target, c.scratch = t, make([]float64, t.size)
	if c.metric, err = newMetric(c.settings.metric, t); err != nil {
		return nil, err
	}
	c.kernel = m.Kernel.transitions(&c.hamiltonian, t.size)
	c.moments = newMoments(c.settings.metric, c.metric)
	c.eps = c.settings.step
	if c.eps == 0 {
		if c.eps, err = c.reasonable(c.z, 1, c.rng.Split("step size")); err != nil {
			return nil, err
		}
	}
	c.step = newDualAveraging(c.settings.target, c.eps)
	return c, nil
}

// comparing is after how many transitions a record is compared with a fresh run once more.
const comparing = 256

// advance makes one transition and adapts during the warm-up.
func (c *chain) advance() (err error) {
	defer fault.Catch(&err)
	c.last, err = c.kernel.move(c.z, c.eps, c.rng.Split("transition", uint64(c.n)))
	if err != nil {
		return fmt.Errorf("chain %d, transition %d: %w", c.number, c.n, err)
	}
	if c.n < c.warmup {
		if err := c.adapt(); err != nil {
			return err
		}
	} else if c.last.divergent {
		c.divergent.Add(1)
	}
	c.n++
	c.done.Store(int64(c.n))
	if c.n%comparing == 0 {
		return c.target.compare(c.z.q)
	}
	return nil
}

// adapt learns from a transition of the warm-up.
func (c *chain) adapt() (err error) {
	c.step.observe(c.last.accept)
	c.eps = c.step.eps
	inside, ends := c.windows.observes(c.n)
	if inside {
		c.moments.add(c.z.q, c.z.gradient)
	}
	if ends {
		c.moments.learn()
		if c.eps, err = c.reasonable(c.z, c.eps, c.rng.Split("step size", uint64(c.n))); err != nil {
			return err
		}
		c.step = newDualAveraging(c.step.target, c.eps)
	}
	if c.n == c.warmup-1 {
		c.eps = c.step.final()
		c.moments = nil
		clear(c.target.rejected) // those of the draws count
		return c.target.compare(c.z.q)
	}
	return nil
}
