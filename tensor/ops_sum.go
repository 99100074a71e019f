package tensor

import "github.com/credence-ppl/credence/internal/par"

// Sum adds over the given dimensions, counted from the end if negative, or over all without any. Float32 is added up in Float64.
func (t *Tensor) Sum(dims ...int) *Tensor { return t.reduce(opSum, dims) }

// Mean averages over the given dimensions, or over all without any. The mean of no elements is NaN.
func (t *Tensor) Mean(dims ...int) *Tensor {
	sum := t.Sum(dims...)
	return Div(sum, float64(t.Size())/float64(sum.Size()))
}

// axis is a tensor seen as [outer, n, inner], to be reduced along the middle. out is the shape that remains.
type axis struct {
	outer, n, inner int
	out             Shape
}

func axisShape(k *Call) { k.Out.Shape = k.Attr.(axis).out }

// along is dimensions [from, to) of s as one axis.
func along(s Shape, from, to int) axis {
	return axis{s[:from].Size(), s[from:to].Size(), s[to:].Size(), Join(s[:from], s[to:])}
}

// reduce applies op along dims, one run of neighbouring dimensions at a time, the last first.
func (t *Tensor) reduce(op *Op, dims []int) *Tensor {
	reduced := make([]bool, len(t.shape))
	for _, d := range dims {
		i := t.shape.dimension(op.Name, d)
		if reduced[i] {
			fail(op.Name, "dimension %d of shape %v is named twice", d, []int(t.shape))
		}
		reduced[i] = true
	}
	if len(dims) == 0 {
		return Apply(op, along(t.shape, 0, len(t.shape)), t)
	}
	for to := len(reduced); to > 0; to-- {
		from := to
		for from > 0 && reduced[from-1] {
			from--
		}
		if from < to {
			t = Apply(op, along(t.shape, from, to), t)
			to = from
		}
	}
	return t
}

var opSum = Register(Op{Name: "Sum", Cases: axisCases,
	Shape:   axisShape,
	Forward: Kernel{sumForward[float64], sumForward[float32]},
	VJP:     Kernel{sumVJP[float64], sumVJP[float32]}})

func sumForward[T Float](k *Call) {
	a := k.Attr.(axis)
	out, in := Values[T](&k.Out), Values[T](&k.In[0])
	if a.inner == 1 {
		for o := range a.outer {
			row := in[o*a.n : (o+1)*a.n]
			out[o] = T(par.Sum(a.n, func(lo, hi int) float64 { return sum(row[lo:hi]) }))
		}
		return
	}
	var acc [lane]float64
	for o := range a.outer {
		block := in[o*a.n*a.inner:]
		for at := 0; at < a.inner; at += lane {
			acc := acc[:min(lane, a.inner-at)]
			clear(acc)
			for r := range a.n {
				for i, v := range block[r*a.inner+at:][:len(acc)] {
					acc[i] += float64(v)
				}
			}
			convert(out[o*a.inner+at:][:len(acc)], acc)
		}
	}
}

func sum[T Float](s []T) float64 {
	total := 0.0
	for _, v := range s {
		total += float64(v)
	}
	return total
}

func sumVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	g, gx := Grad[T](&k.Out), Grad[T](&k.In[0])
	for o := range a.outer {
		for r := range a.n {
			row := gx[(o*a.n+r)*a.inner:][:a.inner]
			for i := range row {
				row[i] += g[o*a.inner+i]
			}
		}
	}
}

// axisCases reduce the first, a middle, the last, and all dimensions.
var axisCases = func() []Case {
	s := Shape{2, 3, 4}
	var cases []Case
	for _, c := range [][2]int{{0, 1}, {1, 2}, {2, 3}, {0, 3}} {
		cases = append(cases, Case{In: []Input{{Shape: s}}, Attr: along(s, c[0], c[1])})
	}
	return cases
}()
