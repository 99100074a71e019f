package tensor

import "github.com/credence-ppl/credence/internal/par"

// axis is a tensor seen as [outer, n, inner], for operations that work along the middle. out is the shape of the
// result.
type axis struct {
	outer, n, inner int
	out             Shape
}

// along returns dimensions [from, to) of s as one axis, to be reduced.
func along(s Shape, from, to int) axis {
	return axis{s[:from].Size(), s[from:to].Size(), s[to:].Size(), Join(s[:from], s[to:])}
}

// axisShape computes the Shape of operations whose attribute is an axis.
func axisShape(k *Call) { k.Out.Shape = k.Attr.(axis).out }

// reduce applies op along dims, one run of neighboring dimensions at a time, the last first; along all without any
// dims.
func (t *Tensor) reduce(op *Op, dims []int) *Tensor {
	t.some()
	if len(dims) == 0 {
		if len(t.shape) == 0 && op == opSum {
			return t
		}
		return Apply(op, along(t.shape, 0, len(t.shape)), t)
	}
	var reduced [MaxRank]bool
	for _, d := range dims {
		i := t.dimension(op.Name, d)
		if reduced[i] {
			fail(op.Name, "dimension %d of shape %v is named twice", d, []int(t.shape))
		}
		reduced[i] = true
	}
	for to := len(t.shape); to > 0; to-- {
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

// lines calls body for every line along the axis, some at the same time. There are none where the axis has no elements.
func (a axis) lines(body func(i int)) {
	if a.n == 0 {
		return
	}
	if a.outer*a.n*a.inner <= par.Grain {
		for i := range a.outer * a.inner {
			body(i)
		}
		return
	}
	par.Rows(a.outer*a.inner, a.n, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			body(i)
		}
	})
}

// line is the elements along an axis in one place of the others: n of them, step apart.
type line[T Float] struct {
	data    []T
	n, step int
}

// lineOf returns line i of whole.
func lineOf[T Float](a axis, whole []T, i int) line[T] {
	return line[T]{whole[i/a.inner*a.n*a.inner+i%a.inner:], a.n, a.inner}
}

func (l line[T]) at(i int) float64     { return float64(l.data[i*l.step]) }
func (l line[T]) set(i int, v float64) { l.data[i*l.step] = T(v) }
func (l line[T]) add(i int, v float64) { l.data[i*l.step] += T(v) }

// axisCases reduce the first, a middle, the last, and all dimensions.
var axisCases = func() []Case {
	s := Shape{2, 3, 4}
	var cases []Case
	for _, c := range [][2]int{{0, 1}, {1, 2}, {2, 3}, {0, 3}} {
		cases = append(cases, Case{In: []Input{{Shape: s}}, Attr: along(s, c[0], c[1])})
	}
	return cases
}()

// casesAlong returns a case with one input, along its dimensions from to to.
func casesAlong(s Shape, from, to int) []Case {
	return []Case{{In: []Input{{Shape: s}}, Attr: along(s, from, to)}}
}

// keepCases are axisCases whose result keeps the shape.
var keepCases = func() []Case {
	var cases []Case
	for _, c := range axisCases {
		a := c.Attr.(axis)
		a.out = c.In[0].Shape
		cases = append(cases, Case{In: c.In, Attr: a})
	}
	return cases
}()
