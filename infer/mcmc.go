package infer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
)

// MCMC draws from the posterior of a model with continuous latents by Markov chains, in parallel. The zero fields are
// Stan's defaults: four chains of 1000 draws after 1000 transitions of warm-up by NUTS.
//
// Draws have the element type of the model's sites; positions and densities are Float64 all the same.
//
// The chains run in goroutines, so that the model must not write to what it captures. Draws depend on model, data, seed
// and settings only.
type MCMC struct {
	Kernel Kernel // nil means NUTS{}
	Chains int    // 0 means 4
	Warmup int    // transitions of each chain before its draws; 0 means 1000, negative none
	Draws  int    // of each chain; 0 means 1000
	Thin   int    // keep every Thin-th draw only; 0 means every one
	Seed   uint64

	// Init says where latents start; nil means InitToUniform. InitValues are the starts of sites that do not follow it:
	// one set of values for all chains, or one for each.
	Init       Init
	InitValues []ppl.Values

	// Sites to keep, latents and what the model names with Deterministic; without any, all of them. Predict and
	// LogLikelihood need all latents that their model depends on.
	Sites []string

	// Checkpoint, if not empty, is the file in which Run and Rounds save the sampler every CheckpointEvery and once
	// more when they end, wherever each chain is, with all their draws so far. After whatever has ended the program,
	// [Sampler.LoadFile] and [Sampler.Run] give what it would have given, bit for bit. A file that is there already is
	// not overwritten unless the sampler was loaded from it.
	Checkpoint      string
	CheckpointEvery time.Duration // 0 means a minute

	// Progress, if not nil, is called about ten times a second while chains run, and at the end, in the goroutine that
	// called Run.
	Progress func(p Progress)
}

// initOf returns where the latents of a chain start.
func (m MCMC) initOf(chain int) Init {
	init := m.Init.orOwn()
	if len(m.InitValues) == 0 {
		return init
	}
	return InitToValues(m.InitValues[min(chain, len(m.InitValues)-1)], init)
}

// withDefaults returns m with its zero fields filled in, or an error where one makes no sense.
func (m MCMC) withDefaults() (MCMC, error) {
	if m.Kernel == nil {
		m.Kernel = NUTS{}
	}
	if isNilPointer(m.Kernel) {
		return m, fmt.Errorf("infer: MCMC.Kernel is a nil %T; take the value, or nothing for NUTS", m.Kernel)
	}
	if m.Init == nil {
		m.Init = InitToUniform
	}
	m.Chains, m.Warmup, m.Draws, m.Thin = cmp.Or(m.Chains, 4), max(0, cmp.Or(m.Warmup, 1000)), cmp.Or(m.Draws, 1000), cmp.Or(m.Thin, 1)
	switch {
	case m.Chains > most || m.Warmup > most || m.Thin > most || m.Draws > most/max(1, m.Chains)/max(1, m.Thin):
		return m, fmt.Errorf("infer: MCMC with %d chains of %d draws, every %d-th of them kept, after %d transitions; there are at most %d transitions in all", m.Chains, m.Draws, m.Thin, m.Warmup, most)
	case m.Chains < 0 || m.Draws < 0 || m.Thin < 0:
		return m, fmt.Errorf("infer: MCMC with %d chains of %d draws, every %d-th of them kept; there is at least one of each, and 0 means the default", m.Chains, m.Draws, m.Thin)
	}
	if n := len(m.InitValues); n > 1 && n != m.Chains {
		return m, fmt.Errorf("infer: MCMC.InitValues has %d sets of values for %d chains; give one for all, or one for each", n, m.Chains)
	}
	if m.CheckpointEvery < 0 {
		return m, fmt.Errorf("infer: MCMC.CheckpointEvery is %v; it is positive, and 0 means a minute", m.CheckpointEvery)
	}
	if m.CheckpointEvery == 0 {
		m.CheckpointEvery = time.Minute
	}
	return m, nil
}

// Run draws from the posterior. When ctx is canceled, it returns ctx's error with the draws so far: chains still in
// their warm-up are left out, and the others cut to equal length. Checkpoint keeps all there is, to go on from.
func (m MCMC) Run(ctx context.Context, model ppl.Model) (*draws.Draws, error) {
	return m.run(ctx, ofModel(model))
}

func (m MCMC) run(ctx context.Context, made func() (problem, error)) (*draws.Draws, error) {
	s, err := m.sampler(ctx, made)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx, s.m.Draws)
}

// Sampler finds where each chain of the model starts.
func (m MCMC) Sampler(model ppl.Model) (*Sampler, error) {
	return m.sampler(context.Background(), ofModel(model))
}

// sampler returns a sampler of the problem that made makes for each chain. After ctx is canceled, no chain begins
// another run of a model.
func (m MCMC) sampler(ctx context.Context, made func() (problem, error)) (*Sampler, error) {
	m, err := m.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := given(ctx, "MCMC"); err != nil {
		return nil, err
	}
	s := &Sampler{m: m, chains: make([]*chain, m.Chains)}
	err = each(m.Chains, func(i int) (err error) {
		s.chains[i], err = newChain(ctx, m, i, made)
		return err
	})
	switch {
	case err != nil && errors.Is(err, ctx.Err()):
		return nil, fmt.Errorf("infer: the chains had not all found where to start: %w", ctx.Err())
	case err != nil:
		return nil, err
	}
	return s, s.checkNames()
}
