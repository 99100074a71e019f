package expr

import (
	"fmt"
	"slices"
	"sync"
)

// Formula is a scalar function of named parameters, such as (x - loc)/scale. It never changes and may be used by several
// goroutines.
type Formula struct {
	params []string
	graph  *graph
	root   *Node
	lock   *sync.Mutex // of graph, which formulas share with their derivatives
}

// Parse returns the formula of a text; see the package's documentation for what it may hold.
func Parse(text string, params ...string) (*Formula, error) {
	g := newGraph()
	root, err := parse(g, text, params)
	if err != nil {
		return nil, err
	}
	return &Formula{params, g, root, new(sync.Mutex)}, nil
}

// MustParse is Parse for formulas of the program itself: it panics on errors.
func MustParse(text string, params ...string) *Formula {
	f, err := Parse(text, params...)
	if err != nil {
		panic(err)
	}
	return f
}

// Also returns another formula of the same parameters. Subexpressions that it has in common with f are the same nodes.
func (f *Formula) Also(text string) (*Formula, error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	root, err := parse(f.graph, text, f.params)
	if err != nil {
		return nil, err
	}
	return &Formula{f.params, f.graph, root, f.lock}, nil
}

// Choose returns where(cond, f, other), for formulas made by [Formula.Also] and [Formula.Derivative] of one.
func (f *Formula) Choose(cond, other *Formula) *Formula {
	f.lock.Lock()
	defer f.lock.Unlock()
	return &Formula{f.params, f.graph, f.graph.call(Where, cond.root, f.root, other.root), f.lock}
}

// Params returns the names of the parameters.
func (f *Formula) Params() []string { return f.params }

// Root returns the formula as a graph of nodes.
func (f *Formula) Root() *Node { return f.root }

// Derivative returns the derivative with respect to a parameter. It panics if the parameter does not exist, or a function
// has no derivative.
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
	if n.fn == Where {
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
		v = n.fn.Value(x[:len(n.args)]...)
	}
	done[n] = v
	return v
}
