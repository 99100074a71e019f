package infer

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// PredictiveOptions are the settings of Predict.
type PredictiveOptions struct {
	Draws int // 0 means 100
	Seed  uint64

	// Sites to return. Without any, all but the latents: what the model observes and what it names with Deterministic.
	Sites []string

	Keep     []string // observed sites that keep their data
	Resample []string // latents to draw from the model rather than from the posterior, for instance after Do
	Fresh    []string // plates whose rows are new: their latents are drawn from the model
}

// Predict runs the model with latents from a posterior and what it observes left free, and collects the values [chain, draw, site shape…]. Sites under Condition
// keep their values. Plates run over all their rows, or the batch they are given. Draws are made in parallel; each depends on the
// seed and its number only. When ctx is cancelled, the draws done so far are returned with its error.
func Predict[D any](ctx context.Context, model func(*ppl.Context, D), from Posterior, data D, o PredictiveOptions) (*draws.Draws, error) {
	if o.Draws < 0 {
		return nil, fmt.Errorf("infer: Predict of %d draws; 0 means 100, and a negative number means nothing", o.Draws)
	}
	if o.Draws == 0 {
		o.Draws = 100
	}
	p := &prediction{model: ppl.Bind(model, data), from: from, data: data, o: o}
	// The first draw tells which sites there are.
	out, err := p.first()
	if err != nil {
		return nil, err
	}
	done, err := p.rest(ctx, out)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return out.Cut(done), err
	}
	return out, nil
}

// prediction is one call of Predict.
type prediction struct {
	model ppl.Model
	from  Posterior
	data  any
	o     PredictiveOptions
	sites []string // to return
}

func (p *prediction) first() (out *draws.Draws, err error) {
	defer fault.Catch(&err)
	t, err := p.draw(0, tensor.NewArena())
	if err != nil {
		return nil, err
	}
	if err := p.checkNames(t); err != nil {
		return nil, err
	}
	out = draws.New(1, p.o.Draws)
	for name, s := range t.Sites() {
		if !p.wanted(s) {
			continue
		}
		p.sites = append(p.sites, name)
		out.Add(name, s.Value.Shape(), s.Value.DType(), plateNames(s))
		out.Put(name, 0, 0, s.Value)
	}
	return out, nil
}

// rest makes all draws but the first, and returns how many there are without a gap.
func (p *prediction) rest(ctx context.Context, out *draws.Draws) (done int, err error) {
	var next atomic.Int64
	finished := make([]bool, p.o.Draws)
	finished[0] = true
	failed := make([]error, p.o.Draws)
	par.Workers(p.o.Draws-1, func(int) {
		arena := tensor.NewArena()
		for {
			i := int(next.Add(1))
			if i >= p.o.Draws || ctx.Err() != nil {
				return
			}
			arena.Reset()
			if failed[i] = p.put(i, arena, out); failed[i] != nil {
				next.Store(int64(p.o.Draws)) // the others stop
				return
			}
			finished[i] = true
		}
	})
	for _, err := range failed {
		if err != nil {
			return 0, err
		}
	}
	if gap := slices.Index(finished, false); gap >= 0 {
		return gap, nil
	}
	return p.o.Draws, nil
}

func (p *prediction) put(i int, arena *tensor.Tape, out *draws.Draws) (err error) {
	defer fault.Catch(&err)
	t, err := p.draw(i, arena)
	if err != nil {
		return err
	}
	for _, name := range p.sites {
		s := t.Site(name)
		if s == nil {
			return fmt.Errorf("infer: Predict: site %q is in the first draw and not in draw %d; sites that come and go cannot be collected", name, i)
		}
		out.Put(name, 0, i, s.Value)
	}
	return nil
}

// draw is the model's trace at draw i of the posterior.
func (p *prediction) draw(i int, arena *tensor.Tape) (*ppl.Trace, error) {
	rng := tensor.NewRNG(p.o.Seed).Split("predict", uint64(i)).On(arena)
	latents, err := p.from.draw(p.data, ppl.RunOptions{RNG: rng.Split("guide"), Params: p.from.params(), FullPlates: true})
	if err != nil {
		return nil, err
	}
	t, err := ppl.RunWith(p.at(latents), ppl.RunOptions{RNG: rng.Split("model"), Params: p.from.params(), FullPlates: true})
	if err != nil {
		return nil, inside("the model", err)
	}
	return t, nil
}

// at is the model with its latents from a trace and its observed sites free.
func (p *prediction) at(latents *ppl.Trace) ppl.Model {
	return ppl.WithHandler(p.model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		switch {
		case s.Kind != ppl.SampleSite || s.Intervened:
		case s.Observed && !s.Conditioned && !slices.Contains(p.o.Keep, s.Name):
			s.Value, s.Observed = nil, false
		case s.Latent() && s.Value == nil && !s.HasObs && !p.fromModel(s):
			p.replay(s, latents.Site(s.Name))
		}
		next.Apply(s)
	}))
}

// fromModel reports whether the options ask to draw a latent from the model.
func (p *prediction) fromModel(s *ppl.Site) bool {
	return slices.Contains(p.o.Resample, s.Name) ||
		slices.ContainsFunc(s.Plates, func(f *ppl.Frame) bool { return slices.Contains(p.o.Fresh, f.Name) })
}

func (p *prediction) replay(s, from *ppl.Site) {
	if from == nil {
		if p.from.complete() {
			s.Fail("the posterior has no values for this latent; name it in Resample to draw it from the model")
		}
		return
	}
	want := tensor.Join(s.Dist.BatchShape(), s.Dist.EventShape())
	if got := from.Value.Shape(); !got.Equal(want) {
		hint := "model and posterior must agree"
		if len(s.Plates) > 0 {
			hint = fmt.Sprintf("if the rows of plate %q are new, say so with Fresh", s.Plates[len(s.Plates)-1].Name)
		}
		s.Fail("the posterior's values have shape %v, the model now wants %v; %s", []int(got), []int(want), hint)
	}
	s.Value = from.Value
}

// wanted reports whether a site is to be returned.
func (p *prediction) wanted(s *ppl.Site) bool {
	if len(p.o.Sites) > 0 {
		return slices.Contains(p.o.Sites, s.Name)
	}
	return s.Kind == ppl.DeterministicSite || s.Kind == ppl.SampleSite && (s.HasObs || s.Observed)
}

// checkNames refuses options that name what the model does not have.
func (p *prediction) checkNames(t *ppl.Trace) error {
	var sites, plates []string
	for name, s := range t.Sites() {
		sites = append(sites, name)
		plates = append(plates, plateNames(s)...)
	}
	for _, o := range []struct {
		option       string
		names, known []string
	}{{"Sites", p.o.Sites, sites}, {"Keep", p.o.Keep, sites}, {"Resample", p.o.Resample, sites}, {"Fresh", p.o.Fresh, plates}} {
		for _, name := range o.names {
			if !slices.Contains(o.known, name) {
				slices.Sort(o.known)
				return fmt.Errorf("infer: Predict: %s names %q, and the model has no such thing; it has %q", o.option, name, slices.Compact(o.known))
			}
		}
	}
	return nil
}

// plateNames names the dimensions of a site's value: the plate that owns it, or nothing.
func plateNames(s *ppl.Site) []string {
	event := 0
	if s.Dist != nil {
		event = len(s.Dist.EventShape())
	}
	names := make([]string, s.Value.Rank())
	if s.Kind == ppl.DeterministicSite {
		return names // its dimensions are the model's own affair
	}
	for _, f := range s.Plates {
		if d := len(names) - event + f.Dim; d >= 0 && d < len(names) {
			names[d] = f.Name
		}
	}
	return names
}
