package tensor

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
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
		Shape:   axisShape,
		Forward: Kernel{logSoftmaxForward[float64], logSoftmaxForward[float32]},
		VJP:     Kernel{logSoftmaxVJP[float64], logSoftmaxVJP[float32]}})
	opLogSumExp = Register(Op{Name: "LogSumExp", Cases: logSumExpCases,
		Shape: axisShape,
		Scratch: func(k *Call) int {
			if a := k.Attr.(axis); a.pairs() {
				return k.In[0].Stored()
			}
			return 0
		},
		Forward: Kernel{logSumExpForward[float64], logSumExpForward[float32]},
		VJP:     Kernel{logSumExpVJP[float64], logSumExpVJP[float32]}})
)

// logSumExp returns log Σ eˣ as largest + log(total), with total = Σ e^(x - largest); where the largest is +Inf, total
// counts how often it is.
func (l line[T]) logSumExp() (largest, total float64) {
	largest = math.Inf(-1)
	for i := range l.n {
		largest = max(largest, l.at(i))
	}
	for i := range l.n {
		total += relative(l.at(i), largest)
	}
	return largest, total
}

// relative returns e^(x - largest), with the limits 1 and 0 where the largest is +Inf.
func relative(x, largest float64) float64 {
	if math.IsInf(largest, 1) {
		return special.Indicator(x == largest)
	}
	return math.Exp(x - largest)
}

func softmaxForward[T Float](k *Call) {
	a := k.Attr.(axis)
	a.lines(func(i int) {
		x, y := lineOf(a, Values[T](&k.In[0]), i), lineOf(a, Values[T](&k.Out), i)
		largest, total := x.logSumExp()
		for j := range a.n {
			y.set(j, relative(x.at(j), largest)/total)
		}
	})
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
	a := k.Attr.(axis)
	a.lines(func(i int) {
		x, y := lineOf(a, Values[T](&k.In[0]), i), lineOf(a, Values[T](&k.Out), i)
		largest, total := x.logSumExp()
		rest := math.Log(total)
		for j := range a.n {
			if v := x.at(j); math.IsInf(largest, 1) {
				y.set(j, math.Log(relative(v, largest))-rest)
			} else {
				y.set(j, v-largest-rest)
			}
		}
	})
}

// logSoftmaxVJP adds gx = g - eʸ·Σ g.
func logSoftmaxVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	a.lines(func(i int) {
		y, g, gx := lineOf(a, Values[T](&k.Out), i), lineOf(a, Grad[T](&k.Out), i), lineOf(a, Grad[T](&k.In[0]), i)
		total := 0.0
		for j := range a.n {
			total += g.at(j)
		}
		for j := range a.n {
			v := g.at(j)
			if total != 0 {
				v -= math.Exp(y.at(j)) * total
			}
			gx.add(j, v)
		}
	})
}

func logSumExpForward[T Float](k *Call) {
	a := k.Attr.(axis)
	out, in := Values[T](&k.Out), Values[T](&k.In[0])
	if a.n == 0 {
		for i := range out {
			out[i] = T(math.Inf(-1))
		}
	}
	if a.inner < fewLines {
		a.lines(func(i int) { out[i] = lineOf(a, in, i).logSum() })
		return
	}
	weights := Scratch[T](k)
	a.lanes(func(from, at, n int) {
		x, y := in[from:], out[at:at+n]
		if a.pairs() && logAddExpLanes(y, x, x[a.inner:], weights[from:], weights[from+a.inner:]) {
			return
		}
		var room [lane]T
		var total [lane]float64
		copy(y, x[:n])
		for j := 1; j < a.n; j++ {
			for i, v := range x[j*a.inner:][:n] {
				y[i] = max(y[i], v)
			}
		}
		if !kernel.AllFinite(y) { // rare: one by one
			for i := range n {
				y[i] = line[T]{x[i:], a.n, a.inner}.logSum()
			}
			return
		}
		e := room[:n]
		for j := range a.n {
			for i, v := range x[j*a.inner:][:n] {
				e[i] = v - y[i]
			}
			kernel.Exp(e, e)
			for i, v := range e {
				total[i] += float64(v)
			}
		}
		convert(e, total[:n])
		kernel.Log(e, e)
		for i, v := range e {
			y[i] += v
		}
	})
}

// pairs reports whether there are two elements along the axis, in many neighboring lines.
func (a axis) pairs() bool { return a.n == 2 && a.inner >= fewLines }

// logAddExpLanes makes out log(eᵃ + eᵇ) = max(a, b) - log(1 - small), and wa and wb its derivatives, and reports
// whether all results are finite. A branch on which is the larger would be guessed wrong half the time, so that it is
// read from the sign of the difference.
func logAddExpLanes[T Float](out, a, b, wa, wb []T) bool {
	var room [lane]T
	small := room[:len(out)] // the derivative with respect to the smaller, 1/(1 + e^|a - b|), at most ½
	a, b, wa, wb = a[:len(out)], b[:len(out)], wa[:len(out)], wb[:len(out)]
	for i := range small {
		small[i] = -T(math.Abs(float64(a[i] - b[i])))
	}
	kernel.Sigmoid(small, small)
	for i, w := range small {
		x, y, s := float64(a[i]), float64(b[i]), float64(w)
		less := uint64(int64(math.Float64bits(x-y)) >> 63) // all ones if x < y
		wa[i], wb[i] = T(choose(less, s, 1-s)), T(choose(less, 1-s, s))
		out[i] = T(choose(less, y, x))
		small[i] = -w
	}
	kernel.Log1p(small, small)
	for i, v := range small {
		out[i] -= v
	}
	return kernel.AllFinite(out)
}

// choose returns a where all bits are set and b where none is.
func choose(bits uint64, a, b float64) float64 {
	return math.Float64frombits(math.Float64bits(a)&bits | math.Float64bits(b)&^bits)
}

// logSum returns log Σ eˣ of one line.
func (l line[T]) logSum() T {
	largest, total := l.logSumExp()
	if !math.IsInf(largest, 0) {
		largest += math.Log(total)
	}
	return T(largest)
}

// addSoftmax adds g·softmax(x) to gx for one line, whose result was y.
func (l line[T]) addSoftmax(gx line[T], g, y T) {
	switch {
	case g == 0 || math.IsInf(float64(y), -1):
	case math.IsInf(float64(y), 1):
		largest, total := l.logSumExp()
		for j := range l.n {
			gx.add(j, float64(g)*relative(l.at(j), largest)/total)
		}
	default:
		for j := range l.n {
			gx.add(j, float64(g)*math.Exp(l.at(j)-float64(y)))
		}
	}
}

// logSumExpCases have many neighboring lines, too: three elements in each, and two.
var logSumExpCases = append(casesAlong(Shape{3, 20}, 0, 1), append(casesAlong(Shape{2, 2, 300}, 1, 2), axisCases...)...)

// fewLines is how many neighboring lines are not worth a kernel.
const fewLines = 8

// lanes calls body for parts of up to lane neighboring results, some at the same time: result at and the n from there
// on come from element from of the input, the elements that follow it, and those a.inner further on.
func (a axis) lanes(body func(from, at, n int)) {
	if a.n == 0 {
		return
	}
	across := (a.inner + lane - 1) / lane
	some := func(lo, hi int) {
		for i := lo; i < hi; i++ {
			o, c := i/across, i%across*lane
			body(o*a.n*a.inner+c, o*a.inner+c, min(lane, a.inner-c))
		}
	}
	if a.outer*a.n*a.inner <= par.Grain {
		some(0, a.outer*across)
		return
	}
	par.Rows(a.outer*across, a.n*min(lane, a.inner), some)
}

// logSumExpVJP adds gx = g·softmax(x) = g·e^(x - y), and 0 where all of x is -Inf.
func logSumExpVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	y, g, x, gx := Values[T](&k.Out), Grad[T](&k.Out), Values[T](&k.In[0]), Grad[T](&k.In[0])
	weights := Scratch[T](k)
	if a.inner < fewLines {
		a.lines(func(i int) { lineOf(a, x, i).addSoftmax(lineOf(a, gx, i), g[i], y[i]) })
		return
	}
	a.lanes(func(from, at, n int) {
		y, g, x, gx := y[at:at+n], g[at:at+n], x[from:], gx[from:]
		if !kernel.AllFinite(y) {
			for i := range n {
				line[T]{x[i:], a.n, a.inner}.addSoftmax(line[T]{gx[i:], a.n, a.inner}, g[i], y[i])
			}
			return
		}
		if a.pairs() {
			kernel.Products(gx[:n], g, weights[from:][:n], true)
			kernel.Products(gx[a.inner:][:n], g, weights[from+a.inner:][:n], true)
			return
		}
		var room [lane]T
		e := room[:n]
		for j := range a.n {
			for i, v := range x[j*a.inner:][:n] {
				e[i] = v - y[i]
			}
			kernel.Exp(e, e)
			for i, v := range e {
				gx[j*a.inner+i] += g[i] * v
			}
		}
	})
}
