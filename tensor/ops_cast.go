package tensor

// As returns t in another element type; the derivative passes through. It is t itself where nothing changes.
func (t *Tensor) As(d DType) *Tensor {
	t.live("As")
	switch {
	case t.dtype == d:
		return t
	case t.weak && t.tape == nil:
		return oneValue(d, t.value(0))
	}
	return Apply(opAs, nil, t)
}

var opAs = Register(Op{Name: "As", Elementwise: true, Converts: true, Cases: realCases,
	Forward: Kernel{asForward[float64, float32], asForward[float32, float64]},
	VJP:     Kernel{asVJP[float64, float32], asVJP[float32, float64]}})

func asForward[In, Out Float](k *Call) {
	out, in := Values[Out](&k.Out), Values[In](&k.In[0])
	k.Split(func(lo, hi int) { convert(out[lo:hi], in[lo:hi]) })
}

func asVJP[In, Out Float](k *Call) {
	g, gx := Grad[Out](&k.Out), Grad[In](&k.In[0])
	k.SplitVJP(func(lo, hi int) {
		for i := lo; i < hi; i++ {
			gx[i] += In(g[i])
		}
	})
}
