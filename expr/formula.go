package expr

import (
	"fmt"
	"slices"
	"sync"
)

// Formula is a scalar function of named parameters, such as (x - loc)/scale. It never changes and may be used by
// several goroutines.
type Formula struct {
	params []string
	graph  *graph
	root   *Node
	lock   *sync.Mutex // of graph, which formulas share with their derivatives
}

// Parse returns the formula of a text; see the package's documentation for what it may hold.
func Parse(text string, params ...string) (*Formula, error) {
	g := newGraph()
	root, err := parse(g, text, params, map[string]*Node{})
	if err != nil {
		return nil, err
	}
	return &Formula{params, g, root, new(sync.Mutex)}, nil
}

// MustParse returns what Parse does, and panics on errors: for formulas of the program itself.
func MustParse(text string, params ...string) *Formula {
	f, err := Parse(text, params...)
	if err != nil {
		panic(err)
	}
	return f
}

// Also returns another formula of the same parameters, in which names stand for formulas that were made from f, too:
// by Also, or by [Formula.Derivative]. Subexpressions that formulas have in common are the same nodes.
func (f *Formula) Also(text string, names map[string]*Formula) (*Formula, error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	known := map[string]*Node{}
	for name, g := range names {
		if g == nil {
			continue
		}
		if g.graph != f.graph {
			return nil, fmt.Errorf("expr: %s was not made from the same formula", name)
		}
		known[name] = g.root
	}
	root, err := parse(f.graph, text, f.params, known)
	if err != nil {
		return nil, err
	}
	return &Formula{f.params, f.graph, root, f.lock}, nil
}

// WithParam returns f as a formula that has one more parameter, behind the others, and does not depend on it. Formulas
// made from it may.
func (f *Formula) WithParam(name string) *Formula {
	return &Formula{append(slices.Clip(f.params), name), f.graph, f.root, f.lock}
}

// Params returns the names of the parameters.
func (f *Formula) Params() []string { return f.params }

// Root returns the formula as a graph of nodes.
func (f *Formula) Root() *Node { return f.root }

// Derivative returns the derivative with respect to a parameter. It panics if the parameter does not exist, or if a
// function has no derivative.
func (f *Formula) Derivative(param string) *Formula {
	i := slices.Index(f.params, param)
	if i < 0 {
		panic(fmt.Sprintf("expr: there is no parameter %s; there are %v", param, f.params))
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	return &Formula{f.params, f.graph, f.graph.derivative(f.root, i), f.lock}
}

// Eval returns the value for the given parameters.
func (f *Formula) Eval(args ...float64) float64 {
	return eval(f.root, args, map[*Node]float64{})
}

// eval computes what is selected, and nothing else.
func eval(n *Node, args []float64, done map[*Node]float64) float64 {
	switch {
	case n.param >= 0:
		return args[n.param]
	case n.fn == nil:
		return n.value
	}
	if v, ok := done[n]; ok {
		return v
	}
	var v float64
	if n.fn == where {
		branch := n.args[2]
		if eval(n.args[0], args, done) != 0 {
			branch = n.args[1]
		}
		v = eval(branch, args, done)
	} else {
		var x [maxArgs]float64
		for i, a := range n.args {
			x[i] = eval(a, args, done)
		}
		v = n.fn.value(x[:len(n.args)]...)
	}
	done[n] = v
	return v
}
