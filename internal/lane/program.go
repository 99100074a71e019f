package lane

import (
	"slices"
	"sync"

	"github.com/credence-ppl/credence/expr"
)

// Program computes formulas for operands of one layout: first what is the same for all elements, then, a block of
// elements at a time, what is not, and at last what is made of sums over all elements.
type Program struct {
	early, steps, late []step
	outer              []int  // of a guard, the guard around it
	ofNumber           []bool // of a guard: its condition is a number

	params    []move   // parameters that are scalars: from a parameter, to a scalar
	numbers   []number // scalars that are numbers
	constants []move   // from a scalar that is a number, to a register that holds it in every element
	fills     []move   // from a scalar that is not, alike
	sums      []int    // scalars that are added to
	scalars   int
	registers int
	operands  int // registers that are parameters: the first
	roots     []root

	before *Program // of what is fixed, if that is apart
	frames sync.Pool
}

type move struct{ from, to int }

type number struct {
	to int
	v  float64
}

// root is what a program is for: a register, or a scalar.
type root struct {
	at   int
	lane bool
	own  bool // a step puts it into its register, which is that of no other root
}

// step is an instruction: on scalars; on registers; or from registers to a scalar that it adds to.
type step struct {
	what    what
	kernels // for registers
	values  // for scalars

	out, a, b, c int
	guard        int  // 0 is none
	holds        bool // of ask
	skip         int  // how many of the steps that follow have the same guard
	again        bool // asks of what the step before asks of
}

// what a step does.
type what int

const (
	nothing what = iota
	unary
	binary
	ternary
	addSum      // Σ a
	addSquares  // Σ a²
	addProducts // Σ ab, where a is not 0
	addLogs     // Σ log a
	addLog1ps   // Σ log(1 + a) for a from 0 to 1
	addZeros    // how many a are 0
	addOutside  // 1 if some a is not from scalar b to scalar c
	addCount    // how many elements there are
	ask         // whether a is not 0 somewhere, or 0 somewhere unless holds, for guard out
)

// Root is a formula of which a program computes something.
type Root struct {
	Formula *expr.Formula
	Of      Of
}

// Of is what a program computes of a formula.
type Of int

const (
	Values   Of = iota // the value at each element
	One                // the value, if all parameters have one for all elements
	Sum                // the sum of the values
	Weighted           // the sum of the values times the last parameter, where that is not 0
	Failures           // a number that is 0 if the formula, a condition, holds for all elements
)

// Compile returns the program of the given roots.
func Compile(l Layout, params int, roots ...Root) *Program {
	nodes := l.nodes(params, roots)
	shorten(nodes)
	return assemble(params, nodes, roots)
}

// shorten changes nodes, which nothing else has, to what takes less time on registers.
func shorten(nodes []*node) {
	odds(nodes)
	divide(nodes)
}

// nodes returns the roots as nodes.
func (l Layout) nodes(params int, roots []Root) []*node {
	m := importer{l, params, map[*expr.Node]*node{}}
	nodes := make([]*node, len(roots))
	for i, r := range roots {
		n := m.node(r.Formula.Root())
		switch r.Of {
		case Sum:
			n = sum(n)
		case Weighted:
			n = weighted(&node{param: params - 1, whole: true}, n)
		case Failures:
			n = failures(n)
		}
		nodes[i] = n
	}
	return nodes
}

// assembler gives nodes their places and writes the steps of a program.
type assembler struct {
	*Program
	order  []*node
	held   map[*node]bool // registers that are read at the end
	filled map[*node]int  // registers of scalars
	guards map[guard]*guard

	inOrder []*guard
}

// assemble writes the program of the given nodes, those of roots. Where there are no roots, nodes that are whole are
// values, and others numbers.
func assemble(params int, nodes []*node, roots []Root) *Program {
	return newAssembler(params, nodes, roots, true).Program
}

// newAssembler returns the assembler with the program, for registers or for a twin. Those leave out guards that do not
// pay.
func newAssembler(params int, nodes []*node, roots []Root, registers bool) *assembler {
	p := &Program{registers: params, operands: params, outer: []int{0}}
	a := &assembler{p, postorder(nodes), map[*node]bool{}, map[*node]int{}, map[guard]*guard{}, nil}
	for _, n := range nodes {
		a.held[n] = true
	}
	a.guard(nodes)
	if registers {
		a.dropGuards()
	}
	a.places()
	for _, n := range a.order {
		a.write(n)
	}
	for _, steps := range [][]step{p.early, p.steps, p.late} {
		for i := len(steps) - 2; i >= 0; i-- {
			if steps[i].guard == steps[i+1].guard {
				steps[i].skip = steps[i+1].skip + 1
			}
		}
	}
	for i, n := range nodes {
		r := root{n.at, n.whole, n.whole && n.param < 0 && !slices.Contains(nodes[:i], n)}
		if !n.whole && roots != nil && roots[i].Of == Values {
			a.fill(n)
			r = root{at: a.filled[n], lane: true}
		}
		p.roots = append(p.roots, r)
	}
	p.frames.New = func() any { return p.NewFrame(Block) }
	return a
}

// guard finds the conditions under which nodes are needed, from the roots on.
func (a *assembler) guard(roots []*node) {
	reached := map[*node]bool{}
	reach := func(n *node, g *guard) {
		if reached[n] {
			g = common(n.guard, g)
		}
		if !n.inLanes() {
			g = g.early()
		}
		reached[n], n.guard = true, g
	}
	for _, n := range roots {
		reach(n, nil)
	}
	for _, n := range slices.Backward(a.order) {
		for i, arg := range n.args {
			g := n.guard
			if n.fn == choice && i > 0 {
				g = a.within(g, n.args[0], i == 1)
			}
			reach(arg, g)
		}
	}
}

func (a *assembler) within(outer *guard, cond *node, holds bool) *guard {
	key := guard{outer: outer, cond: cond, holds: holds}
	g := a.guards[key]
	if g == nil {
		g = &guard{key.outer, key.cond, key.holds, len(a.outer)}
		a.guards[key] = g
		a.inOrder = append(a.inOrder, g)
		a.outer = append(a.outer, outer.number())
	}
	return g
}

// dropGuards takes out guards that spare less than it takes to ask for them.
func (a *assembler) dropGuards() {
	const worth = 3 // what is spared in some blocks; it takes 1 to ask in each
	spared := map[*guard]int{}
	for _, n := range a.order {
		switch {
		case n.inLanes():
			spared[n.guard] += n.cost()
		case n.fn != nil:
			spared[n.guard]++
		}
	}
	var kept []*guard
	dropped := map[*guard]bool{}
	for _, g := range slices.Backward(a.inOrder) {
		if dropped[g] = spared[g] == 0 || g.cond.whole && spared[g] < worth; !dropped[g] {
			kept = append(kept, g)
		}
		spared[g.outer] += spared[g]
	}
	within := func(g *guard) *guard {
		for dropped[g] {
			g = g.outer
		}
		return g
	}
	for _, n := range a.order {
		n.guard = within(n.guard)
	}
	slices.Reverse(kept)
	a.inOrder, a.outer, a.ofNumber = kept, a.outer[:1], []bool{false}
	for _, g := range kept {
		g.index, g.outer = len(a.outer), within(g.outer)
		a.outer, a.ofNumber = append(a.outer, g.outer.number()), append(a.ofNumber, !g.cond.whole)
	}
}

// places gives every node a register or a scalar. A register is free again at the last step that reads it: what a step
// writes may take the place of what it reads.
func (a *assembler) places() {
	last := map[*node]int{} // the place in the order of the last step that reads a node
	for i, n := range a.order {
		for _, arg := range n.args {
			last[arg] = i
		}
	}
	var free []int
	for i, n := range a.order {
		for j, arg := range n.args {
			switch {
			case !arg.whole && n.inLanes() && n.reduce != addOutside:
				a.fill(arg)
			case arg.whole && arg.param < 0 && last[arg] == i && !a.held[arg] && !slices.Contains(n.args[:j], arg):
				free = append(free, arg.at)
			}
		}
		switch {
		case !n.whole:
			n.at = a.scalars
			a.scalars++
		case n.param >= 0:
			n.at = n.param
		case len(free) > 0:
			n.at, free = free[len(free)-1], free[:len(free)-1]
		default:
			n.at = a.register()
		}
	}
}

func (a *assembler) register() int {
	a.registers++
	return a.registers - 1
}

// fill gives a scalar that steps on registers read a register of its own.
func (a *assembler) fill(n *node) {
	if _, ok := a.filled[n]; !ok {
		a.filled[n] = a.register()
		to := &a.fills
		if n.isNumber() {
			to = &a.constants
		}
		*to = append(*to, move{n.at, a.filled[n]})
	}
}

// write makes the steps of a node: what computes it, and what finds out about the guards that ask for it.
func (a *assembler) write(n *node) {
	switch {
	case n.param >= 0 && !n.whole:
		a.params = append(a.params, move{n.param, n.at})
	case n.isNumber():
		a.numbers = append(a.numbers, number{n.at, n.number})
	case n.param < 0:
		s := step{what: n.reduce, out: n.at, guard: n.guard.number()}
		if n.fn != nil {
			s.what = [...]what{unary, binary, ternary}[len(n.args)-1]
			s.values = valuesOf(n.fn)
			s.kernels = n.kernels()
		}
		for i, to := range []*int{&s.a, &s.b, &s.c}[:len(n.args)] {
			*to = a.readable(n, n.args[i])
		}
		a.append(n, s)
		if n.reduce != nothing {
			a.sums = append(a.sums, n.at)
		}
	}
	asked := false
	for _, g := range a.inOrder {
		if g.cond == n {
			a.append(n, step{what: ask, a: n.at, out: g.index, holds: g.holds, guard: n.guard.number(), again: asked})
			asked = true
		}
	}
}

// readable returns where the step that makes n finds an argument.
func (a *assembler) readable(n, arg *node) int {
	if n.inLanes() && !arg.whole && n.reduce != addOutside {
		return a.filled[arg]
	}
	return arg.at
}

func (a *assembler) append(n *node, s step) {
	to := &a.early
	switch {
	case n.inLanes():
		to = &a.steps
	case n.late:
		to = &a.late
	}
	*to = append(*to, s)
}
