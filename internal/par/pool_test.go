package par

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// covers runs a loop and reports whether every piece ran once.
func covers(pieces int, work func()) bool {
	seen := make([]atomic.Int32, pieces)
	Do(pieces, 1, func(p, _ int) {
		seen[p].Add(1)
		work()
	})
	for i := range seen {
		if seen[i].Load() != 1 {
			return false
		}
	}
	return true
}

func TestDoWakesHelpers(t *testing.T) {
	atProcessors(t, func(t *testing.T) {
		for _, pause := range []time.Duration{0, spin / 2, 3 * spin} { // helpers spin, or have gone to sleep
			for range 200 {
				require.True(t, covers(7, func() {}))
				time.Sleep(pause)
			}
		}
		require.True(t, covers(3, func() { time.Sleep(3 * spin) }), "the caller sleeps")
	})
}

func TestDoInsideAndBesideDo(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	var wait sync.WaitGroup
	var all atomic.Int32
	for range 8 {
		wait.Go(func() {
			for range 200 {
				if covers(5, func() { Do(4, 1, func(_, _ int) { all.Add(1) }) }) {
					all.Add(1)
				}
			}
		})
	}
	wait.Wait()
	require.EqualValues(t, 8*200*(5*4+1), all.Load())
}

func TestThePoolOutlivesAPanic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for range 100 {
		require.Panics(t, func() { Do(50, 1, func(p, _ int) { panic(p) }) })
		require.True(t, covers(50, func() {}))
	}
}

func BenchmarkDo(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Do(2, 1, func(_, _ int) {})
	}
}

func BenchmarkWorkers(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Workers(2, func(int) {})
	}
}
