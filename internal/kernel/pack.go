package kernel

import (
	"math"
	"unsafe"
)

// side is some rows of a factor (columns, of the right one, which is seen as its transpose), packed size at a time: a
// strip of the left factor, a panel of the right one.
type side[T Float] struct {
	m         Matrix[T]
	row, rows int
	size      int
}

func (s side[T]) strips() int { return (s.rows + s.size - 1) / s.size }

// packed is a strip or a panel.
type packed[T Float] struct {
	values []T
	places []uint16 // of a strip: the rows of a panel that its columns, in order, are multiplied by
	finite bool     // of a panel, if strips may have fewer columns than panels have rows
}

// everywhere are the places of a strip that has all its columns.
var everywhere = func() (all [depth]uint16) {
	for i := range all {
		all[i] = uint16(i)
	}
	return all
}()

// squeeze leaves columns out that have zeros only. places has room for all.
func (p *packed[T]) squeeze(size int) {
	words := 8 / int(unsafe.Sizeof(T(0))) // of T in a word; a strip has an even number of rows
	bits := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(p.values))), len(p.values)/words)
	signs := uint64(1 << 63)
	if single[T]() {
		signs |= 1 << 31
	}
	n, width := 0, size/words
	for k, from := 0, bits; k < len(p.places); k++ {
		column, to, any := from[:width], bits[n*width:][:width], uint64(0)
		for i, word := range column {
			any |= word
			to[i] = word // the next column overwrites one of zeros
		}
		p.places[n] = uint16(k)
		if any&^signs != 0 {
			n++
		}
		from = from[width:]
	}
	p.values, p.places = p.values[:n*size], p.places[:n]
}

// times sets or adds the product of a strip and a panel to c.
func (p *packed[T]) times(panel *packed[T], c []T, stride, rows, columns int, accumulate bool) {
	multiply(p.places, p.values, panel.values, c, stride, rows, accumulate)
	if !panel.finite {
		p.spoil(panel, c, stride, rows, columns)
	}
}

// spoil sets to NaN what the columns that a strip left out make NaN: 0 times an infinite number or NaN.
func (p *packed[T]) spoil(panel *packed[T], c []T, stride, rows, columns int) {
	next := p.places
	for k := range len(panel.values) / columns {
		if len(next) > 0 && int(next[0]) == k {
			next = next[1:]
			continue
		}
		for j, v := range panel.values[k*columns:][:columns] {
			if v-v == 0 {
				continue
			}
			for i := range rows {
				c[i*stride+j] = T(math.NaN())
			}
		}
	}
}

// pack copies strip i, of depth elements from one on, so that the elements of a column lie together. What lies outside
// is 0.
func (s side[T]) pack(strip []T, i, from, depth int) {
	m, size, r := s.m, s.size, s.row+i*s.size
	n := min(size, s.rows-i*size)
	if n < size {
		clear(strip)
	}
	if m.Flipped { // a column is stored in order
		if n == size && copyColumns(strip, m.Data[from*m.Stride+r:], size, m.Stride, depth) {
			return
		}
		for k := range depth {
			copy(strip[k*size:][:n], m.Data[(from+k)*m.Stride+r:])
		}
		return
	}
	transposeAll(strip, m.Data[r*m.Stride+from:], n, size, m.Stride, depth)
}

// transposeAll copies rows of depth elements, stride apart, to columns step apart.
func transposeAll[T Float](to, from []T, rows, step, stride, depth int) {
	done := 0
	for done < rows {
		more := transpose(to[done:], from[done*stride:], rows-done, step, stride, depth)
		if more == 0 {
			break
		}
		done += more
	}
	line := func(i int) []T { return from[i*stride:][:depth] }
	for ; done+4 <= rows; done += 4 { // four at a time, because stores this far apart are slow
		x, y, z, w := line(done), line(done+1), line(done+2), line(done+3)
		for k := range x {
			to := to[k*step+done:][:4]
			to[0], to[1], to[2], to[3] = x[k], y[k], z[k], w[k]
		}
	}
	for ; done < rows; done++ {
		for k, v := range line(done) {
			to[k*step+done] = v
		}
	}
}
