package infer

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// Save writes where the chains are, what they have learned, and the draws that no Run has returned: a sampler that is
// loaded from it goes on as this one would, bit for bit. The chains may be anywhere, also in their warm-up. Progress may
// call it while they run: each chain is then saved between two of its transitions.
func (s *Sampler) Save(w io.Writer) error {
	if err := s.save(w); err != nil {
		return savingSampler(err)
	}
	return nil
}

func savingSampler(err error) error { return fmt.Errorf("infer: saving the sampler: %w", err) }

func (s *Sampler) save(w io.Writer) error {
	if w == nil {
		return errNoWriter
	}
	kind := s.chains[0].settings.metric.kind()
	state := samplerState{
		Kernel: s.chains[0].settings.name, Metric: &kind, Seed: s.m.Seed, Warmup: s.m.Warmup, Thin: s.m.Thin,
		Latents: s.chains[0].target.saved(), Sites: s.sites(),
	}
	for _, c := range s.chains {
		state.Chains = append(state.Chains, c.state())
	}
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s%d\n%08x\n%s\n", samplerMagic, samplerVersion, crc32.ChecksumIEEE(text), text); err != nil {
		return err
	}
	// Draws that have been kept do not change any more, though their chains may be drawing.
	var blocks []any
	for i, c := range state.Chains {
		blocks = append(blocks, storedOf(s.made, i, c.Kept)...)
	}
	return writeSummed(w, blocks...)
}

func (t *target) saved() []savedSite {
	var sites []savedSite
	for _, l := range t.layout.slots {
		sites = append(sites, savedSite{Name: l.Name, Shape: l.Real})
	}
	return sites
}

// sites are those that draws are kept of.
func (s *Sampler) sites() []savedSite {
	c := s.chains[0]
	c.mu.Lock() // fresh runs make the sites anew
	defer c.mu.Unlock()
	var sites []savedSite
	for _, site := range c.target.shown {
		if s.wants(site.Name) {
			sites = append(sites, savedSite{site.Name, site.Value.Shape(), site.Value.DType().String()})
		}
	}
	return sites
}

// state is the chain between two transitions.
func (c *chain) state() chainState {
	c.mu.Lock()
	defer c.mu.Unlock()
	saved := chainState{
		Transitions: c.n, Since: c.since, Kept: c.kept, Leapfrogs: c.leapfrogs, Divergent: int(c.divergent.Load()), Rejected: maps.Clone(c.target.rejected),
		Position: clone(c.z.q), Gradient: clone(c.z.gradient), LogDensity: c.z.lp, StepSize: c.eps, metricState: c.metric.state(),
	}
	if c.n < c.warmup {
		saved.Warmup = &warmupState{c.searches, c.step.n, c.step.mean, c.step.average, c.step.center, c.moments.state()}
	}
	return saved
}

// Load puts the sampler where the saved one was, its seed and its warm-up included. Model, data, kernel, metric and number
// of chains must be the same, and Sites and Thin where draws were saved: the density at the saved positions tells whether model and
// data are. TargetAccept, MaxDepth and PathLength may be others, from then on. After an error nothing has changed.
func (s *Sampler) Load(r io.Reader) (err error) {
	defer fault.Catch(&err)
	if r == nil {
		return &CheckpointError{Detail: errNoReader.Error()}
	}
	in := bufio.NewReader(r)
	state, version, err := readSamplerState(in)
	if err != nil {
		return err
	}
	if err := s.fits(state, version); err != nil {
		return &CheckpointError{Detail: "the saved sampler is another one", Err: err}
	}
	var made *draws.Draws
	if version >= 3 {
		if made, err = s.readDraws(in, state.Chains); err != nil {
			return err
		}
	}
	if _, err := in.ReadByte(); err == nil {
		return &CheckpointError{Detail: "the saved sampler is damaged: something comes after its end"}
	} else if !errors.Is(err, io.EOF) {
		return cannotRead(err)
	}
	restore := make([]func(), len(s.chains))
	for i, c := range s.chains {
		if restore[i], err = c.restoring(state.Chains[i], state.Seed, state.Warmup); err != nil {
			return &CheckpointError{Detail: fmt.Sprintf("the saved sampler is damaged: chain %d", i), Err: err}
		}
	}
	for i, c := range s.chains {
		if err := c.recognise(state.Chains[i]); err != nil {
			return &CheckpointError{Detail: "the saved sampler belongs to another model or other data", Err: fmt.Errorf("chain %d: %w", i, err)}
		}
	}
	s.m.Seed, s.m.Warmup, s.made = state.Seed, state.Warmup, made
	for _, f := range restore {
		f()
	}
	return nil
}

// maxCount is more than any sampler counts.
const maxCount = min(1<<48, math.MaxInt)

// fits refuses the state of another sampler.
func (s *Sampler) fits(state samplerState, version int) error {
	c := s.chains[0]
	if state.Kernel != c.settings.name {
		return fmt.Errorf("it was made by %s, this one uses %s", state.Kernel, c.settings.name)
	}
	if len(state.Chains) != len(s.chains) {
		return fmt.Errorf("it has %d chains, this one has %d", len(state.Chains), len(s.chains))
	}
	if got := c.target.saved(); !slices.EqualFunc(got, state.Latents, sameSaved) {
		return fmt.Errorf("it has the latents %v, this model has %v", state.Latents, got)
	}
	if kind := c.settings.metric.kind(); version >= 3 && (state.Metric == nil || !state.Metric.equal(kind)) {
		return errors.New("it has another Metric")
	}
	if state.Warmup < 0 || state.Warmup > maxCount {
		return fmt.Errorf("it has a warm-up of %d transitions", state.Warmup)
	}
	for i, saved := range state.Chains {
		for _, n := range []int{saved.Transitions, saved.Since, saved.Kept, saved.Leapfrogs, saved.Divergent} {
			if n < 0 || n > maxCount {
				return fmt.Errorf("chain %d has counted to %d", i, n)
			}
		}
		warm := saved.Transitions >= state.Warmup
		if len(saved.Position) != c.target.layout.size || len(saved.Gradient) != c.target.layout.size || warm != (saved.Warmup == nil) || !warm && saved.Kept > 0 {
			return fmt.Errorf("chain %d does not have %d elements after %d transitions with a warm-up of %d", i, c.target.layout.size, saved.Transitions, state.Warmup)
		}
		if saved.Kept == 0 {
			continue
		}
		if got := s.sites(); !slices.EqualFunc(got, state.Sites, sameSaved) {
			return fmt.Errorf("it has draws of %v, this one keeps %v", state.Sites, got)
		}
		if state.Thin != s.m.Thin {
			return fmt.Errorf("it has draws with Thin: %d, this one has Thin: %d", state.Thin, s.m.Thin)
		}
	}
	return nil
}

// restoring checks a chain's state and returns what puts the chain there.
func (c *chain) restoring(saved chainState, seed uint64, warmup int) (func(), error) {
	for i, x := range saved.Position {
		if !finite(x) || !finite(saved.Gradient[i]) {
			return nil, fmt.Errorf("the position is %v with derivative %v at %s; both are finite", x, saved.Gradient[i], c.target.layout.elementAt(i))
		}
	}
	if !(saved.StepSize > 0) || math.IsInf(saved.StepSize, 1) {
		return nil, fmt.Errorf("the step size is %v; it is positive and finite", saved.StepSize)
	}
	g, err := newMetric(c.settings.metric, c.target)
	if err != nil {
		return nil, err
	}
	if err := g.restore(saved.metricState); err != nil {
		return nil, err
	}
	var w *moments
	step := newDualAveraging(c.settings.target, saved.StepSize)
	if a := saved.Warmup; a != nil {
		w = newMoments(c.settings.metric, g)
		if err := w.restore(a.Moments); err != nil {
			return nil, err
		}
		step.n, step.mean, step.average, step.center = a.Steps, a.Mean, a.Average, a.Center
	}
	return func() {
		c.rng = tensor.NewRNG(seed).Split("mcmc", uint64(c.number))
		c.n, c.warmup, c.since, c.kept, c.leapfrogs = saved.Transitions, warmup, saved.Since, saved.Kept, saved.Leapfrogs
		c.z.lp, c.eps, c.metric, c.moments, c.step = saved.LogDensity, saved.StepSize, g, w, step
		copy(c.z.q, saved.Position)
		copy(c.z.gradient, saved.Gradient)
		c.searches = saved.Warmup != nil && saved.Warmup.Searches
		c.windows = newSchedule(warmup)
		c.windows.skip(c.n)
		c.target.rejected = map[string]int{}
		maps.Copy(c.target.rejected, saved.Rejected)
		c.done.Store(int64(c.n))
		c.divergent.Store(int64(saved.Divergent))
	}, nil
}

// recognise refuses a state whose density is not this model's.
func (c *chain) recognise(saved chainState) error {
	rejected := c.target.rejected
	c.target.rejected = map[string]int{}
	defer func() { c.target.rejected = rejected }()
	gradient := make([]float64, c.target.layout.size)
	lp, err := c.target.evaluate(saved.Position, gradient)
	if err != nil {
		return err
	}
	// Other processors add up in another order.
	rounding := 1e-10
	if c.target.single {
		rounding = 1e-5
	}
	if !(math.Abs(lp-saved.LogDensity) <= rounding*(1+math.Abs(saved.LogDensity))) {
		return fmt.Errorf("the log-density at its position is %v, and was %v when it was saved", lp, saved.LogDensity)
	}
	largest := 0.0
	for _, g := range saved.Gradient {
		largest = max(largest, math.Abs(g))
	}
	for i, g := range gradient {
		if !(math.Abs(g-saved.Gradient[i]) <= 100*rounding*(1+largest)) {
			return fmt.Errorf("the derivative by %s at its position is %v, and was %v when it was saved", c.target.layout.elementAt(i), g, saved.Gradient[i])
		}
	}
	return nil
}
