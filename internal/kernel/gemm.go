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
	depth    = 256  // of packed strips and panels: one of each stays in the first-level cache
	depthMax = 1024 // of the factor that is packed as a whole, with
	sideMax  = 1536 // of its rows or columns
)

// Gemm is c = a·b, or c + a·b if accumulate. Its blocks, and with them the order of every sum, depend on the shapes and
// the tier alone. It uses all processors. Numbers below the smallest normal one are taken for 0, and become 0, but on the
// portable tier, which computes with them.
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
	if c.Columns == 1 && c.Stride == 1 && vector(b) {
		times(c.Data[:c.Rows], a, b.Data[:b.Rows], accumulate)
		return
	}
	if c.Rows == 1 && vector(a.Transpose()) {
		times(c.Data[:c.Columns], b.Transpose(), a.Data[:a.Columns], accumulate)
		return
	}
	high, wide := tileSize[T]()
	g := roomsOf[T]().product()
	for row := 0; row < c.Rows; row += sideMax {
		for col := 0; col < c.Columns; col += sideMax {
			for from := 0; from < a.Columns; from += depthMax {
				g.c, g.from, g.depth, g.accumulate = c, from, min(depthMax, a.Columns-from), accumulate || from > 0
				g.left = side[T]{a, row, min(sideMax, c.Rows-row), high}
				g.right = side[T]{b.Transpose(), col, min(sideMax, c.Columns-col), wide}
				g.run()
			}
		}
	}
	roomsOf[T]().release(g)
}

// vector reports whether a matrix of one column has its elements one after the other.
func vector[T Float](m Matrix[T]) bool { return m.Columns == 1 && (m.Flipped || m.Stride == 1) }

// side is some rows of a factor (columns, of the right one, which is seen as its transpose), packed size at a time: a
// strip of the left factor, a panel of the right one.
type side[T Float] struct {
	m         Matrix[T]
	row, rows int
	size      int
}

func (s side[T]) strips() int { return (s.rows + s.size - 1) / s.size }

// product is one block of a product: some rows of C by some columns, some of the depth.
type product[T Float] struct {
	c           Matrix[T]
	left, right side[T]
	from, depth int
	accumulate  bool

	// The shared side, which is the smaller one, is packed as a whole, step elements deep at a time; the other one is packed
	// by each piece for itself.
	shareLeft   bool
	shared, own side[T]
	strips      int // of the shared side
	step        int
	packed      []T

	// The bodies of its loops. They stay when another product uses the struct, so that products allocate nothing.
	pack, multiply func(lo, hi int)
}

const sharedEach = 4 // strips that are packed at a time

// run packs the smaller factor for all to use. Then each piece packs a little of the larger one, and multiplies it
// while it is in the cache.
func (g *product[T]) run() {
	g.shareLeft = g.right.rows >= g.left.rows
	g.shared, g.own = g.right, g.left
	ownEach := 4
	if g.shareLeft {
		g.shared, g.own, ownEach = g.left, g.right, 1
	}
	steps := (g.depth + depth - 1) / depth
	g.step = (g.depth + steps - 1) / steps
	g.strips = g.shared.strips()
	g.packed = roomsOf[T]().take(g.strips * g.shared.size * g.depth)
	par.Do(g.groups()*steps, 1, g.pack)
	par.Do(g.own.strips(), ownEach, g.multiply)
	roomsOf[T]().give(g.packed)
}

func (g *product[T]) groups() int { return (g.strips + sharedEach - 1) / sharedEach }

// strip is the place of strip i of the shared side, deep elements from the depth at on.
func (g *product[T]) strip(i, at, deep int) []T {
	return g.packed[(g.strips*at+i*deep)*g.shared.size:][:g.shared.size*deep]
}

// packShared packs piece p of the shared side.
func (g *product[T]) packShared(p, _ int) {
	first, at := p%g.groups()*sharedEach, p/g.groups()*g.step
	deep := min(g.step, g.depth-at)
	for i := first; i < min(first+sharedEach, g.strips); i++ {
		g.shared.pack(g.strip(i, at, deep), i, g.from+at, deep)
	}
}

// multiplyOwn packs strips lo to hi of the other side, and multiplies them by the shared one.
func (g *product[T]) multiplyOwn(lo, hi int) {
	room := roomsOf[T]().take(g.own.size * g.step)
	for j := lo; j < hi; j++ {
		for at := 0; at < g.depth; at += g.step {
			deep := min(g.step, g.depth-at)
			mine := room[:g.own.size*deep]
			g.own.pack(mine, j, g.from+at, deep)
			for i := range g.strips {
				if g.shareLeft {
					g.tile(i, j, deep, g.strip(i, at, deep), mine, g.accumulate || at > 0)
				} else {
					g.tile(j, i, deep, mine, g.strip(i, at, deep), g.accumulate || at > 0)
				}
			}
		}
	}
	roomsOf[T]().give(room)
}

// tile is the product of a strip and a panel.
func (g *product[T]) tile(i, j, deep int, strip, panel []T, accumulate bool) {
	r, k := i*g.left.size, j*g.right.size
	to := g.c.Data[(g.left.row+r)*g.c.Stride+g.right.row+k:]
	rows, columns := min(g.left.size, g.left.rows-r), min(g.right.size, g.right.rows-k)
	if rows == g.left.size && columns == g.right.size {
		multiply(deep, strip, panel, to, g.c.Stride, accumulate)
		return
	}
	var edge [12 * 32]T
	if accumulate {
		for n := range rows {
			copy(edge[n*g.right.size:], to[n*g.c.Stride:][:columns])
		}
	}
	multiply(deep, strip, panel, edge[:], g.right.size, accumulate)
	for n := range rows {
		copy(to[n*g.c.Stride:][:columns], edge[n*g.right.size:])
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
	line := func(i int) []T { return m.Data[(r+i)*m.Stride+from:][:depth] }
	done := 0
	for done < n {
		more := transpose(strip[done:], m.Data[(r+done)*m.Stride+from:], n-done, size, m.Stride, depth)
		if more == 0 {
			break
		}
		done += more
	}
	for ; done+4 <= n; done += 4 { // four at a time, because stores this far apart are slow
		x, y, z, w := line(done), line(done+1), line(done+2), line(done+3)
		for k := range x {
			to := strip[k*size+done:][:4]
			to[0], to[1], to[2], to[3] = x[k], y[k], z[k], w[k]
		}
	}
	for ; done < n; done++ {
		for k, v := range line(done) {
			strip[k*size+done] = v
		}
	}
}

// rooms are memory for packing, which products share one after the other. There are as many as products at the same
// time, of at most depth · (rowsMax + colsMax) elements.
type rooms[T Float] struct {
	sync.Mutex
	free     [][]T
	products []*product[T]
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

// product is one that nobody uses.
func (r *rooms[T]) product() *product[T] {
	r.Lock()
	defer r.Unlock()
	if last := len(r.products) - 1; last >= 0 {
		g := r.products[last]
		r.products = r.products[:last]
		return g
	}
	g := new(product[T])
	g.pack, g.multiply = g.packShared, g.multiplyOwn
	return g
}

// release takes a product back. It forgets its factors, so that their memory can be freed.
func (r *rooms[T]) release(g *product[T]) {
	*g = product[T]{pack: g.pack, multiply: g.multiply}
	r.Lock()
	r.products = append(r.products, g)
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
