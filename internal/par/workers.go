package par

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// Panic is a panic carried from a worker to the goroutine that waits for it, with the stack it happened on.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) String() string { return fmt.Sprintf("%v\n\nworker's stack:\n%s", p.Value, p.Stack) }

// Workers runs body(worker) on as many goroutines as there are processors, at most n of them, and waits. The first panic is raised again here,
// after all have returned.
func Workers(n int, body func(worker int)) {
	var (
		wait  sync.WaitGroup
		once  sync.Once
		first *Panic
	)
	for w := range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					once.Do(func() { first = &Panic{r, debug.Stack()} })
				}
			}()
			body(w)
		})
	}
	wait.Wait()
	if first != nil {
		panic(first)
	}
}
