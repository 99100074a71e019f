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

// Workers runs body(worker) on as many goroutines as there are processors, at most n of them, and waits. The first
// panic is raised again here, after all have returned: a mistake of a model as it is, so that [fault.Catch] knows it,
// anything else as a *Panic.
func Workers(n int, body func(worker int)) {
	var (
		wait  sync.WaitGroup
		first atomic.Pointer[any]
	)
	for w := range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					carried := carry(p)
					first.CompareAndSwap(nil, &carried)
				}
			}()
			body(w)
		})
	}
	wait.Wait()
	if p := first.Load(); p != nil {
		panic(*p)
	}
}

// carry is a recovered panic as it goes on to another goroutine.
func carry(p any) any {
	switch p := p.(type) {
	case fault.Fault, *Panic:
		return p
	}
	return &Panic{p, debug.Stack()}
}
