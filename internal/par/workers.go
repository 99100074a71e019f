package par

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/credence-ppl/credence/internal/fault"
)

// Panic is a panic carried from a worker to the goroutine that waits for it, with the stack it happened on.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) String() string { return fmt.Sprintf("%v\n\nworker's stack:\n%s", p.Value, p.Stack) }

// Workers runs body(worker) on as many goroutines as there are processors, at most n of them, as [Goroutines] does.
func Workers(n int, body func(worker int)) { Goroutines(min(n, runtime.GOMAXPROCS(0)), body) }

// Goroutines runs body(i) for every i below n, each on a goroutine of its own, and waits. The first panic is raised
// again here, after all have ended: a mistake of a model as it is, so that [fault.Catch] knows it, anything else as a
// *Panic. A body that ends its goroutine by [runtime.Goexit] raises a [fault.Exit].
func Goroutines(n int, body func(i int)) {
	var (
		wait  sync.WaitGroup
		first atomic.Pointer[any]
	)
	for i := range n {
		wait.Go(func() {
			whole := false
			defer func() {
				if early := carry(recover(), whole); early != nil {
					carried := early
					first.CompareAndSwap(nil, &carried)
				}
			}()
			body(i)
			whole = true
		})
	}
	wait.Wait()
	if p := first.Load(); p != nil {
		panic(*p)
	}
}

// carry returns what ended a body early, as it goes on to another goroutine: a recovered panic, or with none and
// without the whole body the end of the goroutine. It is nil if the body has run as a whole.
func carry(recovered any, whole bool) any {
	switch p := recovered.(type) {
	case fault.Fault, *Panic:
		return p
	case nil:
		if whole {
			return nil
		}
		return fault.Exit{}
	}
	return &Panic{recovered, debug.Stack()}
}
