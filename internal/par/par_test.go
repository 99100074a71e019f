package par

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/internal/fault"
)

// atProcessors runs f with several numbers of processors.
func atProcessors(t *testing.T, f func(t *testing.T)) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, p := range []int{1, 2, 5} {
		runtime.GOMAXPROCS(p)
		f(t)
	}
}

func TestForCoversEveryElementOnce(t *testing.T) {
	atProcessors(t, func(t *testing.T) {
		for _, n := range []int{0, 1, Grain - 1, Grain, Grain + 1, 5*Grain + 7} {
			counts := make([]int32, n)
			var begun atomic.Int32
			For(n, func(lo, hi int) {
				begun.Add(1)
				require.Zero(t, lo%Grain)
				for i := lo; i < hi; i++ {
					counts[i]++
				}
			})
			require.EqualValues(t, pieces(n, Grain), begun.Load())
			for _, c := range counts {
				require.EqualValues(t, 1, c)
			}
		}
	})
}

func TestRowsCoversEveryRowOnce(t *testing.T) {
	atProcessors(t, func(t *testing.T) {
		for _, width := range []int{0, 1, 3, Grain / 2, Grain, 3 * Grain} {
			for _, n := range []int{0, 1, 2, 7, 3 * Grain} {
				counts := make([]int32, n)
				Rows(n, width, func(lo, hi int) {
					require.True(t, hi-lo <= 1 || (hi-lo)*width <= Grain, "%d rows of %d", hi-lo, width)
					for i := lo; i < hi; i++ {
						counts[i]++
					}
				})
				for _, c := range counts {
					require.EqualValues(t, 1, c)
				}
			}
		}
	})
}

func TestSumDoesNotDependOnProcessors(t *testing.T) {
	x := make([]float64, 3*Grain+11)
	for i := range x {
		x[i] = 1 / float64(i+1)
	}
	piece := func(lo, hi int) float64 {
		total := 0.0
		for _, v := range x[lo:hi] {
			total += v
		}
		return total
	}
	var sums []float64
	atProcessors(t, func(*testing.T) { sums = append(sums, Sum(len(x), piece)) })
	require.Equal(t, sums[0], sums[1])
	require.Equal(t, sums[0], sums[2])
	require.InDelta(t, piece(0, len(x)), sums[0], 1e-12)
	require.Zero(t, Sum(0, piece))
}

type mistake struct{ error }

func (mistake) ModelFault() {}

func TestPanicsReachTheCaller(t *testing.T) {
	catch := func(value any) (caught any) {
		defer func() { caught = recover() }()
		For(100*Grain, func(lo, _ int) {
			if lo == 2*Grain {
				panic(value)
			}
		})
		return nil
	}
	atProcessors(t, func(t *testing.T) {
		m := mistake{errors.New("of a model")}
		require.Equal(t, m, catch(m), "as it is")

		switch p := catch("broken").(type) {
		case *Panic:
			require.Equal(t, "broken", p.Value)
			require.Contains(t, p.String(), "par_test.go", "the stack it happened on")
		default:
			require.Equal(t, "broken", p)
			require.Equal(t, 1, runtime.GOMAXPROCS(0), "no other goroutine")
		}
	})
}

func TestNoPieceBeginsAfterAPanic(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	var begun atomic.Int32
	require.Panics(t, func() {
		For(10_000*Grain, func(_, _ int) {
			if begun.Add(1) == 3 {
				panic("broken")
			}
			time.Sleep(10 * time.Microsecond)
		})
	})
	require.Less(t, begun.Load(), int32(10_000))
}

// ends reports whether f ended its goroutine rather than return or panic, and what it panicked with.
func ends(f func()) (exits bool, panicked any) {
	exits = true
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if panicked = recover(); panicked != nil {
				exits = false
			}
		}()
		f()
		exits = false
	}()
	<-done
	return exits, panicked
}

// A body that ends its goroutine ends the loop: with an error if that was a helper's, and with the caller's goroutine,
// which cannot go on, if it was that one. The pool loses no helper by it.
func TestLoopsEndWithABodyThatEndsItsGoroutine(t *testing.T) {
	atProcessors(t, func(t *testing.T) {
		for range 50 {
			for _, loop := range []func(body func(i int)){
				func(body func(i int)) { Do(100, 1, func(i, _ int) { body(i) }) },
				func(body func(i int)) { All(100*Grain, func(lo, _ int) bool { body(lo / Grain); return true }) },
				func(body func(i int)) { Sum(100*Grain, func(lo, _ int) float64 { body(lo / Grain); return 1 }) },
			} {
				for _, all := range []bool{false, true} {
					exits, panicked := ends(func() {
						loop(func(i int) {
							if all || i == 7 {
								runtime.Goexit()
							}
						})
					})
					require.True(t, exits || panicked == fault.Exit{}, "%v", panicked)
				}
				require.True(t, covers(50, func() {}))
			}
			for _, body := range []func(int){func(int) { runtime.Goexit() }, func(i int) {
				if i == 0 {
					runtime.Goexit()
				}
			}} {
				_, panicked := ends(func() { Workers(4, body) })
				require.Equal(t, fault.Exit{}, panicked)
				_, panicked = ends(func() { Goroutines(4, body) })
				require.Equal(t, fault.Exit{}, panicked)
			}
		}
	})
}

// The caller's goroutine ends only after the helpers' pieces, which still use what the loop writes.
func TestLoopsWaitForRunningPieces(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	var running atomic.Int32
	for range 200 {
		ends(func() {
			Do(3, 1, func(i, _ int) {
				running.Add(1)
				defer running.Add(-1)
				if i == 1 {
					runtime.Goexit()
				}
				time.Sleep(100 * time.Microsecond)
			})
		})
		require.Zero(t, running.Load())
	}
}

func TestWorkers(t *testing.T) {
	atProcessors(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 3, 50} {
			var seen [50]atomic.Int32
			Workers(n, func(w int) { seen[w].Add(1) })
			for w := range seen {
				want := int32(0)
				if w < min(n, runtime.GOMAXPROCS(0)) {
					want = 1
				}
				require.Equal(t, want, seen[w].Load())
			}
		}
	})
}

func TestAll(t *testing.T) {
	atProcessors(t, func(t *testing.T) {
		const n = 3*Grain + 5
		for _, bad := range []int{-1, 0, Grain, n - 1} {
			require.Equal(t, bad < 0, All(n, func(lo, hi int) bool { return bad < lo || bad >= hi }))
		}
		require.False(t, All(1, func(lo, hi int) bool { return false }))
		require.True(t, All(0, func(lo, hi int) bool { return true }))
	})
}
