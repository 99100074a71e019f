package dist

import "sync"

// lazy is what is made when it is first used: a family, an operation. Package variables hold these, so that a program
// compiles, and the linker keeps, only what it uses; what a variable of another kind calls runs in every program.
type lazy[T any] struct {
	make func() T
	once sync.Once
	made T
}

func (l *lazy[T]) get() T {
	l.once.Do(func() { l.made = l.make() })
	return l.made
}
