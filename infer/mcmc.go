package infer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
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

	// Init says where latents start; nil means InitToUniform. InitValues are the starts of sites that do not follow it: one
	// set of values for all chains, or one for each.
	Init       Init
	InitValues []ppl.Values

	// Sites to keep, latents and what the model names with Deterministic; without any, all of them.
	Sites []string

	// Checkpoint, if not empty, is the file in which Run and Rounds save the sampler every CheckpointEvery and once more
	// when they end, wherever each chain is, with all their draws so far. After whatever has ended the program,
	// [Sampler.LoadFile] and [Sampler.Run] give what it would have given, bit for bit. A file that is there already is not
	// overwritten unless the sampler was loaded from it.
	Checkpoint      string
	CheckpointEvery time.Duration // 0 means a minute

	// Progress, if not nil, is called about ten times a second while chains run, and at the end, in the goroutine that
	// called Run.
	Progress func(p Progress)
}

// Progress tells how far an MCMC is.
type Progress struct {
	Done, Total int   // transitions of all chains
	Chains      []int // transitions by chain
	Warmup      int   // transitions of a chain that are its warm-up
	Divergent   int   // transitions after the warm-up
	Elapsed     time.Duration
	Unsaved     error // what kept the latest checkpoint from being written, which is tried again; nil if nothing did
}

// start returns what gives the latents of a chain the values that they start with.
func (m MCMC) start(chain int) func(s *ppl.Site, rng *tensor.RNG) *tensor.Tensor {
	init := m.Init
	if len(m.InitValues) > 0 {
		init = InitToValues(m.InitValues[min(chain, len(m.InitValues)-1)], init)
	}
	return func(s *ppl.Site, rng *tensor.RNG) *tensor.Tensor {
		return init.value(s, Latent{s.Name, s.Dist, chain}, rng)
	}
}

// withDefaults is m with its zero fields filled in, or an error where one means nothing.
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
	m.Chains, m.Warmup, m.Draws, m.Thin = or(m.Chains, 4), max(0, or(m.Warmup, 1000)), or(m.Draws, 1000), or(m.Thin, 1)
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

// Run draws from the posterior. When ctx is cancelled, it returns ctx's error with the draws so far: chains still in
// their warm-up are left out, and the others cut to equal length. Checkpoint keeps all there is, to go on from.
func (m MCMC) Run(ctx context.Context, model ppl.Model) (*draws.Draws, error) {
	s, err := m.sampler(ctx, model)
	if err != nil {
		return nil, err
	}
	return s.Run(ctx, s.m.Draws)
}

// Sampler finds where each chain of the model starts.
func (m MCMC) Sampler(model ppl.Model) (*Sampler, error) {
	return m.sampler(context.Background(), model)
}

// sampler is Sampler until ctx is cancelled, after which no chain begins another run of the model.
func (m MCMC) sampler(ctx context.Context, model ppl.Model) (*Sampler, error) {
	m, err := m.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := given(ctx, "MCMC"); err != nil {
		return nil, err
	}
	if model == nil {
		return nil, errors.New("infer: MCMC has no model")
	}
	s := &Sampler{m: m, chains: make([]*chain, m.Chains)}
	err = each(m.Chains, func(i int) (err error) {
		s.chains[i], err = newChain(ctx, m, i, model)
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

// checkNames refuses names that the model does not have.
func (s *Sampler) checkNames() error {
	t := s.chains[0].target
	for _, values := range s.m.InitValues {
		for name := range values {
			if _, err := t.layout.named("InitValues", name); err != nil {
				return err
			}
		}
	}
	if _, err := t.at(s.chains[0].z.q, make([]float64, t.layout.size)); err != nil {
		return fmt.Errorf("infer: %w", err)
	}
	var names []string
	for _, site := range t.shown {
		names = append(names, site.Name)
	}
	for _, name := range s.m.Sites {
		if !slices.Contains(names, name) {
			return fmt.Errorf("infer: MCMC.Sites names %q; the model has %q", name, names)
		}
	}
	return nil
}

// each calls f for every chain, in a goroutine of its own, and returns the error of the first chain that has one. A
// panic that is no error of the library's goes on in the caller's goroutine, after all have ended, with its stack.
func each(chains int, f func(i int) error) (err error) {
	defer exits("MCMC", &err)
	defer fault.Catch(&err)
	errs := make([]error, chains)
	crowd := par.Gather(chains)
	par.Goroutines(chains, func(i int) {
		defer crowd.Leave()
		errs[i] = f(i)
	})
	for i, err := range errs {
		if err != nil && !strings.HasPrefix(err.Error(), "infer: ") { // those are about settings, which are of all chains
			errs[i] = fmt.Errorf("infer: chain %d: %w", i, err)
		}
	}
	return firstError(errs)
}

func firstError(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
