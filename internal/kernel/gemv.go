package kernel

import (
	"sync"

	"github.com/credence-ppl/credence/internal/par"
)

// times sets y to m·x, or adds it if accumulate. A product with a vector reads its matrix once, so that nothing is
// packed.
func times[T Float](y []T, m Matrix[T], x []T, accumulate bool) {
	if !accumulate {
		clear(y)
	}
	if m.Flipped {
		combine(y, m, x)
		return
	}
	width := max(1, m.Columns)
	if m.Rows*width <= par.Grain {
		dots(y, m, x, 0, m.Rows)
		return
	}
	par.Rows(m.Rows, width, func(lo, hi int) { dots(y, m, x, lo, hi) })
}

// dots adds to y the products of rows lo to hi with x.
func dots[T Float](y []T, m Matrix[T], x []T, lo, hi int) {
	if lo == hi || dotsVector(y[lo:hi], m.Data[lo*m.Stride:], m.Stride, x) {
		return
	}
	for r := lo; r < hi; r++ {
		y[r] += dot(m.Data[r*m.Stride:][:len(x)], x)
	}
}

// dot adds up in four parts, which do not wait for each other.
func dot[T Float](a, b []T) T {
	b = b[:len(a)]
	var s0, s1, s2, s3 T
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// combine adds to y the columns of m, which are stored one after the other, each times its element of x. Where there
// are many, pieces of them are added up on their own and then in order.
func combine[T Float](y []T, m Matrix[T], x []T) {
	height := max(1, m.Rows)
	if m.Columns*height <= par.Grain {
		combineSome(y, m, x, 0, m.Columns)
		return
	}
	piece := max(1, par.Grain/height)
	parts := partsOf[T](len(y) * ((m.Columns + piece - 1) / piece))
	par.Do(m.Columns, piece, func(lo, hi int) {
		combineSome(parts.values[lo/piece*len(y):][:len(y)], m, x, lo, hi)
	})
	for from := 0; from < len(parts.values); from += len(y) {
		for i, v := range parts.values[from : from+len(y)] {
			y[i] += v
		}
	}
	putParts(parts)
}

// combineSome does as combine, for columns lo to hi.
func combineSome[T Float](y []T, m Matrix[T], x []T, lo, hi int) {
	if lo == hi || combineVector(y, m.Data[lo*m.Stride:], m.Stride, x[lo:hi]) {
		return
	}
	c := lo
	for ; c+2 <= hi; c += 2 {
		a, b := m.Data[c*m.Stride:][:len(y)], m.Data[(c+1)*m.Stride:][:len(y)]
		u, v := x[c], x[c+1]
		for i := range y {
			y[i] += u*a[i] + v*b[i]
		}
	}
	for ; c < hi; c++ {
		column, v := m.Data[c*m.Stride:][:len(y)], x[c]
		for i := range y {
			y[i] += v * column[i]
		}
	}
}

// parts are sums of pieces, which begin at 0.
type parts[T Float] struct{ values []T }

var parts64, parts32 sync.Pool

func poolOf[T Float]() *sync.Pool {
	var v T
	if _, ok := any(v).(float64); ok {
		return &parts64
	}
	return &parts32
}

func partsOf[T Float](n int) *parts[T] {
	p, ok := poolOf[T]().Get().(*parts[T])
	if !ok || cap(p.values) < n {
		return &parts[T]{make([]T, n)}
	}
	p.values = p.values[:n]
	clear(p.values)
	return p
}

func putParts[T Float](p *parts[T]) { poolOf[T]().Put(p) }
