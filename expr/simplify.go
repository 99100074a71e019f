package expr

import "math"

// simplify returns a simpler node with the value of f of the arguments; nil if there is none. It may change the
// arguments for others that give the same.
func (g *graph) simplify(f *Function, a []*Node) *Node {
	switch f {
	case Add:
		return g.simplifyAdd(a)
	case Sub:
		return g.simplifySub(a)
	case Neg:
		return g.simplifyNeg(a)
	case Mul:
		return g.simplifyMul(a)
	case Div:
		return g.simplifyDiv(a)
	case Square:
		return g.simplifySquare(a)
	case Pow:
		return g.simplifyPow(a)
	case Where:
		return g.simplifyWhere(a)
	case And:
		return g.simplifyAnd(a)
	case Or:
		return g.simplifyOr(a)
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
	case y.isCall(Neg):
		return g.call(Sub, x, y.args[0])
	case x.isCall(Neg):
		return g.call(Sub, y, x.args[0])
	case y.isNegative():
		return g.call(Sub, x, g.call(Neg, y))
	case x.isNegative():
		return g.call(Sub, y, g.call(Neg, x))
	}
	if v, w, of := multiples(x, y); of != nil {
		return g.call(Mul, g.number(v+w), of)
	}
	if n := g.alike(Add, x, y); n != nil {
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
	if n.fn == Mul {
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
	if !x.isCall(Where) || !y.isCall(Where) || x.args[0] != y.args[0] || !x.args[1].is(0) && !x.args[2].is(0) {
		return nil
	}
	return g.call(Where, x.args[0], g.call(f, x.args[1], y.args[1]), g.call(f, x.args[2], y.args[2]))
}

// selected returns where(c, f(a), f(b)) for n = where(c, a, b), if a or b is 0: a product with n is 0 there, whatever
// the factor is. Otherwise it returns nil.
func (g *graph) selected(n *Node, f func(*Node) *Node) *Node {
	if !n.isCall(Where) || !n.args[1].is(0) && !n.args[2].is(0) {
		return nil
	}
	return g.call(Where, n.args[0], f(n.args[1]), f(n.args[2]))
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
		return g.call(Neg, y)
	case y.is(0):
		return x
	case x == y:
		return g.number(0)
	case y.isCall(Neg):
		return g.call(Add, x, y.args[0])
	case y.isNegative():
		return g.call(Add, x, g.call(Neg, y))
	case x.isCall(Neg):
		return g.call(Neg, g.call(Add, x.args[0], y))
	}
	if v, w, of := multiples(x, y); of != nil {
		return g.call(Mul, g.number(v-w), of)
	}
	return g.alike(Sub, x, y)
}

func (g *graph) simplifyNeg(a []*Node) *Node {
	switch x := a[0]; {
	case x.isCall(Neg):
		return x.args[0]
	case x.isCall(Sub):
		return g.call(Sub, x.args[1], x.args[0])
	case x.isCall(Mul):
		if v, ok := x.args[0].Number(); ok {
			return g.call(Mul, g.number(-v), x.args[1])
		}
	}
	return g.selected(a[0], func(x *Node) *Node { return g.call(Neg, x) })
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
			return g.call(Neg, y)
		case y.isCall(Neg):
			return g.call(Mul, g.number(-v), y.args[0])
		case y.isCall(Mul) || y.isCall(Div):
			if w, ok := y.args[0].Number(); ok && isOrdinary(v*w) {
				return g.call(y.fn, g.number(v*w), y.args[1])
			}
		}
		a[0], a[1] = x, y
		return g.selected(y, func(y *Node) *Node { return g.call(Mul, x, y) })
	}
	switch {
	case x == y:
		return g.call(Square, x)
	case x.isCall(Neg):
		return g.call(Neg, g.call(Mul, x.args[0], y))
	case y.isCall(Neg):
		return g.call(Neg, g.call(Mul, x, y.args[0]))
	case x.isCall(Div) && x.args[0].is(1):
		return g.call(Div, y, x.args[1])
	case y.isCall(Div) && y.args[0].is(1):
		return g.call(Div, x, y.args[1])
	}
	for i, n := range a {
		if r := g.selected(n, func(n *Node) *Node { return g.call(Mul, n, a[1-i]) }); r != nil {
			return r
		}
	}
	for i, n := range a { // numbers come first
		if n.isCall(Mul) {
			if _, ok := n.args[0].Number(); ok {
				return g.call(Mul, n.args[0], g.call(Mul, n.args[1], a[1-i]))
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
	case x.isCall(Neg):
		return g.call(Neg, g.call(Div, x.args[0], y))
	case y.isCall(Neg):
		return g.call(Neg, g.call(Div, x, y.args[0]))
	}
	if x.isCall(Mul) {
		if _, ok := x.args[0].Number(); ok {
			return g.call(Mul, x.args[0], g.call(Div, x.args[1], y))
		}
	}
	if v, ok := y.Number(); ok && isPowerOf2(v) {
		return g.call(Mul, g.number(1/v), x)
	}
	if v, ok := x.Number(); ok {
		if v < 0 {
			return g.call(Neg, g.call(Div, g.number(-v), y))
		}
		if y.isCall(Mul) {
			if w, ok := y.args[0].Number(); ok && isOrdinary(v/w) && float64(float32(v/w)) == v/w { // not so if w is pi
				return g.call(Div, g.number(v/w), y.args[1])
			}
		}
	}
	return g.selected(x, func(x *Node) *Node { return g.call(Div, x, y) })
}

// isOrdinary reports whether a number is far from the ends of the range of numbers.
func isOrdinary(v float64) bool { return math.Abs(v) > 1e-100 && math.Abs(v) < 1e100 }

func (g *graph) simplifySquare(a []*Node) *Node {
	if x := a[0]; x.isCall(Neg) {
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
			return g.call(Square, a[0])
		case 3:
			return g.call(Mul, g.call(Square, a[0]), a[0])
		case 4:
			return g.call(Square, g.call(Square, a[0]))
		case 0.5:
			return g.call(Sqrt, a[0])
		case -1:
			return g.call(Div, g.number(1), a[0])
		case -2:
			return g.call(Div, g.number(1), g.call(Square, a[0]))
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

func (g *graph) simplifyAnd(a []*Node) *Node {
	for i, x := range a {
		if v, ok := x.Number(); ok {
			if v != 0 {
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

func (g *graph) simplifyOr(a []*Node) *Node {
	for i, x := range a {
		if v, ok := x.Number(); ok {
			if v == 0 {
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
