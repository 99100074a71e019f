package infer

import (
	"errors"
	"fmt"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// estimate is an ELBO estimate from several draws of the guide.
type estimate []*particle

func (s *SVI[D]) estimate(data D, particles int, rng *tensor.RNG, params ppl.Params) (estimate, error) {
	switch {
	case particles < 1:
		return nil, fmt.Errorf("infer: %d particles; it takes at least one, and 0 means the default", particles)
	case particles > most:
		return nil, fmt.Errorf("infer: %d particles; there are at most %d", particles, most)
	}
	var e estimate
	for i := range particles {
		p, err := s.particle(data, rng.Split("particle", uint64(i)), params)
		if err != nil {
			return nil, err
		}
		e = append(e, p)
	}
	return e, nil
}

// particle draws from the guide and replays the draw in the model.
func (s *SVI[D]) particle(data D, rng *tensor.RNG, params ppl.Params) (*particle, error) {
	guide, err := ppl.RunWith(ppl.Bind(s.guide, data), ppl.RunOptions{RNG: rng.Split("guide"), Params: params})
	if err != nil {
		return nil, inside("the guide", err)
	}
	model, err := ppl.RunWith(ppl.Replay(ppl.Bind(s.model, data), guide), ppl.RunOptions{RNG: rng.Split("model"), Params: params})
	if err != nil {
		return nil, inside("the model", err)
	}
	p := newParticle(guide, model)
	if err := p.agree(); err != nil {
		return nil, err
	}
	p.evaluate(s.o.Loss)
	return p, nil
}

// inside says whether it was the guide or the model that made a mistake.
func inside(what string, err error) error {
	if _, ok := errors.AsType[modelMistake](err); ok {
		what = "the model"
	}
	return fmt.Errorf("infer: in %s: %w", what, err)
}

// loss is minus the estimated ELBO.
func (e estimate) loss() float64 {
	total := 0.0
	for _, p := range e {
		for _, v := range p.values {
			total -= scalar(v)
		}
	}
	return total / float64(len(e))
}

// sites is the loss by site.
func (e estimate) sites() map[string]float64 {
	sites := map[string]float64{}
	for _, p := range e {
		for i, v := range p.values {
			sites[p.addends[i].site.Name] -= scalar(v) / float64(len(e))
		}
	}
	return sites
}

// scalar reads a value of rank 0 that may carry derivatives.
func scalar(t *tensor.Tensor) float64 {
	if t.DType() == tensor.Float32 {
		return float64(tensor.Raw[float32](t)[0])
	}
	return tensor.Raw[float64](t)[0]
}

// surrogate is a scalar whose gradient is an unbiased estimate of the loss's.
func (e estimate) surrogate() *tensor.Tensor {
	var total *tensor.Tensor
	for _, p := range e {
		if s := p.surrogate(); s != nil {
			total = plus(total, s)
		}
	}
	if total == nil {
		return tensor.Scalar(0)
	}
	if len(e) > 1 {
		total = tensor.Div(total, float64(len(e)))
	}
	return total.Neg()
}
