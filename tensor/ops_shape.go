package tensor

var (
	opExpand = Register(Op{Name: "Expand", Uniform: 1, Cases: expandCases,
		Shape: func(k *Call) {
			k.Out.Shape = k.Attr.(Shape)
			k.PlanOperands(k.Out.Shape)
		},
		Forward: pieces(expandForward[float64], expandForward[float32]),
		VJP:     piecesVJP(addFirst[float64], addFirst[float32])})

	opSlice = Register(Op{Name: "Slice", Cases: sliceCases,
		Shape: func(k *Call) {
			a := k.Attr.(sliceAttr)
			k.Out.Shape = append(Shape(nil), k.In[0].Shape...)
			k.Out.Shape[a.dim] = a.to - a.from
		},
		Forward: Kernel{sliceForward[float64], sliceForward[float32]},
		VJP:     Kernel{sliceVJP[float64], sliceVJP[float32]}})
)

func expandForward[T Float](k *Call, lo, hi int) {
	out, in := Values[T](&k.Out), Values[T](&k.In[0])
	for w := k.Walk(lo, hi); w.Next(); {
		o, in := out[w.Out:w.Out+w.N], in[w.In[0]:]
		for i := range o {
			o[i] = in[i*w.Step[0]]
		}
	}
}

// addFirst adds the output's adjoint to the first input's.
func addFirst[T Float](k *Call, lo, hi int) {
	for w := k.Walk(lo, hi); w.Next(); {
		carry(k, &w, 0, []T{1}, 0)
	}
}

var expandCases = []Case{
	{In: []Input{{Shape: Shape{3, 1}}}, Attr: Shape{3, 4}},
	{In: []Input{{}}, Attr: Shape{2, 3}},
	{In: []Input{{Shape: Shape{2, 1, 3}}}, Attr: Shape{5, 2, 4, 3}},
}

// sliceAttr is elements [from, to) along dim.
type sliceAttr struct{ dim, from, to int }

// strips calls body with the place of each strip of consecutive elements in the slice and in the whole.
func (a sliceAttr) strips(whole Shape, body func(slice, whole, n int)) {
	inner := whole[a.dim+1:].Size()
	n, step := (a.to-a.from)*inner, whole[a.dim]*inner
	for i := range whole[:a.dim].Size() {
		body(i*n, i*step+a.from*inner, n)
	}
}

func sliceForward[T Float](k *Call) {
	out, in := Values[T](&k.Out), Values[T](&k.In[0])
	k.Attr.(sliceAttr).strips(k.In[0].Shape, func(slice, whole, n int) {
		copy(out[slice:slice+n], in[whole:])
	})
}

func sliceVJP[T Float](k *Call) {
	g, gx := Grad[T](&k.Out), Grad[T](&k.In[0])
	k.Attr.(sliceAttr).strips(k.In[0].Shape, func(slice, whole, n int) {
		for i, v := range g[slice : slice+n] {
			gx[whole+i] += v
		}
	})
}

var sliceCases = []Case{
	{In: []Input{{Shape: Shape{3, 4, 2}}}, Attr: sliceAttr{1, 1, 3}},
	{In: []Input{{Shape: Shape{3, 4}}}, Attr: sliceAttr{1, 0, 2}},
}
