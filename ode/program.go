package ode

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// program computes formulas of one graph in plain Go: its steps are operations on numbered places, of which the first
// are the inputs. Systems are small, and one is computed at a time, so that blocks of elements have no use here.
type program struct {
	inputs, places int
	constants      []constant
	once, each     []step // once for a solution, and at every point of it
	calls1         []func(x float64) float64
	calls2         []func(x, y float64) float64
	calls3         []func(x, y, z float64) float64
	roots          []int
}

type constant struct {
	place int
	value float64
}

type step struct {
	what         operation
	call         uint16
	out, a, b, c int32
}

type operation uint8

const (
	opAdd operation = iota
	opSub
	opMul
	opDiv
	opNeg
	opSquare
	opSqrt
	opLess
	opLessEqual
	opWhere
	opCall1
	opCall2
	opCall3
)

var operations = map[*expr.Function]operation{
	expr.Lookup("+"): opAdd, expr.Lookup("-"): opSub, expr.Lookup("*"): opMul, expr.Lookup("/"): opDiv,
	expr.Lookup("neg"): opNeg, expr.Lookup("square"): opSquare, expr.Lookup("sqrt"): opSqrt,
	expr.Lookup("<"): opLess, expr.Lookup("<="): opLessEqual, expr.Lookup("where"): opWhere,
}

// compile returns the program of the roots. Inputs that are fixed are the same at all points of a solution.
func compile(inputs int, fixed func(input int) bool, roots []*expr.Formula) *program {
	c := compiler{&program{inputs: inputs, places: inputs}, fixed, map[*expr.Node]place{}}
	for _, r := range roots {
		c.roots = append(c.roots, int(c.node(r.Root()).at))
	}
	return c.program
}

type compiler struct {
	*program
	fixed func(input int) bool
	done  map[*expr.Node]place
}

type place struct {
	at    int32
	fixed bool
}

// node returns the place of a node's value, after writing the steps that compute it.
func (c *compiler) node(n *expr.Node) place {
	if p, ok := c.done[n]; ok {
		return p
	}
	var p place
	v, isNumber := n.Number()
	switch {
	case n.Param() >= 0:
		p = place{int32(n.Param()), c.fixed(n.Param())}
	case isNumber:
		p = place{c.next(), true}
		c.constants = append(c.constants, constant{int(p.at), v})
	default:
		s, fixed := step{}, true
		for i, to := range []*int32{&s.a, &s.b, &s.c}[:len(n.Args())] {
			a := c.node(n.Args()[i])
			*to, fixed = a.at, fixed && a.fixed
		}
		p = place{c.next(), fixed}
		s.out = p.at
		s.what, s.call = c.operation(n.Function())
		if fixed {
			c.once = append(c.once, s)
		} else {
			c.each = append(c.each, s)
		}
	}
	c.done[n] = p
	return p
}

func (c *compiler) next() int32 {
	c.places++
	return int32(c.places - 1)
}

func (c *compiler) operation(f *expr.Function) (what operation, call uint16) {
	if what, ok := operations[f]; ok {
		return what, 0
	}
	f1, f2, f3 := f.Go()
	switch f.Arity() {
	case 1:
		c.calls1 = append(c.calls1, f1)
		return opCall1, uint16(len(c.calls1) - 1)
	case 2:
		c.calls2 = append(c.calls2, f2)
		return opCall2, uint16(len(c.calls2) - 1)
	}
	c.calls3 = append(c.calls3, f3)
	return opCall3, uint16(len(c.calls3) - 1)
}

// frame is a program with room for its values.
type frame struct {
	*program
	at []float64
}

func (p *program) frame() *frame {
	f := &frame{p, make([]float64, p.places)}
	for _, c := range p.constants {
		f.at[c.place] = c.value
	}
	return f
}

// run computes steps.
func (f *frame) run(steps []step) {
	v := f.at
	for i := range steps {
		s := &steps[i]
		switch s.what {
		case opAdd:
			v[s.out] = v[s.a] + v[s.b]
		case opSub:
			v[s.out] = v[s.a] - v[s.b]
		case opMul:
			v[s.out] = v[s.a] * v[s.b]
		case opDiv:
			v[s.out] = v[s.a] / v[s.b]
		case opNeg:
			v[s.out] = -v[s.a]
		case opSquare:
			v[s.out] = v[s.a] * v[s.a]
		case opSqrt:
			v[s.out] = math.Sqrt(v[s.a])
		case opLess:
			v[s.out] = special.Indicator(v[s.a] < v[s.b])
		case opLessEqual:
			v[s.out] = special.Indicator(v[s.a] <= v[s.b])
		case opWhere:
			if v[s.a] != 0 {
				v[s.out] = v[s.b]
			} else {
				v[s.out] = v[s.c]
			}
		case opCall1:
			v[s.out] = f.calls1[s.call](v[s.a])
		case opCall2:
			v[s.out] = f.calls2[s.call](v[s.a], v[s.b])
		case opCall3:
			v[s.out] = f.calls3[s.call](v[s.a], v[s.b], v[s.c])
		}
	}
}
