package expr

// simplify returns what f of the arguments is simpler; nil if it is not. It may change the arguments for others with the
// same value.
func (g *graph) simplify(f *Function, a []*Node) *Node {
	switch f {
	case fnAdd:
		return g.simplifyAdd(a)
	case fnSub:
		return g.simplifySub(a)
	case fnNeg:
		return g.simplifyNeg(a)
	case fnMul:
		return g.simplifyMul(a)
	case fnDiv:
		return g.simplifyDiv(a)
	case fnSquare:
		return g.simplifySquare(a)
	case fnPow:
		return g.simplifyPow(a)
	case fnWhere:
		return g.simplifyWhere(a)
	case fnAnd:
		return g.simplifyAnd(a)
	case fnOr:
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
	case x == y:
		return g.call(fnMul, g.number(2), x)
	case y.isCall(fnNeg):
		return g.call(fnSub, x, y.args[0])
	case x.isCall(fnNeg):
		return g.call(fnSub, y, x.args[0])
	}
	return ordered(a)
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
		return g.call(fnNeg, y)
	case y.is(0):
		return x
	case y.isCall(fnNeg):
		return g.call(fnAdd, x, y.args[0])
	case x.isCall(fnNeg):
		return g.call(fnNeg, g.call(fnAdd, x.args[0], y))
	}
	return nil
}

func (g *graph) simplifyNeg(a []*Node) *Node {
	switch x := a[0]; {
	case x.isCall(fnNeg):
		return x.args[0]
	case x.isCall(fnSub):
		return g.call(fnSub, x.args[1], x.args[0])
	case x.isCall(fnMul):
		if v, ok := x.args[0].Number(); ok {
			return g.call(fnMul, g.number(-v), x.args[1])
		}
	}
	return nil
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
			return g.call(fnNeg, y)
		case y.isCall(fnNeg):
			return g.call(fnMul, g.number(-v), y.args[0])
		case y.isCall(fnMul):
			if w, ok := y.args[0].Number(); ok {
				return g.call(fnMul, g.number(v*w), y.args[1])
			}
		}
		a[0], a[1] = x, y
		return nil
	}
	switch {
	case x == y:
		return g.call(fnSquare, x)
	case x.isCall(fnNeg):
		return g.call(fnNeg, g.call(fnMul, x.args[0], y))
	case y.isCall(fnNeg):
		return g.call(fnNeg, g.call(fnMul, x, y.args[0]))
	case x.isCall(fnDiv) && x.args[0].is(1):
		return g.call(fnDiv, y, x.args[1])
	case y.isCall(fnDiv) && y.args[0].is(1):
		return g.call(fnDiv, x, y.args[1])
	}
	for i, n := range a { // numbers come first
		if n.isCall(fnMul) {
			if _, ok := n.args[0].Number(); ok {
				return g.call(fnMul, n.args[0], g.call(fnMul, n.args[1], a[1-i]))
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
	case x.isCall(fnNeg):
		return g.call(fnNeg, g.call(fnDiv, x.args[0], y))
	case y.isCall(fnNeg):
		return g.call(fnNeg, g.call(fnDiv, x, y.args[0]))
	}
	if v, ok := y.Number(); ok && isPowerOf2(v) {
		return g.call(fnMul, g.number(1/v), x)
	}
	return nil
}

func (g *graph) simplifySquare(a []*Node) *Node {
	if x := a[0]; x.isCall(fnNeg) {
		a[0] = x.args[0]
	}
	return nil
}

func (g *graph) simplifyPow(a []*Node) *Node {
	if v, ok := a[1].Number(); ok {
		switch v {
		case 1:
			return a[0]
		case 2:
			return g.call(fnSquare, a[0])
		case 3:
			return g.call(fnMul, g.call(fnSquare, a[0]), a[0])
		case 4:
			return g.call(fnSquare, g.call(fnSquare, a[0]))
		case 0.5:
			return g.call(fnSqrt, a[0])
		case -1:
			return g.call(fnDiv, g.number(1), a[0])
		case -2:
			return g.call(fnDiv, g.number(1), g.call(fnSquare, a[0]))
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
