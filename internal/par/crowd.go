package par

import (
	"runtime"
	"sync/atomic"
)

// Crowd is a number of goroutines that work at the same time. While they are at least as many as the processors, no
// loop is shared out: helpers would only take processors from the others, and callers wait for helpers.
type Crowd struct {
	left atomic.Int64
	has  atomic.Bool // the pool
}

// Gather returns a crowd of n goroutines, each of which is to call Leave at its end.
func Gather(n int) *Crowd {
	c := new(Crowd)
	c.left.Store(int64(n))
	c.has.Store(n >= runtime.GOMAXPROCS(0) && pool.TryLock())
	return c
}

// Leave must be called once by each of the crowd. When processors become free, loops are shared out again.
func (c *Crowd) Leave() {
	if c.left.Add(-1) < int64(runtime.GOMAXPROCS(0)) && c.has.Swap(false) {
		pool.Unlock()
	}
}
