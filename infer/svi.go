package infer

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// SVIOptions are the settings of SVI.
type SVIOptions struct {
	Optimizer optim.Optimizer // nil: Adam with its defaults
	Loss      ELBO            // nil: TraceELBO with one particle
	Seed      uint64          // zero is a seed like any other
	PerSite   bool            // report the loss site by site, too
}

// SVI is stochastic variational inference: it moves the parameters of guide and model along noisy gradients of the ELBO
// (Hoffman et al. 2013; Ranganath, Gerrish, Blei 2014). It owns the parameters, the optimizer's state, the step count
// and the random state; there is no store outside it. It serves one goroutine at a time.
//
// The data D are what model and guide take, a mini-batch as a rule; the plates say how many rows it stands for.
type SVI[D any] struct {
	model, guide func(*ppl.Context, D)
	o            SVIOptions
	store        *store
	tape         *tensor.Tape
	params       storeRun       // of the step
	step         int            // steps done
	attempt      int            // attempts at the next step; each draws anew
	rows         map[string]int // of plates that looked at all of theirs, in the latest step that had them
}

// Step is the result of one step.
type Step struct {
	N     int                // steps done, with this one
	Loss  float64            // minus the estimated ELBO, in nats over all rows, before the step
	Sites map[string]float64 // the loss by site, if PerSite asks for it
}

// NewSVI pairs a model with a guide. The guide names every latent of the model; [AutoNormal] and [AutoDelta] make one.
// Mistakes in the options are reported by the first step.
func NewSVI[D any](model, guide func(*ppl.Context, D), o SVIOptions) *SVI[D] {
	if o.Optimizer == nil {
		o.Optimizer = optim.Adam{}
	}
	if o.Loss == nil {
		o.Loss = TraceELBO{}
	}
	return &SVI[D]{model: model, guide: guide, o: o, store: newStore(o.Seed), tape: tensor.NewTape(), rows: map[string]int{}}
}

func (s *SVI[D]) checkLoss() error {
	if isNilPointer(s.o.Loss) {
		return fmt.Errorf("infer: SVIOptions.Loss is a nil %T; take the value, or nothing for TraceELBO", s.o.Loss)
	}
	return nil
}

// Steps returns the number of steps done.
func (s *SVI[D]) Steps() int { return s.step }

// Param returns the value of a parameter on its constrained scale. It is an error if neither a step nor a checkpoint
// has it.
func (s *SVI[D]) Param(name string) (*tensor.Tensor, error) {
	p := s.store.byName[name]
	if p == nil {
		return nil, fmt.Errorf("infer: no step has met a parameter %q; there are %q", name, s.store.names())
	}
	value, err := p.value()
	switch {
	case err != nil:
		return nil, fmt.Errorf("infer: parameter %q: %w", name, err)
	case value == nil:
		return nil, fmt.Errorf("infer: parameter %q is from a checkpoint of an early version, and what it must be, %s, is known exactly only after the first step or Evaluate", name, p.set)
	}
	return value, nil
}

// Step makes one step on the data. After an error no parameter and no state of the optimizer has changed, and the next
// attempt draws anew. A loss or gradient that is not finite is a [NonFiniteError] that names the first site that went
// bad. Model and guide run in the caller's goroutine, which t.FailNow in a model ends; that, too, changes nothing.
//
// A plate without a batch option that has another number of rows than in the steps before is an error if a latent or a
// factor outside counts once in each step, too: mini-batches would pass for the whole of the data. Where the data are
// really others, [ppl.BatchSize] of all rows says so.
func (s *SVI[D]) Step(data D) (step Step, err error) {
	defer fault.Catch(&err)
	step.N = s.step
	if err := optim.Validate(s.o.Optimizer); err != nil {
		return step, err
	}
	if err := s.checkLoss(); err != nil {
		return step, err
	}
	s.attempt++
	s.tape.Reset()
	s.params.begin(s.store, s.tape)
	s.params.grows = true
	rng := tensor.NewRNG(s.o.Seed).Split("svi", uint64(s.step), uint64(s.attempt)).On(s.tape)
	e, err := s.estimate(data, s.o.Loss.NumParticles(), rng, &s.params)
	if err != nil {
		return step, s.params.blame(err)
	}
	step.Loss = e.loss()
	if s.o.PerSite {
		step.Sites = e.sites()
	}
	if err := e.check(s.step); err != nil {
		return step, s.params.blame(err)
	}
	if err := s.checkRows(e.particles[0].Model); err != nil {
		return step, err
	}
	s.tape.Backward(e.surrogate())
	if err := s.params.update(s.o.Optimizer, s.step); err != nil {
		return step, err
	}
	s.step, s.attempt = s.step+1, 0
	step.N = s.step
	s.noteRows(e.particles[0].Model)
	return step, nil
}

// Run makes a step on every batch. It ends with the batches, when the caller's loop breaks, or with ctx's error, after
// which the SVI holds what was learned so far. After a failed step it goes on with the next batch if the caller does.
func (s *SVI[D]) Run(ctx context.Context, batches iter.Seq[D]) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		if batches == nil {
			yield(Step{N: s.step}, errors.New("infer: SVI.Run has no batches; Batches makes them"))
			return
		}
		if err := given(ctx, "SVI.Run"); err != nil {
			yield(Step{N: s.step}, err)
			return
		}
		for batch := range batches {
			if err := ctx.Err(); err != nil {
				yield(Step{N: s.step}, err)
				return
			}
			if step, err := s.Step(batch); !yield(step, err) {
				return
			}
		}
	}
}
