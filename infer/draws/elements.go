package draws

import (
	"iter"
	"slices"
	"sync"

	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/tensor"
)

// block is the number of neighboring elements of a site that are read together: 8 numbers of 8 bytes are what a
// processor fetches from memory at once, so that nothing is fetched twice.
const block = 8

// element is one element of a site.
type element struct {
	site   string
	place  int // in row-major order
	shape  tensor.Shape
	number int // among the elements of all sites asked for
}

// index returns where the element is in its site.
func (e element) index() []int { return indexOf(e.place, e.shape) }

// elements returns how many elements the sites have together.
func (d *Draws) elements(sites []string) int {
	total := 0
	for _, name := range sites {
		total += d.site(name).shape.Size()
	}
	return total
}

// Elements yields the name of every element of some sites, of all without any, as in theta[2], with its draws
// [chain][draw], which is what [RHat], [HDI] and the other functions for single numbers take. It panics, listing the
// names, if there is no such site.
func (d *Draws) Elements(sites ...string) iter.Seq2[string, [][]float64] {
	if len(sites) == 0 {
		sites = d.names
	}
	d.elements(sites) // knows every name
	return func(yield func(string, [][]float64) bool) {
		for _, name := range sites {
			s := d.site(name)
			for i := range s.shape.Size() {
				if !yield(d.nameOf(name, i), s.chainsOf(i)) {
					return
				}
			}
		}
	}
}

// eachElement visits every element of some sites. It calls the function that start returns with the element and its
// draws, chain after chain, which the function may overwrite. Calls may run at the same time: start makes one function
// for each goroutine, which may keep room of its own. Each site is read once, a few elements at a time.
func (d *Draws) eachElement(sites []string, start func() func(e element, x []float64)) {
	type piece struct {
		element // its first
		count   int
	}
	var pieces []piece
	before := 0
	for _, name := range sites {
		shape := d.site(name).shape
		size := shape.Size()
		for from := 0; from < size; from += block {
			pieces = append(pieces, piece{element{name, from, shape, before + from}, min(block, size-from)})
		}
		before += size
	}
	type worker struct {
		visit func(e element, x []float64)
		room  []float64
	}
	rows := d.chains * d.n
	workers := sync.Pool{New: func() any { return &worker{start(), make([]float64, block*rows)} }}
	par.Do(len(pieces), 1, func(lo, hi int) {
		w := workers.Get().(*worker)
		for _, p := range pieces[lo:hi] {
			d.sites[p.site].read(w.room, p.place, p.count)
			for i := range p.count {
				e := p.element
				e.place, e.number = e.place+i, e.number+i
				w.visit(e, w.room[i*rows:(i+1)*rows])
			}
		}
		workers.Put(w)
	})
}

// read copies the draws of some neighboring elements to x, element after element and chain after chain.
func (s *site) read(x []float64, from, count int) {
	if s.all.DType() == tensor.Float32 {
		read[float32](s, x, from, count)
	} else {
		read[float64](s, x, from, count)
	}
}

func read[T tensor.Float](s *site, x []float64, from, count int) {
	values, size := tensor.Raw[T](s.all), s.shape.Size()
	rows := s.all.Dim(0) * s.all.Dim(1)
	for r := range rows {
		for i, v := range values[r*size+from : r*size+from+count] {
			x[i*rows+r] = float64(v)
		}
	}
}

// chainsOf returns the draws of one element of a site, chain by chain.
func (s *site) chainsOf(element int) [][]float64 {
	chains, n := s.all.Dim(0), s.all.Dim(1)
	x := make([]float64, chains*n)
	s.read(x, element, 1)
	out := make([][]float64, chains)
	for c := range out {
		out[c] = slices.Clip(x[c*n : (c+1)*n])
	}
	return out
}

// indexOf returns the index of an element of a shape in row-major order.
func indexOf(element int, shape []int) []int {
	index := make([]int, len(shape))
	for d := len(shape) - 1; d >= 0; d-- {
		index[d] = element % shape[d]
		element /= shape[d]
	}
	return slices.Clip(index)
}
