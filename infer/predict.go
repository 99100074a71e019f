package infer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/words"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// PredictiveOptions holds the settings of Predict.
type PredictiveOptions struct {
	Draws int // 0 means those of FromDraws, and 100 from other posteriors
	Seed  uint64

	// Sites to return. Without any, all but the latents: what the model observes and what it names with Deterministic.
	Sites []string

	Keep     []string // observed sites that keep their data, and latents that keep their inferred values under Do
	Resample []string // latents to draw from the model rather than from the posterior
	Fresh    []string // plates whose rows are new: their latents are drawn from the model
}

// Predict runs the model with latents from a posterior, draws what the model observes, and returns the values [chain,
// draw, site shape…]. Sites under Condition keep their values. Plates run over all their rows, or the batch that they
// are given. Data that are only observed may be nil, since Obs(nil) observes nothing; a model that is to run without
// them takes the number of rows from elsewhere.
//
// Under Do, a latent that comes after the site that is set may depend on it, and what was inferred without the
// intervention may be wrong with it. Resample names those that it influences, Keep those that it does not; it is an
// error to name such a latent in neither.
//
// The draws are made in parallel, so that the model must not write to what it captures; each depends on the seed and
// its number only. When ctx is canceled, the draws done so far, at least one, are returned with its error. The model
// runs in goroutines of its own: one that it ends with [runtime.Goexit], as t.FailNow does, is an error.
func Predict[D any](ctx context.Context, model func(*ppl.Context, D), from Posterior, data D, o PredictiveOptions) (*draws.Draws, error) {
	return collect(ctx, &prediction{entry: "Predict", o: o}, model, from, data)
}

// collect makes the draws that p describes.
func collect[D any](ctx context.Context, p *prediction, model func(*ppl.Context, D), from Posterior, data D) (*draws.Draws, error) {
	switch {
	case p.o.Draws < 0:
		return nil, fmt.Errorf("infer: %s of %d draws; 0 means 100, and a negative number means nothing", p.entry, p.o.Draws)
	case p.o.Draws > most:
		return nil, fmt.Errorf("infer: %s of %d draws; there are at most %d", p.entry, p.o.Draws, most)
	}
	if err := given(ctx, p.entry); err != nil {
		return nil, err
	}
	if d, ok := from.(drawn); from == nil || ok && d.draws == nil {
		return nil, fmt.Errorf("infer: %s has no posterior; take that of an SVI, FromDraws, or Prior()", p.entry)
	}
	chains, n := from.size()
	p.independent = n == 0
	if n == 0 || p.o.Draws > 0 {
		chains, n = 1, cmp.Or(p.o.Draws, 100)
	}
	p.o.Draws = chains * n
	p.model, p.from, p.data, p.chains = ppl.Bind(model, data), from, &data, chains
	if err := p.apart(p.first); err != nil {
		return nil, err
	}
	done, err := p.rest(ctx)
	if err != nil {
		return nil, err
	}
	if done < p.o.Draws {
		return p.out.Cut(max(1, done/chains)), ctx.Err()
	}
	return p.out, nil
}

// prediction is one call of Predict or LogLikelihood.
type prediction struct {
	entry string // which of them
	model ppl.Model
	from  Posterior
	data  any // points to the data
	o     PredictiveOptions
	out   *draws.Draws

	chains      int
	independent bool // the posterior draws anew for each
	likelihood  bool // observed sites keep their data, and their log-likelihoods are collected
}

// place returns where prediction i belongs. Predictions of several chains take turns, so that all chains are equally
// long whenever they end.
func (p *prediction) place(i int) (chain, draw int) { return i % p.chains, i / p.chains }

// number returns which draw of the posterior prediction i is made from.
func (p *prediction) number(i int) int {
	chain, draw := p.place(i)
	return chain*(p.o.Draws/p.chains) + draw
}

// apart runs f in a goroutine of its own, as the draws are made.
func (p *prediction) apart(f func() error) (err error) {
	defer exits(p.entry, &err)
	defer fault.Catch(&err)
	par.Goroutines(1, func(int) { err = f() })
	return err
}

// first makes the first draw, which shows the sites of the model.
func (p *prediction) first() (err error) {
	defer fault.Catch(&err)
	t, err := p.draw(0, tensor.NewArena())
	if err != nil {
		return err
	}
	if err := p.from.params().confirm(); err != nil {
		return err
	}
	if err := p.checkNames(t); err != nil {
		return err
	}
	if err := p.checkDo(t); err != nil {
		return err
	}
	p.out = draws.New(p.chains, p.o.Draws/p.chains)
	p.out.SetSampling(draws.Sampling{Independent: p.independent, Latents: []string{}})
	for name, s := range t.Sites() {
		if !p.wanted(s) {
			continue
		}
		value, dims := p.collected(s)
		p.out.Add(name, value.Shape(), value.DType(), dims)
		p.out.Put(name, 0, 0, value)
		if p.likelihood {
			draws.LogLikelihood{Draws: p.out}.SetMask(name, unmasked(s))
		}
	}
	switch {
	case len(p.out.Names()) > 0:
	case p.likelihood:
		for name, s := range t.Sites() {
			if s.Kind == ppl.FactorSite {
				return fmt.Errorf("infer: LogLikelihood: the model observes nothing, but has the factor %q: if that is its likelihood, write it as a Sample with Obs, because a factor does not say which data it is about", name)
			}
		}
		return errors.New("infer: LogLikelihood: the model observes nothing; pass it the data that it was fitted to")
	default:
		return errors.New("infer: Predict: the model has nothing but latents; say in Sites which of them to return")
	}
	return nil
}

// rest makes all other draws, and returns how many there are without a gap.
func (p *prediction) rest(ctx context.Context) (done int, err error) {
	defer exits(p.entry, &err)
	defer fault.Catch(&err)
	var next atomic.Int64
	finished, failed := make([]bool, p.o.Draws), make([]error, p.o.Draws)
	finished[0] = true
	par.Workers(p.o.Draws-1, func(int) {
		defer next.Store(int64(p.o.Draws)) // when one ends, for whatever reason, the others begin no more
		arena := tensor.NewArena()
		for ctx.Err() == nil {
			i := int(next.Add(1))
			if i >= p.o.Draws {
				return
			}
			arena.Reset()
			if failed[i] = p.put(i, arena); failed[i] != nil {
				return
			}
			finished[i] = true
		}
	})
	// Draws begin in their order, so that the first failure does not depend on the number of goroutines.
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

func (p *prediction) put(i int, arena *tensor.Tape) (err error) {
	defer fault.Catch(&err)
	t, err := p.draw(i, arena)
	if err != nil {
		return err
	}
	for _, name := range p.out.Names() {
		s := t.Site(name)
		if s == nil {
			return fmt.Errorf("infer: %s: site %q is in the first draw and not in draw %d; sites that come and go cannot be collected", p.entry, name, i)
		}
		chain, draw := p.place(i)
		value, _ := p.collected(s)
		p.out.Put(name, chain, draw, value)
		if p.likelihood {
			if err := p.checkMask(s, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// options returns the options of guide or model in draw i.
func (p *prediction) options(i int, label string, arena *tensor.Tape) ppl.RunOptions {
	rng := tensor.NewRNG(p.o.Seed).Split("predict", uint64(i)).On(arena)
	return ppl.RunOptions{RNG: rng.Split(label), Params: p.from.params(), FullPlates: true}
}

// latents returns draw i of the posterior.
func (p *prediction) latents(i int, arena *tensor.Tape) (latentValues, error) {
	return p.from.draw(p.number(i), p.o.Draws, p.data, p.o.Fresh, p.options(i, "guide", arena))
}

// draw returns the model's trace at draw i of the posterior.
func (p *prediction) draw(i int, arena *tensor.Tape) (*ppl.Trace, error) {
	latents, err := p.latents(i, arena)
	if err != nil {
		return nil, err
	}
	t, err := ppl.RunWith(p.at(latents), p.options(i, "model", arena))
	if err != nil {
		return nil, inside("the model", err)
	}
	return t, nil
}

// at returns the model with its latents from a trace and its observed sites free.
func (p *prediction) at(values latentValues) ppl.Model {
	intervened := false
	return ppl.WithHandler(p.model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		intervened = intervened || s.Role() == ppl.IntervenedRole
		keep, resample := slices.Contains(p.o.Keep, s.Name), slices.Contains(p.o.Resample, s.Name)
		switch {
		case keep && !s.Observed && !(intervened && inferred(s)):
			s.Fail("Keep names it, and it has no data")
		case keep && resample:
			s.Fail("Keep and Resample both name it")
		case resample && !inferred(s):
			s.Fail("Resample names it, and it is not a latent")
		case s.Role() == ppl.DataRole && !keep && !p.likelihood:
			s.Value = nil
			s.SetRole(ppl.MissingRole)
		case s.Free() && !resample && !inPlates(s, p.o.Fresh):
			p.replay(s, values(s.Name))
		}
		next.Apply(s)
	}))
}

func (p *prediction) replay(s *ppl.Site, from *tensor.Tensor) {
	if from == nil {
		if p.from.complete() {
			s.Fail("the posterior has no values for this latent; if the sampler's Sites left it out, name it there, too, as all latents that the model depends on%s; name it in Resample only if it is new, to draw it from its prior", decentered(s.Name))
		}
		return
	}
	want := tensor.Join(s.Dist.BatchShape(), s.Dist.EventShape())
	if got := from.Shape(); !got.Equal(want) {
		cure := "model and posterior must agree"
		if len(s.Plates) > 0 {
			cure = fmt.Sprintf("if the rows of plate %q are new, say so with Fresh, which names %s", s.Plates[len(s.Plates)-1].Name, words.Names(p.o.Fresh))
		}
		s.Fail("the posterior's values have shape %v, the model now wants %v; %s", []int(got), []int(want), cure)
	}
	s.Value = typed(s.Dist, from) // draws that were read from a file are Float64
}

// decentered tells about the latents that ppl.LocScale makes.
func decentered(name string) string {
	site, ok := strings.CutSuffix(name, "_decentered")
	if !ok {
		return ""
	}
	return fmt.Sprintf(", or use the model without LocScale, which takes %q from the draws", site)
}

// inferred reports whether a site is a latent that a posterior has values for.
func inferred(s *ppl.Site) bool { return s.Latent() && s.Role() != ppl.MissingRole }

// wanted reports whether a site is to be returned.
func (p *prediction) wanted(s *ppl.Site) bool {
	switch {
	case len(p.o.Sites) > 0:
		return slices.Contains(p.o.Sites, s.Name)
	case p.likelihood:
		return s.Kind == ppl.SampleSite && s.Observed
	}
	return s.Kind == ppl.DeterministicSite || s.Kind == ppl.SampleSite && !inferred(s)
}

// collected returns what a site adds to the result, with the names of its dimensions.
func (p *prediction) collected(s *ppl.Site) (value *tensor.Tensor, dims []string) {
	if p.likelihood {
		value = s.LogProb()
		return value, batchNames(s, value.Rank())
	}
	return s.Value, plateNames(s)
}

// checkNames refuses options that name what the model does not have.
func (p *prediction) checkNames(t *ppl.Trace) error {
	var sites, plates []string
	for name, s := range t.Sites() {
		if p.likelihood && slices.Contains(p.o.Sites, name) && !(s.Kind == ppl.SampleSite && s.Observed) {
			return fmt.Errorf("infer: LogLikelihood: Sites names %q, which has no data; only sites that the model observes have a likelihood", name)
		}
		sites = append(sites, name)
		for _, f := range s.Plates {
			plates = append(plates, f.Name)
		}
	}
	for _, o := range []struct {
		option, what string
		names, known []string
	}{
		{"Sites", "site", p.o.Sites, sites},
		{"Keep", "site", p.o.Keep, sites},
		{"Resample", "site", p.o.Resample, sites},
		{"Fresh", "plate", p.o.Fresh, plates},
	} {
		for _, name := range o.names {
			if !slices.Contains(o.known, name) {
				slices.Sort(o.known)
				return fmt.Errorf("infer: %s: %s names %q, and the model has no such %s; it has %q", p.entry, o.option, name, o.what, slices.Compact(o.known))
			}
		}
	}
	return nil
}

// checkDo refuses to use inferred values in silence where an intervention may have changed the latents: those that come
// after it. A likelihood has no options to say that the values are meant; it is refused if the posterior was inferred
// with the site that is set as a latent, where they cannot be.
func (p *prediction) checkDo(t *ppl.Trace) error {
	intervened := ""
	var after []string
	for name, s := range t.Sites() {
		switch {
		case !p.from.complete():
			return nil
		case s.Role() == ppl.IntervenedRole:
			intervened = cmp.Or(intervened, name)
		case intervened != "" && inferred(s) && !slices.Contains(p.o.Keep, name) && !slices.Contains(p.o.Resample, name) && !inPlates(s, p.o.Fresh):
			after = append(after, name)
		}
	}
	switch {
	case len(after) == 0:
		return nil
	case !p.likelihood:
		return fmt.Errorf("infer: Predict: the model sets site %q by Do, and the latents %q come after it, with values that the posterior has; name "+
			"in Resample those that it influences, so that they are drawn from the model, and in Keep those that it does not or that were inferred with it", intervened, after)
	}
	latents, err := p.latents(0, tensor.NewArena())
	if err != nil {
		return err
	}
	for name, s := range t.Sites() {
		if s.Role() == ppl.IntervenedRole && latents(name) != nil {
			return fmt.Errorf("infer: LogLikelihood: the model sets site %q by Do, and the posterior has values for it: it was inferred without that, "+
				"and so were the latents %q that come after; take a posterior of the model with Do", name, after)
		}
	}
	return nil
}
