package par

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// spin is how long a goroutine looks for work, or for the end of it, before it sleeps. To wake a thread takes about 100
// µs, longer than most loops of a training step.
const spin = 50 * time.Microsecond

// Do calls body(lo, hi) once for every piece of [0, n), each of the given size but perhaps the last, on this goroutine
// and on those of a pool that all loops share. While one loop has the pool, loops begun elsewhere, or inside it, run on
// their own goroutine alone. The first panic is raised again here, as [Workers] does, after all running pieces have
// stopped; no further one is begun. A body that ends its goroutine by [runtime.Goexit] ends this one if it ran on it,
// after the others have stopped, and raises a [fault.Exit] here if it did not.
func Do(n, size int, body func(lo, hi int)) { do(n, size, body, nil) }

// do does as Do, with either a body or a check of every piece. It reports whether all checks are true.
func do(n, size int, body func(lo, hi int), check func(lo, hi int) bool) (all bool) {
	parts := pieces(n, size)
	helpers := min(parts, runtime.GOMAXPROCS(0)) - 1
	if helpers <= 0 || !pool.TryLock() {
		all = true
		for lo := 0; lo < n; lo += size {
			if body != nil {
				body(lo, min(n, lo+size))
			} else {
				all = check(lo, min(n, lo+size)) && all
			}
		}
		return all
	}
	defer pool.Unlock()
	j := newJob()
	j.n, j.size, j.pieces, j.body, j.check = n, size, int64(parts), body, check
	for i := range helpers {
		if i == len(pool.helpers) {
			h := &helper{wake: make(chan struct{}, 1)}
			pool.helpers = append(pool.helpers, h)
			go h.serve()
		}
		pool.helpers[i].give(j)
	}
	j.workAndWait()
	j.body, j.check = nil, nil
	if p := j.fault.Load(); p != nil {
		panic(*p)
	}
	return !j.no.Load()
}

var pool struct {
	sync.Mutex
	helpers []*helper
	last    *job
}

// newJob returns a loop that has not begun: the last one's struct, because a step of training has too many loops to
// make each anew, unless a helper that came late is still looking at it.
func newJob() *job {
	j := pool.last
	if j != nil {
		for _, h := range pool.helpers {
			if h.job.CompareAndSwap(j, nil) {
				j.known.Add(-1)
			}
		}
	}
	if j == nil || j.known.Load() > 0 || j.fault.Load() != nil {
		j = new(job)
		pool.last = j
	}
	j.next.Store(0)
	j.done.Store(0)
	j.end.Store(running)
	j.no.Store(false)
	return j
}

// job is one loop. Helpers that come late find nothing left to do.
type job struct {
	body    func(lo, hi int) // or check
	check   func(lo, hi int) bool
	no      atomic.Bool // a check was false
	n, size int
	pieces  int64
	next    atomic.Int64 // the piece to begin next
	known   atomic.Int32 // the helpers that have it, or that it is given to
	done    atomic.Int64 // pieces finished, or given up after one that ended early
	fault   atomic.Pointer[any]
	end     atomic.Int32 // running, then perhaps asleep, then over
	woken   chan struct{}
}

const (
	running = iota
	asleep  // the caller sleeps until woken
	over
)

// workAndWait waits even if a piece ends this goroutine, since the others still use what the loop writes.
func (j *job) workAndWait() {
	defer j.wait()
	j.work()
}

func (j *job) work() {
	for {
		p := j.next.Add(1) - 1
		if p >= j.pieces {
			return
		}
		j.one(int(p))
	}
}

// one runs a piece and counts it as finished, and with it, if it ends early, all that have not begun.
func (j *job) one(p int) {
	whole := false
	defer func() {
		finished := int64(1)
		if early := carry(recover(), whole); early != nil {
			first := early
			j.fault.CompareAndSwap(nil, &first)
			finished += max(0, j.pieces-j.next.Swap(j.pieces))
		}
		if j.done.Add(finished) == j.pieces && j.end.Swap(over) == asleep {
			j.woken <- struct{}{}
		}
	}()
	lo, hi := p*j.size, min(j.n, (p+1)*j.size)
	if j.body != nil {
		j.body(lo, hi)
	} else if !j.check(lo, hi) {
		j.no.Store(true)
	}
	whole = true
}

// wait returns when all pieces have finished.
func (j *job) wait() {
	if spinUntil(func() bool { return j.end.Load() == over }) {
		return
	}
	if j.woken == nil {
		j.woken = make(chan struct{}, 1)
	}
	if j.end.CompareAndSwap(running, asleep) {
		<-j.woken
	}
}

// helper is a goroutine of the pool.
type helper struct {
	job    atomic.Pointer[job]
	parked atomic.Bool
	wake   chan struct{}
}

func (h *helper) give(j *job) {
	j.known.Add(1)
	h.job.Store(j)
	if h.parked.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

func (h *helper) serve() {
	defer func() { go h.serve() }() // a piece has ended this goroutine
	waiting := func() bool { return h.job.Load() != nil }
	for {
		if !spinUntil(waiting) {
			h.parked.Store(true)
			if !waiting() || !h.parked.CompareAndSwap(true, false) {
				<-h.wake
			}
		}
		if j := h.job.Swap(nil); j != nil {
			h.help(j)
		}
	}
}

func (h *helper) help(j *job) {
	defer j.known.Add(-1)
	j.work()
}

// spinUntil looks whether something is so until it is or the time is up.
func spinUntil(ready func() bool) bool {
	for start := time.Now(); ; {
		for range 100 {
			if ready() {
				return true
			}
		}
		if time.Since(start) > spin {
			return false
		}
	}
}
