package tensor

// As is t in another element type; the derivative passes through. It is t itself where nothing changes.
func (t *Tensor) As(d DType) *Tensor {
	t.live("As")
	if t.dtype == d {
		return t
	}
	if t.NeedsGrad() {
		return t.cast(d)
	}
	out := t.tape.header()
	*out = *t
	out.data, out.dtype, out.weak, out.node = t.data.as(t.dtype, d), d, false, -1
	return out
}

// cast records the conversion. A call has one element type, so the output is bound by hand: the call computes in the input's type and writes the other.
func (t *Tensor) cast(d DType) *Tensor {
	x := t.contiguous()
	tape := x.tape
	k := tape.call(1)
	*k = Call{Op: opCast, In: k.In, DType: x.dtype, Attr: d}
	k.In[0] = Operand{Shape: x.shape, v: x.data, node: x.node}
	k.Out = Operand{Shape: x.shape, v: tape.buffer(d, x.data.n)}
	k.run(opCast.Forward)
	id := tape.recordCall(k, true)
	tape.nodes[id].dtype = d
	out := tape.header()
	*out = Tensor{shape: x.shape, data: k.Out.v, dtype: d, tape: tape, gen: tape.gen, node: id}
	return out
}

var opCast = Register(Op{Name: "As", Elementwise: true, Cases: realCases,
	Forward: Kernel{
		func(k *Call) { convert(Values[float32](&k.Out), Values[float64](&k.In[0])) },
		func(k *Call) { convert(Values[float64](&k.Out), Values[float32](&k.In[0])) },
	},
	VJP: Kernel{castVJP[float64, float32], castVJP[float32, float64]},
})

func castVJP[In, Out Float](k *Call) {
	gx := Grad[In](&k.In[0])
	for i, v := range Grad[Out](&k.Out) {
		gx[i] += In(v)
	}
}
