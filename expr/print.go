package expr

import (
	"math"
	"strconv"
	"strings"
)

// String returns the formula in the notation that Parse reads.
func (f *Formula) String() string {
	var b strings.Builder
	f.text(&b, f.root, 0)
	return b.String()
}

// infix has the precedence of functions that are written between their arguments.
var infix = map[*Function]int{Or: 1, And: 2, Less: 3, LessEqual: 3, Equal: 3, Add: 4, Sub: 4, Mul: 5, Div: 5, Pow: 7}

// text writes a node, in parentheses if it binds less than what is around it.
func (f *Formula) text(b *strings.Builder, n *Node, around int) {
	if n.param >= 0 {
		b.WriteString(f.params[n.param])
		return
	}
	own := precedence(n)
	if own < around {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch {
	case n.fn == nil:
		b.WriteString(numberText(n.value))
	case n.fn == Neg || n.fn == Not:
		b.WriteString(n.fn.name)
		f.text(b, n.args[0], unaryPrecedence)
	case n.fn == Square:
		f.text(b, n.args[0], infix[Pow]+1)
		b.WriteString("^2")
	case infix[n.fn] > 0:
		left, right := own, own+1
		if n.fn == Pow {
			left, right = right, left
		}
		f.text(b, n.args[0], left)
		if own < infix[Mul] {
			b.WriteString(" " + n.fn.name + " ")
		} else {
			b.WriteString(n.fn.name)
		}
		f.text(b, n.args[1], right)
	default:
		b.WriteString(n.fn.name + "(")
		for i, a := range n.args {
			if i > 0 {
				b.WriteString(", ")
			}
			f.text(b, a, 0)
		}
		b.WriteByte(')')
	}
}

func precedence(n *Node) int {
	const call = 8
	switch {
	case n.fn == nil:
		if math.Signbit(n.value) {
			return unaryPrecedence
		}
		return call
	case n.fn == Neg || n.fn == Not:
		return unaryPrecedence
	case n.fn == Square:
		return infix[Pow]
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
