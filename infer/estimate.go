package infer

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// estimate is an objective's estimate from several draws of the guide.
type estimate struct {
	particles []*Particle
	objective float64
	weights   []float64 // derivatives of the objective with respect to the particles' totals
}

func (s *SVI[D]) estimate(data D, particles int, rng *tensor.RNG, params ppl.Params) (e *estimate, err error) {
	switch {
	case particles < 1:
		return nil, fmt.Errorf("infer: %d particles; it takes at least one, and 0 means the default", particles)
	case particles > most:
		return nil, fmt.Errorf("infer: %d particles; there are at most %d", particles, most)
	}
	e = new(estimate)
	for i := range particles {
		p, err := s.particle(data, rng.Split("particle", uint64(i)), params)
		if err != nil {
			return nil, err
		}
		e.particles = append(e.particles, p)
	}
	return e, e.combine(s.o.Loss)
}

// combine works out the objective: the mean of the particles' totals, unless it is a [Combiner].
func (e *estimate) combine(loss ELBO) error {
	n := len(e.particles)
	sums := make([]float64, n)
	for i, p := range e.particles {
		sums[i] = p.total()
	}
	c, ok := loss.(Combiner)
	if !ok {
		e.weights = make([]float64, n)
		for i, v := range sums {
			e.objective += v
			e.weights[i] = 1 / float64(n)
		}
		e.objective /= float64(n)
		return nil
	}
	for _, z := range e.particles[0].latents {
		if !z.Dist.HasRSample() {
			return fmt.Errorf("infer: site %q: %T combines draws, and a draw of %v is not a differentiable function of the parameters; take TraceELBO", z.Name, loss, z.Dist)
		}
	}
	e.objective, e.weights = c.Combine(sums)
	switch {
	case len(e.weights) != n:
		return fmt.Errorf("infer: %T.Combine has %d derivatives for %d draws; it returns one for each", loss, len(e.weights), n)
	case kernel.AllFinite(sums) && !(finite(e.objective) && kernel.AllFinite(e.weights)):
		return fmt.Errorf("infer: %T.Combine makes the objective %v with the derivatives %v of the sums %v; all have to be finite", loss, e.objective, e.weights, sums)
	}
	return nil
}

// particle draws from the guide and replays the draw in the model.
func (s *SVI[D]) particle(data D, rng *tensor.RNG, params ppl.Params) (*Particle, error) {
	guide, err := ppl.RunWith(ppl.Bind(s.guide, data), ppl.RunOptions{RNG: rng.Split("guide"), Params: params})
	if err != nil {
		return nil, inside("the guide", err)
	}
	replayed, o := ppl.Replay(ppl.Bind(s.model, data), guide), ppl.RunOptions{RNG: rng.Split("model"), Params: params}
	model, err := ppl.RunWith(replayed, o)
	if err != nil {
		return nil, inside("the model", cmp.Or(outside(replayed, guide, o), err))
	}
	p := newParticle(guide, model)
	if err := p.agree(); err != nil {
		return nil, err
	}
	p.evaluate(s.o.Loss)
	return p, nil
}

// outside returns an error if the guide has drawn a value that the latent of the model cannot have. The model has
// failed, perhaps because of that, and runs once more.
func outside(replayed ppl.Model, guide *ppl.Trace, o ppl.RunOptions) error {
	_, err := ppl.RunWith(ppl.WithHandler(replayed, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		next.Apply(s)
		if !s.Latent() || guide.Site(s.Name) == nil {
			return
		}
		if err := dist.CheckSupport(s.Dist, s.Value, s.Mask); err != nil {
			panic(modelError{mismatch(s.Name, "the guide draws what the model does not allow: %v; give it a distribution of that support", err)})
		}
	})), o)
	if e, ok := errors.AsType[*MismatchError](err); ok {
		return e
	}
	return nil
}

// inside says whether it was the guide or the model that made a mistake.
func inside(what string, err error) error {
	if _, ok := errors.AsType[modelMistake](err); ok {
		what = "the model"
	}
	return fmt.Errorf("infer: in %s: %w", what, err)
}

// loss returns minus the objective.
func (e *estimate) loss() float64 { return -e.objective }

// sites returns the loss by site, in which each particle has its weight.
func (e *estimate) sites() map[string]float64 {
	sites := map[string]float64{}
	for k, p := range e.particles {
		for i, v := range p.values {
			sites[p.addends[i].Site.Name] -= scalar(v) * e.weights[k]
		}
	}
	return sites
}

// scalar reads a value of rank 0 that may carry derivatives.
func scalar(t *tensor.Tensor) float64 { return raw.At(t, 0) }

// surrogate returns a scalar whose gradient is an unbiased estimate of the loss's.
func (e *estimate) surrogate() *tensor.Tensor {
	var total *tensor.Tensor
	for i, p := range e.particles {
		switch s := p.surrogate(); {
		case s == nil:
		case e.weights[i] == 1:
			total = plus(total, s)
		default:
			total = plus(total, tensor.Mul(s, e.weights[i]))
		}
	}
	if total == nil {
		return tensor.Scalar(0)
	}
	return total.Neg()
}
