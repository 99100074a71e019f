package main

import (
	"context"
	"os"
	"time"
)

// The cases of a launch.
const (
	warmLaunch = "first-elbo-warm"
	coldLaunch = "first-elbo-cold"
	memory     = "memory-" + mainJob
)

// self is credence as others start it.
var self = program{system: credence, kind: step, command: []string{"go", "run", "github.com/credence-ppl/credence/bench", "-serve"}}

// launch starts programs anew, in turns, and measures the seconds to the first ELBO and the memory that they come to
// need.
func (r *results) launch(ctx context.Context, programs []program, o options) error {
	seconds, megabytes := make([][]float64, len(programs)), make([][]float64, len(programs))
	for range o.rounds {
		for i, p := range programs {
			s, mb, err := p.launch(ctx, o.seconds)
			if err != nil {
				return err
			}
			seconds[i] = append(seconds[i], s)
			if mb > 0 {
				megabytes[i] = append(megabytes[i], mb)
			}
		}
	}
	from := len(r.rows)
	for i, p := range programs {
		r.add(warmLaunch, p.system, seconds[i], "s")
	}
	for i, p := range programs {
		r.add(memory, p.system, megabytes[i], "MB")
	}
	r.print(from)
	return nil
}

// launch runs a program to its first ELBO, and on for some seconds.
func (p program) launch(ctx context.Context, more float64) (seconds, megabytes float64, err error) {
	start := time.Now()
	q, err := p.start(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer q.stop()
	if _, err = q.ask(mainJob, 0); err != nil {
		return 0, 0, err
	}
	seconds = time.Since(start).Seconds()
	a, err := q.ask(mainJob, more)
	return seconds, a.PeakKB * 1024 / 1e6, err
}

// launchCold measures the seconds to credence's first ELBO where nothing has been compiled before.
func (r *results) launchCold(ctx context.Context, o options) error {
	cache, err := os.MkdirTemp("", "credence-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(cache)
	p := self
	p.env = []string{"GOCACHE=" + cache}
	seconds, _, err := p.launch(ctx, o.seconds)
	if err != nil {
		return err
	}
	from := len(r.rows)
	r.add(coldLaunch, p.system, []float64{seconds}, "s")
	r.print(from)
	return nil
}
