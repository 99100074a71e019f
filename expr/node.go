package expr

import (
	"math"
	"slices"
)

// Node is a subexpression of a [Formula]: a number, a parameter, or a function of other nodes. Equal subexpressions of
// a formula are one node.
type Node struct {
	fn    *Function // nil for numbers and parameters
	args  []*Node
	value float64 // of a number
	param int     // index of a parameter, or -1
	id    int     // nodes have higher numbers than what they are made of
}

// Function returns the function whose value the node is; nil for numbers and parameters.
func (n *Node) Function() *Function { return n.fn }

// Args returns the arguments of the function.
func (n *Node) Args() []*Node { return n.args }

// Param returns the index of a parameter; -1 if the node is none.
func (n *Node) Param() int { return n.param }

// Number returns the value of a number; false if the node is none.
func (n *Node) Number() (float64, bool) { return n.value, n.fn == nil && n.param < 0 }

// is reports whether the node is the number v.
func (n *Node) is(v float64) bool { return n.fn == nil && n.param < 0 && n.value == v }

func (n *Node) isCall(f *Function) bool { return n.fn == f }

// graph makes the nodes of a formula and keeps them, so that equal ones are one.
type graph struct {
	made  map[nodeKey]*Node
	slope map[slopeKey]*Node
	names map[*Node]string // that definitions gave
}

type nodeKey struct {
	fn      *Function
	a, b, c *Node
	bits    uint64
	param   int
}

type slopeKey struct {
	n  *Node
	by int
}

func newGraph() *graph { return &graph{map[nodeKey]*Node{}, map[slopeKey]*Node{}, map[*Node]string{}} }

// name gives a call the name by which it is printed, unless it has one.
func (g *graph) name(n *Node, name string) {
	if n.fn != nil && g.names[n] == "" {
		g.names[n] = name
	}
}

func (g *graph) node(key nodeKey, args []*Node) *Node {
	n := g.made[key]
	if n == nil {
		n = &Node{key.fn, args, math.Float64frombits(key.bits), key.param, len(g.made)}
		g.made[key] = n
	}
	return n
}

func (g *graph) number(v float64) *Node {
	return g.node(nodeKey{bits: math.Float64bits(v), param: -1}, nil)
}

func (g *graph) parameter(i int) *Node { return g.node(nodeKey{param: i}, nil) }

// call returns f(args), simplified by rules that hold for all finite numbers. A factor that is 0 by its form makes a
// product 0, whatever the other is.
func (g *graph) call(f *Function, args ...*Node) *Node {
	if n := g.fold(f, args); n != nil {
		return n
	}
	if n := g.simplify(f, args); n != nil {
		return n
	}
	key := nodeKey{fn: f, param: -1}
	for i, to := range []**Node{&key.a, &key.b, &key.c}[:len(args)] {
		*to = args[i]
	}
	return g.node(key, slices.Clone(args))
}

// fold returns the value of a function of numbers; nil if they are not all numbers.
func (g *graph) fold(f *Function, args []*Node) *Node {
	var x [maxArgs]float64
	for i, a := range args {
		v, ok := a.Number()
		if !ok {
			return nil
		}
		x[i] = v
	}
	return g.number(f.value(x[:len(args)]...))
}

// substitute returns a node of another graph with its parameters replaced.
func (g *graph) substitute(n *Node, by []*Node, done map[*Node]*Node) *Node {
	if r := done[n]; r != nil {
		return r
	}
	var r *Node
	switch {
	case n.param >= 0:
		r = by[n.param]
	case n.fn == nil:
		r = g.number(n.value)
	default:
		args := make([]*Node, len(n.args))
		for i, a := range n.args {
			args[i] = g.substitute(a, by, done)
		}
		r = g.call(n.fn, args...)
	}
	done[n] = r
	return r
}
