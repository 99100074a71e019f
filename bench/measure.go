package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// system is something that can be measured.
type system interface {
	name() string

	// turn repeats a case for some seconds, at least a few times.
	turn(c benchmark, seconds float64) (answer, error)
}

// measureAll measures what -only selects: launches first, while nothing else is in memory.
func (r *results) measureAll(ctx context.Context, programs []program, o options) error {
	if o.only.MatchString(warmLaunch) || o.only.MatchString(memory) {
		launched := []program{self}
		for _, p := range programs {
			if p.kind == step && !p.tuned && p.system != beforeName {
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
	for _, k := range []kind{machine, step, piece, density, simulation} {
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
	r.addMeans()
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

// measure lets systems take turns at a case, without those that do not have it.
func (r *results) measure(ctx context.Context, c benchmark, systems []system, o options) error {
	seconds := o.seconds
	if c.kind != step {
		seconds /= 4
	}
	unit := "ms"
	if c.kind.oneThread() {
		unit = cpuUnit
	}
	var sums []float64 // of the first system
	times := make([][]float64, len(systems))
	lacking := make([]bool, len(systems))
	for range o.rounds {
		for i, s := range systems {
			if err := ctx.Err(); err != nil {
				return err
			}
			if lacking[i] {
				continue
			}
			a, err := s.turn(c, seconds)
			var none *noCaseError
			if lacking[i] = errors.As(err, &none); lacking[i] {
				fmt.Fprintln(r.out, err)
				continue
			}
			if err != nil {
				return err
			}
			if i == 0 {
				sums = a.Sums
			}
			if !c.agree(sums, a.Sums) {
				return fmt.Errorf("%s: %s and %s must agree, and have %v and %v", c.name, systems[0].name(), s.name(), sums, a.Sums)
			}
			took := a.NS
			if c.kind.oneThread() {
				took = a.CPUNS
			}
			for _, t := range took {
				times[i] = append(times[i], float64(t)/float64(time.Millisecond))
			}
		}
	}
	from := len(r.rows)
	for i, s := range systems {
		if !lacking[i] {
			r.add(c.name, s.name(), times[i], unit)
		}
	}
	if c.kind.oneThread() {
		r.addBest(from)
	}
	r.print(from)
	return nil
}
