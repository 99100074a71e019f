package tensor

import "github.com/credence-ppl/credence/internal/kernel"

var opReLU = Register(Op{Name: "ReLU", Elementwise: true, Stores: 1, Cases: realCases,
	Forward: Kernel{reluForward[float64], reluForward[float32]},
	VJP:     Kernel{reluVJP[float64], reluVJP[float32]}})

func reluForward[T Float](k *Call) {
	out, in := Values[T](&k.Out), Values[T](&k.In[0])
	k.Split(func(lo, hi int) { kernel.ReLU(out[lo:hi], in[lo:hi]) })
}

func reluVJP[T Float](k *Call) {
	g, y, gx, add := Grad[T](&k.Out), Values[T](&k.Out), Grad[T](&k.In[0]), !k.In[0].Fresh()
	k.SplitVJP(func(lo, hi int) { kernel.Gated(gx[lo:hi], g[lo:hi], y[lo:hi], add) })
}
