package infer

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// The values of a sampler's checkpoint are the draws that no Run has returned: those of one chain after the other, site
// by site and then what Stats tells of them, in their element types.
var samplerCheckpoint = checkpointKind{"credence sampler\n", 4, "saved sampler"}

// samplerHeader is everything but the draws.
type samplerHeader struct {
	Kernel  string       `json:"kernel"` // its type
	Seed    uint64       `json:"seed"`
	Warmup  int          `json:"warmup"`
	Thin    int          `json:"thin"`
	Stats   []string     `json:"stats"`
	Latents []savedSite  `json:"latents"`
	Sites   []savedSite  `json:"sites"` // whose draws follow
	Chains  []savedChain `json:"chains"`
}

// savedSite is a site with its shape: a latent's on the real line, others' as it is drawn.
type savedSite struct {
	Name  string       `json:"name"`
	Shape tensor.Shape `json:"shape"`
	DType string       `json:"dtype,omitempty"`
}

func sameSaved(a, b savedSite) bool {
	return a.Name == b.Name && a.Shape.Equal(b.Shape) && a.DType == b.DType
}

// savedChain is a chain between two transitions.
type savedChain struct {
	Transitions int               `json:"transitions"`
	Since       int               `json:"since,omitempty"` // the last draw
	Kept        int               `json:"kept,omitempty"`  // draws that no Run has returned
	Divergent   int               `json:"divergent,omitempty"`
	Rejected    map[string]int    `json:"rejected,omitempty"`
	Reasons     map[string]string `json:"reasons,omitempty"`
	Position    vector            `json:"position"`
	Gradient    vector            `json:"gradient"`
	LogDensity  float64           `json:"log_density"`
	State       json.RawMessage   `json:"state"` // of the kernel
}

func (c *savedChain) at() Point { return Point{c.Position, c.Gradient, c.LogDensity} }

// Save writes where the chains are, what they have learned, and the draws that no Run has returned: a sampler that is
// loaded from it goes on as this one would, bit for bit. The chains may be anywhere, also in their warm-up. Progress
// may call it while they run: each chain is then saved between two of its transitions.
func (s *Sampler) Save(w io.Writer) error {
	return saving("sampler", s.save(w))
}

func (s *Sampler) save(w io.Writer) error {
	if w == nil {
		return errNoWriter
	}
	h := samplerHeader{
		Kernel: s.m.kernelName(), Seed: s.m.Seed, Warmup: s.m.Warmup, Thin: s.m.Thin, Stats: s.stats(), Latents: s.latents(), Sites: s.sites(),
	}
	for _, c := range s.chains {
		saved, err := c.saved()
		if err != nil {
			return err
		}
		h.Chains = append(h.Chains, saved)
	}
	// Draws that have been kept do not change any more, though their chains may be drawing.
	var values []any
	for i, c := range h.Chains {
		values = append(values, storedOf(s.made, i, c.Kept)...)
	}
	return samplerCheckpoint.write(w, h, values)
}

// kernelName returns the kernel's type, of which a pointer is as good as the value.
func (m MCMC) kernelName() string { return strings.TrimPrefix(fmt.Sprintf("%T", m.Kernel), "*") }

func (s *Sampler) latents() (sites []savedSite) {
	for _, l := range s.chains[0].target.layout().slots {
		sites = append(sites, savedSite{Name: l.Name, Shape: l.Real})
	}
	return sites
}

// sites returns those that draws are kept of.
func (s *Sampler) sites() (sites []savedSite) {
	c := s.chains[0]
	c.mu.Lock() // fresh runs make the sites anew
	defer c.mu.Unlock()
	for _, site := range c.target.shown() {
		if s.wants(site.Name) {
			sites = append(sites, savedSite{site.Name, site.Value.Shape(), site.Value.DType().String()})
		}
	}
	return sites
}

// saved returns the chain between two transitions.
func (c *chain) saved() (savedChain, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	state, err := json.Marshal(c.kernel.State())
	if err != nil {
		return savedChain{}, fmt.Errorf("the state of the kernel: %w", err)
	}
	return savedChain{c.n, c.since, c.kept, int(c.divergence.Load()), maps.Clone(c.target.rejected), maps.Clone(c.target.reasons),
		slices.Clone(c.at.X), slices.Clone(c.at.Gradient), c.at.LogDensity, state}, nil
}

// Load puts the sampler where the saved one was, its seed and its warm-up included. Model, data, kernel, metric and
// number of chains must be the same, and Sites and Thin where draws were saved: the density at the saved positions
// tells whether model and data are. TargetAccept, MaxDepth and PathLength may be others, from then on. After an error
// nothing has changed.
func (s *Sampler) Load(r io.Reader) (err error) {
	defer fault.Catch(&err)
	if r == nil {
		return &CheckpointError{Detail: errNoReader.Error()}
	}
	in := bufio.NewReader(r)
	h, made, err := s.read(in)
	if err != nil {
		return err
	}
	if _, err := in.ReadByte(); err == nil {
		return &CheckpointError{Detail: "the saved sampler is damaged: something comes after its end"}
	} else if !errors.Is(err, io.EOF) {
		return cannotRead(err)
	}
	m := s.m
	m.Seed, m.Warmup = h.Seed, h.Warmup
	restore := make([]func(), len(s.chains))
	for i, c := range s.chains {
		if restore[i], err = c.restoring(m, &h.Chains[i]); err != nil {
			return &CheckpointError{Detail: fmt.Sprintf("the saved sampler is damaged: chain %d", i), Err: err}
		}
	}
	for i, c := range s.chains {
		at := h.Chains[i].at()
		if err := c.target.recognize(&at, make([]float64, len(at.X)), "when it was saved"); err != nil {
			return &CheckpointError{Detail: "the saved sampler belongs to another model or other data", Err: fmt.Errorf("chain %d: %w", i, err)}
		}
	}
	s.m, s.made = m, made
	for _, f := range restore {
		f()
	}
	return nil
}

// read reads a checkpoint of today's format or an older one, and refuses that of another sampler.
func (s *Sampler) read(in *bufio.Reader) (h samplerHeader, made *draws.Draws, err error) {
	if oldSampler(in) {
		return s.readOld(in)
	}
	if err := samplerCheckpoint.readHeader(in, &h); err != nil {
		return h, nil, err
	}
	if err := s.fits(h); err != nil {
		return h, nil, &CheckpointError{Detail: "the saved sampler is another one", Err: err}
	}
	values := newSummed(in)
	if made, err = s.readDraws(values, h.Chains); err != nil {
		return h, nil, err
	}
	return h, made, values.check("values are")
}

// fits refuses the header of another sampler.
func (s *Sampler) fits(h samplerHeader) error {
	if kernel := s.m.kernelName(); h.Kernel != kernel {
		return fmt.Errorf("it was made by %s, this one uses %s", h.Kernel, kernel)
	}
	if len(h.Chains) != len(s.chains) {
		return fmt.Errorf("it has %d chains, this one has %d", len(h.Chains), len(s.chains))
	}
	if got := s.latents(); !slices.EqualFunc(got, h.Latents, sameSaved) {
		return fmt.Errorf("it has the latents %v, this model has %v", h.Latents, got)
	}
	if h.Warmup < 0 || h.Warmup > maxCount {
		return fmt.Errorf("it has a warm-up of %d transitions", h.Warmup)
	}
	for i, c := range h.Chains {
		for _, n := range []int{c.Transitions, c.Since, c.Kept, c.Divergent} {
			if n < 0 || n > maxCount {
				return fmt.Errorf("chain %d has counted to %d", i, n)
			}
		}
		if n := len(s.chains[0].at.X); len(c.Position) != n || len(c.Gradient) != n {
			return fmt.Errorf("chain %d is not at %d elements with as many derivatives", i, n)
		}
		if c.Kept == 0 {
			continue
		}
		if c.Transitions < h.Warmup {
			return fmt.Errorf("chain %d has %d draws after %d transitions with a warm-up of %d", i, c.Kept, c.Transitions, h.Warmup)
		}
		if got := s.sites(); !slices.EqualFunc(got, h.Sites, sameSaved) {
			return fmt.Errorf("it has draws of %v, this one keeps %v", h.Sites, got)
		}
		if got := s.stats(); !slices.Equal(got, h.Stats) {
			return fmt.Errorf("its kernel tells %q of a draw, this one %q", h.Stats, got)
		}
		if h.Thin != s.m.Thin {
			return fmt.Errorf("it has draws with Thin: %d, this one has Thin: %d", h.Thin, s.m.Thin)
		}
	}
	return nil
}

// restoring checks a chain's state and returns what puts the chain there.
func (c *chain) restoring(m MCMC, saved *savedChain) (func(), error) {
	for i, x := range saved.Position {
		if g := saved.Gradient[i]; !finite(x) || !finite(g) {
			return nil, fmt.Errorf("the position is %v with derivative %v at %s; both are finite", x, g, c.target.layout().elementAt(i))
		}
	}
	rng, at, state := m.rngOf(c.number), saved.at(), saved.State
	if state == nil {
		state = json.RawMessage("null")
	}
	kernel, err := started(context.Background(), m.Kernel, Chain{
		Target: c.target, Layout: c.target.layout(), Warmup: m.Warmup, RNG: rng, At: at, Done: saved.Transitions, State: state,
	})
	if err != nil {
		return nil, err
	}
	return func() {
		c.rng, c.kernel, c.n, c.warmup, c.since, c.kept = rng, kernel, saved.Transitions, m.Warmup, saved.Since, saved.Kept
		c.at.Copy(&at)
		clear(c.target.rejected)
		clear(c.target.reasons)
		maps.Copy(c.target.rejected, saved.Rejected)
		maps.Copy(c.target.reasons, saved.Reasons)
		c.done.Store(int64(c.n))
		c.divergence.Store(int64(saved.Divergent))
	}, nil
}

// storedOf returns the first draws of a chain, where a store has them: site by site, then what Stats tells.
func storedOf(made *draws.Draws, chain, kept int) (blocks []any) {
	if kept == 0 {
		return nil
	}
	for _, d := range []*draws.Draws{made, made.Stats()} {
		for _, name := range d.Names() {
			if all := d.Get(name); all.DType() == tensor.Float32 {
				blocks = append(blocks, stored[float32](all, chain, 0, kept))
			} else {
				blocks = append(blocks, stored[float64](all, chain, 0, kept))
			}
		}
	}
	return blocks
}

// readDraws reads the draws that no Run had returned, and makes no more room for them than they need.
func (s *Sampler) readDraws(in io.Reader, chains []savedChain) (*draws.Draws, error) {
	most := 0
	bits := make([][]byte, len(chains))
	for i, c := range chains {
		size, err := s.bytesOf(c.Kept)
		if err != nil {
			return nil, err
		}
		if bits[i], err = readBytes(in, size); err != nil {
			return nil, err
		}
		most = max(most, c.Kept)
	}
	if most == 0 {
		return nil, nil
	}
	made := s.room(most)
	for i, c := range chains {
		for _, block := range storedOf(made, i, c.Kept) {
			n, err := binary.Decode(bits[i], binary.LittleEndian, block)
			if err != nil {
				return nil, cannotRead(err)
			}
			bits[i] = bits[i][n:]
		}
	}
	return made, nil
}

// bytesOf returns how long the draws of a chain are.
func (s *Sampler) bytesOf(kept int) (int64, error) {
	size := int64(0)
	for _, block := range storedOf(s.room(1), 0, 1) {
		size += int64(binary.Size(block))
	}
	if int64(kept) > math.MaxInt64/size {
		return 0, &CheckpointError{Detail: fmt.Sprintf("the saved sampler is damaged: it claims %d draws", kept)}
	}
	return int64(kept) * size, nil
}
