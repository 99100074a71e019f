package infer

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// store holds the parameters of one SVI on the real line, in the order of their first use.
type store struct {
	order  []*parameter
	byName map[string]*parameter
	rng    *tensor.RNG // of initial values
	loaded bool        // from a checkpoint, and no run has yet asked for just these parameters
}

// parameter is one parameter with its optimiser's state.
type parameter struct {
	name       string
	constraint dist.Constraint // nil if it was loaded and no run has asked for it
	set        string          // the constraint in words, as checkpoints hold it
	real       *tensor.Tensor  // the value on the real line; the store's own
	state      []*tensor.Tensor
	updates    int
}

func newStore(seed uint64) *store {
	return &store{byName: map[string]*parameter{}, rng: tensor.NewRNG(seed).Split("param")}
}

func (s *store) add(p *parameter) {
	s.order = append(s.order, p)
	s.byName[p.name] = p
}

func (s *store) names() []string {
	names := make([]string, len(s.order))
	for i, p := range s.order {
		names[i] = p.name
	}
	return names
}

// setOf is a constraint in words. The type tells apart constraints that differ only in their map from the real line.
func setOf(c dist.Constraint) string { return fmt.Sprintf("%v (%T)", c, c) }

// keeps is p.set == setOf(c), for every parameter in every step.
func (p *parameter) keeps(c dist.Constraint) bool {
	rest, ok := strings.CutPrefix(p.set, c.String())
	return ok && rest == " ("+reflect.TypeOf(c).String()+")"
}

// newParameter is a parameter at its initial value.
func newParameter(name string, c dist.Constraint, initial *tensor.Tensor) *parameter {
	p := &parameter{name: name, constraint: c, set: setOf(c), real: own(c.ToReal(initial))}
	if i, _ := firstNonFinite(p.real); i >= 0 {
		panic(&ppl.SiteError{Site: name, Detail: fmt.Sprintf("the initial value lies on the rim of what is %v, which no step can leave; start inside", c)})
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

// compare refuses to be asked for as another parameter than it is. Only a loaded one is compared with its initial
// value, which costs time.
func (p *parameter) compare(s *ppl.Site, rng *tensor.RNG) {
	c := s.Constraint
	if p.constraint != nil {
		if !p.keeps(c) {
			panic(&ppl.SiteError{Site: p.name, Detail: fmt.Sprintf("the parameter was %s before and is %s now; it must have the same Constrained everywhere", p.set, setOf(c))})
		}
		return
	}
	// On the real line, where the shape may be another.
	want := &parameter{set: setOf(c), real: c.ToReal(s.Initial(rng))}
	if got := p.real; !got.Shape().Equal(want.real.Shape()) || got.DType() != want.real.DType() || p.set != want.set {
		panic(&CheckpointError{Detail: fmt.Sprintf("parameter %q is %v in the checkpoint, and this model asks for %v: it is another network's checkpoint", p.name, p, want)})
	}
}

// String is element type, shape and constraint.
func (p *parameter) String() string {
	return fmt.Sprintf("%v %v, %s", p.real.DType(), []int(p.real.Shape()), p.set)
}

// missing refuses a parameter that a checkpoint does not have.
func missing(name string) error {
	return &CheckpointError{Detail: fmt.Sprintf("this model asks for parameter %q, which it does not have: it is another network's checkpoint", name)}
}

// unasked refuses a checkpoint with a parameter that nobody asked for.
func unasked(p *parameter) error {
	return &CheckpointError{Detail: fmt.Sprintf("nothing here asks for its parameter %q %v: it is another network's checkpoint, or only a part of the network; make a step or Evaluate before you use a part", p.name, []int(p.real.Shape()))}
}

// storeRun is the store on a tape, the ppl.Params of a run: each parameter is one leaf. The store learns of new
// parameters only if the run succeeds.
type storeRun struct {
	store  *store
	tape   *tensor.Tape
	leaves []leaf         // in the order of their use
	byName map[string]int // in leaves
	moves  []optim.Param
}

type leaf struct {
	*parameter
	asked       dist.Constraint
	real, value *tensor.Tensor // on the tape
}

func (s *store) on(t *tensor.Tape) *storeRun {
	r := new(storeRun)
	r.begin(s, t)
	return r
}

// begin makes r the store's next run, in the room of its last one.
func (r *storeRun) begin(s *store, t *tensor.Tape) {
	r.store, r.tape, r.leaves = s, t, r.leaves[:0]
	if r.byName == nil {
		r.byName = map[string]int{}
	}
	clear(r.byName)
}

// Param is the parameter's value on the tape.
func (r *storeRun) Param(s *ppl.Site) *tensor.Tensor {
	name, c := s.Name, s.Constraint
	if i, ok := r.byName[name]; ok {
		l := &r.leaves[i]
		l.compare(s, r.store.rng)
		return l.value
	}
	p := r.store.byName[name]
	switch {
	case p != nil:
		p.compare(s, r.store.rng)
	case r.store.loaded:
		panic(missing(name))
	default:
		p = newParameter(name, c, s.Initial(r.store.rng))
	}
	l := leaf{parameter: p, asked: c, real: r.tape.Leaf(p.real, true)}
	l.value = l.real
	if c != dist.Real {
		l.value, _ = c.FromReal(l.real)
	}
	r.byName[name] = len(r.leaves)
	r.leaves = append(r.leaves, l)
	return l.value
}

// confirm refuses a checkpoint of which the run did not ask for every parameter.
func (r *storeRun) confirm() error {
	if !r.store.loaded {
		return nil
	}
	for _, p := range r.store.order {
		if _, ok := r.byName[p.name]; !ok {
			return unasked(p)
		}
	}
	for _, l := range r.leaves {
		l.constraint = l.asked
	}
	r.store.loaded = false
	return nil
}

// update moves all parameters of the run against their gradients. Whatever may be refused is refused before the first
// of them moves.
func (r *storeRun) update(o optim.Optimizer, steps int) error {
	moves := r.moves[:0]
	for _, l := range r.leaves {
		g := r.tape.Grad(l.real)
		if g == nil {
			continue
		}
		if i, v := firstNonFinite(g); i >= 0 {
			return &NonFiniteError{steps, l.name, fmt.Sprintf("the gradient of the parameter is %v at element %d of %v", v, i, []int(g.Shape()))}
		}
		m := optim.Param{Name: l.name, Step: l.updates + 1, Total: steps + 1, X: l.parameter.real, Grad: g, State: l.state}
		if l.updates == 0 {
			m.State = slots(o.Slots(l.name), m.X)
		}
		if _, ok := o.(optim.ByName); ok {
			rehearse(o, &m)
		}
		moves = append(moves, m)
	}
	r.moves = moves
	if err := r.confirm(); err != nil {
		return err
	}
	for _, l := range r.leaves {
		if r.store.byName[l.name] == nil {
			r.store.add(l.parameter)
		}
	}
	for i := range moves {
		m := &moves[i]
		o.Update(m)
		if !bounds(o, m.Name) {
			tensor.Unbound(m.X)
		}
		p := r.store.byName[m.Name]
		p.state = m.State
		p.updates++
	}
	return nil
}

// bounds reports whether an optimiser itself says what is known of the values that it wrote. A user's may have written others,
// even if it has one of ours inside.
func bounds(o optim.Optimizer, param string) bool {
	if by, ok := o.(optim.ByName); ok {
		o = by.For(param)
	}
	switch o.(type) {
	case optim.Adam, optim.ClippedAdam:
		return true
	}
	return false
}

// slots are n state tensors of a parameter before its first update.
func slots(n int, x *tensor.Tensor) []*tensor.Tensor {
	var state []*tensor.Tensor
	for range n {
		state = append(state, own(tensor.ZerosLike(x)))
	}
	return state
}

// rehearse makes an update of one element that nobody uses. Optimisers refuse, because of a schedule for instance,
// before they write anything; but where parameters have different ones, a later may refuse after an earlier has moved.
// Then it panics here.
func rehearse(o optim.Optimizer, m *optim.Param) {
	x := own(tensor.Scalar(0).As(m.X.DType()))
	o.Update(&optim.Param{Name: m.Name, Step: m.Step, Total: m.Total, X: x, Grad: own(x), State: slots(len(m.State), x)})
}
