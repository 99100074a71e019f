package infer

import (
	"context"
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/tensor"
)

// What a sampler keeps of its transitions, and what it tells of them.

// room is the store for n draws of every chain.
func (s *Sampler) room(n int) *draws.Draws {
	out := draws.New(len(s.chains), n)
	for _, site := range s.chains[0].target.shown {
		if s.wants(site.Name) {
			out.Add(site.Name, site.Value.Shape(), site.Value.DType(), plateNames(site))
		}
	}
	for _, name := range statNames {
		out.Stats().Add(name, tensor.Shape{}, tensor.Float64, nil)
	}
	return out
}

// statNames are what a sampler tells of every draw; see [draws.Draws.Stats].
var statNames = []string{"lp", "accept", "step_size", "depth", "leapfrogs", "divergent", "energy"}

// stats are the values of statNames at the chain's last transition.
func (c *chain) stats() []float64 {
	divergent := 0.0
	if c.last.divergent {
		divergent = 1
	}
	return []float64{c.z.lp, c.last.accept, c.eps, float64(c.last.depth), float64(c.last.leapfrogs), divergent, c.last.energy}
}

func (s *Sampler) wants(name string) bool {
	return len(s.m.Sites) == 0 || slices.Contains(s.m.Sites, name)
}

// keep writes what a chain has just drawn.
func (s *Sampler) keep(out *draws.Draws, c *chain, number, at int) (err error) {
	defer fault.Catch(&err)
	values, err := c.target.at(c.z.q, c.scratch)
	if err != nil {
		return err
	}
	for i, site := range c.target.shown {
		if s.wants(site.Name) {
			out.Put(site.Name, number, at, values[i])
		}
	}
	for i, v := range c.stats() {
		out.Stats().Put(statNames[i], number, at, tensor.Scalar(v))
	}
	return nil
}

// cut is what came of a run of which n draws were asked for.
func (s *Sampler) cut(ctx context.Context, out *draws.Draws, kept []int, n int) (*draws.Draws, error) {
	out.SetSampling(s.sampling())
	least := n
	var warm []int // the chains that have draws
	for i, k := range kept {
		if k > 0 {
			warm, least = append(warm, i), min(least, k)
		}
	}
	switch {
	case len(warm) == 0:
		return nil, fmt.Errorf("infer: no chain has ended its warm-up and made a draw: %w", ctx.Err())
	case len(warm) < len(s.chains):
		return pick(out.Cut(least), warm), fmt.Errorf("infer: %d of %d chains were still in their warm-up and are left out: %w", len(s.chains)-len(warm), len(s.chains), ctx.Err())
	case least < n:
		return out.Cut(least), ctx.Err()
	}
	return out, nil
}

// sampling is what there is to tell of the run as a whole.
func (s *Sampler) sampling() draws.Sampling {
	about := draws.Sampling{
		Rejected: map[string]int{}, Warmup: s.m.Warmup, Thin: s.m.Thin, Seed: s.m.Seed, TargetAccept: s.chains[0].settings.target,
	}
	if k, ok := s.m.Kernel.(NUTS); ok {
		about.MaxDepth = k.depth()
	}
	for _, c := range s.chains {
		for site, n := range c.target.rejected {
			about.Rejected[site] += n
		}
		about.Leapfrogs = append(about.Leapfrogs, c.leapfrogs)
		about.Variances = append(about.Variances, c.metric.diagonal())
	}
	return about
}

// pick is the draws of some chains.
func pick(d *draws.Draws, chains []int) *draws.Draws {
	out := draws.New(len(chains), d.Draws())
	about := d.Sampling()
	all := about
	about.Leapfrogs, about.Variances = nil, nil
	for _, c := range chains {
		about.Leapfrogs = append(about.Leapfrogs, all.Leapfrogs[c])
		about.Variances = append(about.Variances, all.Variances[c])
	}
	out.SetSampling(about)
	copyChains(out, d, chains)
	copyChains(out.Stats(), d.Stats(), chains)
	return out
}

func copyChains(out, d *draws.Draws, chains []int) {
	for _, name := range d.Names() {
		all := d.Get(name)
		shape := all.Shape()[2:]
		out.Add(name, shape, all.DType(), d.Dims(name)[2:])
		for i, c := range chains {
			of := all.Slice(0, c, c+1).Reshape(all.Shape()[1:]...)
			for n := range d.Draws() {
				out.Put(name, i, n, of.Slice(0, n, n+1).Reshape(shape...))
			}
		}
	}
}
