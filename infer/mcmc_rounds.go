package infer

import (
	"context"
	"fmt"
	"iter"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Rounds draws in rounds of the given number of draws of every chain, and yields all draws so far after each: the
// caller's loop may look at them and end early. The draws are those of Run. An error comes with the draws so far, if
// there are any, and is the last.
func (m MCMC) Rounds(ctx context.Context, model ppl.Model, round int) iter.Seq2[*draws.Draws, error] {
	return func(yield func(*draws.Draws, error) bool) {
		s, err := m.Sampler(model)
		if err == nil && round < 1 {
			err = fmt.Errorf("infer: MCMC.Rounds of %d draws; there is at least one", round)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		var all *draws.Draws
		for done := 0; done < s.m.Draws; {
			n := min(round, s.m.Draws-done)
			out, err := s.Run(ctx, n)
			done += n
			if out != nil && (all == nil || out.Chains() == all.Chains()) {
				all = join(all, out)
			}
			if !yield(all, err) || err != nil {
				return
			}
		}
	}
}

// join is the draws of a and then those of b, of the same chains and sites; a may be nil.
func join(a, b *draws.Draws) *draws.Draws {
	if a == nil {
		return b
	}
	out := draws.New(a.Chains(), a.Draws()+b.Draws())
	out.SetSampling(b.Sampling())
	concat(out, a, b)
	concat(out.Stats(), a.Stats(), b.Stats())
	return out
}

// concat writes the draws of a and then those of b.
func concat(out, a, b *draws.Draws) {
	for _, name := range a.Names() {
		shape := a.Get(name).Shape()[2:]
		out.Add(name, shape, a.Get(name).DType(), a.Dims(name)[2:])
		for i, part := range []*draws.Draws{a, b} {
			from := i * a.Draws()
			rows := part.Get(name).Reshape(append(tensor.Shape{part.Chains() * part.Draws()}, shape...)...)
			for c := range part.Chains() {
				for n := range part.Draws() {
					at := c*part.Draws() + n
					out.Put(name, c, from+n, rows.Slice(0, at, at+1).Reshape(shape...))
				}
			}
		}
	}
}
