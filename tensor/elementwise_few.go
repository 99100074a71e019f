package tensor

import (
	"math/bits"

	"github.com/credence-ppl/credence/expr"
)

// few is the number of elements up to which a loop is done before a kernel has begun, and fewest that up to which a
// formula is computed before its program has.
const few, fewest = 16, 8

// scalar is a function of at most three inputs, the adjoint g and the value f of the output. It has them one by one,
// because a slice would be memory of its own.
type scalar func(x, y, z, g, f float64) float64

// scalarOf returns a node of a formula of so many inputs as a function, where value stands for f.
func scalarOf(n *expr.Node, inputs int, value *expr.Node) scalar {
	v, isNumber := n.Number()
	switch {
	case n == value:
		return func(_, _, _, _, f float64) float64 { return f }
	case isNumber:
		return func(_, _, _, _, _ float64) float64 { return v }
	case n.Param() == inputs:
		return func(_, _, _, g, _ float64) float64 { return g }
	case n.Param() == 0:
		return func(x, _, _, _, _ float64) float64 { return x }
	case n.Param() == 1:
		return func(_, y, _, _, _ float64) float64 { return y }
	case n.Param() == 2:
		return func(_, _, z, _, _ float64) float64 { return z }
	}
	var a [3]scalar
	for i, arg := range n.Args() {
		a[i] = scalarOf(arg, inputs, value)
	}
	f1, f2, f3 := n.Function().Go()
	switch n.Function().Arity() {
	case 1:
		return func(x, y, z, g, f float64) float64 { return f1(a[0](x, y, z, g, f)) }
	case 2:
		return func(x, y, z, g, f float64) float64 { return f2(a[0](x, y, z, g, f), a[1](x, y, z, g, f)) }
	}
	return func(x, y, z, g, f float64) float64 {
		return f3(a[0](x, y, z, g, f), a[1](x, y, z, g, f), a[2](x, y, z, g, f))
	}
}

// fewForward computes all elements of a call.
func fewForward[T Float](value scalar, k *Call) {
	out := Values[T](&k.Out)
	for w := k.Walk(0, len(out)); w.Next(); {
		for n := range w.N {
			x, y, z := inputsAt[T](k, &w, n)
			out[w.Out+n] = T(value(x, y, z, 0, 0))
		}
	}
}

// fewVJP adds to the adjoints of all elements. A zero adjoint adds nothing, even where the derivative is infinite.
func fewVJP[T Float](carried []scalar, k *Call) {
	g, f := Grad[T](&k.Out), Values[T](&k.Out)
	for w := k.Walk(0, len(f)); w.Next(); {
		for set := k.wanted(); set != 0; set &= set - 1 {
			i := bits.TrailingZeros(set)
			to := SinkOf[T](&k.In[i])
			for n := range w.N {
				term, v := 0.0, g[w.Out+n]
				if v != 0 {
					x, y, z := inputsAt[T](k, &w, n)
					term = carried[i](x, y, z, float64(v), float64(f[w.Out+n]))
				}
				to.Add(w.In[i]+n*w.Step[i], term)
			}
		}
	}
}

// inputsAt returns element n of a run of at most three inputs, and 0 for those that there are not.
func inputsAt[T Float](k *Call, w *Walk, n int) (x, y, z float64) {
	x = float64(Values[T](&k.In[0])[w.In[0]+n*w.Step[0]])
	if len(k.In) > 1 {
		y = float64(Values[T](&k.In[1])[w.In[1]+n*w.Step[1]])
	}
	if len(k.In) > 2 {
		z = float64(Values[T](&k.In[2])[w.In[2]+n*w.Step[2]])
	}
	return x, y, z
}
