package lane

import (
	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/kernel"
)

var (
	sigmoid, softplus = expr.Lookup("sigmoid"), expr.Lookup("softplus")

	oddsKernels     = &kernels{k1: kernel.Odds[float64]}
	sigmoidKernels  = &kernels{k2: kernel.SigmoidOf}
	softplusKernels = &kernels{k2: kernel.SoftplusOf}
)

// odds lets sigmoids and softplus of numbers with the same absolute value take e⁻ˡˣˡ from one step. Sums of softplus
// are those of max(x, 0), and of logarithms of 1 + e⁻ˡˣˡ, which are added up as one of a product.
func odds(roots []*node) {
	order := postorder(roots)
	users := map[*node]int{} // how many functions have a number of this size
	uses := map[*node]int{}
	for _, n := range order {
		if n.whole && (n.fn == sigmoid || n.fn == softplus) {
			users[size(n.args[0])]++
		}
		for _, a := range n.args {
			uses[a]++
		}
	}
	for _, n := range roots {
		uses[n]++
	}
	of := map[*node]*node{}
	oddsOf := func(x *node) *node {
		x = size(x)
		if of[x] == nil {
			of[x] = call(softplus, x)
			of[x].by = oddsKernels
		}
		return of[x]
	}
	summed := map[*node]bool{}
	for _, n := range order {
		if n.reduce == addSum && n.args[0].fn == softplus && n.args[0].whole && uses[n.args[0]] == 1 {
			f := n.args[0]
			x := f.args[0]
			summed[f] = true
			*n = *call(add, reduced(addSum, call(maximum, x, numbered(0))), reduced(addLog1ps, oddsOf(x)))
		}
	}
	for _, n := range order {
		if !n.whole || summed[n] || n.fn != sigmoid && n.fn != softplus {
			continue
		}
		x := n.args[0]
		if of[size(x)] == nil && users[size(x)] < 2 {
			continue
		}
		n.by = softplusKernels
		if n.fn == sigmoid {
			n.by = sigmoidKernels
		}
		n.args = []*node{x, oddsOf(x)}
	}
}

// size returns a node with the absolute value of x.
func size(x *node) *node {
	for x.fn == neg || x.fn == absolute {
		x = x.args[0]
	}
	return x
}
