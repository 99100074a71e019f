package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/credence-ppl/credence/infer"
)

// work is what chains of a posterior took, each of 1000 draws.
type work struct {
	// leapfrogs for a transition of the warm-up, a draw, an effective draw of the worst number
	warmup, draw, effective float64
	off                     float64 // standard errors of the mean or mean square that is farthest off in any chain
}

// longWarmup is how long a warm-up is after which there is little left to learn.
const longWarmup = 5000

// compareMetrics writes a table in Markdown: what the zero Metric takes, and what a dense one does that had the time to
// learn. Every seed is a chain.
func compareMetrics(ctx context.Context, out io.Writer, folder string, chosen []posterior, seeds int) error {
	fmt.Fprintln(out, "| posterior | warm-up | draw | effective draw | error | long: draw | effective draw |")
	fmt.Fprintln(out, "| --- | --: | --: | --: | --: | --: | --: |")
	for _, p := range chosen {
		p.chains, p.warmup = 1, 1000
		zero, err := p.work(ctx, folder, seeds)
		if err != nil {
			return err
		}
		p.metric, p.warmup = infer.Metric{Dense: true}, longWarmup
		long, err := p.work(ctx, folder, (seeds+4)/5)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |\n", p.title(), zero.warmup, zero.draw, zero.effective, zero.off,
			long.draw, long.effective)
	}
	return nil
}

// work returns the mean over seeds.
func (p posterior) work(ctx context.Context, folder string, seeds int) (w work, err error) {
	d, want, err := p.read(folder)
	if err != nil {
		return w, err
	}
	n := float64(seeds)
	for seed := range seeds {
		r, err := p.sample(ctx, d, want, uint64(seed+1))
		if err != nil {
			return w, fmt.Errorf("%s: %w", p.title(), err)
		}
		w.warmup += r.warming / float64(p.warmup) / n
		w.draw += r.drawing / r.draws / n
		w.effective += r.drawing / math.Min(r.ess, r.draws) / n
		w.off = max(w.off, r.worst)
	}
	return w, nil
}
