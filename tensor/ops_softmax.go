package tensor

import (
	"math"
	"slices"
	"sync"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
)

// Softmax returns e^x divided by its sum along dim. A logit of -Inf gets no mass; one of +Inf takes all of it, several
// share it equally. Where all are -Inf the result is NaN.
func (t *Tensor) Softmax(dim int) *Tensor { return t.normalize(opSoftmax, dim) }

// LogSoftmax returns x - log Σ eˣ along dim: the logarithm of Softmax without its underflow.
func (t *Tensor) LogSoftmax(dim int) *Tensor { return t.normalize(opLogSoftmax, dim) }

// LogSumExp returns log Σ eˣ along dim, which it removes. It is -Inf where all x are, and +Inf where any is.
func (t *Tensor) LogSumExp(dim int) *Tensor {
	d := t.dimension("LogSumExp", dim)
	return Apply(opLogSumExp, along(t.shape, d, d+1), t)
}

// normalize applies an operation that keeps the shape and works along dim.
func (t *Tensor) normalize(op *Op, dim int) *Tensor {
	d := t.dimension(op.Name, dim)
	a := along(t.shape, d, d+1)
	a.out = t.shape
	return Apply(op, a, t)
}

var (
	opSoftmax = Register(Op{Name: "Softmax", Cases: keepCases,
		Shape:   axisShape,
		Forward: Kernel{softmaxForward[float64], softmaxForward[float32]},
		VJP:     Kernel{softmaxVJP[float64], softmaxVJP[float32]}})
	opLogSoftmax = Register(Op{Name: "LogSoftmax", Cases: keepCases,
		Shape: axisShape, Scratch: weightsScratch,
		Forward: Kernel{logSoftmaxForward[float64], logSoftmaxForward[float32]},
		VJP:     Kernel{logSoftmaxVJP[float64], logSoftmaxVJP[float32]}})
	opLogSumExp = Register(Op{Name: "LogSumExp", Cases: logSumExpCases,
		Shape: axisShape, Scratch: weightsScratch,
		Forward: Kernel{logSumExpForward[float64], logSumExpForward[float32]},
		VJP:     Kernel{logSumExpVJP[float64], logSumExpVJP[float32]}})
)

// logSumExpCases have many neighboring lines, too.
var logSumExpCases = append(casesAlong(Shape{3, 20}, 0, 1), append(casesAlong(Shape{2, 2, 300}, 1, 2), axisCases...)...)

// weightsScratch returns the room for the softmax, which the derivatives of its logarithm need.
func weightsScratch(k *Call) int {
	if k.In[0].NeedsGrad() {
		return k.In[0].Stored()
	}
	return 0
}

// lineGroup is some lines along an axis, next to each other, in Float64: those of the last axis one after the other,
// and otherwise the first elements of all, then the second ones, and so on. Either way the values come from few places
// of the whole, and every step is a loop of a kernel.
type lineGroup struct {
	axis
	at, m   int       // lines at to at+m
	x       []float64 // their values, less the largest of each line
	weights []float64 // eˣ, and later the softmax
	spread  []float64 // a number of each line, for all of its elements
	largest [lane]float64
	rest    [lane]float64 // log Σ e^(x - largest)
}

var lineGroups = sync.Pool{New: func() any { return new(lineGroup) }}

// groupValues is how many values a group has at most, unless that is very few lines: they stay in the first-level
// cache.
const groupValues = 1024

// softmaxes calls body for groups of lines that cover the axis, some at the same time, whose weights are the softmax.
func softmaxes[T Float](k *Call, body func(l *lineGroup)) {
	a, in := k.Attr.(axis), Values[T](&k.In[0])
	if a.n == 0 {
		return
	}
	par.Rows(a.outer*a.inner, a.n, func(lo, hi int) {
		l := lineGroups.Get().(*lineGroup)
		defer lineGroups.Put(l)
		for l.at = lo; l.at < hi; l.at += l.m {
			l.axis, l.m = a, min(hi-l.at, lane, max(1, groupValues/a.n))
			if a.inner > 1 {
				l.m = min(hi-l.at, a.inner-l.at%a.inner, max(l.m, few))
			}
			size := l.m * a.n
			for _, room := range []*[]float64{&l.x, &l.weights, &l.spread} {
				*room = slices.Grow((*room)[:0], size)[:size]
			}
			loadLines(l, l.x, in)
			l.softmax()
			body(l)
		}
	})
}

// softmax works out the numbers of lines whose values are in x.
func (l *lineGroup) softmax() {
	largest, rest := l.largest[:l.m], l.rest[:l.m]
	l.reduce(largest, l.x, slices.Max, kernel.Max)
	l.apply(kernel.Sub, l.x, largest)
	l.replace(l.x, 0, func(v, largest float64) bool { return math.IsNaN(v) && math.IsInf(largest, 1) }) // +Inf less +Inf
	if l.n == 2 && l.inner > 1 {
		l.softmaxOfPairs()
		return
	}
	kernel.Exp(l.weights, l.x)
	l.reduce(rest, l.weights, sum, kernel.Add)
	l.share(rest)
	kernel.Log(rest, rest)
}

// softmaxOfPairs works out weights and rest where lines have two elements. The weights are sigmoids of the difference.
func (l *lineGroup) softmaxOfPairs() {
	a, b, d, odds := l.x[:l.m], l.x[l.m:], l.spread[:l.m], l.spread[l.m:]
	kernel.Sub(d, a, b)
	kernel.Odds(odds, d)
	kernel.SigmoidOf(l.weights[:l.m], d, odds)
	kernel.Neg(d, d)
	kernel.SigmoidOf(l.weights[l.m:], d, odds)
	kernel.Min(d, a, b)
	kernel.SoftplusOf(l.rest[:l.m], d, odds)
}

// share divides weights by a number of each line.
func (l *lineGroup) share(by []float64) {
	if l.inner == 1 {
		l.apply(kernel.Div, l.weights, by)
		return
	}
	inverse := l.spread[:l.m]
	kernel.Fill(inverse, 1)
	kernel.Div(inverse, inverse, by)
	l.apply(func(out, a, d []float64) { kernel.Quotient(out, a, d, inverse) }, l.weights, by)
}

// replace sets values to v where a condition holds of them and the largest of their line, which does so only if that is
// infinite.
func (l *lineGroup) replace(values []float64, v float64, where func(value, largest float64) bool) {
	if kernel.AllFinite(l.largest[:l.m]) {
		return
	}
	l.toAll(l.largest[:l.m])
	for i, largest := range l.spread {
		if where(values[i], largest) {
			values[i] = v
		}
	}
}

// reduce sets out to a number of each line: row makes it of all elements, and pair of two.
func (l *lineGroup) reduce(out, values []float64, row func(x []float64) float64, pair func(out, a, b []float64)) {
	if l.inner == 1 {
		for i := range out {
			out[i] = row(values[i*l.n:][:l.n])
		}
		return
	}
	copy(out, values)
	for j := 1; j < l.n; j++ {
		pair(out, out, values[j*l.m:])
	}
}

// apply makes values op(values, each), with a number of each line for all of its elements.
func (l *lineGroup) apply(op func(out, a, b []float64), values, each []float64) {
	if l.inner == 1 {
		l.toAll(each)
		op(values, values, l.spread)
		return
	}
	for j := range l.n {
		v := values[j*l.m:][:l.m]
		op(v, v, each)
	}
}

// toAll spreads a number of each line over its elements.
func (l *lineGroup) toAll(each []float64) {
	for i, v := range each {
		if l.inner == 1 {
			kernel.Fill(l.spread[i*l.n:][:l.n], v)
			continue
		}
		for j := range l.n {
			l.spread[j*l.m+i] = v
		}
	}
}

// strips calls body for the parts of a group that are in one piece in the whole, too: n elements in each.
func (l *lineGroup) strips(body func(group, whole, n int)) {
	if l.inner == 1 {
		body(0, l.at*l.n, l.m*l.n)
		return
	}
	from := l.at/l.inner*l.n*l.inner + l.at%l.inner
	for j := range l.n {
		body(j*l.m, from+j*l.inner, l.m)
	}
}

func loadLines[T Float](l *lineGroup, to []float64, whole []T) {
	l.strips(func(i, at, n int) { convert(to[i:i+n], whole[at:at+n]) })
}

// storeLines writes values of a group to their places in the whole.
func storeLines[T Float](l *lineGroup, whole []T, values []float64) {
	l.strips(func(i, at, n int) { convert(whole[at:at+n], values[i:i+n]) })
}

func softmaxForward[T Float](k *Call) {
	softmaxes[T](k, func(l *lineGroup) { storeLines(l, Values[T](&k.Out), l.weights) })
}

// softmaxVJP adds gx = y·(g - Σ g·y). Where y is 0 nothing flows, whatever the adjoint.
func softmaxVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	a.lines(func(i int) {
		y, g, gx := lineOf(a, Values[T](&k.Out), i), lineOf(a, Grad[T](&k.Out), i), lineOf(a, Grad[T](&k.In[0]), i)
		dot := 0.0
		for j := range a.n {
			if p, v := y.at(j), g.at(j); p != 0 && v != 0 {
				dot += p * v
			}
		}
		for j := range a.n {
			if p, v := y.at(j), g.at(j)-dot; p != 0 && v != 0 {
				gx.add(j, p*v)
			}
		}
	})
}

func logSoftmaxForward[T Float](k *Call) {
	softmaxes[T](k, func(l *lineGroup) {
		if k.scratch.n > 0 {
			storeLines(l, Scratch[T](k), l.weights)
		}
		l.apply(kernel.Sub, l.x, l.rest[:l.m])
		storeLines(l, Values[T](&k.Out), l.x)
	})
}

// logSoftmaxVJP adds gx = g - softmax(x)·Σ g.
func logSoftmaxVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	a.lines(func(i int) {
		weights, g, gx := lineOf(a, Scratch[T](k), i), lineOf(a, Grad[T](&k.Out), i), lineOf(a, Grad[T](&k.In[0]), i)
		total := 0.0
		for j := range a.n {
			total += g.at(j)
		}
		for j := range a.n {
			v := g.at(j)
			if total != 0 {
				v -= weights.at(j) * total
			}
			gx.add(j, v)
		}
	})
}

func logSumExpForward[T Float](k *Call) {
	out := Values[T](&k.Out)
	for i := range out {
		out[i] = T(math.Inf(-1)) // of no elements
	}
	softmaxes[T](k, func(l *lineGroup) {
		if k.scratch.n > 0 {
			l.replace(l.weights, 0, func(_, largest float64) bool { return math.IsInf(largest, -1) })
			storeLines(l, Scratch[T](k), l.weights)
		}
		for i, v := range l.largest[:l.m] {
			if !math.IsInf(v, 0) {
				v += l.rest[i]
			}
			out[l.at+i] = T(v)
		}
	})
}

// logSumExpVJP adds gx = g·softmax(x), and 0 where all of x is -Inf.
func logSumExpVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	g, gx, weights := Grad[T](&k.Out), Grad[T](&k.In[0]), Scratch[T](k)
	par.Rows(a.outer, a.n*a.inner, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			g, row := g[i*a.inner:(i+1)*a.inner], i*a.n*a.inner
			if a.inner == 1 && g[0] != 0 {
				kernel.Scaled(gx[row:row+a.n], weights[row:], g[0], true)
			}
			for j := row; a.inner > 1 && j < row+a.n*a.inner; j += a.inner {
				kernel.Products(gx[j:], g, weights[j:j+a.inner], true)
			}
		}
	})
}
