package kernel

import (
	"sync"

	"github.com/credence-ppl/credence/internal/par"
)

// Matrix is row-major data seen as Rows × Columns, or as its transpose if Flipped; Stride is the distance between
// stored rows.
type Matrix[T Float] struct {
	Data          []T
	Rows, Columns int // of what is seen
	Stride        int
	Flipped       bool
}

// Transpose is the same data seen the other way round.
func (m Matrix[T]) Transpose() Matrix[T] {
	return Matrix[T]{m.Data, m.Columns, m.Rows, m.Stride, !m.Flipped}
}

const (
	depth   = 256  // of a packed strip: it stays in the first-level cache
	rowsMax = 1536 // of A, and
	colsMax = 2048 // columns of B, that are packed at a time
)

// Gemm is c = a·b, or c + a·b if accumulate. Its blocks, and with them the order of every sum, depend on the shapes and
// the tier alone. It uses all processors.
//
// The method is that of K. Goto, R. van de Geijn, "Anatomy of high-performance matrix multiplication", 2008: both
// factors are packed into strips that a micro-kernel reads in order.
func Gemm[T Float](c, a, b Matrix[T], accumulate bool) {
	if c.Flipped {
		c, a, b = c.Transpose(), b.Transpose(), a.Transpose()
	}
	if c.Rows == 0 || c.Columns == 0 {
		return
	}
	if a.Columns == 0 {
		if !accumulate {
			for i := range c.Rows {
				clear(c.Data[i*c.Stride:][:c.Columns])
			}
		}
		return
	}
	blocks := (a.Columns + depth - 1) / depth
	step := (a.Columns + blocks - 1) / blocks
	for row := 0; row < c.Rows; row += rowsMax {
		for col := 0; col < c.Columns; col += colsMax {
			for from := 0; from < a.Columns; from += step {
				g := product[T]{row: row, rows: min(rowsMax, c.Rows-row), col: col, cols: min(colsMax, c.Columns-col),
					from: from, depth: min(step, a.Columns-from), accumulate: accumulate || from > 0}
				g.run(c, a, b)
			}
		}
	}
}

// product is one block of a product: some rows of C by some columns, some of the depth.
type product[T Float] struct {
	row, rows, col, cols, from, depth int
	accumulate                        bool
}

func (g product[T]) run(c, a, b Matrix[T]) {
	high, wide := tileSize[T]()
	strips, panels := (g.rows+high-1)/high, (g.cols+wide-1)/wide
	room := roomsOf[T]().take((strips*high + panels*wide) * g.depth)
	left, right := room[:strips*high*g.depth], room[strips*high*g.depth:]

	// Pieces of packing and of computing, each of a few strips or panels, enough for the processors to share evenly.
	packed := (strips + 3) / 4
	par.Do(packed+(panels+1)/2, func(p int) {
		if p < packed {
			pack(left, a, high, 4*p, min(4*p+4, strips), g.row, g.rows, g.from, g.depth)
			return
		}
		p = 2 * (p - packed)
		pack(right, b.Transpose(), wide, p, min(p+2, panels), g.col, g.cols, g.from, g.depth)
	})
	const stripsEach, panelsEach = 6, 8
	across := (panels + panelsEach - 1) / panelsEach
	down := (strips + stripsEach - 1) / stripsEach
	par.Do(across*down, func(p int) {
		s, q := p/across*stripsEach, p%across*panelsEach
		var edge [12 * 32]T
		for j := q; j < min(q+panelsEach, panels); j++ {
			for i := s; i < min(s+stripsEach, strips); i++ {
				r, k := i*high, j*wide
				x, y := left[i*high*g.depth:], right[j*wide*g.depth:]
				at := (g.row+r)*c.Stride + g.col + k
				if r+high <= g.rows && k+wide <= g.cols {
					multiply(g.depth, x, y, c.Data[at:], c.Stride, g.accumulate)
					continue
				}
				multiply(g.depth, x, y, edge[:], wide, false)
				for n := range min(high, g.rows-r) {
					to := c.Data[at+n*c.Stride:][:min(wide, g.cols-k)]
					for m := range to {
						if g.accumulate {
							to[m] += edge[n*wide+m]
						} else {
							to[m] = edge[n*wide+m]
						}
					}
				}
			}
		}
	})
	roomsOf[T]().give(room)
}

// pack copies strips first to last of m, each of size rows, so that the elements of a column lie together. What lies
// outside is 0.
func pack[T Float](to []T, m Matrix[T], size, first, last, row, rows, from, depth int) {
	for s := first; s < last; s++ {
		strip := to[s*size*depth:][:size*depth]
		r := s * size
		n := min(size, rows-r)
		if n < size {
			clear(strip)
		}
		if m.Flipped { // a column is stored in order
			if n == size && copyColumns(strip, m.Data[from*m.Stride+row+r:], size, m.Stride, depth) {
				continue
			}
			for k := range depth {
				copy(strip[k*size:][:n], m.Data[(from+k)*m.Stride+row+r:])
			}
			continue
		}
		line := func(i int) []T { return m.Data[(row+r+i)*m.Stride+from:][:depth] }
		i := 0
		for i < n {
			done := transpose(strip[i:], m.Data[(row+r+i)*m.Stride+from:], n-i, size, m.Stride, depth)
			if done == 0 {
				break
			}
			i += done
		}
		for ; i+4 <= n; i += 4 { // four at a time, because stores this far apart are slow
			x, y, z, w := line(i), line(i+1), line(i+2), line(i+3)
			for k := range x {
				to := strip[k*size+i:][:4]
				to[0], to[1], to[2], to[3] = x[k], y[k], z[k], w[k]
			}
		}
		for ; i < n; i++ {
			for k, v := range line(i) {
				strip[k*size+i] = v
			}
		}
	}
}

// rooms are memory for packing, which products share one after the other. There are as many as products at the same
// time, of at most depth · (rowsMax + colsMax) elements.
type rooms[T Float] struct {
	sync.Mutex
	free [][]T
}

var (
	rooms32 rooms[float32]
	rooms64 rooms[float64]
)

func roomsOf[T Float]() *rooms[T] {
	if r, ok := any(&rooms32).(*rooms[T]); ok {
		return r
	}
	return any(&rooms64).(*rooms[T])
}

func (r *rooms[T]) take(n int) []T {
	r.Lock()
	defer r.Unlock()
	var room []T
	if last := len(r.free) - 1; last >= 0 {
		room, r.free = r.free[last], r.free[:last]
	}
	if cap(room) < n {
		room = make([]T, n)
	}
	return room[:n]
}

func (r *rooms[T]) give(room []T) {
	r.Lock()
	r.free = append(r.free, room)
	r.Unlock()
}

// multiplyGo is the micro-kernel of the portable tier.
func multiplyGo[T Float](k int, a, b, c []T, stride int, accumulate bool) {
	var s00, s01, s02, s03, s10, s11, s12, s13 T
	a, b = a[:2*k], b[:4*k]
	for len(a) >= 2 && len(b) >= 4 {
		x, y := a[0], a[1]
		s00 += x * b[0]
		s01 += x * b[1]
		s02 += x * b[2]
		s03 += x * b[3]
		s10 += y * b[0]
		s11 += y * b[1]
		s12 += y * b[2]
		s13 += y * b[3]
		a, b = a[2:], b[4:]
	}
	top, low := c[:4], c[stride:][:4]
	if accumulate {
		s00, s01, s02, s03 = s00+top[0], s01+top[1], s02+top[2], s03+top[3]
		s10, s11, s12, s13 = s10+low[0], s11+low[1], s12+low[2], s13+low[3]
	}
	top[0], top[1], top[2], top[3] = s00, s01, s02, s03
	low[0], low[1], low[2], low[3] = s10, s11, s12, s13
}
