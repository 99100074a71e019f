package lane

import "github.com/credence-ppl/credence/internal/kernel"

var quotient = &kernels{k3: kernel.Quotient}

// divide gives divisions the inverse of what they divide by for a third argument, where that is one number, or is there
// for several: with it, they take a fraction of the time.
func divide(roots []*node) {
	by := map[*node][]*node{} // the divisions of elements by a node
	var order []*node
	for _, n := range postorder(roots) {
		if n.whole && n.fn == div && len(n.args) == 2 {
			d := n.args[1]
			if by[d] == nil {
				order = append(order, d)
			}
			by[d] = append(by[d], n)
		}
	}
	for _, d := range order {
		if d.whole && len(by[d]) < 2 {
			continue
		}
		var inverse *node
		for _, n := range by[d] {
			if a := n.args[0]; a.isNumber() && a.number == 1 {
				inverse = n
			}
		}
		if inverse == nil {
			inverse = call(div, numbered(1), d)
		}
		for _, n := range by[d] {
			if n != inverse {
				n.args, n.by = append(n.args[:2:2], inverse), quotient
			}
		}
	}
}
