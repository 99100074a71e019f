package infer

import (
	"context"
	"fmt"
	"math"
	"sync"
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

	mu sync.Mutex // held for a transition, so that others see the chain between two of them

	z        *phase
	n        int // transitions done
	warmup   int
	step     dualAveraging
	windows  schedule
	moments  *moments
	searches bool // for a step size, before the next transition
	eps      float64
	last     moved
	scratch  []float64 // a gradient that nobody reads

	since int // transitions since the last draw that was kept
	kept  int // draws in the sampler's store

	done      atomic.Int64 // n, for who watches
	divergent atomic.Int64 // after the warm-up
}

// newChain finds where a chain starts and how large its first steps are.
func newChain(ctx context.Context, m MCMC, number int, model ppl.Model) (c *chain, err error) {
	defer fault.Catch(&err)
	c = &chain{number: number, rng: tensor.NewRNG(m.Seed).Split("mcmc", uint64(number)), warmup: m.Warmup, windows: newSchedule(m.Warmup)}
	if c.settings, err = m.Kernel.settings(); err != nil {
		return nil, err
	}
	if err := c.settings.check(); err != nil {
		return nil, err
	}
	t, x, gradient, lp, err := newTarget(ctx, model, m.start(number), c.rng)
	if err != nil {
		return nil, err
	}
	c.z = newPhase(t.layout.size)
	copy(c.z.q, x)
	copy(c.z.gradient, gradient)
	c.z.lp = lp
	c.target, c.scratch = t, make([]float64, t.layout.size)
	if c.metric, err = newMetric(c.settings.metric, t); err != nil {
		return nil, err
	}
	c.kernel = m.Kernel.transitions(&c.hamiltonian, t.layout.size)
	c.moments = newMoments(c.settings.metric, c.metric)
	c.eps = c.settings.step
	if c.eps == 0 {
		if c.eps, err = c.reasonable(ctx, c.z, 1, c.rng.Split("step size")); err != nil {
			return nil, err
		}
	}
	c.step = newDualAveraging(c.settings.target, c.eps)
	return c, nil
}

// comparing is after how many transitions a record is compared with a fresh run once more.
const comparing = 256

// advance makes one transition and adapts during the warm-up. What runs the model comes first, and only then does anything
// change: a chain that failed is where it was, and can try the same transition again.
func (c *chain) advance() (err error) {
	defer fault.Catch(&err)
	before, whole := c.leapfrogs, false
	defer func() {
		if !whole {
			c.leapfrogs = before
		}
	}()
	if err := c.prepare(); err != nil {
		return err
	}
	before = c.leapfrogs
	last, err := c.kernel.move(c.z, c.eps, c.rng.Split("transition", uint64(c.n)))
	if err != nil {
		return fmt.Errorf("transition %d: %w", c.n, err)
	}
	c.last = last
	if c.n < c.warmup {
		c.adapt()
	} else if c.last.divergent {
		c.divergent.Add(1)
	}
	c.n++
	c.done.Store(int64(c.n))
	whole = true
	return nil
}

// prepare does what is due before the next transition: the record is compared when the warm-up has ended and now and
// then, and a step size is looked for when a metric has been learnt.
func (c *chain) prepare() error {
	if c.n > 0 && (c.n == c.warmup || c.n%comparing == 0) {
		if err := c.target.compare(c.z.q); err != nil {
			return err
		}
	}
	if c.searches {
		eps, err := c.reasonable(context.Background(), c.z, c.eps, c.rng.Split("step size", uint64(c.n-1)))
		if err != nil {
			return err
		}
		c.eps, c.step, c.searches = eps, newDualAveraging(c.settings.target, eps), false
	}
	return nil
}

// adapt learns from a transition of the warm-up.
func (c *chain) adapt() {
	c.step.observe(c.last.accept)
	c.eps = c.step.eps
	inside, ends := c.windows.observes(c.n)
	if inside {
		c.moments.add(c.z.q, c.z.gradient)
	}
	if ends {
		c.moments.learn()
		c.searches = true
	}
	if c.n == c.warmup-1 {
		c.eps = c.step.final()
		c.moments = nil
		clear(c.target.rejected) // those of the draws count
		clear(c.target.reasons)
	}
}
