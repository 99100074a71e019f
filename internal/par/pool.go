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

// Do calls run once for every piece of [0, pieces), on this goroutine and on those of a pool that all loops share.
// While one loop has the pool, loops begun elsewhere, or inside it, run on their own goroutine alone. The first panic
// is raised again here, as [Workers] does, after all running pieces have stopped; no further one is begun.
func Do(pieces int, run func(piece int)) {
	helpers := min(pieces, runtime.GOMAXPROCS(0)) - 1
	if helpers <= 0 || !pool.TryLock() {
		for p := range pieces {
			run(p)
		}
		return
	}
	defer pool.Unlock()
	j := &job{pieces: int64(pieces), run: run}
	for i := range helpers {
		if i == len(pool.helpers) {
			h := &helper{wake: make(chan struct{}, 1)}
			pool.helpers = append(pool.helpers, h)
			go h.serve()
		}
		pool.helpers[i].give(j)
	}
	j.work()
	j.wait()
	if p := j.fault.Load(); p != nil {
		panic(*p)
	}
}

var pool struct {
	sync.Mutex
	helpers []*helper
}

// job is one loop. Helpers that come late find nothing left to do.
type job struct {
	run    func(piece int)
	pieces int64
	next   atomic.Int64 // the piece to begin next
	done   atomic.Int64 // pieces finished, or given up after a panic
	fault  atomic.Pointer[any]
	end    atomic.Int32 // running, then perhaps asleep, then over
	woken  chan struct{}
}

const (
	running = iota
	asleep  // the caller sleeps until woken
	over
)

func (j *job) work() {
	for {
		p := j.next.Add(1) - 1
		if p >= j.pieces {
			return
		}
		j.finish(j.one(int(p)))
	}
}

// one runs a piece and returns how many pieces that finishes: after a panic all that nobody has begun.
func (j *job) one(p int) (finished int64) {
	defer func() {
		if r := recover(); r != nil {
			first := carry(r)
			j.fault.CompareAndSwap(nil, &first)
			finished = 1 + max(0, j.pieces-j.next.Swap(j.pieces))
		}
	}()
	j.run(p)
	return 1
}

func (j *job) finish(n int64) {
	if j.done.Add(n) == j.pieces && j.end.Swap(over) == asleep {
		j.woken <- struct{}{}
	}
}

// wait returns when all pieces have finished.
func (j *job) wait() {
	if spinUntil(func() bool { return j.end.Load() == over }) {
		return
	}
	j.woken = make(chan struct{}, 1)
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
	h.job.Store(j)
	if h.parked.CompareAndSwap(true, false) {
		h.wake <- struct{}{}
	}
}

func (h *helper) serve() {
	waiting := func() bool { return h.job.Load() != nil }
	for {
		if !spinUntil(waiting) {
			h.parked.Store(true)
			if !waiting() || !h.parked.CompareAndSwap(true, false) {
				<-h.wake
			}
		}
		if j := h.job.Swap(nil); j != nil {
			j.work()
		}
	}
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
