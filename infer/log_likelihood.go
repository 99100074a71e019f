package infer

import (
	"context"
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// LogLikelihoodOptions holds the settings of LogLikelihood.
type LogLikelihoodOptions struct {
	Draws int // 0 means those of FromDraws, and 100 from other posteriors
	Seed  uint64

	// Sites are the observed sites to return; none means all.
	Sites []string
}

// LogLikelihood returns the log-density of every datum, neither scaled nor summed, in draws from a posterior: of every
// observed site, by batch element, [chain, draw, batch shape…]. Plates run over all their rows.
// [draws.LogLikelihood.LOO] takes the result.
//
// Masked elements are 0, and [draws.LogLikelihood.Mask] tells them from data, which alone count in LOO and WAIC. An
// event counts if any part of it does. Masks must be the same in all draws: what is data does not depend on latents.
//
// The draws are made in parallel, as [Predict] makes them, and end as they do when ctx is canceled.
func LogLikelihood[D any](ctx context.Context, model func(*ppl.Context, D), from Posterior, data D, o LogLikelihoodOptions) (draws.LogLikelihood, error) {
	p := &prediction{entry: "LogLikelihood", o: PredictiveOptions{Draws: o.Draws, Seed: o.Seed, Sites: o.Sites}, likelihood: true}
	out, err := collect(ctx, p, model, from, data)
	if out == nil {
		return draws.LogLikelihood{}, err
	}
	return draws.LogLikelihood{Draws: out}, err
}

// unmasked returns 0 at the elements of a site's log-likelihood that are not of data and 1 at others, nil if all are.
func unmasked(s *ppl.Site) *tensor.Tensor {
	if s.Mask == nil {
		return dist.Unmasked(s.Dist)
	}
	return dist.Unmasked(dist.Mask(s.Dist, s.Mask))
}

// checkMask refuses a mask of draw i that is not that of the first.
func (p *prediction) checkMask(s *ppl.Site, i int) error {
	first, now := draws.LogLikelihood{Draws: p.out}.Mask(s.Name), unmasked(s)
	if first == nil && now == nil {
		return nil
	}
	shape := p.out.Get(s.Name).Shape()[2:]
	if slices.Equal(counts(first, shape), counts(now, shape)) {
		return nil
	}
	return fmt.Errorf("infer: LogLikelihood: site %q: the mask is not the same in draw %d as in the first; what is data must not depend on latents: mask by data, or name the other sites in Sites", s.Name, i)
}

// counts returns of which elements a mask is not 0.
func counts(mask *tensor.Tensor, shape tensor.Shape) []bool {
	out := make([]bool, shape.Size())
	if mask == nil {
		mask = tensor.Scalar(1)
	}
	for i, v := range mask.Expand(shape...).Float64s() {
		out[i] = v != 0
	}
	return out
}
