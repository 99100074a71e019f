package infer

import (
	"fmt"

	"github.com/credence-ppl/credence/ppl"
)

// Posterior is where Predict takes latent values from. It does not change, and goroutines may share it.
type Posterior interface {
	// draw runs whatever makes one draw of the latents, given the data to predict for.
	draw(data any, o ppl.RunOptions) (*ppl.Trace, error)
	// params are the values of the model's parameters.
	params() ppl.Params
	// complete reports whether every latent has to come from the draw.
	complete() bool
}

// Posterior is the guide with the parameters as they are now; later steps do not change it.
func (s *SVI[D]) Posterior() Posterior {
	return guidePosterior[D]{s.guide, s.store.snapshot()}
}

type guidePosterior[D any] struct {
	guide  func(*ppl.Context, D)
	values *snapshot
}

func (p guidePosterior[D]) draw(data any, o ppl.RunOptions) (*ppl.Trace, error) {
	d, ok := data.(D)
	if !ok {
		return nil, fmt.Errorf("infer: Predict got data of type %T, the guide was trained on %T; both take the same type", data, d)
	}
	t, err := ppl.RunWith(ppl.Bind(p.guide, d), o)
	if err != nil {
		return nil, inside("the guide", err)
	}
	return t, nil
}

func (p guidePosterior[D]) params() ppl.Params { return p.values }
func (guidePosterior[D]) complete() bool       { return true }

// Prior draws every latent from the model: prior predictions. Parameters have their initial values.
func Prior() Posterior { return prior{} }

type prior struct{}

func (prior) draw(any, ppl.RunOptions) (*ppl.Trace, error) {
	return ppl.RunWith(func(*ppl.Context) {}, ppl.RunOptions{})
}
func (prior) params() ppl.Params { return nil }
func (prior) complete() bool     { return false }
