package infer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/internal/par"
)

// Sampler is an MCMC under way: it is warmed up once and can draw again later. It serves one goroutine at a time,
// except that Progress may save it.
type Sampler struct {
	m      MCMC
	chains []*chain
	made   *draws.Draws // draws that no Run has handed out, as many of each chain as that has kept; nil without any

	file    string // that the sampler was last saved to or loaded from
	claimed bool   // Checkpoint is this sampler's
	saved   time.Time
	unsaved atomic.Pointer[error] // of the latest checkpoint
}

// Run makes n more draws of every chain, after the warm-up if that has not been done. When ctx is canceled, it returns
// ctx's error with the draws so far, as [MCMC.Run] does.
//
// Nothing is lost by that. The next Run goes on from there, and begins with the draws that faster chains had made
// already: the draws of all Runs together are those of a single one. Draws that were returned without the chains that
// were still in their warm-up come again, then of all chains. Nor does an error of the model lose any: the sampler
// keeps the draws, and the next Run tries again.
func (s *Sampler) Run(ctx context.Context, n int) (out *draws.Draws, err error) {
	defer fault.Catch(&err)
	if err := s.checkDraws("Sampler.Run", n); err != nil {
		return nil, err
	}
	if err := given(ctx, "Sampler.Run"); err != nil {
		return nil, err
	}
	if err := s.claim(); err != nil {
		return nil, err
	}
	left := s.fill(ctx, n)
	err = s.ended(left)
	if left != nil && !cancelled(left) {
		return nil, err
	}
	out, err = s.show(n, err)
	if out != nil && out.Chains() == len(s.chains) {
		s.drop(out.Draws())
	}
	return out, err
}

// checkDraws refuses a number of draws of every chain that cannot be made.
func (s *Sampler) checkDraws(what string, n int) error {
	switch {
	case n < 1:
		return fmt.Errorf("infer: %s of %d draws; there is at least one", what, n)
	case n > most/len(s.chains)/s.m.Thin:
		return fmt.Errorf("infer: %s of %d draws; there are at most %d transitions in all", what, n, most)
	}
	return nil
}

// canceled reports whether it was the caller's context that ended a run.
func cancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// fill lets every chain draw until n draws of it are kept. Its error is the first chain's that failed, or ctx's if that
// left draws to be made.
func (s *Sampler) fill(ctx context.Context, n int) (err error) {
	work, stop := context.WithCancel(ctx)
	defer stop()
	s.grow(n)
	total := 0 // transitions that the chains will have made
	for _, c := range s.chains {
		total += max(c.n, s.m.Warmup) + max(0, (n-c.kept)*s.m.Thin-c.since)
	}
	ended := make(chan struct{})
	var saving sync.WaitGroup
	defer func() { // Progress may end this goroutine, or panic, while the chains run
		stop()
		<-ended
		saving.Wait()
	}()
	if s.m.Checkpoint != "" {
		saving.Go(func() { s.checkpoints(ended) })
	}
	var failed any
	go func() {
		defer close(ended)
		defer func() { failed = recover() }()
		err = each(len(s.chains), func(i int) error {
			whole := false
			defer func() {
				if !whole {
					stop() // what ends one chain stops the others
				}
			}()
			err := s.draw(work, s.chains[i], n)
			whole = err == nil
			return err
		})
	}()
	s.watch(total, ended)
	saving.Wait()
	if failed != nil {
		_ = s.checkpoint() // the panic goes first
		panic(failed)
	}
	for _, c := range s.chains {
		if err == nil && c.kept < n {
			err = ctx.Err()
		}
	}
	return err
}

// draw makes draws of one chain until n of them are kept.
func (s *Sampler) draw(ctx context.Context, c *chain, n int) error {
	for c.kept < n && ctx.Err() == nil {
		if err := s.step(c); err != nil {
			return err
		}
	}
	return nil
}

// step makes one transition and keeps its draw if that is one to keep.
func (s *Sampler) step(c *chain) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since < s.m.Thin {
		if err := c.advance(); err != nil {
			return err
		}
		if c.n > c.warmup {
			c.since++
		}
	}
	if c.since < s.m.Thin {
		return nil
	}
	if err := s.keep(c); err != nil {
		return err
	}
	c.kept, c.since = c.kept+1, 0
	return nil
}

// checkNames refuses names that the model does not have.
func (s *Sampler) checkNames() error {
	t := s.chains[0].target
	for _, values := range s.m.InitValues {
		for name := range values {
			if _, err := t.layout().named("InitValues", name); err != nil {
				return err
			}
		}
	}
	if _, err := t.values(s.chains[0].at.X); err != nil {
		return fmt.Errorf("infer: %w", err)
	}
	var names []string
	for _, site := range t.shown() {
		names = append(names, site.Name)
	}
	for _, name := range s.m.Sites {
		if !slices.Contains(names, name) {
			return fmt.Errorf("infer: MCMC.Sites names %q; the model has %q", name, names)
		}
	}
	return nil
}

// each calls f for every chain, in a goroutine of its own, and returns the error of the first chain that has one. A
// panic that is not an error of the library goes on in the caller's goroutine, after all have ended, with its stack.
func each(chains int, f func(i int) error) (err error) {
	defer exits("MCMC", &err)
	defer fault.Catch(&err)
	errs := make([]error, chains)
	crowd := par.Gather(chains)
	par.Goroutines(chains, func(i int) {
		defer crowd.Leave()
		errs[i] = f(i)
	})
	for i, err := range errs {
		if err != nil && !strings.HasPrefix(err.Error(), "infer: ") { // those are about settings, which are of all chains
			errs[i] = fmt.Errorf("infer: chain %d: %w", i, err)
		}
	}
	return firstError(errs)
}

func firstError(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
