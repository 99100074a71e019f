package main

import (
	"math"
	"time"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
)

// work is a number of float32 operations, a multiply-add being two, and of bytes to and from memory.
type work struct{ operations, bytes float64 }

// The rates of the machine are the times of these cases.
const (
	oneGFLOP = "bound-1-gflop"
	oneGB    = "bound-1-gb"
)

// bound is the system that does nothing but what a case cannot do without, as fast as the processors can: its time is
// that of the operations plus that of the bytes, at rates that it measures at each turn. Its minimum goes by the best
// rates of the run so far.
//
// Operations are multiply-adds in registers. Bytes are those of x ← x + y/2 over arrays of as many float32 as the
// 784-1024-10 network has weights and biases, ten pairs of them, about what a step of its training goes through: 65
// MB. Two reads and a write are counted; because x is read anyway, there is no other traffic.
//
// It is not a strict bound: a step could go below it by computing while it waits for memory, or where caches hold more
// of its arrays than of these.
type bound struct {
	pairs           [10][2][]float32
	operation, byte float64 // the least seconds for one, so far
}

func newBound() *bound {
	b := &bound{operation: math.Inf(1), byte: math.Inf(1)}
	for i := range b.pairs {
		b.pairs[i] = [2][]float32{make([]float32, weights), make([]float32, weights)}
	}
	return b
}

func (*bound) name() string { return boundName }

func (b *bound) turn(c benchmark, seconds float64) (a answer, err error) {
	for end := after(seconds); time.Now().Before(end) || len(a.NS) < 5; {
		operation, byte := operate(), b.transfer()
		a.NS = append(a.NS, c.least.at(operation, byte))
		b.operation, b.byte = min(b.operation, operation), min(b.byte, byte)
	}
	// The two rates are seldom at their best together.
	a.NS = append(a.NS, c.least.at(b.operation, b.byte))
	return a, nil
}

// at returns the time of the work at a time for each operation and each byte.
func (w work) at(operation, byte float64) time.Duration {
	return time.Duration((w.operations*operation + w.bytes*byte) * float64(time.Second))
}

// operate measures the seconds of an operation.
func operate() float64 {
	const pieces, rounds = 128, 16384
	start := time.Now()
	par.Do(pieces, 1, func(lo, hi int) {
		for range hi - lo {
			var x [192]float32
			iterate(&x, 0.5, 1, rounds)
		}
	})
	return time.Since(start).Seconds() / (pieces * 2 * float64(len([192]float32{})) * rounds)
}

// transfer measures the seconds of a byte.
func (b *bound) transfer() float64 {
	start := time.Now()
	bytes := 0
	for _, p := range b.pairs {
		par.For(len(p[0]), func(lo, hi int) { kernel.Scaled(p[0][lo:hi], p[1][lo:hi], 0.5, true) })
		bytes += 3 * 4 * len(p[0])
	}
	return time.Since(start).Seconds() / float64(bytes)
}

func after(seconds float64) time.Time {
	return time.Now().Add(time.Duration(seconds * float64(time.Second)))
}
