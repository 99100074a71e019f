package tensor

import (
	"slices"

	"github.com/credence-ppl/credence/internal/kernel"
)

// Concat joins tensors along dim, which counts from the end if negative. All other dimensions must be equal.
func Concat(dim int, ts ...*Tensor) *Tensor {
	if len(ts) == 0 || ts[0] == nil {
		fail("Concat", "nothing to join")
	}
	return Apply(opConcat, ts[0].shape.dimension("Concat", dim), ts...)
}

// Stack joins tensors of one shape along a new dimension dim; -1 makes it the last.
func Stack(dim int, ts ...*Tensor) *Tensor {
	rows := make([]*Tensor, len(ts))
	for i, t := range ts {
		if t == nil {
			fail("Stack", "an operand is nil")
		}
		if !t.shape.Equal(ts[0].shape) {
			fail("Stack", "shapes %v and %v differ", []int(ts[0].shape), []int(t.shape))
		}
		rows[i] = t.Unsqueeze(dim)
	}
	return Concat(dim, rows...)
}

// Permute returns t with its dimensions in another order: dimension i of the result is dimension dims[i] of t. It
// copies.
func (t *Tensor) Permute(dims ...int) *Tensor {
	t.some()
	if len(dims) != len(t.shape) {
		fail("Permute", "%v orders %d dimensions, shape %v has %d", dims, len(dims), []int(t.shape), len(t.shape))
	}
	order := make([]int, len(dims))
	for i, d := range dims {
		order[i] = t.dimension("Permute", d)
		if slices.Contains(order[:i], order[i]) {
			fail("Permute", "%v names a dimension of shape %v twice", dims, []int(t.shape))
		}
	}
	return Apply(opPermute, order, t)
}

var (
	opConcat = Register(Op{Name: "Concat", Cases: concatCases,
		Shape:   concatShape,
		Forward: Kernel{concatForward[float64], concatForward[float32]},
		VJP:     Kernel{concatVJP[float64], concatVJP[float32]}})
	opPermute = Register(Op{Name: "Permute", Cases: permuteCases,
		Shape: func(k *Call) {
			order, s := k.Attr.([]int), k.In[0].Shape
			k.Out.Shape = make(Shape, len(s))
			for i, d := range order {
				k.Out.Shape[i] = s[d]
			}
		},
		Forward: Kernel{permuteForward[float64], permuteForward[float32]},
		VJP:     Kernel{permuteVJP[float64], permuteVJP[float32]}})
)

func concatShape(k *Call) {
	dim := k.Attr.(int)
	out := slices.Clone(k.In[0].Shape)
	for i := range k.In[1:] {
		s := k.In[1+i].Shape
		fits := len(s) == len(out)
		for d := range out {
			fits = fits && (d == dim || s[d] == out[d])
		}
		if !fits {
			fail(k.Op.Name, "shapes %v and %v differ in more than dimension %d", []int(k.In[0].Shape), []int(s), dim)
		}
		out[dim] += s[dim]
	}
	k.Out.Shape = out
}

// parts calls body with the place of each strip of input i in the output and in that input.
func (k *Call) parts(body func(i, out, in, n int)) {
	dim := k.Attr.(int)
	inner := k.Out.Shape[dim+1:].Size()
	out := 0
	for o := range k.Out.Shape[:dim].Size() {
		for i := range k.In {
			n := k.In[i].Shape[dim] * inner
			body(i, out, o*n, n)
			out += n
		}
	}
}

func concatForward[T Float](k *Call) {
	y := Values[T](&k.Out)
	k.parts(func(i, out, in, n int) {
		copy(y[out:out+n], Values[T](&k.In[i])[in:])
	})
}

func concatVJP[T Float](k *Call) {
	g := Grad[T](&k.Out)
	k.parts(func(i, out, in, n int) {
		if gx := Grad[T](&k.In[i]); gx != nil {
			kernel.Scaled(gx[in:in+n], g[out:out+n], 1, true)
		}
	})
}

// permuted calls body for each run along the output's last dimension: where it starts in the output, where in the
// input, and how far apart its elements are there.
func (k *Call) permuted(body func(out, in, n, step int)) {
	order, s := k.Attr.([]int), k.In[0].Shape
	size, rank := k.Out.Shape.Size(), len(order)
	if rank == 0 || size == 0 {
		body(0, 0, size, 1)
		return
	}
	var stride, index [MaxRank]int
	for i, d := range order {
		stride[i] = s[d+1:].Size()
	}
	last := rank - 1
	n, in := k.Out.Shape[last], 0
	for out := 0; out < size; out += n {
		body(out, in, n, stride[last])
		for d := last - 1; d >= 0; d-- {
			index[d]++
			in += stride[d]
			if index[d] < k.Out.Shape[d] {
				break
			}
			in -= index[d] * stride[d]
			index[d] = 0
		}
	}
}

func permuteForward[T Float](k *Call) {
	y, x := Values[T](&k.Out), Values[T](&k.In[0])
	k.permuted(func(out, in, n, step int) {
		for i := range n {
			y[out+i] = x[in+i*step]
		}
	})
}

func permuteVJP[T Float](k *Call) {
	g, gx := Grad[T](&k.Out), Grad[T](&k.In[0])
	k.permuted(func(out, in, n, step int) {
		for i := range n {
			gx[in+i*step] += g[out+i]
		}
	})
}

var (
	concatCases = []Case{
		{In: []Input{{Shape: Shape{2}}, {Shape: Shape{3}}}, Attr: 0},
		{In: []Input{{Shape: Shape{2, 1, 3}}, {Shape: Shape{2, 4, 3}}, {Shape: Shape{2, 0, 3}}}, Attr: 1},
		{In: []Input{{Shape: Shape{2, 3}}}, Attr: 1},
	}
	permuteCases = []Case{
		{In: []Input{{Shape: Shape{2, 3, 4}}}, Attr: []int{2, 0, 1}},
		{In: []Input{{Shape: Shape{2, 3, 4, 2}}}, Attr: []int{1, 0, 3, 2}},
		{In: []Input{{Shape: Shape{3, 4}}}, Attr: []int{1, 0}},
		{In: []Input{{}}, Attr: []int{}},
	}
)
