package tensor

import "slices"

// Index returns element i of t along dim, a tensor without that dimension: of a vector a number, of a matrix a row or a
// column. Negative dim and i count from the end. Along the first dimension it is a view, elsewhere a copy.
func (t *Tensor) Index(dim, i int) *Tensor {
	d := t.dimension("Index", dim)
	at := i
	if at < 0 {
		at += t.shape[d]
	}
	if at < 0 || at >= t.shape[d] {
		fail("Index", "element %d of dimension %d of shape %v, which has %d", i, d, []int(t.shape), t.shape[d])
	}
	return t.Slice(d, at, at+1).Squeeze(d)
}

// Take returns the elements of t at the given places along dim, in that order: the result has len(index) in place of
// that dimension. A place may be taken any number of times; its derivatives add up.
func (t *Tensor) Take(dim int, index []int) *Tensor {
	d := t.dimension("Take", dim)
	for i, at := range index {
		if at < 0 || at >= t.shape[d] {
			fail("Take", "index[%d] = %d is outside dimension %d of shape %v, which counts from 0 to %d",
				i, at, d, []int(t.shape), t.shape[d]-1)
		}
	}
	return Apply(opTake, takeAttr{d, slices.Clone(index)}, t)
}

var opTake = Register(Op{Name: "Take", Cases: takeCases,
	Shape: func(k *Call) {
		a := k.Attr.(takeAttr)
		k.Out.Shape = slices.Clone(k.In[0].Shape)
		k.Out.Shape[a.dim] = len(a.index)
	},
	Forward: Kernel{takeForward[float64], takeForward[float32]},
	VJP:     Kernel{takeVJP[float64], takeVJP[float32]}})

// takeAttr is the places taken along dim.
type takeAttr struct {
	dim   int
	index []int
}

// strips calls body with the place of each strip of consecutive elements in what is taken and in the whole.
func (a takeAttr) strips(whole Shape, body func(taken, whole, n int)) {
	inner := whole[a.dim+1:].Size()
	for o := range whole[:a.dim].Size() {
		for i, at := range a.index {
			body((o*len(a.index)+i)*inner, (o*whole[a.dim]+at)*inner, inner)
		}
	}
}

func takeForward[T Float](k *Call) {
	out, in := Values[T](&k.Out), Values[T](&k.In[0])
	k.Attr.(takeAttr).strips(k.In[0].Shape, func(taken, whole, n int) {
		copy(out[taken:taken+n], in[whole:])
	})
}

func takeVJP[T Float](k *Call) {
	g, gx := Grad[T](&k.Out), SinkOf[T](&k.In[0])
	k.Attr.(takeAttr).strips(k.In[0].Shape, func(taken, whole, n int) {
		gx.addScaled(whole, g[taken:taken+n], 1)
	})
}

var takeCases = []Case{
	{In: []Input{{Shape: Shape{5}}}, Attr: takeAttr{0, []int{4, 0, 4, 2}}},
	{In: []Input{{Shape: Shape{2, 3, 4}}}, Attr: takeAttr{1, []int{1, 1, 0, 2, 1}}},
	{In: []Input{{Shape: Shape{3, 4}}}, Attr: takeAttr{1, []int{3, 3}}},
	{In: []Input{{Shape: Shape{3, 4}}}, Attr: takeAttr{0, nil}},
}
