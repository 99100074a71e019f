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
	Forward: pieces(asForward[float64, float32], asForward[float32, float64]),
	VJP:     piecesVJP(asVJP[float64, float32], asVJP[float32, float64])})

func asForward[In, Out Float](k *Call, lo, hi int) {
	convert(Values[Out](&k.Out)[lo:hi], Values[In](&k.In[0])[lo:hi])
}

func asVJP[In, Out Float](k *Call, lo, hi int) {
	g, gx := Grad[Out](&k.Out), Grad[In](&k.In[0])
	for i := lo; i < hi; i++ {
		gx[i] += In(g[i])
	}
}
