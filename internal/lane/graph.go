package lane

import (
	"math"

	"github.com/credence-ppl/credence/expr"
)

// The functions that programs treat in ways of their own.
var (
	add, sub, neg, mul, div   = expr.Lookup("+"), expr.Lookup("-"), expr.Lookup("neg"), expr.Lookup("*"), expr.Lookup("/")
	less, lessEqual, equal    = expr.Lookup("<"), expr.Lookup("<="), expr.Lookup("==")
	and, or, not              = expr.Lookup("&&"), expr.Lookup("||"), expr.Lookup("!")
	square, logarithm, choice = expr.Lookup("square"), expr.Lookup("log"), expr.Lookup("where")
	absolute, maximum         = expr.Lookup("abs"), expr.Lookup("max")
)

// node is a subexpression while a program is compiled.
type node struct {
	fn     *expr.Function // of a call
	args   []*node
	number float64  // of a number
	param  int      // index of a parameter, or -1
	reduce what     // makes one number of the elements of the arguments
	by     *kernels // compute it from the arguments, rather than those of the function do

	whole bool // has a value for each element, rather than one for all
	late  bool // depends on a reduction
	fixed bool // is the same in every replay

	at    int // its register or scalar
	guard *guard
}

// Layout says of the parameters, by bit sets, which have one value for all elements and which are the same in every
// replay. Value is a subexpression whose value the last parameter holds, or nil.
type Layout struct {
	Uniform, Fixed uint
	Value          *expr.Node
}

// importer makes nodes of those of formulas.
type importer struct {
	Layout
	params int
	done   map[*expr.Node]*node
}

func (m *importer) node(e *expr.Node) *node {
	if n := m.done[e]; n != nil {
		return n
	}
	n := &node{fn: e.Function(), param: e.Param(), fixed: true}
	if e == m.Value {
		n.fn, n.param = nil, m.params-1
	}
	switch v, number := e.Number(); {
	case n.param < 0 && number:
		n.number = v
	case n.param >= 0:
		n.whole = m.Uniform&(1<<n.param) == 0
		n.fixed = m.Fixed&(1<<n.param) != 0
	default:
		args := make([]*node, len(e.Args()))
		for i, a := range e.Args() {
			args[i] = m.node(a)
		}
		if n.fn == choice && !args[0].isCondition() {
			args[0] = call(not, call(not, args[0]))
		}
		n = call(n.fn, args...)
	}
	m.done[e] = n
	return n
}

func call(fn *expr.Function, args ...*node) *node {
	n := &node{fn: fn, args: args, param: -1, fixed: true}
	for _, a := range args {
		n.whole, n.late, n.fixed = n.whole || a.whole, n.late || a.late, n.fixed && a.fixed
	}
	return n
}

func numbered(v float64) *node { return &node{param: -1, number: v, fixed: true} }

func reduced(by what, args ...*node) *node {
	n := call(nil, args...)
	n.reduce, n.whole, n.late = by, false, true
	return n
}

// sum returns Σ n as numbers times sums of what there is no simpler way to add up: factors that are the same for all
// elements are taken out of sums, logarithms are added up as one of a product.
func sum(n *node) *node {
	switch {
	case n.isNumber() && n.number == 0:
		return n
	case !n.whole:
		return call(mul, n, &node{param: -1, reduce: addCount, late: true, fixed: true})
	}
	if n.fn == nil {
		return reduced(addSum, n)
	}
	a := n.args
	switch n.fn {
	case add, sub:
		return call(n.fn, sum(a[0]), sum(a[1]))
	case neg:
		return call(n.fn, sum(a[0]))
	case mul:
		switch {
		case !a[0].whole:
			return call(n.fn, a[0], sum(a[1]))
		case !a[1].whole:
			return call(n.fn, sum(a[0]), a[1])
		}
	case div:
		if !a[1].whole {
			return call(n.fn, sum(a[0]), a[1])
		}
	case square:
		return reduced(addSquares, a[0])
	case logarithm:
		return reduced(addLogs, a[0])
	case choice:
		if !a[0].whole {
			return call(n.fn, a[0], sum(a[1]), sum(a[2]))
		}
	}
	return reduced(addSum, n)
}

// weighted returns Σ w·n. Factors and divisors that are the same for all elements are taken out, also of a factor of n.
func weighted(w, n *node) *node {
	if !n.whole {
		return call(mul, n, reduced(addSum, w))
	}
	if n.fn == neg {
		return call(neg, weighted(w, n.args[0]))
	}
	if n.fn == add || n.fn == sub {
		if a, b := n.args[0], n.args[1]; !a.whole || !b.whole {
			return call(n.fn, weighted(w, a), weighted(w, b))
		}
	}
	if n.fn == div && !n.args[1].whole {
		return call(div, weighted(w, n.args[0]), n.args[1])
	}
	if n.fn == mul {
		for i, a := range n.args {
			b := n.args[1-i]
			switch {
			case !a.whole:
				return call(mul, a, weighted(w, b))
			case a.fn == neg:
				return call(neg, weighted(w, call(mul, a.args[0], b)))
			case a.fn == div && !a.args[1].whole:
				return call(div, weighted(w, call(mul, a.args[0], b)), a.args[1])
			case a.fn == mul && !a.args[0].whole:
				return call(mul, a.args[0], weighted(w, call(mul, a.args[1], b)))
			case a.fn == mul && !a.args[1].whole:
				return call(mul, a.args[1], weighted(w, call(mul, a.args[0], b)))
			}
		}
	}
	return reduced(addProducts, w, n)
}

// failures returns a number that is 0 where the condition n holds for all elements, and positive elsewhere.
func failures(n *node) *node {
	var number *node
	also := func(n *node) {
		if number != nil {
			n = call(add, number, n)
		}
		number = n
	}
	ranges := map[*node]interval{}
	var ranged []*node
	for _, c := range conjuncts(n) {
		x, in, ok := c.interval()
		switch {
		case !c.whole:
			also(call(not, c))
		case !ok:
			also(reduced(addZeros, c))
		default:
			if r, known := ranges[x]; known {
				in = interval{max(in.low, r.low), min(in.high, r.high)}
			} else {
				ranged = append(ranged, x)
			}
			ranges[x] = in
		}
	}
	for _, x := range ranged {
		if ranges[x].low > ranges[x].high {
			also(numbered(1))
		}
		also(reduced(addOutside, x, numbered(ranges[x].low), numbered(ranges[x].high)))
	}
	return number
}

// conjuncts returns the conditions that n is the conjunction of.
func conjuncts(n *node) []*node {
	if n.fn != and {
		return []*node{n}
	}
	return append(conjuncts(n.args[0]), conjuncts(n.args[1])...)
}

// interval has the numbers from low to high.
type interval struct{ low, high float64 }

// interval returns x and an interval that has it where the condition n holds, and nowhere else.
func (n *node) interval() (x *node, in interval, ok bool) {
	if n.fn != less && n.fn != lessEqual && n.fn != equal {
		return nil, in, false
	}
	in = interval{math.Inf(-1), math.Inf(1)}
	a, b := n.args[0], n.args[1]
	switch {
	case n.fn == equal:
		return a, in, a == b // not NaN
	case b.isNumber() && b.number > in.low:
		in.high = b.number
		if n.fn == less {
			in.high = math.Nextafter(b.number, in.low)
		}
		if a.fn == absolute {
			return a.args[0], interval{-in.high, in.high}, true
		}
		return a, in, true
	case a.isNumber() && a.number < in.high:
		in.low = a.number
		if n.fn == less {
			in.low = math.Nextafter(a.number, in.high)
		}
		return b, in, true
	}
	return nil, in, false
}

// postorder returns the nodes that the given ones are made of, and these, each after what it is made of.
func postorder(nodes []*node) (order []*node) {
	seen := map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, a := range n.args {
			visit(a)
		}
		order = append(order, n)
	}
	for _, n := range nodes {
		visit(n)
	}
	return order
}

// isCondition reports whether the values of a node are 0 and 1.
func (n *node) isCondition() bool {
	switch n.fn {
	case less, lessEqual, equal, and, or, not:
		return true
	}
	return n.isNumber() && (n.number == 0 || n.number == 1)
}

func (n *node) isNumber() bool { return n.fn == nil && n.param < 0 && n.reduce == nothing }

// guard is a condition under which values are needed: of those within a branch of where that no other part uses.
type guard struct {
	outer *guard
	cond  *node
	holds bool // the branch where cond holds
	index int
}

// early returns the innermost guard that, with those around it, asks for numbers only: what is computed before the
// elements cannot wait for them.
func (g *guard) early() *guard {
	e := g
	for ; g != nil; g = g.outer {
		if g.cond.whole {
			e = g.outer
		}
	}
	return e
}

// number returns the index of a guard; 0 is none.
func (g *guard) number() int {
	if g == nil {
		return 0
	}
	return g.index
}

// inLanes reports whether the step that makes the node works on registers.
func (n *node) inLanes() bool { return n.whole || n.reduce != nothing }

// common returns the innermost guard that both are within.
func common(a, b *guard) *guard {
	for d, e := depth(a), depth(b); d != e; {
		if d > e {
			a, d = a.outer, d-1
		} else {
			b, e = b.outer, e-1
		}
	}
	for a != b {
		a, b = a.outer, b.outer
	}
	return a
}

func depth(g *guard) (d int) {
	for ; g != nil; g = g.outer {
		d++
	}
	return d
}

// kernels returns what computes a call on registers.
func (n *node) kernels() kernels {
	if n.by != nil {
		return *n.by
	}
	return kernelsOf(n.fn)
}

// cost returns about how many times as long the step that makes n takes as an addition does.
func (n *node) cost() int {
	switch {
	case n.reduce != nothing:
		return 1
	case n.fn == nil:
		return 0
	}
	return max(1, n.kernels().cost)
}
