package infer

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Posterior is where Predict takes latent values from. It does not change, and goroutines may share it.
type Posterior interface {
	// draw is draw i of n of the latents. data points to the data to predict for, and the rows of fresh plates are not
	// those of training.
	draw(i, n int, data any, fresh []string, o ppl.RunOptions) (latentValues, error)

	// size is how many chains and draws there are: 1 and 0 where they do not end.
	size() (chains, draws int)

	// params are the values of guide's and model's parameters.
	params() *snapshot

	// complete reports whether every latent has to come from the draw.
	complete() bool
}

// latentValues are the values of one draw by site; nil for sites that it does not have.
type latentValues func(site string) *tensor.Tensor

func traced(t *ppl.Trace) latentValues {
	return func(site string) *tensor.Tensor {
		if s := t.Site(site); s != nil {
			return s.Value
		}
		return nil
	}
}

// Posterior returns the guide with the parameters as they are now; later steps do not change it.
func (s *SVI[D]) Posterior() Posterior {
	return guidePosterior[D]{s.guide, s.store.snapshot(s.step > 0)}
}

type guidePosterior[D any] struct {
	guide  func(*ppl.Context, D)
	values *snapshot
}

func (p guidePosterior[D]) draw(_, _ int, data any, fresh []string, o ppl.RunOptions) (latentValues, error) {
	d, ok := data.(*D)
	if !ok {
		return nil, fmt.Errorf("infer: Predict has data of type %v, the guide was trained on %v; both take the same type", reflect.TypeOf(data).Elem(), reflect.TypeFor[D]())
	}
	t, err := ppl.RunWith(newRows(ppl.Bind(p.guide, *d), fresh), o)
	if err != nil {
		return nil, inside("the guide", err)
	}
	return traced(t), nil
}

func (guidePosterior[D]) size() (chains, draws int) { return 1, 0 }

func (p guidePosterior[D]) params() *snapshot { return p.values }
func (guidePosterior[D]) complete() bool      { return true }

// newRows lets a guide run over fresh plates, whose number of rows may be another than in training: parameters of their
// rows take initial values. Nobody looks at the latents that are drawn from them.
func newRows(guide ppl.Model, fresh []string) ppl.Model {
	return ppl.WithHandler(guide, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		switch {
		case s.Kind == ppl.PlateSite:
			s.Frame.Fresh = slices.Contains(fresh, s.Frame.Name)
		case s.Kind == ppl.ParamSite && inPlates(s, fresh):
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

func (prior) draw(int, int, any, []string, ppl.RunOptions) (latentValues, error) {
	return func(string) *tensor.Tensor { return nil }, nil
}

func (prior) size() (chains, draws int) { return 1, 0 }

func (p prior) params() *snapshot { return p.values }
func (prior) complete() bool      { return false }

// FromDraws takes latents from draws that were made before, by [MCMC] for instance. Predict makes one prediction for
// each draw of each chain, or if it is told how many, that many at even distances.
func FromDraws(d *draws.Draws) Posterior {
	return drawn{d, newStore(0).snapshot(false)}
}

type drawn struct {
	draws  *draws.Draws
	values *snapshot
}

func (p drawn) draw(i, n int, _ any, _ []string, _ ppl.RunOptions) (latentValues, error) {
	total := p.draws.Chains() * p.draws.Draws()
	if total == 0 {
		return nil, errors.New("infer: FromDraws has no draws")
	}
	at := i * max(1, total/n) % total
	if n < total {
		at = int(int64(i) * int64(total) / int64(n))
	}
	return func(site string) *tensor.Tensor {
		if !p.draws.Has(site) {
			return nil
		}
		all := p.draws.Get(site)
		shape := all.Shape()
		rows := all.Reshape(append(tensor.Shape{total}, shape[2:]...)...)
		return rows.Slice(0, at, at+1).Reshape(shape[2:]...)
	}, nil
}

func (p drawn) size() (chains, n int) { return p.draws.Chains(), p.draws.Draws() }
func (p drawn) params() *snapshot     { return p.values }
func (drawn) complete() bool          { return true }
