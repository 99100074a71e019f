package infer

import (
	"context"

	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
)

// LogLikelihoodOptions are the settings of LogLikelihood.
type LogLikelihoodOptions struct {
	Draws int // 0 means those of FromDraws, and 100 from other posteriors
	Seed  uint64

	// Sites are the observed sites to return; without any, all.
	Sites []string
}

// LogLikelihood is the log-density of every datum, neither scaled nor summed, in draws from a posterior: of every
// observed site, by batch element, [chain, draw, batch shape…]. Masked elements are 0. Plates run over all their rows.
// It is what [draws.LogLikelihood.LOO] takes.
//
// The draws are made in parallel, as [Predict] makes them, and end as they do when ctx is cancelled.
func LogLikelihood[D any](ctx context.Context, model func(*ppl.Context, D), from Posterior, data D, o LogLikelihoodOptions) (draws.LogLikelihood, error) {
	p := &prediction{entry: "LogLikelihood", o: PredictiveOptions{Draws: o.Draws, Seed: o.Seed, Sites: o.Sites}, likelihood: true}
	out, err := collect(ctx, p, model, from, data)
	if out == nil {
		return draws.LogLikelihood{}, err
	}
	return draws.LogLikelihood{Draws: out}, err
}
