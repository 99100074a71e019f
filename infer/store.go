package infer

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// store holds the parameters of one SVI on the real line, in the order of their first use.
type store struct {
	order  []*parameter
	byName map[string]*parameter
	rng    *tensor.RNG // of initial values
	loaded bool        // from a checkpoint, and no run has yet shown that it is this network's
	presence
}

// presence says what the steps before a checkpoint asked for. Training may let parameters come and go, and then a step
// may ask for others than the steps before. One step alone tells nothing of the next.
type presence struct {
	steady bool // all of several steps asked for all parameters
	varies bool // some step did not ask for some parameter
}

// parameter is one parameter with its optimizer's state.
type parameter struct {
	name       string
	constraint dist.Constraint // nil if it was loaded and no run has asked for it
	set        string          // the constraint in words, as checkpoints hold it
	real       *tensor.Tensor  // the value on the real line; the store's own
	state      []*tensor.Tensor
	loaded     *tensor.Tensor // the constrained value of a checkpoint, if only the constraint itself tells it
	updates    int
	used       int // steps that asked for it
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

// setOf returns a constraint in words. The type tells apart constraints that differ only in their map from the real
// line.
func setOf(c dist.Constraint) string { return fmt.Sprintf("%v (%T)", c, c) }

// constraintOf returns the constraint that setOf describes, nil if words do not tell: if it is somebody's own, or has
// bounds, which words round.
func constraintOf(set string) dist.Constraint {
	for _, c := range []dist.Constraint{
		dist.Real, dist.Positive, dist.NonNegative, dist.SoftplusPositive, dist.UnitInterval, dist.Simplex, dist.OrderedVector,
		dist.PositiveOrderedVector, dist.LowerCholesky, dist.CorrCholesky, dist.PositiveDefinite, dist.Correlation, dist.ZeroSum, dist.Sphere,
	} {
		if setOf(c) == set {
			return c
		}
	}
	return nil
}

// value returns a parameter on its constrained scale; nil if neither a run nor the checkpoint has told it. It is an
// error if the constraint has no use for the numbers, of a damaged checkpoint, or has bounds that were another run's.
func (p *parameter) value() (value *tensor.Tensor, err error) {
	defer fault.Catch(&err)
	c := p.constraint
	if c == nil {
		c = constraintOf(p.set)
	}
	if c == nil {
		return p.loaded, nil
	}
	return c.Bijection().Forward(own(p.real)), nil
}

// keeps reports whether p.set == setOf(c), for every parameter in every step.
func (p *parameter) keeps(c dist.Constraint) bool {
	rest, ok := strings.CutPrefix(p.set, c.String())
	return ok && rest == " ("+reflect.TypeOf(c).String()+")"
}

// newParameter returns a parameter at its initial value.
func newParameter(name string, c dist.Constraint, initial *tensor.Tensor) *parameter {
	p := &parameter{name: name, constraint: c, set: setOf(c), real: own(c.Bijection().Inverse(initial))}
	if i, _ := bound(p.real); i >= 0 {
		panic(&ppl.SiteError{Site: name, Detail: fmt.Sprintf("the initial value lies on the rim of what is %v, which no step can leave; start inside", c)})
	}
	return p
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
	want := &parameter{set: setOf(c), real: c.Bijection().Inverse(s.Initial(rng))}
	if got := p.real; !got.Shape().Equal(want.real.Shape()) || got.DType() != want.real.DType() || p.set != want.set {
		panic(&CheckpointError{Detail: fmt.Sprintf("parameter %q is %v in the checkpoint, and this model asks for %v: it is another network's checkpoint", p.name, p, want)})
	}
}

// String returns element type, shape and constraint.
func (p *parameter) String() string {
	return fmt.Sprintf("%v %v, %s", p.real.DType(), []int(p.real.Shape()), p.set)
}

// missing refuses a parameter that a checkpoint does not have.
func missing(name string) error {
	return &CheckpointError{Detail: fmt.Sprintf("this model asks for parameter %q, which it does not have: it is another network's checkpoint", name)}
}

// unasked refuses a checkpoint with a parameter that nobody asked for.
func unasked(p *parameter) error {
	return &CheckpointError{Detail: fmt.Sprintf("nothing here asks for its parameter %q %v: it is another network's checkpoint, or only a part of the network; make a step or Evaluate before you use a part, with data that ask for all of it", p.name, []int(p.real.Shape()))}
}

// storeRun is the store on a tape, the ppl.Params of a run: each parameter is one leaf. The store learns of new
// parameters only if the run succeeds.
type storeRun struct {
	store  *store
	tape   *tensor.Tape
	leaves []leaf         // in the order of their use
	byName map[string]int // in leaves
	moves  []move
	grows  bool // it may ask a loaded store for parameters that are new
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

// Param returns the parameter's value on the tape.
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
	case r.store.loaded && !r.grows:
		panic(missing(name))
	default:
		p = newParameter(name, c, s.Initial(r.store.rng))
	}
	l := leaf{parameter: p, asked: c, real: r.tape.Leaf(p.real, true)}
	l.value = l.real
	if c != dist.Real {
		l.value = c.Bijection().Forward(l.real)
	}
	r.byName[name] = len(r.leaves)
	r.leaves = append(r.leaves, l)
	return l.value
}

// confirm refuses another network's checkpoint; otherwise the run's parameters are those of the checkpoint from now on.
func (r *storeRun) confirm() error {
	if r.store.loaded {
		if err := r.another(); err != nil {
			return err
		}
		r.store.loaded = false
	}
	for _, l := range r.leaves {
		if l.constraint == nil {
			l.constraint = l.asked
		}
	}
	return nil
}

// another refuses a checkpoint if the run does not ask for what all steps before have asked for, or for nothing that it
// has.
func (r *storeRun) another() error {
	fresh, known := "", 0
	for _, l := range r.leaves {
		if r.store.byName[l.name] != nil {
			known++
		} else if fresh == "" {
			fresh = l.name
		}
	}
	for _, p := range r.store.order {
		if _, ok := r.byName[p.name]; ok || r.store.varies || known > 0 && !r.store.steady {
			continue
		}
		if fresh != "" {
			return missing(fresh)
		}
		return unasked(p)
	}
	return nil
}

// blame adds to an error which parameter training has driven out of bounds, if it has one.
func (r *storeRun) blame(err error) error {
	const far = 50 // on the real line, of which constraints take exponentials
	for _, l := range r.leaves {
		if l.updates == 0 {
			continue
		}
		i, v := raw.First(l.value, finite)
		if i < 0 && l.asked != dist.Real {
			i, v = raw.First(l.real, func(v float64) bool { return math.Abs(v) <= far })
		}
		if i >= 0 {
			return fmt.Errorf("%w; parameter %q has come to %v at element %d after %d steps: is the learning rate too large?", err, l.name, v, i, l.updates)
		}
	}
	return err
}
