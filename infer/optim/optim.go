// Package optim has the optimizers of stochastic variational inference.
//
// An optimizer is a struct of settings, whose zero fields mean documented defaults. It holds no state: what it
// remembers of a parameter lies with the caller, who saves and loads it.
//
//	infer.SVIOptions{Optimizer: optim.Adam{LR: 0.01, Schedule: optim.Cosine(10_000, 0.01)}}
package optim

import (
	"fmt"
	"math"
	"reflect"

	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// Optimizer says how parameters move against their gradients. Name and Slots are asked for one parameter, because
// [ByName] treats them differently.
//
// An implementation with a method Validate() error has it called by [Validate].
type Optimizer interface {
	// Name identifies the algorithm and the layout of its state, as checkpoints hold it.
	Name(param string) string

	// Slots is the number of state tensors that a parameter needs.
	Slots(param string) int

	// Update moves the parameter and its state, in one pass. Before it writes anything it panics with an [*Error] if it
	// cannot.
	Update(p *Param)
}

// Param is one parameter at one step.
type Param struct {
	Name  string
	Step  int // 1 at the parameter's first update; corrections of bias count from there
	Total int // 1 at the first step of the whole run; schedules count from there

	X    *tensor.Tensor // the unconstrained value, changed in place
	Grad *tensor.Tensor // of what is minimized, with respect to X; finite

	// State are the slots, each of X's shape and element type and zero before the first update. X and State store every
	// element; none is uniform.
	State []*tensor.Tensor
}

// Validate returns nil if an optimizer's settings make sense, and otherwise an [*Error] that says what does not.
func Validate(o Optimizer) error {
	if v := reflect.ValueOf(o); o == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return &Error{Detail: "the optimizer is nil; use for example optim.Adam{}"}
	}
	if v, ok := o.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// Error is a setting that no optimizer can have, or a parameter that it cannot move.
type Error struct {
	Optimizer string
	Detail    string // what was found, what was expected
}

func (e *Error) Error() string {
	if e.Optimizer == "" {
		return "optim: " + e.Detail
	}
	return "optim: " + e.Optimizer + ": " + e.Detail
}

// ModelFault marks Error as an error that may be raised by panic during a step.
func (*Error) ModelFault() {}

// settings checks the numbers of one optimizer and keeps the first mistake.
type settings struct {
	optimizer string
	err       error
}

func (s *settings) refuse(ok bool, format string, args ...any) {
	if !ok && s.err == nil {
		s.err = &Error{s.optimizer, fmt.Sprintf(format, args...)}
	}
}

// positive takes numbers for which 0 stands for a default.
func (s *settings) positive(field string, v, byDefault float64) {
	if !(v >= 0) || math.IsInf(v, 1) {
		s.refuse(false, "%s is %v; it must be positive and finite, and 0 means %v", field, v, byDefault)
	}
}

// schedule asks for the first factor, so that a schedule made with impossible arguments is found before training.
func (s *settings) schedule(f Schedule) {
	err := func() (err error) {
		defer fault.Catch(&err)
		rate(s.optimizer, 1, f, 1)
		return nil
	}()
	if s.err == nil {
		s.err = err
	}
}

// check refuses a parameter that the caller has prepared wrongly.
func (p *Param) check(optimizer string, slots int) {
	if p.Step < 1 || p.Total < 1 {
		panic(&Error{optimizer, fmt.Sprintf("parameter %q is at step %d, %d of the run; both count from 1", p.Name, p.Step, p.Total)})
	}
	if len(p.State) != slots {
		panic(&Error{optimizer, fmt.Sprintf("parameter %q has %d state tensors, expected %d", p.Name, len(p.State), slots)})
	}
	p.checkTensor(optimizer, "value", p.X)
	p.checkTensor(optimizer, "gradient", p.Grad)
	for _, s := range p.State {
		p.checkTensor(optimizer, "state", s)
	}
}

// checkRate refuses a rate that the parameter's element type does not hold.
func (p *Param) checkRate(optimizer string, rate float64) {
	if most := largest(p.X.DType()); !(rate <= most) {
		panic(&Error{optimizer, fmt.Sprintf("the learning rate for parameter %q is %v at step %d; %v numbers end at %.3g", p.Name, rate, p.Total, p.X.DType(), most)})
	}
}

func largest(d tensor.DType) float64 {
	if d == tensor.Float32 {
		return math.MaxFloat32
	}
	return math.MaxFloat64
}

// unbound takes back what was known of what an update has written.
func (p *Param) unbound() {
	tensor.Bound(p.X, math.Inf(-1), math.Inf(1))
	for _, s := range p.State {
		tensor.Bound(s, math.Inf(-1), math.Inf(1))
	}
}

func (p *Param) checkTensor(optimizer, what string, t *tensor.Tensor) {
	if t.DType() != p.X.DType() || t.Size() != p.X.Size() {
		panic(&Error{optimizer, fmt.Sprintf("parameter %q: the %s is %v %v, the value %v %v", p.Name, what, t.DType(), []int(t.Shape()), p.X.DType(), []int(p.X.Shape()))})
	}
	if raw.Len(t) != t.Size() {
		panic(&Error{optimizer, fmt.Sprintf("parameter %q: the %s of shape %v is uniform; it must store every element", p.Name, what, []int(t.Shape()))})
	}
}
