package tensor

import "github.com/credence-ppl/credence/internal/kernel"

// The four operations that everything else is made of have loops of their own; binary would call a function an element.
var (
	opAdd = addition("Add", 1)
	opSub = addition("Sub", -1)
	opMul = Register(Op{Name: "Mul", Elementwise: true, Stores: 3, Cases: broadcastCases,
		Forward: pieces(mulForward[float64], mulForward[float32]),
		VJP:     piecesVJP(mulVJP[float64], mulVJP[float32]),
		Prepare: prepareArith(products[float64], func(k *Call, i int) []float64 { return Values[float64](&k.In[1-i]) })})
)

// addition returns a + c·b for c = ±1, whose products are exact.
func addition(name string, c float64) *Op {
	slopes := [2][]float64{{1}, {c}}
	return Register(Op{Name: name, Elementwise: true, Stores: 3, InPlace: 1, Cases: broadcastCases,
		Forward: pieces(addForward(c), addForward(float32(c))),
		VJP:     piecesVJP(addVJP(c), addVJP(float32(c))),
		Prepare: prepareArith(func(out, a, b []float64) { sums(out, a, b, c) }, func(_ *Call, i int) []float64 { return slopes[i] })})
}

func addForward[T Float](c T) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
		if k.plan.size == 1 {
			out[0] = a[0] + c*b[0]
			return
		}
		for w := k.Walk(lo, hi); w.Next(); {
			sums(out[w.Out:w.Out+w.N], runOf(a, &w, 0), runOf(b, &w, 1), c)
		}
	}
}

func addVJP[T Float](c T) func(k *Call, lo, hi int) {
	return func(k *Call, lo, hi int) {
		for w := k.Walk(lo, hi); w.Next(); {
			addScaled(k, &w, 0, T(1))
			addScaled(k, &w, 1, c)
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
		fill(out, a[0]+c*b[0])
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
		fill(out, a[0]*b[0])
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

func fill[T Float](out []T, v T) {
	for i := range out {
		out[i] = v
	}
}

// addScaled adds c times the output's adjoint to that of input i, over one run.
func addScaled[T Float](k *Call, w *Walk, i int, c T) {
	to := SinkOf[T](&k.In[i])
	if !to.Wanted() {
		return
	}
	g := Grad[T](&k.Out)[w.Out : w.Out+w.N]
	if w.Step[i] == 0 {
		to.Add(w.In[i], float64(c)*sum(g))
	} else {
		to.addScaled(w.In[i], g, c)
	}
}

func mulForward[T Float](k *Call, lo, hi int) {
	out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	if k.plan.size == 1 {
		out[0] = a[0] * b[0]
		return
	}
	for w := k.Walk(lo, hi); w.Next(); {
		products(out[w.Out:w.Out+w.N], runOf(a, &w, 0), runOf(b, &w, 1))
	}
}

func mulVJP[T Float](k *Call, lo, hi int) {
	for w := k.Walk(lo, hi); w.Next(); {
		mulTo[T](k, &w, 0, 1)
		mulTo[T](k, &w, 1, 0)
	}
}

// mulTo adds the output's adjoint times input by to the adjoint of input to, over one run.
func mulTo[T Float](k *Call, w *Walk, to, by int) {
	sink := SinkOf[T](&k.In[to])
	if !sink.Wanted() {
		return
	}
	g, b := Grad[T](&k.Out)[w.Out:w.Out+w.N], Values[T](&k.In[by])[w.In[by]:]
	switch {
	case w.Step[to] == 0:
		sink.Add(w.In[to], dot(g, b, w.Step[by]))
	case w.Step[by] == 0:
		sink.addScaled(w.In[to], g, b[0])
	default:
		sink.addProducts(w.In[to], g, b)
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
