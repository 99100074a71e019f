package infer

import (
	"context"
	"fmt"
	"iter"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
)

// Rounds draws in rounds of the given number of draws of every chain, and yields all draws so far after each: the
// caller's loop may look at them and end early. The draws are those of Run. An error comes with the draws so far, if
// there are any, and is the last.
func (m MCMC) Rounds(ctx context.Context, model ppl.Model, round int) iter.Seq2[*draws.Draws, error] {
	return func(yield func(*draws.Draws, error) bool) {
		s, err := m.sampler(ctx, ofModel(model))
		if err != nil {
			yield(nil, err)
			return
		}
		s.Rounds(ctx, s.m.Draws, round)(yield)
	}
}

// Rounds draws as [MCMC.Rounds] does, until the sampler has n draws of every chain that no Run has returned. They stay
// in the sampler: after a loop that ended early, or with a sampler that was loaded from its checkpoint, Rounds goes on
// from there.
func (s *Sampler) Rounds(ctx context.Context, n, round int) iter.Seq2[*draws.Draws, error] {
	return func(yield func(*draws.Draws, error) bool) {
		err := given(ctx, "Rounds")
		if err == nil && round < 1 {
			err = fmt.Errorf("infer: Rounds of %d draws; there is at least one", round)
		}
		if err == nil {
			err = s.checkDraws("Rounds", n)
		}
		if err == nil {
			err = s.claim()
		}
		if err != nil {
			yield(nil, err)
			return
		}
		s.grow(n)
		for made := 0; made < n && err == nil; {
			made = min(made+round, n)
			if err = s.fill(ctx, made); err != nil || made == n {
				err = s.ended(err)
			}
			var all *draws.Draws
			all, err = s.show(made, err)
			if !yield(all, err) {
				return
			}
		}
	}
}
