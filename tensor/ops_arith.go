package tensor

import "github.com/credence-ppl/credence/internal/kernel"

// The four operations that everything else is made of have loops of their own; binary would call a function an element.
var (
	opAdd = Register(Op{Name: "Add", Elementwise: true, Stores: 3, InPlace: 1, Cases: broadcastCases,
		Forward: pieces(addForward[float64], addForward[float32]),
		VJP:     piecesVJP(addVJP[float64], addVJP[float32]),
		Prepare: prepareArith(sums, func(*Call, int) []float64 { return one })})
	opSub = Register(Op{Name: "Sub", Elementwise: true, Stores: 3, InPlace: 1, Cases: broadcastCases,
		Forward: pieces(subForward[float64], subForward[float32]),
		VJP:     piecesVJP(subVJP[float64], subVJP[float32]),
		Prepare: prepareArith(differences, func(_ *Call, i int) []float64 { return [][]float64{one, minusOne}[i] })})
	opMul = Register(Op{Name: "Mul", Elementwise: true, Stores: 3, Cases: broadcastCases,
		Forward: pieces(mulForward[float64], mulForward[float32]),
		VJP:     piecesVJP(mulVJP[float64], mulVJP[float32]),
		Prepare: prepareArith(products, func(k *Call, i int) []float64 { return Values[float64](&k.In[1-i]) })})
	opDiv = Register(Op{Name: "Div", Elementwise: true, Cases: positiveCases,
		Forward: pieces(divForward[float64], divForward[float32]),
		VJP:     piecesVJP(divVJP[float64], divVJP[float32])})
)

func addForward[T Float](k *Call, lo, hi int) {
	out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	if k.plan.size == 1 {
		out[0] = a[0] + b[0]
		return
	}
	for w := k.Walk(lo, hi); w.Next(); {
		o, i, j := out[w.Out:w.Out+w.N], w.In[0], w.In[1]
		switch {
		case w.Step[0] == 1 && w.Step[1] == 1:
			a, b := a[i:i+w.N], b[j:j+w.N]
			for n := range o {
				o[n] = a[n] + b[n]
			}
		case w.Step[0] == 1:
			kernel.Affine(o, a[i:i+w.N], 1, b[j])
		default:
			a := a[i]
			for n := range o {
				o[n] = a + b[j+n*w.Step[1]]
			}
		}
	}
}

func addVJP[T Float](k *Call, lo, hi int) {
	for w := k.Walk(lo, hi); w.Next(); {
		addScaled(k, &w, 0, T(1))
		addScaled(k, &w, 1, T(1))
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
		to.AddScaled(w.In[i], g, c)
	}
}

func subForward[T Float](k *Call, lo, hi int) {
	out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	if k.plan.size == 1 {
		out[0] = a[0] - b[0]
		return
	}
	for w := k.Walk(lo, hi); w.Next(); {
		o, i, j := out[w.Out:w.Out+w.N], w.In[0], w.In[1]
		switch {
		case w.Step[0] == 1 && w.Step[1] == 1:
			a, b := a[i:i+w.N], b[j:j+w.N]
			for n := range o {
				o[n] = a[n] - b[n]
			}
		case w.Step[0] == 1:
			a, b := a[i:i+w.N], b[j]
			for n := range o {
				o[n] = a[n] - b
			}
		default:
			a := a[i]
			for n := range o {
				o[n] = a - b[j+n*w.Step[1]]
			}
		}
	}
}

func subVJP[T Float](k *Call, lo, hi int) {
	for w := k.Walk(lo, hi); w.Next(); {
		addScaled(k, &w, 0, T(1))
		addScaled(k, &w, 1, T(-1))
	}
}

func mulForward[T Float](k *Call, lo, hi int) {
	out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	if k.plan.size == 1 {
		out[0] = a[0] * b[0]
		return
	}
	for w := k.Walk(lo, hi); w.Next(); {
		o, i, j := out[w.Out:w.Out+w.N], w.In[0], w.In[1]
		switch {
		case w.Step[0] == 1 && w.Step[1] == 1:
			a, b := a[i:i+w.N], b[j:j+w.N]
			for n := range o {
				o[n] = a[n] * b[n]
			}
		case w.Step[0] == 1:
			a, b := a[i:i+w.N], b[j]
			for n := range o {
				o[n] = a[n] * b
			}
		default:
			a := a[i]
			for n := range o {
				o[n] = a * b[j+n*w.Step[1]]
			}
		}
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
		sink.AddScaled(w.In[to], g, b[0])
	default:
		sink.AddProducts(w.In[to], g, b)
	}
}

// dot is Σ a·b, where b advances by step. Where a is 0 it adds nothing, whatever b.
func dot[A, B Float](a []A, b []B, step int) float64 {
	sum := 0.0
	for i, v := range a {
		if v != 0 {
			sum += float64(v) * float64(b[i*step])
		}
	}
	return sum
}

func divForward[T Float](k *Call, lo, hi int) {
	out, a, b := Values[T](&k.Out), Values[T](&k.In[0]), Values[T](&k.In[1])
	for w := k.Walk(lo, hi); w.Next(); {
		o, a, b := out[w.Out:w.Out+w.N], a[w.In[0]:], b[w.In[1]:]
		for n := range o {
			o[n] = a[n*w.Step[0]] / b[n*w.Step[1]]
		}
	}
}

func divVJP[T Float](k *Call, lo, hi int) {
	out, g, b := Values[T](&k.Out), Grad[T](&k.Out), Values[T](&k.In[1])
	ga, gb := SinkOf[T](&k.In[0]), SinkOf[T](&k.In[1])
	for w := k.Walk(lo, hi); w.Next(); {
		i, j := w.In[0], w.In[1]
		for n := w.Out; n < w.Out+w.N; n++ {
			if g[n] != 0 {
				q := float64(g[n]) / float64(b[j])
				if ga.Wanted() {
					ga.Add(i, q)
				}
				if gb.Wanted() {
					gb.Add(j, -q*float64(out[n]))
				}
			}
			i += w.Step[0]
			j += w.Step[1]
		}
	}
}
