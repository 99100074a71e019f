package infer

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// What a sampler keeps of its transitions, and what it tells of them.

// room returns the store for n draws of every chain.
func (s *Sampler) room(n int) *draws.Draws {
	out := draws.New(len(s.chains), n)
	for _, site := range s.chains[0].target.shown() {
		if s.wants(site.Name) {
			out.Add(site.Name, site.Value.Shape(), site.Value.DType(), plateNames(site))
		}
	}
	for _, name := range s.stats() {
		out.Stats().Add(name, tensor.Shape{}, tensor.Float64, nil)
	}
	return out
}

// lpStat is what a sampler tells of every draw, whatever the kernel.
const lpStat = "lp"

// stats returns the names of what the sampler tells of every draw; see [draws.Draws.Stats].
func (s *Sampler) stats() []string { return append([]string{lpStat}, s.chains[0].names...) }

func (s *Sampler) wants(name string) bool {
	return len(s.m.Sites) == 0 || slices.Contains(s.m.Sites, name)
}

// keep writes what a chain has just drawn.
func (s *Sampler) keep(c *chain) (err error) {
	defer fault.Catch(&err)
	values, err := c.target.values(c.at.X)
	if err != nil {
		return err
	}
	for i, site := range c.target.shown() {
		if s.wants(site.Name) {
			s.made.Put(site.Name, c.number, c.kept, values[i])
		}
	}
	s.made.Stats().Put(lpStat, c.number, c.kept, tensor.Scalar(c.at.LogDensity))
	for i, name := range c.names {
		s.made.Stats().Put(name, c.number, c.kept, tensor.Scalar(c.told[i]))
	}
	return nil
}

// grow makes room for n draws of every chain.
func (s *Sampler) grow(n int) {
	if s.made == nil || s.made.Draws() < n {
		s.move(s.room(n), 0)
	}
}

// drop forgets the first n draws of every chain.
func (s *Sampler) drop(n int) {
	most := 0
	for _, c := range s.chains {
		most = max(most, c.kept-n)
	}
	if most == 0 {
		s.move(nil, n)
	} else {
		s.move(s.room(most), n)
	}
}

// move makes a store the sampler's, with its draws from the given one on.
func (s *Sampler) move(to *draws.Draws, from int) {
	for i, c := range s.chains {
		if to != nil && s.made != nil {
			copyDraws(to, s.made, i, i, from, c.kept)
			copyDraws(to.Stats(), s.made.Stats(), i, i, from, c.kept)
		}
		c.kept -= from
	}
	s.made = to
}

// copyDraws writes some draws of a chain to the first ones of another, for the sites of to.
func copyDraws(to, from *draws.Draws, toChain, fromChain, begin, end int) {
	for _, name := range to.Names() {
		a, b := to.Get(name), from.Get(name)
		if a.DType() == tensor.Float32 {
			copy(stored[float32](a, toChain, 0, end-begin), stored[float32](b, fromChain, begin, end))
		} else {
			copy(stored[float64](a, toChain, 0, end-begin), stored[float64](b, fromChain, begin, end))
		}
	}
}

// stored returns the numbers of some draws of a chain, where they are stored.
func stored[T tensor.Float](all *tensor.Tensor, chain, begin, end int) []T {
	shape := all.Shape()
	size := shape[2:].Size()
	return tensor.Raw[T](all)[(chain*shape[1]+begin)*size : (chain*shape[1]+end)*size]
}

// show returns what there is of the first n draws of every chain. err is what kept it from being all, or nil; where
// that was the caller's context, the error says what is missing.
func (s *Sampler) show(n int, err error) (*draws.Draws, error) {
	all, warm, least := len(s.chains), 0, n
	var with []int // the chains that have draws
	for i, c := range s.chains {
		if c.kept > 0 {
			with, least = append(with, i), min(least, c.kept)
		}
		if c.n >= c.warmup {
			warm++
		}
	}
	missing := ""
	var out *draws.Draws
	switch {
	case len(with) == all:
		if out = s.made; least < out.Draws() {
			out = out.Cut(least)
		}
		out.SetSampling(s.sampling(with))
	case warm == all:
		missing = fmt.Sprintf("%d of %d chains have made no draw yet", all-len(with), all)
	case len(with) == 0:
		missing = "no chain has ended its warm-up and made a draw"
	default:
		missing = fmt.Sprintf("%d of %d chains were still in their warm-up and are left out", all-len(with), all)
		out = pick(s.made.Cut(least), s.sampling(with), with)
	}
	if missing != "" && cancelled(err) {
		err = fmt.Errorf("infer: %s: %w", missing, err)
	}
	return out, err
}

// sampling returns what there is to tell of some chains as a whole.
func (s *Sampler) sampling(chains []int) draws.Sampling {
	about := draws.Sampling{Rejected: map[string]int{}, Reasons: map[string]string{}, Warmup: s.m.Warmup, Thin: s.m.Thin, Seed: s.m.Seed}
	for _, l := range s.chains[0].target.layout().slots {
		about.Latents = append(about.Latents, l.Name)
	}
	for _, i := range chains {
		c := s.chains[i]
		for site, n := range c.target.rejected {
			about.Rejected[site] += n
			about.Reasons[site] = cmp.Or(about.Reasons[site], c.target.reasons[site])
		}
		if r, ok := c.kernel.(Reporter); ok {
			r.Report(&about)
		}
	}
	return about
}

// pick returns the draws of some chains, and what there is to tell of these.
func pick(d *draws.Draws, about draws.Sampling, chains []int) *draws.Draws {
	out := draws.New(len(chains), d.Draws())
	out.SetSampling(about)
	copyChains(out, d, chains)
	copyChains(out.Stats(), d.Stats(), chains)
	return out
}

func copyChains(out, d *draws.Draws, chains []int) {
	for _, name := range d.Names() {
		all := d.Get(name)
		out.Add(name, all.Shape()[2:], all.DType(), d.Dims(name)[2:])
	}
	for i, c := range chains {
		copyDraws(out, d, i, c, 0, d.Draws())
	}
}
