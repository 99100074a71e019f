package infer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/credence-ppl/credence/tensor"
)

// samplerState is what a saved sampler holds. JSON keeps every bit of a finite Float64.
type samplerState struct {
	Kernel  string       `json:"kernel"`
	Seed    uint64       `json:"seed"`
	Warmup  int          `json:"warmup"`
	Latents []savedSite  `json:"latents"`
	Chains  []chainState `json:"chains"`
}

type savedSite struct {
	Name  string       `json:"name"`
	Shape tensor.Shape `json:"shape"` // on the real line
}

type chainState struct {
	Transitions int         `json:"transitions"`
	Leapfrogs   int         `json:"leapfrogs"`
	Position    []float64   `json:"position"`
	Gradient    []float64   `json:"gradient"`
	LogDensity  float64     `json:"log_density"`
	StepSize    float64     `json:"step_size"`
	Variance    []float64   `json:"variance"`
	Covariances [][]float64 `json:"covariances,omitempty"` // of blocks, row by row
}

const (
	samplerMagic   = "credence sampler "
	samplerVersion = "2"
)

// Save writes where the chains are and what they have learned: a sampler that is loaded from it draws on as this one
// would, bit for bit. The warm-up must have ended.
func (s *Sampler) Save(w io.Writer) error {
	state := samplerState{Kernel: s.chains[0].settings.name, Seed: s.m.Seed, Warmup: s.m.Warmup, Latents: s.chains[0].target.saved()}
	for i, c := range s.chains {
		if c.n < s.m.Warmup {
			return fmt.Errorf("infer: saving the sampler: chain %d is still in its warm-up, after %d of %d transitions; call Run first", i, c.n, s.m.Warmup)
		}
		saved := chainState{c.n, c.leapfrogs, c.z.q, c.z.gradient, c.z.lp, c.eps, c.metric.variance, nil}
		for _, b := range c.metric.blocks {
			n := len(b.at)
			values := make([]float64, 0, n*n)
			for r := range n {
				for k := range n {
					values = append(values, b.covariance.At(r, k))
				}
			}
			saved.Covariances = append(saved.Covariances, values)
		}
		state.Chains = append(state.Chains, saved)
	}
	text, err := json.Marshal(state)
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n%08x\n%s\n", samplerMagic, samplerVersion, crc32.ChecksumIEEE(text), text)
	}
	if err != nil {
		return fmt.Errorf("infer: saving the sampler: %w", err)
	}
	return nil
}

func (t *target) saved() []savedSite {
	var sites []savedSite
	for _, l := range t.latents {
		sites = append(sites, savedSite{l.name, l.shape})
	}
	return sites
}

// Load puts the sampler where the saved one was, its seed included. Model, kernel, metric and number of chains must be
// the same. After an error nothing has changed.
func (s *Sampler) Load(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return &CheckpointError{Detail: "it cannot be read", Err: err}
	}
	var sum uint32
	rest, ok := bytes.CutPrefix(data, []byte(samplerMagic))
	version, rest, _ := bytes.Cut(rest, []byte("\n"))
	head, text, cut := bytes.Cut(rest, []byte("\n"))
	if !ok || !cut {
		return &CheckpointError{Detail: "this is no saved sampler"}
	}
	if string(version) != samplerVersion {
		return &CheckpointError{Detail: fmt.Sprintf("the saved sampler has version %s, this program reads version %s", version, samplerVersion)}
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	if _, err := fmt.Sscanf(string(head), "%08x", &sum); err != nil || sum != crc32.ChecksumIEEE(text) {
		return &CheckpointError{Detail: "the saved sampler is damaged or cut short: its checksum does not fit"}
	}
	var state samplerState
	if err := json.Unmarshal(text, &state); err != nil {
		return &CheckpointError{Detail: "the saved sampler is damaged", Err: err}
	}
	if err := s.fits(state); err != nil {
		return &CheckpointError{Detail: "the saved sampler is another one", Err: err}
	}
	s.m.Seed, s.m.Warmup = state.Seed, state.Warmup
	for i, c := range s.chains {
		c.restore(state.Chains[i], state.Seed, state.Warmup)
	}
	return nil
}

// fits refuses the state of another sampler.
func (s *Sampler) fits(state samplerState) error {
	c := s.chains[0]
	if state.Kernel != c.settings.name {
		return fmt.Errorf("it was made by %s, this one uses %s", state.Kernel, c.settings.name)
	}
	if len(state.Chains) != len(s.chains) {
		return fmt.Errorf("it has %d chains, this one has %d", len(state.Chains), len(s.chains))
	}
	same := func(a, b savedSite) bool { return a.Name == b.Name && a.Shape.Equal(b.Shape) }
	if got := c.target.saved(); !slices.EqualFunc(got, state.Latents, same) {
		return fmt.Errorf("it has the latents %v, this model has %v", state.Latents, got)
	}
	for i, saved := range state.Chains {
		if len(saved.Position) != c.target.size || len(saved.Gradient) != c.target.size || len(saved.Variance) != c.target.size || saved.Transitions < state.Warmup {
			return fmt.Errorf("chain %d does not have %d elements after a warm-up of %d", i, c.target.size, state.Warmup)
		}
		if len(saved.Covariances) != len(c.metric.blocks) {
			return errors.New("it has another Metric")
		}
		for b, values := range saved.Covariances {
			if n := len(c.metric.blocks[b].at); len(values) != n*n {
				return errors.New("it has another Metric")
			}
		}
	}
	return nil
}

func (c *chain) restore(saved chainState, seed uint64, warmup int) {
	c.rng = tensor.NewRNG(seed).Split("mcmc", uint64(c.number))
	c.n, c.warmup, c.eps, c.z.lp = saved.Transitions, warmup, saved.StepSize, saved.LogDensity
	c.leapfrogs = saved.Leapfrogs
	c.done.Store(int64(c.n))
	copy(c.z.q, saved.Position)
	copy(c.z.gradient, saved.Gradient)
	c.metric.setVariance(saved.Variance)
	for i, values := range saved.Covariances {
		b := &c.metric.blocks[i]
		b.covariance.CopySym(mat.NewSymDense(len(b.at), values))
		b.factorise()
	}
	c.moments = nil
}
