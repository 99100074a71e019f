package dist

import (
	"math"
	"slices"
	"sync"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// lane is the number of elements that are computed with at a time.
const lane = 256

// buffers are what the functions of a pointwise read and write. They come from a pool, because the arguments of
// indirect calls cannot live on the stack.
type buffers struct {
	in, d operands      // the operands, and the derivatives with respect to them
	v, g  [lane]float64 // the values, and their adjoints
	place [lane]int     // which elements of the lane these are, unless it is all
	w     tensor.Walk
	wide  [maxOperands][lane]float64
	wideD [maxOperands][lane]float64
}

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

// lanes goes over the elements of a call, a lane at a time, with their operands in Float64. Elements that the mask (the
// last input) excludes are left out.
type lanes[T tensor.Float] struct {
	*buffers
	k        *tensor.Call
	operands int
	at, span int // the lane covers elements [at, at+span) of the run
	n        int // and computes with n of them
}

// walk starts before output element lo and ends before hi. The buffers go back with free.
func walk[T tensor.Float](k *tensor.Call, lo, hi int) lanes[T] {
	b := bufferPool.Get().(*buffers)
	b.w.Begin(k, lo, hi)
	return lanes[T]{buffers: b, k: k, operands: len(k.In) - 1}
}

func (l *lanes[T]) free() { bufferPool.Put(l.buffers) }

// next moves to the next lane and reports whether there is one.
func (l *lanes[T]) next() bool {
	l.at += l.span
	for l.at >= l.w.N {
		if !l.w.Next() {
			return false
		}
		l.at = 0
		for j := range l.operands {
			if l.w.Step[j] == 0 {
				fill(l.wide[j][:min(lane, l.w.N)], float64(tensor.Values[T](&l.k.In[j])[l.w.In[j]]))
			}
		}
	}
	l.span = min(lane, l.w.N-l.at)
	l.unmask()
	for j := range l.operands {
		l.in[j] = l.wide[j][:l.n]
		if l.w.Step[j] != 0 {
			values := tensor.Values[T](&l.k.In[j])[l.w.In[j]+l.at:]
			if same, ok := any(values).([]float64); ok && l.n == l.span {
				l.in[j] = same[:l.n]
			} else {
				l.load(l.in[j], values)
			}
		}
	}
	return true
}

func fill(s []float64, v float64) {
	for i := range s {
		s[i] = v
	}
}

// unmask finds the elements to compute with.
func (l *lanes[T]) unmask() {
	m := l.operands
	mask := tensor.Values[T](&l.k.In[m])[l.w.In[m]:]
	switch {
	case l.w.Step[m] != 0:
		l.n = 0
		for i, v := range mask[l.at : l.at+l.span] {
			if v != 0 {
				l.place[l.n] = i
				l.n++
			}
		}
	case mask[0] != 0:
		l.n = l.span
	default:
		l.n = 0
	}
}

// load takes the lane's elements from src, which starts with the lane.
func (l *lanes[T]) load(dst []float64, src []T) {
	if l.n == l.span {
		for i, v := range src[:len(dst)] {
			dst[i] = float64(v)
		}
		return
	}
	for i, p := range l.place[:l.n] {
		dst[i] = float64(src[p])
	}
}

// store writes the values, and 0 where the mask excludes an element.
func (l *lanes[T]) store(out []T) {
	out = out[l.w.Out+l.at:][:l.span]
	if l.n == l.span {
		for i, v := range l.v[:l.n] {
			out[i] = T(v)
		}
		return
	}
	clear(out)
	for i, p := range l.place[:l.n] {
		out[p] = T(l.v[i])
	}
}

// pushInside moves stored values into open intervals.
func (l *lanes[T]) pushInside(out []T, open func(in *operands, i int) (low, high float64)) {
	out = out[l.w.Out+l.at:]
	for i := range l.n {
		p := l.placeOf(i)
		low, high := open(&l.in, i)
		out[p] = inside(out[p], low, high)
	}
}

// placeOf returns where element i of the lane stands in its run.
func (l *lanes[T]) placeOf(i int) int {
	if l.n == l.span {
		return i
	}
	return l.place[i]
}

// rest clears the adjoints of values that stand at an end of their open interval.
func (l *lanes[T]) rest(out []T, open func(in *operands, i int) (low, high float64)) {
	out = out[l.w.Out+l.at:]
	for i := range l.n {
		low, high := open(&l.in, i)
		if v := out[l.placeOf(i)]; v == inside(T(low), low, high) || v == inside(T(high), low, high) {
			l.g[i] = 0
		}
	}
}

// pole is a lower end of 0 at which the density is infinite. Draws do not come nearer to it than 1/x is a number, so
// that the derivative of their log-density is one.
const pole = math.SmallestNonzeroFloat64

// inside returns v, or the number nearest to it strictly between low and high.
func inside[T tensor.Float](v T, low, high float64) T {
	switch {
	case low == pole && v < leastNormal[T]():
		return leastNormal[T]()
	case float64(v) <= low:
		return next(T(low), T(math.Inf(1)))
	case float64(v) >= high:
		return next(T(high), T(math.Inf(-1)))
	}
	return v
}

// leastNormal returns the smallest positive number with all its digits.
func leastNormal[T tensor.Float]() T {
	if _, single := any(T(0)).(float32); single {
		return 0x1p-126
	}
	least := 0x1p-1022
	return T(least)
}

// next returns the number after v in the direction of to.
func next[T tensor.Float](v, to T) T {
	if single, ok := any(v).(float32); ok {
		return T(math.Nextafter32(single, float32(to)))
	}
	return T(math.Nextafter(float64(v), float64(to)))
}

// collect computes the derivatives and adds them, times the adjoints, to the adjoints of the operands. A zero adjoint
// adds nothing, even where the derivative is infinite.
func (l *lanes[T]) collect(grad func(d, in *operands)) {
	if !slices.ContainsFunc(l.g[:l.n], func(g float64) bool { return g != 0 }) {
		return
	}
	for j := range l.operands {
		l.d[j] = l.wideD[j][:l.n]
	}
	grad(&l.d, &l.in)
	for j := range l.operands {
		sink := tensor.SinkOf[T](&l.k.In[j])
		if !sink.Wanted() {
			continue
		}
		dj, at := l.d[j], l.w.In[j]
		if l.w.Step[j] == 0 {
			sink.Add(at, weighted(l.g[:l.n], dj))
			continue
		}
		at += l.at
		if in := &l.k.In[j]; l.n == l.span && in.Stored() == l.k.Size() { // every adjoint takes one term
			to := tensor.Grad[T](in)[at : at+l.n]
			for i, g := range l.g[:l.n] {
				if g != 0 {
					to[i] += T(g * dj[i])
				}
			}
			continue
		}
		for i, g := range l.g[:l.n] {
			p := i
			if l.n != l.span {
				p = l.place[i]
			}
			if g != 0 {
				sink.Add(at+p, g*dj[i])
			}
		}
	}
}

// weighted returns Σ g d. Where g is 0 it adds nothing, whatever d.
func weighted(g, d []float64) float64 {
	d = d[:len(g)]
	var sum, odd float64
	i := 0
	for ; i+1 < len(g); i += 2 { // two sums, because each addition has to wait for the one before
		sum += g[i] * d[i]
		odd += g[i+1] * d[i+1]
	}
	if i < len(g) {
		sum += g[i] * d[i]
	}
	if sum += odd; special.Finite(sum) {
		return sum
	}
	sum = 0
	for i, v := range g {
		if v != 0 {
			sum += v * d[i]
		}
	}
	return sum
}
