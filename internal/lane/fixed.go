package lane

import "github.com/credence-ppl/credence/expr"

// Fixed compiles roots for operands of which some are the same in every replay. What depends on those alone is computed
// once, by two programs before the one that is replayed.
type Fixed struct {
	roots      []Root
	params     int
	nodes      []*node
	conditions []*node // that are fixed
}

// Fix begins to compile roots.
func Fix(l Layout, params int, roots ...Root) *Fixed {
	f := &Fixed{roots: roots, params: params, nodes: l.nodes(params, roots)}
	for _, n := range postorder(f.nodes) {
		if n.fixed && n.fn != nil && n.isCondition() {
			f.conditions = append(f.conditions, n)
		}
	}
	return f
}

// Conditions returns a program whose roots are numbers, one for each of the fixed conditions: how many elements it
// holds for, or 0 or 1 if it is the same for all.
func (f *Fixed) Conditions() *Program {
	counts := make([]*node, len(f.conditions))
	for i, c := range f.conditions {
		if counts[i] = c; c.whole {
			counts[i] = reduced(addSum, c)
		}
	}
	return assemble(f.params, counts, nil)
}

// Program returns the program, given the roots of Conditions and the number of elements. Branches of where that are
// taken for no element are not in it. The roots of its Before are further parameters.
func (f *Fixed) Program(counts []float64, elements int) *Program {
	return f.assemble(counts, elements, true)
}

// Twinned returns the program with all conditions left open. Its frames are those of its [Twin].
func (f *Fixed) Twinned() *Program { return f.assemble(nil, 0, false) }

func (f *Fixed) assemble(counts []float64, elements int, registers bool) *Program {
	fixed, nodes := f.cut(counts, elements)
	if registers {
		shorten(nodes)
	}
	p := newAssembler(f.params+len(fixed), nodes, f.roots, registers).Program
	p.before = assemble(f.params, fixed, nil)
	return p
}

// Before returns the program that computes what is fixed, for p of [Fixed].
func (p *Program) Before() *Program { return p.before }

// cut returns what depends on fixed parameters alone, and the roots, of which these are further parameters. Conditions
// that counts are given of are settled.
func (f *Fixed) cut(counts []float64, elements int) (fixed, nodes []*node) {
	s := settler{done: map[*node]*node{}}
	for i, n := range counts {
		all, c := 1, f.conditions[i]
		if c.whole {
			all = elements
		}
		if n == 0 || n == float64(all) {
			s.done[c] = numbered(indicator(n != 0))
		}
	}
	c := cutter{params: f.params, done: map[*node]*node{}}
	for _, n := range f.nodes {
		nodes = append(nodes, c.cut(s.settle(n)))
	}
	return c.fixed, nodes
}

// settler puts numbers in the place of conditions, and takes out what is decided by them.
type settler struct{ done map[*node]*node }

func (s *settler) settle(n *node) *node {
	if r := s.done[n]; r != nil {
		return r
	}
	args, changed := make([]*node, len(n.args)), false
	for i, a := range n.args {
		args[i] = s.settle(a)
		changed = changed || args[i] != a
	}
	r := n
	switch {
	case !changed:
	case n.reduce == addSum && !args[0].whole:
		r = sum(args[0])
	case n.reduce == addZeros && !args[0].whole:
		r = call(not, args[0])
	case n.reduce != nothing:
		r = reduced(n.reduce, args...)
	default:
		if r = decided(n.fn, args); r == nil {
			r = call(n.fn, args...)
		}
	}
	s.done[n] = r
	return r
}

// decided returns the value of a function of which a number decides it, or nil.
func decided(f *expr.Function, a []*node) *node {
	is := func(n *node, v float64) bool { return n.isNumber() && n.number == v }
	switch f {
	case choice:
		switch {
		case is(a[0], 1):
			return a[1]
		case is(a[0], 0):
			return a[2]
		}
	case and, or:
		neutral := float64(1)
		if f == or {
			neutral = 0
		}
		for i, n := range a {
			switch {
			case is(n, neutral):
				return a[1-i]
			case is(n, 1-neutral):
				return n
			}
		}
	case not:
		if a[0].isNumber() {
			return numbered(indicator(a[0].number == 0))
		}
	}
	return nil
}

// cutter takes what is the same in every replay out of nodes.
type cutter struct {
	params int
	fixed  []*node
	done   map[*node]*node
}

// cut returns n with its fixed parts replaced by further parameters.
func (c *cutter) cut(n *node) *node {
	if r := c.done[n]; r != nil {
		return r
	}
	r := n
	switch {
	case n.fn == nil && n.reduce == nothing: // a number or a parameter
	case n.fixed && (!n.whole || n.costly()):
		r = &node{param: c.params + len(c.fixed), whole: n.whole, fixed: true}
		c.fixed = append(c.fixed, n)
	default:
		copied := *n
		copied.args = make([]*node, len(n.args))
		copied.late = n.reduce != nothing
		for i, a := range n.args {
			copied.args[i] = c.cut(a)
			copied.late = copied.late || copied.args[i].late
		}
		r = &copied
	}
	c.done[n] = r
	return r
}

// costly reports whether a value for each element takes longer to compute than to read.
func (n *node) costly() bool {
	const read = 1
	return n.spend(read) < 0
}

// spend returns what is left of a budget, if not less than nothing, when n has been computed with all it is made of.
func (n *node) spend(budget int) int {
	budget -= n.cost()
	for _, a := range n.args {
		if a.whole && budget >= 0 {
			budget = a.spend(budget)
		}
	}
	return budget
}
