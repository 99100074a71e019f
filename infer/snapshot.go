package infer

import (
	"fmt"
	"sync"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// snapshot is a store's values at one time, off any tape: the ppl.Params of predictions. Goroutines may share it.
type snapshot struct {
	closed bool // training is under way: a parameter that it has not met is a mistake

	mu    sync.Mutex
	store *store // a copy

	// values are on the constrained scale, made when asked for: only then is the constraint of a loaded parameter known.
	values map[string]*tensor.Tensor
}

func (s *store) snapshot(closed bool) *snapshot {
	c := &store{byName: map[string]*parameter{}, rng: s.rng, loaded: s.loaded, presence: s.presence}
	for _, p := range s.order {
		c.add(&parameter{name: p.name, constraint: p.constraint, set: p.set, real: own(p.real)})
	}
	return &snapshot{closed: closed, store: c, values: map[string]*tensor.Tensor{}}
}

// Param returns the parameter's value, the initial one before training. To make that, a joint guide runs the model,
// which asks for parameters of its own meanwhile: nothing is locked then.
func (v *snapshot) Param(s *ppl.Site) *tensor.Tensor {
	name := s.Name
	p, value := v.get(name)
	switch {
	case p.real == nil && v.store.loaded:
		panic(missing(name))
	case p.real == nil && v.closed:
		panic(&ppl.SiteError{Site: name, Detail: fmt.Sprintf("training has not met this parameter; it has %q", v.store.names())})
	case p.real == nil:
		return s.Initial(v.store.rng)
	}
	p.compare(s, v.store.rng)
	if value != nil {
		return value
	}
	value = s.Constraint.Bijection().Forward(p.real).Detach() // the constraint may be of one run, the value is for all
	return v.put(name, s.Constraint, value)
}

// get returns a parameter as it is now, empty if there is none, and its value if that was made.
func (v *snapshot) get(name string) (p parameter, value *tensor.Tensor) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if known := v.store.byName[name]; known != nil {
		p = *known
	}
	return p, v.values[name]
}

// put keeps a parameter's value, and returns that of the goroutine that came first.
func (v *snapshot) put(name string, c dist.Constraint, value *tensor.Tensor) *tensor.Tensor {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.values[name] == nil {
		v.store.byName[name].constraint, v.values[name] = c, value
	}
	return v.values[name]
}

// confirm refuses a checkpoint with a parameter that nobody has asked for and all steps before had.
func (v *snapshot) confirm() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, p := range v.store.order {
		if v.store.loaded && v.store.steady && v.values[p.name] == nil {
			return unasked(p)
		}
	}
	return nil
}
