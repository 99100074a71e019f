package infer

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Posterior is where Predict takes latent values from. It does not change, and goroutines may share it.
type Posterior interface {
	// draw is one draw of the latents as a trace. data points to the data to predict for, and the rows of fresh plates
	// are not those of training.
	draw(data any, fresh []string, o ppl.RunOptions) (*ppl.Trace, error)

	// params are the values of guide's and model's parameters.
	params() *snapshot

	// complete reports whether every latent has to come from the draw.
	complete() bool
}

// Posterior is the guide with the parameters as they are now; later steps do not change it.
func (s *SVI[D]) Posterior() Posterior {
	return guidePosterior[D]{s.guide, s.store.snapshot(s.step > 0)}
}

type guidePosterior[D any] struct {
	guide  func(*ppl.Context, D)
	values *snapshot
}

func (p guidePosterior[D]) draw(data any, fresh []string, o ppl.RunOptions) (*ppl.Trace, error) {
	d, ok := data.(*D)
	if !ok {
		return nil, fmt.Errorf("infer: Predict has data of type %v, the guide was trained on %v; both take the same type", reflect.TypeOf(data).Elem(), reflect.TypeFor[D]())
	}
	t, err := ppl.RunWith(newRows(ppl.Bind(p.guide, *d), fresh), o)
	if err != nil {
		return nil, inside("the guide", err)
	}
	return t, nil
}

func (p guidePosterior[D]) params() *snapshot { return p.values }
func (guidePosterior[D]) complete() bool      { return true }

// newRows lets a guide run over fresh plates, whose number of rows may be another than in training: parameters of their
// rows take initial values. Nobody looks at the latents that are drawn from them.
func newRows(guide ppl.Model, fresh []string) ppl.Model {
	return ppl.WithHandler(guide, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		if s.Kind == ppl.ParamSite && inPlates(s, fresh) {
			s.Value = s.Init(tensor.NewRNG(0))
		}
		next.Apply(s)
	}))
}

// inPlates reports whether a site is in one of the plates.
func inPlates(s *ppl.Site, plates []string) bool {
	return slices.ContainsFunc(s.Plates, func(f *ppl.Frame) bool { return slices.Contains(plates, f.Name) })
}

// Prior draws every latent from the model: prior predictions. Parameters have the initial values that SVI gives them
// with seed 0.
func Prior() Posterior { return prior{newStore(0).snapshot(false)} }

type prior struct{ values *snapshot }

func (prior) draw(any, []string, ppl.RunOptions) (*ppl.Trace, error) {
	return ppl.Run(func(*ppl.Context) {}, 0)
}

func (p prior) params() *snapshot { return p.values }
func (prior) complete() bool      { return false }
