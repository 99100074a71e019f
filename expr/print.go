package expr

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// String returns the formula in the notation that Parse reads. A subexpression that occurs more than once, and was a
// definition or is long, is a definition.
func (f *Formula) String() string {
	d := f.definitions()
	var b strings.Builder
	for _, n := range d.order {
		b.WriteString(d.names[n] + " = ")
		d.write(&b, n)
		b.WriteString("; ")
	}
	d.write(&b, f.root)
	return b.String()
}

// definitions are the subexpressions that are written once, in order, and the names of these and of parameters.
type definitions struct {
	order []*Node
	names map[*Node]string
}

// definedFrom is the number of nodes from which on a subexpression without a name becomes a definition.
const definedFrom = 12

// definitions finds what is written once.
func (f *Formula) definitions() definitions {
	f.lock.Lock()
	defer f.lock.Unlock()
	d := definitions{names: map[*Node]string{}}
	taken := map[string]bool{}
	for _, name := range f.params {
		taken[name] = true
	}
	order, uses := f.root.below()
	size := map[*Node]int{}
	for _, n := range order {
		size[n] = 1
		for _, a := range n.args {
			size[n] += size[a]
		}
		if n.param >= 0 {
			d.names[n] = f.params[n.param]
		}
		name := f.graph.names[n]
		if uses[n] < 2 || n.fn == nil || name == "" && size[n] < definedFrom {
			continue
		}
		if name == "" {
			name = "t"
		}
		base := name
		for i := 1; taken[name]; i++ {
			name = fmt.Sprint(base, i)
		}
		taken[name], d.names[n], size[n] = true, name, 1
		d.order = append(d.order, n)
	}
	return d
}

// below returns n and all that it is made of, each after what it is made of itself, and how often each is used.
func (n *Node) below() (order []*Node, uses map[*Node]int) {
	uses = map[*Node]int{}
	var visit func(n *Node)
	visit = func(n *Node) {
		if uses[n]++; uses[n] > 1 {
			return
		}
		for _, a := range n.args {
			visit(a)
		}
		order = append(order, n)
	}
	visit(n)
	return order, uses
}

// infix has the precedence of functions that are written between their arguments.
var infix = map[*Function]int{
	or: 1, and: 2, less: comparison, lessEqual: comparison, equal: comparison, add: 4, sub: 4, mul: 5, div: 5, pow: 7,
}

// text writes a node by its name, or in parentheses if it binds less than what is around it.
func (d definitions) text(b *strings.Builder, n *Node, around int) {
	switch {
	case d.names[n] != "":
		b.WriteString(d.names[n])
	case precedence(n) < around:
		b.WriteByte('(')
		d.write(b, n)
		b.WriteByte(')')
	default:
		d.write(b, n)
	}
}

// write writes what a node is.
func (d definitions) write(b *strings.Builder, n *Node) {
	own := precedence(n)
	switch {
	case n.param >= 0:
		b.WriteString(d.names[n])
	case n.fn == nil:
		b.WriteString(numberText(n.value))
	case n.isDiffers():
		d.text(b, n.args[0].args[0], own+1)
		b.WriteString(" != ")
		d.text(b, n.args[0].args[1], own+1)
	case n.fn == neg || n.fn == not:
		b.WriteString(n.fn.name)
		d.text(b, n.args[0], own)
	case n.fn == square:
		d.text(b, n.args[0], own+1)
		b.WriteString("^2")
	case n.isPart():
		w := n.args[0].value
		if w < 0 {
			b.WriteByte('-')
		}
		d.text(b, n.args[1], own)
		b.WriteString("/" + numberText(math.Abs(1/w)))
	case infix[n.fn] > 0:
		left, right := own, own+1
		switch {
		case n.fn == pow:
			left, right = right, left
		case own == comparison:
			left = right
		}
		d.text(b, n.args[0], left)
		if own < infix[mul] {
			b.WriteString(" " + n.fn.name + " ")
		} else {
			b.WriteString(n.fn.name)
		}
		d.text(b, n.args[1], right)
	default:
		b.WriteString(n.fn.name + "(")
		for n.fn == where && n.args[2].fn == where && d.names[n.args[2]] == "" {
			d.list(b, n.args[:2])
			b.WriteString(", ")
			n = n.args[2]
		}
		d.list(b, n.args)
		b.WriteByte(')')
	}
}

// list writes nodes with commas between them.
func (d definitions) list(b *strings.Builder, nodes []*Node) {
	for i, n := range nodes {
		if i > 0 {
			b.WriteString(", ")
		}
		d.text(b, n, 0)
	}
}

// isDiffers reports whether n is a != b.
func (n *Node) isDiffers() bool { return n.fn == not && n.args[0].fn == equal }

// isPart reports whether n is a half of something, a quarter, or less.
func (n *Node) isPart() bool {
	v, _ := n.multiple()
	return math.Abs(v) < 1 && math.Abs(v) > 1e-3 && isPowerOf2(v)
}

func precedence(n *Node) int {
	const call = 8
	switch {
	case n.fn == nil:
		if math.Signbit(n.value) {
			return unaryPrecedence
		}
		return call
	case n.fn == neg && (n.args[0].fn == mul || n.args[0].fn == div):
		return infix[mul] // -a*b is read as -(a*b), which has the same value
	case n.isDiffers():
		return comparison
	case n.fn == neg || n.fn == not:
		return unaryPrecedence
	case n.fn == square:
		return infix[pow]
	case infix[n.fn] > 0:
		return infix[n.fn]
	}
	return call
}

func numberText(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	case math.IsNaN(v):
		return "nan"
	case v == math.Pi:
		return "pi"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
