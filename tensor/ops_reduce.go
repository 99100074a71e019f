package tensor

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
)

// Max returns the largest element over the given dimensions, or over all without any; NaN if any is. Where several are
// largest they share the derivative equally.
func (t *Tensor) Max(dims ...int) *Tensor { return t.extreme(opMax, dims) }

// Min returns the smallest element over the given dimensions, or over all without any; NaN if any is. Where several are
// smallest they share the derivative equally.
func (t *Tensor) Min(dims ...int) *Tensor { return t.extreme(opMin, dims) }

// ArgMax returns the place of the first largest element along dim, a whole number from 0. NaN counts as largest.
func (t *Tensor) ArgMax(dim int) *Tensor {
	d := t.dimension("ArgMax", dim)
	return t.extreme(opArgMax, []int{d})
}

func (t *Tensor) extreme(op *Op, dims []int) *Tensor {
	out := t.reduce(op, dims)
	if t.Size() == 0 && out.Size() > 0 {
		fail(op.Name, "shape %v has no elements along dimensions %v", []int(t.shape), dims)
	}
	return out
}

var (
	opMax = Register(Op{Name: "Max", Shape: axisShape, Cases: axisCases,
		Forward: Kernel{extremeForward[float64](special.Max), extremeForward[float32](special.Max)},
		VJP:     Kernel{extremeVJP[float64], extremeVJP[float32]}})
	opMin = Register(Op{Name: "Min", Shape: axisShape, Cases: axisCases,
		Forward: Kernel{extremeForward[float64](special.Min), extremeForward[float32](special.Min)},
		VJP:     Kernel{extremeVJP[float64], extremeVJP[float32]}})
	opArgMax = Register(Op{Name: "ArgMax", Shape: axisShape,
		Forward: Kernel{argMaxForward[float64], argMaxForward[float32]}})
)

func extremeForward[T Float](pick func(a, b float64) float64) func(*Call) {
	return func(k *Call) {
		a := k.Attr.(axis)
		out := Values[T](&k.Out)
		a.lines(func(i int) {
			x := lineOf(a, Values[T](&k.In[0]), i)
			best := x.at(0)
			for j := 1; j < a.n; j++ {
				best = pick(best, x.at(j))
			}
			out[i] = T(best)
		})
	}
}

func extremeVJP[T Float](k *Call) {
	a := k.Attr.(axis)
	y, g := Values[T](&k.Out), Grad[T](&k.Out)
	a.lines(func(i int) {
		x, gx := lineOf(a, Values[T](&k.In[0]), i), lineOf(a, Grad[T](&k.In[0]), i)
		best, ties := float64(y[i]), 0.0
		for j := range a.n {
			ties += special.Indicator(x.at(j) == best)
		}
		for j := range a.n {
			if x.at(j) == best {
				gx.add(j, float64(g[i])/ties)
			}
		}
	})
}

func argMaxForward[T Float](k *Call) {
	a := k.Attr.(axis)
	out := Values[T](&k.Out)
	a.lines(func(i int) {
		x := lineOf(a, Values[T](&k.In[0]), i)
		best := 0
		for j := 1; j < a.n && !math.IsNaN(x.at(best)); j++ {
			if v := x.at(j); v > x.at(best) || math.IsNaN(v) {
				best = j
			}
		}
		out[i] = T(best)
	})
}
