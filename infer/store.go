package infer

import (
	"fmt"
	"sync"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// store holds the parameters of one SVI, unconstrained, in the order of their first use. It is the ppl.Params of its runs.
type store struct {
	order  []*parameter
	byName map[string]*parameter
	rng    *tensor.RNG // of initial values
}

// parameter is one parameter with its optimiser's state.
type parameter struct {
	name       string
	constraint dist.Constraint
	set        string         // the constraint in words, as checkpoints hold it
	real       *tensor.Tensor // the value on the real line; the store's own
	state      []*tensor.Tensor
	updates    int
	loaded     bool // from a checkpoint, and not yet compared with what the model asks for
}

func newStore(seed uint64) *store {
	return &store{byName: map[string]*parameter{}, rng: tensor.NewRNG(seed).Split("param")}
}

// parameter finds a parameter, or makes it at its first use.
func (s *store) parameter(name string, constraint dist.Constraint, init func(rng *tensor.RNG) *tensor.Tensor) *parameter {
	p := s.byName[name]
	switch {
	case p == nil:
		p = &parameter{name: name, constraint: constraint, set: constraint.String(), real: own(constraint.ToReal(init(s.rng)))}
		s.order = append(s.order, p)
		s.byName[name] = p
	case p.loaded:
		p.compare(constraint, init(s.rng))
	case p.set != constraint.String():
		panic(&ppl.SiteError{Site: name, Detail: fmt.Sprintf("the parameter was %s before and is %v now; model and guide must say the same Constrained", p.set, constraint)})
	}
	return p
}

// own is a dense copy of t that the store may change.
func own(t *tensor.Tensor) *tensor.Tensor {
	if t.DType() == tensor.Float32 {
		values := make([]float32, t.Size())
		for i, v := range t.Float64s() {
			values[i] = float32(v)
		}
		return tensor.Of(values).Reshape(t.Shape()...)
	}
	return tensor.Of(t.Float64s()).Reshape(t.Shape()...)
}

// compare refuses a parameter of a checkpoint that is not the one the model asks for.
func (p *parameter) compare(constraint dist.Constraint, initial *tensor.Tensor) {
	if got, want := p.real, initial; !got.Shape().Equal(want.Shape()) || got.DType() != want.DType() || p.set != constraint.String() {
		panic(&CheckpointError{Detail: fmt.Sprintf("parameter %q is %v %v, %s in the checkpoint; this model asks for %v %v, %v: it is another network's checkpoint",
			p.name, got.DType(), []int(got.Shape()), p.set, want.DType(), []int(want.Shape()), constraint)})
	}
	p.constraint, p.loaded = constraint, false
}

// unused refuses parameters of a checkpoint that a whole step did not ask for.
func (s *store) unused() error {
	for _, p := range s.order {
		if p.loaded {
			return &CheckpointError{Detail: fmt.Sprintf("parameter %q %v of the checkpoint is not in this model or guide: it is another network's checkpoint", p.name, []int(p.real.Shape()))}
		}
	}
	return nil
}

// storeRun is the store on a tape: each parameter is one leaf of the run.
type storeRun struct {
	*store
	tape   *tensor.Tape
	leaves map[string]leaf
}

type leaf struct{ real, value *tensor.Tensor }

func (s *store) on(t *tensor.Tape) *storeRun { return &storeRun{s, t, map[string]leaf{}} }

// Param is the parameter's value on the tape.
func (r *storeRun) Param(name string, constraint dist.Constraint, init func(rng *tensor.RNG) *tensor.Tensor) *tensor.Tensor {
	if l, ok := r.leaves[name]; ok {
		return l.value
	}
	real := r.tape.Leaf(r.parameter(name, constraint, init).real, true)
	value, _ := constraint.FromReal(real)
	r.leaves[name] = leaf{real, value}
	return value
}

// snapshot is a copy of a store's values off any tape; goroutines may share it.
type snapshot struct {
	byName map[string]*frozen
	rng    *tensor.RNG
}

// frozen is a parameter whose constrained value is made when it is asked for first: only then is the constraint of a loaded one known.
type frozen struct {
	parameter
	once  sync.Once
	value *tensor.Tensor
}

func (s *store) snapshot() *snapshot {
	v := &snapshot{map[string]*frozen{}, s.rng}
	for _, p := range s.order {
		v.byName[p.name] = &frozen{parameter: parameter{name: p.name, set: p.set, real: own(p.real), loaded: p.loaded}}
	}
	return v
}

// Param is the value, or the initial one of a parameter that training has not met.
func (v *snapshot) Param(name string, constraint dist.Constraint, init func(rng *tensor.RNG) *tensor.Tensor) *tensor.Tensor {
	p := v.byName[name]
	if p == nil {
		return init(v.rng)
	}
	p.once.Do(func() {
		if p.loaded {
			p.compare(constraint, init(v.rng))
		}
		p.value, _ = constraint.FromReal(p.real)
	})
	if p.value == nil {
		p.compare(constraint, init(v.rng)) // the first call failed, and so does every other
	}
	return p.value
}
