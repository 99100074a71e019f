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
		s, err := m.sampler(ctx, model)
		if err == nil && round < 1 {
			err = fmt.Errorf("infer: MCMC.Rounds of %d draws; there is at least one", round)
		}
		if err == nil {
			err = s.claim()
		}
		if err != nil {
			yield(nil, err)
			return
		}
		// The draws stay in the sampler, as many as there will be.
		s.grow(s.m.Draws)
		for n := 0; n < s.m.Draws && err == nil; {
			n = min(n+round, s.m.Draws)
			if err = s.fill(ctx, n); err != nil || n == s.m.Draws {
				err = s.ended(err)
			}
			var all *draws.Draws
			all, err = s.show(n, err)
			if !yield(all, err) {
				return
			}
		}
	}
}
