package main

import (
	"context"
	"slices"
	"time"
)

// system is something that can be measured.
type system interface {
	name() string

	// turn repeats a case for some seconds, at least a few times.
	turn(c benchmark, seconds float64) ([]time.Duration, error)
}

// measureAll measures what -only selects: launches first, while nothing else is in memory.
func (r *results) measureAll(ctx context.Context, programs []program, o options) error {
	if o.only.MatchString(warmLaunch) || o.only.MatchString(memory) {
		launched := []program{self}
		for _, p := range programs {
			if p.kind == step && !p.tuned {
				launched = append(launched, p)
			}
		}
		if err := r.launch(ctx, launched, o); err != nil {
			return err
		}
	}
	if o.peers && o.only.MatchString(coldLaunch) {
		if err := r.launchCold(ctx, o); err != nil {
			return err
		}
	}
	least := newBound()
	for _, k := range []kind{machine, step, piece} {
		var selected []benchmark
		for _, c := range cases {
			if c.kind == k && o.only.MatchString(c.name) {
				selected = append(selected, c)
			}
		}
		if err := r.measureKind(ctx, k, selected, least, programs, o); err != nil {
			return err
		}
	}
	return r.sampleAll(ctx, programs, o)
}

// measureKind measures cases of one kind, with the programs that have them. For each step of training they start anew,
// as their users start them: how fast the memory of a process is depends on what the process did before.
func (r *results) measureKind(ctx context.Context, k kind, cases []benchmark, least *bound, programs []program, o options) error {
	each := max(1, len(cases))
	if k == step {
		each = 1
	}
	for some := range slices.Chunk(cases, each) {
		if err := r.measureSome(ctx, k, some, least, programs, o); err != nil {
			return err
		}
	}
	return nil
}

// measureSome measures some cases of one kind by the same processes.
func (r *results) measureSome(ctx context.Context, k kind, cases []benchmark, least *bound, programs []program, o options) error {
	systems := []system{&own{}}
	for _, p := range programs {
		if p.kind != k {
			continue
		}
		q, err := p.start(ctx)
		if err != nil {
			return err
		}
		defer q.stop()
		r.addVersions(p.system, q.versions)
		systems = append(systems, q)
	}
	for _, c := range cases {
		present := systems
		if c.prepare == nil {
			present = nil
		}
		if c.least != (work{}) {
			present = append([]system{least}, present...)
		}
		if err := r.measure(ctx, c, present, o); err != nil {
			return err
		}
	}
	return nil
}

// measure lets systems take turns at a case.
func (r *results) measure(ctx context.Context, c benchmark, systems []system, o options) error {
	seconds := o.seconds
	if c.kind != step {
		seconds /= 4
	}
	times := make([][]float64, len(systems))
	for range o.rounds {
		for i, s := range systems {
			if err := ctx.Err(); err != nil {
				return err
			}
			turn, err := s.turn(c, seconds)
			if err != nil {
				return err
			}
			for _, t := range turn {
				times[i] = append(times[i], float64(t)/float64(time.Millisecond))
			}
		}
	}
	from := len(r.rows)
	for i, s := range systems {
		r.add(c.name, s.name(), times[i], "ms")
	}
	r.print(from)
	return nil
}
