package expr

import "math"

// simplify returns a simpler node with the value of f of the arguments; nil if there is none. It may change the
// arguments for others that give the same.
func (g *graph) simplify(f *Function, a []*Node) *Node {
	switch f {
	case add:
		return g.simplifyAdd(a)
	case sub:
		return g.simplifySub(a)
	case neg:
		return g.simplifyNeg(a)
	case mul:
		return g.simplifyMul(a)
	case div:
		return g.simplifyDiv(a)
	case square:
		return g.simplifySquare(a)
	case pow:
		return g.simplifyPow(a)
	case where:
		return g.simplifyWhere(a)
	case and:
		return g.simplifyLogic(a, true)
	case or:
		return g.simplifyLogic(a, false)
	}
	return nil
}

// The simplifications of arithmetic. Signs move outwards, so that what differs by its sign alone is computed once.

func (g *graph) simplifyAdd(a []*Node) *Node {
	x, y := a[0], a[1]
	switch {
	case x.is(0):
		return y
	case y.is(0):
		return x
	case y.isCall(neg):
		return g.call(sub, x, y.args[0])
	case x.isCall(neg):
		return g.call(sub, y, x.args[0])
	case y.isNegative():
		return g.call(sub, x, g.call(neg, y))
	case x.isNegative():
		return g.call(sub, y, g.call(neg, x))
	}
	if v, w, of := multiples(x, y); of != nil {
		return g.call(mul, g.number(v+w), of)
	}
	if n := g.alike(add, x, y); n != nil {
		return n
	}
	return ordered(a)
}

// multiples returns what x and y are multiples of, and how often; nil if there is nothing.
func multiples(x, y *Node) (v, w float64, of *Node) {
	v, x = x.multiple()
	w, y = y.multiple()
	if x != y {
		return 0, 0, nil
	}
	return v, w, x
}

func (n *Node) multiple() (v float64, of *Node) {
	if n.fn == mul {
		if v, ok := n.args[0].Number(); ok {
			return v, n.args[1]
		}
	}
	return 1, n
}

// isNegative reports whether n is a product with a number below 0.
func (n *Node) isNegative() bool {
	v, _ := n.multiple()
	return v < 0
}

// alike returns where(c, f(a, p), f(b, q)) for x = where(c, a, b) and y = where(c, p, q), if a or b is 0; otherwise
// nil.
func (g *graph) alike(f *Function, x, y *Node) *Node {
	if !x.isCall(where) || !y.isCall(where) || x.args[0] != y.args[0] || !x.args[1].is(0) && !x.args[2].is(0) {
		return nil
	}
	return g.call(where, x.args[0], g.call(f, x.args[1], y.args[1]), g.call(f, x.args[2], y.args[2]))
}

// selected returns where(c, f(a), f(b)) for n = where(c, a, b), if a or b is 0: a product with n is 0 there, whatever
// the factor is. Otherwise it returns nil.
func (g *graph) selected(n *Node, f func(*Node) *Node) *Node {
	if !n.isCall(where) || !n.args[1].is(0) && !n.args[2].is(0) {
		return nil
	}
	return g.call(where, n.args[0], f(n.args[1]), f(n.args[2]))
}

// ordered puts the arguments of a commutative function in order. It returns nil, so that the node is made of them.
func ordered(a []*Node) *Node {
	if a[0].id > a[1].id {
		a[0], a[1] = a[1], a[0]
	}
	return nil
}

func (g *graph) simplifySub(a []*Node) *Node {
	x, y := a[0], a[1]
	switch {
	case x.is(0):
		return g.call(neg, y)
	case y.is(0):
		return x
	case x == y:
		return g.number(0)
	case y.isCall(neg):
		return g.call(add, x, y.args[0])
	case y.isNegative():
		return g.call(add, x, g.call(neg, y))
	case x.isCall(neg):
		return g.call(neg, g.call(add, x.args[0], y))
	}
	if v, w, of := multiples(x, y); of != nil {
		return g.call(mul, g.number(v-w), of)
	}
	return g.alike(sub, x, y)
}

func (g *graph) simplifyNeg(a []*Node) *Node {
	switch x := a[0]; {
	case x.isCall(neg):
		return x.args[0]
	case x.isCall(sub):
		return g.call(sub, x.args[1], x.args[0])
	case x.isCall(mul):
		if v, ok := x.args[0].Number(); ok {
			return g.call(mul, g.number(-v), x.args[1])
		}
	}
	return g.selected(a[0], func(x *Node) *Node { return g.call(neg, x) })
}

func (g *graph) simplifyMul(a []*Node) *Node {
	x, y := a[0], a[1]
	if _, ok := y.Number(); ok {
		x, y = y, x
	}
	if v, ok := x.Number(); ok {
		switch {
		case v == 0:
			return x
		case v == 1:
			return y
		case v == -1:
			return g.call(neg, y)
		case y.isCall(neg):
			return g.call(mul, g.number(-v), y.args[0])
		case y.isCall(mul) || y.isCall(div):
			if w, ok := y.args[0].Number(); ok && isOrdinary(v*w) {
				return g.call(y.fn, g.number(v*w), y.args[1])
			}
		}
		a[0], a[1] = x, y
		return g.selected(y, func(y *Node) *Node { return g.call(mul, x, y) })
	}
	switch {
	case x == y:
		return g.call(square, x)
	case x.isCall(neg):
		return g.call(neg, g.call(mul, x.args[0], y))
	case y.isCall(neg):
		return g.call(neg, g.call(mul, x, y.args[0]))
	case x.isCall(div) && x.args[0].is(1):
		return g.call(div, y, x.args[1])
	case y.isCall(div) && y.args[0].is(1):
		return g.call(div, x, y.args[1])
	}
	for i, n := range a {
		if r := g.selected(n, func(n *Node) *Node { return g.call(mul, n, a[1-i]) }); r != nil {
			return r
		}
	}
	for i, n := range a { // numbers come first
		if n.isCall(mul) {
			if _, ok := n.args[0].Number(); ok {
				return g.call(mul, n.args[0], g.call(mul, n.args[1], a[1-i]))
			}
		}
	}
	return ordered(a)
}

func (g *graph) simplifyDiv(a []*Node) *Node {
	x, y := a[0], a[1]
	switch {
	case x.is(0):
		return x
	case y.is(1):
		return x
	case x.isCall(neg):
		return g.call(neg, g.call(div, x.args[0], y))
	case y.isCall(neg):
		return g.call(neg, g.call(div, x, y.args[0]))
	}
	if x.isCall(mul) {
		if _, ok := x.args[0].Number(); ok {
			return g.call(mul, x.args[0], g.call(div, x.args[1], y))
		}
	}
	if v, ok := y.Number(); ok && isPowerOf2(v) {
		return g.call(mul, g.number(1/v), x)
	}
	if v, ok := x.Number(); ok {
		if v < 0 {
			return g.call(neg, g.call(div, g.number(-v), y))
		}
		if y.isCall(mul) {
			if w, ok := y.args[0].Number(); ok && isOrdinary(v/w) && float64(float32(v/w)) == v/w { // not so if w is pi
				return g.call(div, g.number(v/w), y.args[1])
			}
		}
	}
	return g.selected(x, func(x *Node) *Node { return g.call(div, x, y) })
}

// isOrdinary reports whether a number is far from the ends of the range of numbers.
func isOrdinary(v float64) bool { return math.Abs(v) > 1e-100 && math.Abs(v) < 1e100 }

func (g *graph) simplifySquare(a []*Node) *Node {
	if x := a[0]; x.isCall(neg) {
		a[0] = x.args[0]
	}
	return nil
}

func (g *graph) simplifyPow(a []*Node) *Node {
	if v, ok := a[1].Number(); ok {
		switch v {
		case 0:
			return g.number(1)
		case 1:
			return a[0]
		case 2:
			return g.call(square, a[0])
		case 3:
			return g.call(mul, g.call(square, a[0]), a[0])
		case 4:
			return g.call(square, g.call(square, a[0]))
		case 0.5:
			return g.call(sqrt, a[0])
		case -1:
			return g.call(div, g.number(1), a[0])
		case -2:
			return g.call(div, g.number(1), g.call(square, a[0]))
		}
	}
	return nil
}

func (g *graph) simplifyWhere(a []*Node) *Node {
	if v, ok := a[0].Number(); ok {
		if v != 0 {
			return a[1]
		}
		return a[2]
	}
	if a[1] == a[2] {
		return a[1]
	}
	return nil
}

// simplifyLogic returns a simpler && or ||, or nil: a number that is the neutral condition leaves the other, and any
// other number decides.
func (g *graph) simplifyLogic(a []*Node, neutral bool) *Node {
	for i, x := range a {
		if v, ok := x.Number(); ok {
			if (v != 0) == neutral {
				return a[1-i]
			}
			return x
		}
	}
	if a[0] == a[1] {
		return a[0]
	}
	return ordered(a)
}
