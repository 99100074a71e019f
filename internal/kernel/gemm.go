package kernel

import (
	"math"
	"unsafe"

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

// Transpose returns the same data seen the other way round.
func (m Matrix[T]) Transpose() Matrix[T] {
	return Matrix[T]{m.Data, m.Columns, m.Rows, m.Stride, !m.Flipped}
}

const (
	depth   = 256     // of packed strips and panels: one of each stays in the first-level cache, or a wide panel beyond it
	sideMax = 1536    // rows or columns of the factor that is packed as a whole, with
	whole   = 1 << 20 // bytes of it, so that it stays in the second-level cache, unless depth needs more
)

// Gemm sets c to a·b, or adds it if accumulate. Its blocks, and with them the order of every sum, depend on the shapes
// and the tier alone. It uses all processors. Numbers below the smallest normal one are taken for 0, and become 0, but
// on the portable tier, which computes with them.
//
// Where neighboring rows of a, or columns of b, are 0 at the same places, as images are along their borders, the
// product takes less time, and tiles are lower, so that more places count. It is the same to the last bit, but for the
// sign of zeros; 0 times an infinite number is NaN there, too. A product is computed as it is or as its transpose,
// whichever is less work: strips are lower than panels are wide, and leave out zeros.
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
	high, wide := tileSize[T](false)
	g := roomsOf[T]().product()
	left, right := 0, 0
	if c.Rows*c.Columns*a.Columns >= worthLooking {
		left, right = blanks(a, high), blanks(b.Transpose(), high)
		low, broad := tileSize[T](true)
		if left > few && c.Columns >= manyPanels*broad || right > few && c.Rows >= manyPanels*broad {
			high, wide = low, broad
			left, right = blanks(a, high), blanks(b.Transpose(), high)
		}
	}
	tiles := func(rows, columns int) int { return (rows + high - 1) / high * ((columns + wide - 1) / wide) }
	if work := tiles(c.Columns, c.Rows) * (looks - right); work+work/8 < tiles(c.Rows, c.Columns)*(looks-left) {
		c, a, b = c.Transpose(), b.Transpose(), a.Transpose()
		left = right
	}
	g.skips = left > few
	most := max(depth, whole/int(unsafe.Sizeof(T(0)))/min(c.Rows, c.Columns, sideMax))
	deep := evenly(a.Columns, most)
	for row := 0; row < c.Rows; row += sideMax {
		for col := 0; col < c.Columns; col += sideMax {
			for from := 0; from < a.Columns; from += deep {
				g.c, g.from, g.depth, g.accumulate = c, from, min(deep, a.Columns-from), accumulate || from > 0
				g.left = side[T]{a, row, min(sideMax, c.Rows-row), high}
				g.right = side[T]{b.Transpose(), col, min(sideMax, c.Columns-col), wide}
				g.run()
			}
		}
	}
	roomsOf[T]().release(g)
}

// evenly returns the size of the parts that n is cut into so that they are at most so large.
func evenly(n, most int) int {
	parts := (n + most - 1) / most
	return (n + parts - 1) / parts
}

// vector reports whether a matrix of one column has its elements one after the other.
func vector[T Float](m Matrix[T]) bool { return m.Columns == 1 && (m.Flipped || m.Stride == 1) }

const (
	worthLooking = 1 << 21 // multiply-adds of a product that looks for zeros to skip
	looks        = 32      // at so many places
	few          = looks / 8
	manyPanels   = 12 // let tiles be low: processors share wide panels out
)

// blanks returns how many of some columns of some strips have zeros only. It takes looks of them, evenly over the
// strips and, by the golden ratio, over the columns.
func blanks[T Float](m Matrix[T], size int) int {
	row, column := m.Stride, 1
	if m.Flipped {
		row, column = column, row
	}
	strips, n := m.Rows/size, 0
	if strips == 0 {
		return 0
	}
	for i := range looks {
		_, part := math.Modf(float64(i) * math.Phi)
		at := i*strips/looks*size*row + int(part*float64(m.Columns))*column
		j := 0
		for j < size && m.Data[at+j*row] == 0 {
			j++
		}
		if j == size {
			n++
		}
	}
	return n
}

// product is one block of a product: some rows of C by some columns, some of the depth.
type product[T Float] struct {
	c           Matrix[T]
	left, right side[T]
	from, depth int
	accumulate  bool
	skips       bool // columns of strips that are 0

	// The shared side, which is the smaller one, is packed as a whole, step elements deep at a time; the other one is
	// packed by each piece for itself.
	shareLeft   bool
	shared, own side[T]
	strips      int // of the shared side
	step        int
	room        room[T]
	packed      []packed[T] // strips of the shared side, by their step

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
	g.step = evenly(g.depth, depth)
	steps := (g.depth + g.step - 1) / g.step
	g.strips = g.shared.strips()
	g.room = roomsOf[T]().take(g.strips*g.shared.size*g.depth, g.strips*g.depth)
	if n := g.strips * steps; cap(g.packed) < n {
		g.packed = make([]packed[T], n)
	}
	g.packed = g.packed[:g.strips*steps]
	par.Do(g.groups()*steps, 1, g.pack)
	par.Do(g.own.strips(), ownEach, g.multiply)
	clear(g.packed)
	roomsOf[T]().give(g.room)
}

func (g *product[T]) groups() int { return (g.strips + sharedEach - 1) / sharedEach }

// packShared packs piece p of the shared side.
func (g *product[T]) packShared(p, _ int) {
	first, step := p%g.groups()*sharedEach, p/g.groups()
	at := step * g.step
	deep := min(g.step, g.depth-at)
	for i := first; i < min(first+sharedEach, g.strips); i++ {
		from := g.strips*at + i*deep
		to := &g.packed[step*g.strips+i]
		*to = packed[T]{g.room.values[from*g.shared.size:][:g.shared.size*deep], g.room.places[from:][:deep], true}
		g.fill(to, g.shareLeft, i, at, deep)
	}
}

// multiplyOwn packs strips lo to hi of the other side, and multiplies them by the shared one.
func (g *product[T]) multiplyOwn(lo, hi int) {
	strips, panels := hi-lo, g.strips
	if g.shareLeft {
		strips, panels = panels, strips
	}
	column := strips * g.left.size * g.right.size // of tiles
	room := roomsOf[T]().take(g.own.size*g.step+panels*column, g.step)
	beside := room.values[g.own.size*g.step:]
	var mine packed[T]
	for j := lo; j < hi; j++ {
		for at := 0; at < g.depth; at += g.step {
			deep := min(g.step, g.depth-at)
			mine = packed[T]{room.values[:g.own.size*deep], room.places[:deep], true}
			g.fill(&mine, !g.shareLeft, j, at, deep)
			others := g.packed[at/g.step*g.strips:][:g.strips]
			for i := range others {
				if g.shareLeft {
					g.tile(i, j, at, &others[i], &mine, beside, 0, strips)
				} else {
					g.tile(j, i, at, &mine, &others[i], beside[i*column:], lo, hi)
				}
			}
		}
	}
	roomsOf[T]().give(room)
}

// fill packs strip i of the left side, or panel i of the right one, deep elements from the depth at on.
func (g *product[T]) fill(to *packed[T], left bool, i, at, deep int) {
	switch {
	case !left:
		g.right.pack(to.values, i, g.from+at, deep)
		to.finite = !g.skips || AllFinite(to.values)
	case g.skips:
		g.left.pack(to.values, i, g.from+at, deep)
		to.squeeze(g.left.size)
	default:
		g.left.pack(to.values, i, g.from+at, deep)
		to.places = everywhere[:deep]
	}
}

// together is the number of strips whose tiles are transposed together, so that the lines of C are written as a whole.
const together = 8

// tile adds the product of strip i and panel j, from the depth at on, to a tile of C. Where C is not as high or as wide
// as a tile, or is seen as a transpose, the products of all depths come together beside it: the tiles of strips lo to
// hi by panel j.
func (g *product[T]) tile(i, j, at int, strip, panel *packed[T], beside []T, lo, hi int) {
	high, wide := g.left.size, g.right.size
	row, column := g.left.row+i*high, g.right.row+j*wide
	rows, columns := min(high, g.left.rows-i*high), min(wide, g.right.rows-j*wide)
	stride, accumulate := g.c.Stride, g.accumulate || at > 0
	if rows == high && columns == wide && !g.c.Flipped {
		strip.times(panel, g.c.Data[row*stride+column:], stride, high, wide, accumulate)
		return
	}
	mine := beside[(i-lo)*high*wide:]
	first, last := at == 0 && accumulate, at+g.step >= g.depth
	if g.c.Flipped {
		from := lo + (i-lo)/together*together
		upto := min(from+together, hi)
		all := beside[(from-lo)*high*wide:]
		c := g.c.Data[column*stride+g.left.row+from*high:]
		rows := min(upto*high, g.left.rows) - from*high
		if first && i == from {
			transposeAll(all, c, columns, wide, stride, rows)
		}
		strip.times(panel, mine, wide, high, wide, accumulate)
		if last && i+1 == upto {
			transposeAll(c, all, rows, stride, wide, columns)
		}
		return
	}
	c := g.c.Data[row*stride+column:]
	if first {
		for n := range rows {
			copy(mine[n*wide:][:columns], c[n*stride:])
		}
	}
	strip.times(panel, mine, wide, high, wide, accumulate)
	if last {
		for n := range rows {
			copy(c[n*stride:][:columns], mine[n*wide:])
		}
	}
}

// multiplyGo runs the micro-kernel of the portable tier.
func multiplyGo[T Float](places []uint16, a, b, c []T, stride int, accumulate bool) {
	var s00, s01, s02, s03, s10, s11, s12, s13 T
	for i, place := range places {
		x, y := a[2*i], a[2*i+1]
		b := b[4*int(place):][:4]
		s00 += x * b[0]
		s01 += x * b[1]
		s02 += x * b[2]
		s03 += x * b[3]
		s10 += y * b[0]
		s11 += y * b[1]
		s12 += y * b[2]
		s13 += y * b[3]
	}
	top, low := c[:4], c[stride:][:4]
	if accumulate {
		s00, s01, s02, s03 = s00+top[0], s01+top[1], s02+top[2], s03+top[3]
		s10, s11, s12, s13 = s10+low[0], s11+low[1], s12+low[2], s13+low[3]
	}
	top[0], top[1], top[2], top[3] = s00, s01, s02, s03
	low[0], low[1], low[2], low[3] = s10, s11, s12, s13
}
