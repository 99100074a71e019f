package infer

import (
	"context"
	"fmt"
	"iter"
	"math"

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
// (Hoffman et al. 2013; Ranganath, Gerrish, Blei 2014). It owns the parameters, the optimiser's state, the step count and the random state;
// there is no store outside it. It serves one goroutine at a time.
//
// The data D are what model and guide take, a mini-batch as a rule; the plates say how many rows it stands for.
type SVI[D any] struct {
	model, guide func(*ppl.Context, D)
	o            SVIOptions
	store        *store
	tape         *tensor.Tape
	step         int // steps done
	attempt      int // steps that failed; each makes the next draw anew
}

// Step is the result of one step.
type Step struct {
	N     int                // steps done, with this one
	Loss  float64            // minus the estimated ELBO, in nats over all rows, before the step
	Sites map[string]float64 // the loss by site, if PerSite asks for it
}

// NewSVI pairs a model with a guide. The guide names every latent of the model; [AutoNormal] and [AutoDelta] make one. Mistakes in the options are reported by the first step.
func NewSVI[D any](model, guide func(*ppl.Context, D), o SVIOptions) *SVI[D] {
	if o.Optimizer == nil {
		o.Optimizer = optim.Adam{}
	}
	if o.Loss == nil {
		o.Loss = TraceELBO{}
	}
	return &SVI[D]{model: model, guide: guide, o: o, store: newStore(o.Seed), tape: tensor.NewTape()}
}

// Steps is the number of steps done.
func (s *SVI[D]) Steps() int { return s.step }

// Step makes one step on the data. After an error nothing has changed, and the next step draws anew: a loss or gradient that is not finite is
// a [StepError] that names the first site that went bad.
func (s *SVI[D]) Step(data D) (step Step, err error) {
	step.N = s.step
	s.attempt++
	defer fault.Catch(&err)
	if err := optim.Validate(s.o.Optimizer); err != nil {
		return step, err
	}
	s.tape.Reset()
	params := s.store.on(s.tape)
	rng := tensor.NewRNG(s.o.Seed).Split("svi", uint64(s.step), uint64(s.attempt)).On(s.tape)
	e, err := s.estimate(data, s.o.Loss.particles(), rng, params)
	if err != nil {
		return step, err
	}
	step.Loss, step.Sites = e.loss, e.sites(s.o.PerSite)
	if math.IsNaN(e.loss) || math.IsInf(e.loss, 0) {
		return step, e.stepError(s.step + 1)
	}
	if err := s.store.unused(); err != nil {
		return step, err
	}
	s.tape.Backward(e.surrogate)
	moves, err := s.moves(params)
	if err != nil {
		return step, err
	}
	for _, m := range moves {
		m.Total = s.step + 1
		s.o.Optimizer.Update(m)
		s.store.byName[m.Name].updates++
	}
	s.step, s.attempt = s.step+1, 0
	step.N = s.step
	return step, nil
}

// moves are the parameters of this run with their gradients, all of which are finite.
func (s *SVI[D]) moves(params *storeRun) ([]*optim.Param, error) {
	var moves []*optim.Param
	for _, p := range s.store.order {
		l, ok := params.leaves[p.name]
		if !ok {
			continue
		}
		g := s.tape.Grad(l.real)
		if g == nil {
			continue
		}
		if i, v := firstNonFinite(g); i >= 0 {
			return nil, &StepError{Step: s.step + 1, Site: p.name, Detail: fmt.Sprintf("the gradient of the parameter is %v at element %d of %v", v, i, []int(g.Shape()))}
		}
		if p.state == nil {
			for range s.o.Optimizer.Slots(p.name) {
				p.state = append(p.state, own(tensor.ZerosLike(p.real)))
			}
		}
		moves = append(moves, &optim.Param{Name: p.name, Step: p.updates + 1, X: p.real, Grad: g, State: p.state})
	}
	return moves, nil
}

// Run makes a step on every batch. It ends with the batches, when the caller's loop breaks, or with ctx's error, after which the SVI holds
// what was learned so far. After a failed step it goes on with the next batch if the caller does.
func (s *SVI[D]) Run(ctx context.Context, batches iter.Seq[D]) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
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

// estimate is an ELBO estimate from several draws of the guide.
type estimate struct {
	loss      float64
	each      []float64 // the loss by particle
	surrogate *tensor.Tensor
	values    []siteValue
	particles []*particle
}

func (s *SVI[D]) estimate(data D, particles int, rng *tensor.RNG, params ppl.Params) (*estimate, error) {
	e := &estimate{}
	model, guide := ppl.Bind(s.model, data), ppl.Bind(s.guide, data)
	for i := range particles {
		r := rng.Split("particle", uint64(i))
		g, err := ppl.RunWith(guide, ppl.RunOptions{RNG: r.Split("guide"), Params: params})
		if err != nil {
			return nil, inside("the guide", err)
		}
		m, err := ppl.RunWith(ppl.Replay(model, g), ppl.RunOptions{RNG: r.Split("model"), Params: params})
		if err != nil {
			return nil, inside("the model", err)
		}
		p := newParticle(g, m)
		if err := p.agree(); err != nil {
			return nil, err
		}
		surrogate, values := p.objective(s.o.Loss.terms(p))
		loss := 0.0
		for _, v := range values {
			loss -= scalar(v.value)
		}
		e.each = append(e.each, loss)
		e.loss += loss / float64(particles)
		e.values = append(e.values, values...)
		e.particles = append(e.particles, p)
		if surrogate != nil {
			e.surrogate = plus(e.surrogate, tensor.Mul(surrogate, -1/float64(particles)))
		}
	}
	if e.surrogate == nil {
		e.surrogate = tensor.Scalar(0)
	}
	return e, nil
}

// scalar reads a value of rank 0 that may carry derivatives.
func scalar(t *tensor.Tensor) float64 {
	if t.DType() == tensor.Float32 {
		return float64(tensor.Raw[float32](t)[0])
	}
	return tensor.Raw[float64](t)[0]
}

// sites is the loss by site, averaged over the particles.
func (e *estimate) sites(wanted bool) map[string]float64 {
	if !wanted {
		return nil
	}
	m := map[string]float64{}
	for _, v := range e.values {
		m[v.site] -= scalar(v.value) / float64(len(e.each))
	}
	return m
}

// inside says whether it was the guide or the model that made a mistake.
func inside(what string, err error) error { return fmt.Errorf("infer: in %s: %w", what, err) }
