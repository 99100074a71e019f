package lane

import (
	"maps"
	"sync/atomic"
)

// Programs keeps the programs that were made for one formula, under keys that tell them apart. Looking one up allocates
// nothing, and may happen while others are made. It starts empty.
type Programs[K comparable] struct {
	made atomic.Pointer[map[K]*Program]
}

// Of returns the program under a key, which compile makes if there is none.
func (c *Programs[K]) Of(key K, compile func() *Program) *Program {
	made := c.made.Load()
	if made != nil {
		if p := (*made)[key]; p != nil {
			return p
		}
	}
	p := compile()
	for {
		more := map[K]*Program{key: p}
		if made != nil {
			maps.Copy(more, *made)
		}
		if c.made.CompareAndSwap(made, &more) {
			return p
		}
		made = c.made.Load()
	}
}
