package infer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// chain is one chain of an MCMC.
type chain struct {
	number int
	rng    *tensor.RNG
	target *target
	kernel Transition

	mu sync.Mutex // held for a transition, so that others see the chain between two of them

	at        Point // where it is
	room      Point // for where it goes
	next      Point // room, or what a kernel makes of it
	n         int   // transitions done
	warmup    int
	names     []string  // of what the kernel tells
	told      []float64 // of the latest transition
	divergent int       // where in told it says that it was divergent; -1 if it does not
	scratch   []float64 // a gradient

	since int // transitions since the last draw that was kept
	kept  int // draws in the sampler's store

	done       atomic.Int64 // n, for who watches
	divergence atomic.Int64 // divergent transitions after the warm-up
}

// newChain finds where a chain starts, and starts the kernel there.
func newChain(ctx context.Context, m MCMC, number int, made func() (problem, error)) (c *chain, err error) {
	defer fault.Catch(&err)
	p, err := made()
	if err != nil {
		return nil, err
	}
	c = &chain{number: number, rng: m.rngOf(number), warmup: m.Warmup}
	if c.target, c.at, err = newTarget(ctx, p, m.initOf(number), number, c.rng); err != nil {
		return nil, err
	}
	n := len(c.at.X)
	c.room, c.scratch = NewPoint(n), make([]float64, n)
	if c.kernel, err = started(ctx, m.Kernel, Chain{Target: c.target, Layout: p.layout(), Warmup: m.Warmup, RNG: c.rng, At: c.at}); err != nil {
		return nil, err
	}
	c.names = slices.Clone(c.kernel.Stats())
	c.told, c.divergent = make([]float64, len(c.names)), slices.Index(c.names, "divergent")
	return c, nil
}

// rngOf returns the random numbers of a chain.
func (m MCMC) rngOf(chain int) *tensor.RNG { return tensor.NewRNG(m.Seed).Split("mcmc", uint64(chain)) }

// comparing is after how many transitions the density is compared with fresh runs once more.
const comparing = 256

// advance makes one transition. What looks at the density comes first, and the kernel changes nothing if it fails: then
// the chain is where it was, and can try the same transition again.
func (c *chain) advance() (err error) {
	defer fault.Catch(&err)
	if c.n == 1 || c.n == c.warmup || c.n%comparing == 0 {
		if err := c.look(); err != nil {
			return err
		}
	}
	c.next = c.room // a kernel may leave slices of its own there, and write to them later
	c.next.Copy(&c.at)
	told, err := c.kernel.Move(c.n, &c.next, c.rng.Split("transition", uint64(c.n)))
	switch {
	case err == nil && len(told) != len(c.told):
		err = fmt.Errorf("the kernel told %d numbers of it; its Stats are %q", len(told), c.names)
	case err == nil:
		err = c.next.check(len(c.at.X))
	}
	if err != nil {
		return fmt.Errorf("transition %d: %w", c.n, err)
	}
	c.at.Copy(&c.next)
	copy(c.told, told)
	if c.n >= c.warmup && c.divergent >= 0 && told[c.divergent] != 0 {
		c.divergence.Add(1)
	}
	c.n++
	if c.n == c.warmup { // the points refused from now on count
		clear(c.target.rejected)
		clear(c.target.reasons)
	}
	c.done.Store(int64(c.n))
	return nil
}

// look refuses a density that has changed, and a kernel that has left another one's values in the chain's point.
func (c *chain) look() error {
	if c.n == 0 {
		return nil
	}
	if err := c.target.compare(c.at.X); err != nil {
		return err
	}
	c.room.Copy(&c.at)
	if err := c.target.recognize(&c.room, c.scratch, "where the kernel moved to it"); err != nil {
		return fmt.Errorf("after %d transitions: %w: a kernel leaves in a Point the Gradient and LogDensity of its X, and a density is the same at every call", c.n, err)
	}
	if !slices.Equal(c.room.X, c.at.X) {
		return errors.New("the density has changed the x that it was given")
	}
	return nil
}
