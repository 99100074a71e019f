package lane

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/credence-ppl/credence/expr"
)

// Twin is a program as a Go function, for few elements: it computes the roots of a program of this layout, an element
// at a time, and leaves them where a frame has them.
type Twin func(n int, in [][]float64, scalars []float64, lanes [][]float64)

// RunTwin computes n elements of operands that are given wholly, with a twin of the program.
func (f *Frame) RunTwin(twin Twin, operands [][]float64, n int) {
	f.fit(n)
	twin(n, operands, f.scalars, f.lanes)
}

// TwinOf returns the source of a Go function that makes a [Twin] of the program that [Fixed.Twinned] returns.
func TwinOf(name string, l Layout, params int, roots ...Root) string {
	before, nodes := Fix(l, params, roots...).cut(nil, 0)
	w := twin{newAssembler(params+len(before), nodes, roots, false), map[*guard]bool{}, map[*node]int{}, map[*node][]*node{}, map[*expr.Function]bool{}, part{}, part{}, part{}}
	for i, n := range w.order {
		w.numbers[n] = i
		for _, a := range n.args {
			w.users[a] = append(w.users[a], n)
		}
		for g := n.guard; g != nil && !w.noStatement(n); g = g.outer {
			w.asked[g] = true
		}
	}
	for _, n := range w.order {
		w.node(n)
	}
	for i, n := range nodes {
		if r := w.roots[i]; r.lane {
			w.loop.line("to%d[i] = %s", i, w.value(n))
		} else {
			w.late.line("scalars[%d] = %s", r.at, w.value(n))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "func %s() machine.Twin {\n", name)
	for _, f := range slices.SortedFunc(maps.Keys(w.called), func(f, g *expr.Function) int { return strings.Compare(f.Name(), g.Name()) }) {
		places := [...]string{"%s, _, _", "_, %s, _", "_, _, %s"}
		fmt.Fprintf(&b, places[f.Arity()-1]+" := expr.Lookup(%q).Go()\n", f.Name(), f.Name())
	}
	b.WriteString("return func(n int, in [][]float64, scalars []float64, lanes [][]float64) {\n")
	b.WriteString(w.early.declarations() + w.late.declarations() + w.early.body())
	if loop := w.loop.body(); loop != "" {
		for _, n := range w.order {
			if n.param >= 0 && n.whole {
				fmt.Fprintf(&b, "x%d := in[%[1]d][:n]\n", n.param)
			}
		}
		for i, r := range w.roots {
			if r.lane {
				fmt.Fprintf(&b, "to%d := lanes[%d][:n]\n", i, r.at)
			}
		}
		fmt.Fprintf(&b, "for i := range n {\n%s%s}\n", w.loop.declarations(), loop)
	}
	b.WriteString(w.late.body() + "}\n}\n")
	return b.String()
}

// twin writes nodes as statements: those before the elements, those of an element, and those that sums are needed for.
type twin struct {
	*assembler
	asked             map[*guard]bool // those that something waits for
	numbers           map[*node]int   // of variables
	users             map[*node][]*node
	called            map[*expr.Function]bool
	early, loop, late part
}

// part is a block of statements with the variables that they assign.
type part struct {
	text           strings.Builder
	numbers, truth []string
	guard          *guard
}

func (p *part) line(format string, args ...any) {
	p.within(nil)
	fmt.Fprintf(&p.text, format+"\n", args...)
}

// within makes what follows conditional on a guard.
func (p *part) within(g *guard) {
	if p.guard == g {
		return
	}
	if p.guard != nil {
		p.text.WriteString("}\n")
	}
	p.guard = g
	if g == nil {
		return
	}
	var all []string
	for ; g != nil; g = g.outer {
		all = append(all, fmt.Sprintf("g%d", g.index))
	}
	slices.Reverse(all)
	fmt.Fprintf(&p.text, "if %s {\n", strings.Join(all, " && "))
}

func (p *part) body() string {
	p.within(nil)
	return p.text.String()
}

func (p *part) declarations() (text string) {
	if len(p.numbers) > 0 {
		text += "var " + strings.Join(p.numbers, ", ") + " float64\n"
	}
	if len(p.truth) > 0 {
		text += "var " + strings.Join(p.truth, ", ") + " bool\n"
	}
	return text
}

// node writes the statements of a node: what computes it, and what finds out about the guards that ask for it.
func (w *twin) node(n *node) {
	to := w.partOf(n)
	if !w.noStatement(n) {
		to.within(n.guard)
		w.assign(to, n)
	}
	for _, g := range w.inOrder {
		if g.cond != n || !w.asked[g] {
			continue
		}
		to.within(n.guard)
		condition := w.truth(n)
		if !g.holds {
			condition = "!" + condition
		}
		to.truth = append(to.truth, fmt.Sprintf("g%d", g.index))
		fmt.Fprintf(&to.text, "g%d = %s\n", g.index, condition)
	}
}

// noStatement reports whether what stands for a node is not a variable.
func (w *twin) noStatement(n *node) bool {
	return n.isNumber() || n.param >= 0 && n.whole || w.inline(n)
}

// inline reports whether the only statement that needs a node has its expression.
func (w *twin) inline(n *node) bool {
	if n.reduce != nothing || n.fn == choice || len(w.users[n]) != 1 || w.held[n] {
		return false
	}
	user := w.users[n][0]
	for _, g := range w.inOrder {
		if g.cond == n {
			return false
		}
	}
	return user.guard == n.guard && w.partOf(user) == w.partOf(n)
}

func (w *twin) partOf(n *node) *part {
	switch {
	case n.inLanes():
		return &w.loop
	case n.late:
		return &w.late
	}
	return &w.early
}

// assign writes the statement that gives a node its variable.
func (w *twin) assign(to *part, n *node) {
	v := w.variable(n)
	if n.reduce != nothing {
		w.early.numbers = append(w.early.numbers, v)
		w.sum(to, n, v)
		return
	}
	if n.isTruth() {
		to.truth = append(to.truth, v)
	} else {
		to.numbers = append(to.numbers, v)
	}
	if n.fn == choice {
		fmt.Fprintf(&to.text, "if %s {\n%s = %s\n} else {\n%[2]s = %[4]s\n}\n", w.truth(n.args[0]), v, w.value(n.args[1]), w.value(n.args[2]))
		return
	}
	fmt.Fprintf(&to.text, "%s = %s\n", v, w.expression(n))
}

// sum writes what adds an element to a sum.
func (w *twin) sum(to *part, n *node, v string) {
	switch n.reduce {
	case addCount:
		fmt.Fprintf(&w.early.text, "%s = float64(n)\n", v)
	case addSum:
		fmt.Fprintf(&to.text, "%s += %s\n", v, w.value(n.args[0]))
	case addSquares:
		a := w.value(n.args[0])
		fmt.Fprintf(&to.text, "%s += float64(%s * %[2]s)\n", v, a)
	case addLogs:
		fmt.Fprintf(&to.text, "%s += %s(%s)\n", v, w.call(logarithm), w.value(n.args[0]))
	case addOutside:
		fmt.Fprintf(&to.text, "if a := %s; !(%s <= a && a <= %s) {\n%s++\n}\n", w.value(n.args[0]), w.value(n.args[1]), w.value(n.args[2]), v)
	case addZeros:
		fmt.Fprintf(&to.text, "if !%s {\n%s++\n}\n", w.truth(n.args[0]), v)
	}
}

// expression returns the value of a call. Products are rounded: processors could add to them without that.
func (w *twin) expression(n *node) string {
	if n.param >= 0 {
		return fmt.Sprintf("in[%d][0]", n.param)
	}
	value := func(i int) string { return w.value(n.args[i]) }
	switch n.fn {
	case add, sub, div:
		return value(0) + n.fn.Name() + value(1)
	case less, lessEqual, equal:
		return value(0) + n.fn.Name() + value(1)
	case and, or:
		return w.truth(n.args[0]) + n.fn.Name() + w.truth(n.args[1])
	case not:
		return "!" + w.truth(n.args[0])
	case mul:
		return "float64(" + value(0) + "*" + value(1) + ")"
	case square:
		return "float64(" + value(0) + "*" + value(0) + ")"
	case neg:
		return "-" + value(0)
	}
	var args []string
	for i := range n.args {
		args = append(args, value(i))
	}
	return w.call(n.fn) + "(" + strings.Join(args, ", ") + ")"
}

// value returns what stands for the value of a node as a number.
func (w *twin) value(n *node) string {
	switch {
	case n.isNumber():
		return literal(n.number)
	case n.param >= 0 && n.whole:
		return fmt.Sprintf("x%d[i]", n.param)
	case n.isTruth():
		return "special.Indicator(" + w.term(n) + ")"
	}
	return w.term(n)
}

// term returns the variable of a node, or its expression.
func (w *twin) term(n *node) string {
	if !w.inline(n) {
		return w.variable(n)
	}
	switch n.fn {
	case add, sub, div, less, lessEqual, equal, and, or, not, neg:
		return "(" + w.expression(n) + ")"
	}
	return w.expression(n)
}

// truth returns what stands for a node as a condition.
func (w *twin) truth(n *node) string {
	if n.isTruth() {
		return w.term(n)
	}
	return "(" + w.value(n) + " != 0)"
}

func (n *node) isTruth() bool { return !n.isNumber() && n.isCondition() }

func (w *twin) call(f *expr.Function) string {
	switch f.Name() {
	case "abs":
		return "math.Abs"
	case "sqrt":
		return "math.Sqrt"
	case "floor":
		return "math.Floor"
	}
	w.called[f] = true
	return f.Name()
}

func (w *twin) variable(n *node) string { return fmt.Sprintf("v%d", w.numbers[n]) }

func literal(v float64) string {
	switch {
	case math.IsNaN(v):
		return "math.NaN()"
	case math.IsInf(v, 1):
		return "math.Inf(1)"
	case math.IsInf(v, -1):
		return "math.Inf(-1)"
	}
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if v < 0 {
		s = "(" + s + ")"
	}
	return s
}
