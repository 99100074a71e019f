package expr

// derivative returns the derivative of a node with respect to a parameter, by the chain rule and the rules of the
// functions. That of where(c, a, b) is where(c, a′, b′): what is not selected has no part in it, even where it is
// infinite or NaN.
func (g *graph) derivative(n *Node, by int) *Node {
	switch {
	case n.param == by:
		return g.number(1)
	case n.fn == nil:
		return g.number(0)
	}
	key := slopeKey{n, by}
	if d := g.slope[key]; d != nil {
		return d
	}
	d := g.number(0)
	if n.fn == where {
		d = g.call(where, n.args[0], g.derivative(n.args[1], by), g.derivative(n.args[2], by))
	} else {
		for i, a := range n.args {
			da := g.derivative(a, by)
			if da.is(0) {
				continue
			}
			rule := g.substitute(n.fn.slope(i).root, append(n.args[:len(n.args):len(n.args)], n), map[*Node]*Node{})
			d = g.call(add, d, g.call(mul, rule, da))
		}
	}
	g.slope[key] = d
	return d
}
