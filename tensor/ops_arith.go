package tensor

import "github.com/credence-ppl/credence/internal/kernel"

// The three operations that everything else is made of have loops of their own, in the element type.
var (
	opAdd = addition("Add", 1)
	opSub = addition("Sub", -1)
	opMul = arith(Op{Name: "Mul"}, products[float64], products[float32], nil)
)

// addition returns a + c·b for c = ±1, whose products are exact.
func addition(name string, c float64) *Op {
	return arith(Op{Name: name, InPlace: 1},
		func(out, a, b []float64) { sums(out, a, b, c) }, func(out, a, b []float32) { sums(out, a, b, float32(c)) }, []float64{1, c})
}

// arith registers an operation of two inputs by its loops, which take a single number for an input, too. Its
// derivatives are the other input, or the given slopes.
func arith(op Op, f64 func(out, a, b []float64), f32 func(out, a, b []float32), slopes []float64) *Op {
	op.Elementwise, op.Stores, op.Cases = true, 3, broadcastCases
	op.Forward = pieces(arithForward(f64), arithForward(f32))
	op.VJP = piecesVJP(arithVJP[float64](slopes), arithVJP[float32](slopes))
	op.Prepare = prepareArith(f64, slopes)
	return Register(op)
}

func arithForward[T Float](compute func(out, a, b []T)) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
		if k.plan.size == 1 {
			compute(out, a[:1], b[:1])
			return
		}
		for w := k.Walk(lo, hi); w.Next(); {
			compute(out[w.Out:w.Out+w.N], runOf(a, &w, 0), runOf(b, &w, 1))
		}
	}
}

func arithVJP[T Float](slopes []float64) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		for w := k.Walk(lo, hi); w.Next(); {
			for i := range k.In {
				if slopes != nil {
					carry(k, &w, i, []T{T(slopes[i])}, 0)
				} else {
					carry(k, &w, i, Values[T](&k.In[1-i])[w.In[1-i]:], w.Step[1-i])
				}
			}
		}
	}
}

// runOf returns the elements of input i in one run: as many as the output has, or a single one.
func runOf[T Float](values []T, w *Walk, i int) []T {
	return values[w.In[i]:][:1+w.Step[i]*(w.N-1)]
}

// sums sets out to a + c·b, where a or b may be a single number.
func sums[T Float](out, a, b []T, c T) {
	switch {
	case len(b) == 1 && len(a) == 1:
		kernel.Fill(out, a[0]+c*b[0])
	case len(b) == 1:
		affine(out, a, 1, c*b[0])
	case len(a) == 1:
		affine(out, b, c, a[0])
	default:
		a, b := a[:len(out)], b[:len(out)]
		for i := range out {
			out[i] = a[i] + c*b[i]
		}
	}
}

// affine sets out to c·x + shift for c = ±1.
func affine[T Float](out, x []T, c, shift T) {
	if len(out) > few {
		kernel.Affine(out, x, c, shift)
		return
	}
	for i, v := range x[:len(out)] {
		out[i] = c*v + shift
	}
}

// scaled sets out to c·x.
func scaled[T Float](out, x []T, c T) {
	if len(out) > few {
		kernel.Scaled(out, x, c, false)
		return
	}
	for i, v := range x[:len(out)] {
		out[i] = c * v
	}
}

// products sets out to a·b, where a or b may be a single number.
func products[T Float](out, a, b []T) {
	switch {
	case len(b) == 1 && len(a) == 1:
		kernel.Fill(out, a[0]*b[0])
	case len(b) == 1:
		scaled(out, a, b[0])
	case len(a) == 1:
		scaled(out, b, a[0])
	default:
		a, b := a[:len(out)], b[:len(out)]
		for i := range out {
			out[i] = a[i] * b[i]
		}
	}
}

// carry adds the output's adjoint times slope, which advances by step, to the adjoint of input i, over one run.
func carry[T Float](k *Call, w *Walk, i int, slope []T, step int) {
	to := SinkOf[T](&k.In[i])
	if !to.Wanted() {
		return
	}
	switch g := Grad[T](&k.Out)[w.Out : w.Out+w.N]; {
	case w.Step[i] == 0 && step == 0:
		if total := sum(g); total != 0 {
			to.Add(w.In[i], total*float64(slope[0]))
		}
	case w.Step[i] == 0:
		to.Add(w.In[i], dot(g, slope, step))
	case step == 0:
		to.addScaled(w.In[i], g, slope[0])
	default:
		to.addProducts(w.In[i], g, slope)
	}
}

// dot returns Σ a·b, where b advances by step. Where a is 0 it adds nothing, whatever b.
func dot[A, B Float](a []A, b []B, step int) float64 {
	sum := 0.0
	for i, v := range a {
		if v != 0 {
			sum += float64(v) * float64(b[i*step])
		}
	}
	return sum
}
