package infer

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/raw"
	"github.com/credence-ppl/credence/tensor"
)

// move is one parameter's update. Where nothing is known of its outcome beforehand it is made on copies, which take
// the place of value and state when the updates of all parameters have succeeded.
type move struct {
	optim.Param
	parameter *parameter
	by        optim.Optimizer // the parameter's own
	onCopies  bool
}

// update moves all parameters of the run against their gradients. Whatever may be refused is refused before the first
// of them moves.
func (r *storeRun) update(o optim.Optimizer, steps int) error {
	r.moves = r.moves[:0]
	for _, l := range r.leaves {
		g := r.tape.Grad(l.real)
		if g == nil {
			continue
		}
		if i, v := boundGradient(g); i >= 0 {
			return &NonFiniteError{steps, l.name, fmt.Sprintf("the gradient of the parameter is %v at element %d of %v", v, i, []int(g.Shape()))}
		}
		m := move{parameter: l.parameter, by: optim.For(o, l.name)}
		m.Param = optim.Param{Name: l.name, Step: l.updates + 1, Total: steps + 1, X: l.parameter.real, Grad: g, State: l.state}
		if l.updates == 0 {
			m.State = slots(m.by.Slots(l.name), m.X)
		}
		m.onCopies = !optim.Sure(m.by, &m.Param)
		r.moves = append(r.moves, m)
	}
	for i := range r.moves {
		if m := &r.moves[i]; m.onCopies {
			if err := m.rehearse(steps); err != nil {
				return err
			}
		}
	}
	if err := r.confirm(); err != nil {
		return err
	}
	for _, l := range r.leaves {
		if r.store.byName[l.name] == nil {
			r.store.add(l.parameter)
		}
		l.used++
	}
	for i := range r.moves {
		m := &r.moves[i]
		if !m.onCopies {
			m.by.Update(&m.Param)
		}
		p := m.parameter
		p.real, p.state = m.X, m.State
		p.updates++
	}
	return nil
}

// rehearse makes the update on copies, and refuses what is not a number or not a state of the parameter.
func (m *move) rehearse(steps int) error {
	x, state := m.X, m.State
	m.X, m.State = own(x), make([]*tensor.Tensor, len(state))
	for i, s := range state {
		m.State[i] = own(s)
	}
	// An optimizer may put other tensors into the Param.
	kept := append([]*tensor.Tensor{m.X}, m.State...)
	m.by.Update(&m.Param)
	if len(m.State) != len(state) {
		return &optim.Error{Optimizer: m.by.Name(m.Name), Detail: fmt.Sprintf("parameter %q had %d state tensors and has %d after its update", m.Name, len(state), len(m.State))}
	}
	for i, t := range append([]*tensor.Tensor{m.X}, m.State...) {
		what := "value"
		if i > 0 {
			what = fmt.Sprintf("state tensor %d", i-1)
		}
		switch {
		case t == nil:
			return &optim.Error{Optimizer: m.by.Name(m.Name), Detail: fmt.Sprintf("parameter %q has no %s after its update", m.Name, what)}
		case !t.Shape().Equal(kept[i].Shape()) || t.DType() != x.DType():
			return &optim.Error{Optimizer: m.by.Name(m.Name), Detail: fmt.Sprintf("the %s of parameter %q was %v %v and is %v %v after its update",
				what, m.Name, x.DType(), []int(kept[i].Shape()), t.DType(), []int(t.Shape()))}
		case t != kept[i]:
			t = own(t)
		}
		if at, v := bound(t); at >= 0 {
			return &NonFiniteError{steps, m.Name, fmt.Sprintf("the optimizer %s makes the parameter's %s %v at element %d of %v (is its learning rate too large?)",
				m.by.Name(m.Name), what, v, at, []int(t.Shape()))}
		}
		if i == 0 {
			m.X = t
		} else {
			m.State[i-1] = t
		}
	}
	return nil
}

// slots returns n state tensors of a parameter before its first update.
func slots(n int, x *tensor.Tensor) []*tensor.Tensor {
	var state []*tensor.Tensor
	for range n {
		s := own(tensor.ZerosLike(x))
		tensor.Bound(s, 0, 0)
		state = append(state, s)
	}
	return state
}

// own returns a dense copy of t that the store may change.
func own(t *tensor.Tensor) *tensor.Tensor {
	if t.DType() == tensor.Float32 {
		return dense[float32](t)
	}
	return dense[float64](t)
}

func dense[T tensor.Float](t *tensor.Tensor) *tensor.Tensor {
	values := tensor.Raw[T](t)
	if len(values) != t.Size() { // uniform
		values = slices.Repeat(values[:1], t.Size())
	}
	return tensor.Of(values).Reshape(t.Shape()...)
}

// boundGradient returns firstNonFinite, and leaves with the gradient that it is moderate if it is. Every gradient of
// every step passes through it.
func boundGradient(g *tensor.Tensor) (int, float64) {
	most := tensor.Moderate(g.DType())
	switch {
	case tensor.Within(g, -most, most):
	case raw.Inside(g, -most, most):
		tensor.Bound(g, -most, most)
	default:
		return firstNonFinite(g)
	}
	return -1, 0
}

// bound leaves with a tensor that the store owns between which numbers its values lie. It is the place and value of
// the first that is not finite, -1 if there is none.
func bound(t *tensor.Tensor) (int, float64) {
	low, high := math.Inf(1), math.Inf(-1)
	tensor.Bound(t, high, low) // nothing is known
	i, v := raw.First(t, func(v float64) bool {
		low, high = min(low, v), max(high, v)
		return finite(v)
	})
	if i < 0 && t.Size() > 0 {
		tensor.Bound(t, low, high)
	}
	return i, v
}
