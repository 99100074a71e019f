package tensor

import (
	"slices"
	"sort"
	"unsafe"
)

// Program is a function of a vector that was run once, with its operations recorded, and is computed again from the
// record: the same operations over the same buffers, without the Go code that called them and without an allocation.
// What does not depend on the vector was computed when it was recorded.
//
// A program serves one goroutine at a time. It is only as good as the record: Go code that counts its runs, or branches
// on a captured variable, is not in it. Callers should compare replays with fresh runs now and then.
type Program struct {
	x, dx    []float64
	y        *Tensor
	results  []*Tensor
	forward  []func() // what y needs
	besides  []func() // what the results need and y does not
	backward []func()
	zeroed   []zeroed // the adjoints that begin at 0
	dy       buffer
}

type zeroed struct {
	buffer
	dtype DType
}

// Record runs f at the vector x and returns the result y, a Float64 scalar, as a program; results are further values
// that [Program.Results] computes. If f reads values that depend on x, which a record cannot follow, the program is nil
// and dynamic says what was read.
func Record(x []float64, f func(x *Tensor) (y *Tensor, results []*Tensor)) (p *Program, dynamic string) {
	t := NewTape()
	t.program = true
	vector := Of(x)
	leaf := t.Leaf(vector, true)
	leaf.origin = fromVector
	y, results := f(leaf)
	if t.dynamic != "" {
		return nil, t.dynamic
	}
	if y.Size() != 1 || y.dtype != Float64 {
		fail("Record", "the result is %v %v; it must be a Float64 scalar", y.dtype, []int(y.shape))
	}
	p = &Program{x: values[float64](vector.data), dx: make([]float64, len(x)), y: y, results: results}
	wanted := make([]bool, t.calls.n)
	forward, besides := t.neededBy(wanted, y), t.neededBy(wanted, results...)
	vjps := map[*Call]func(){}
	var backward []*Call
	if y.NeedsGrad() {
		t.Backward(y)
		backward = p.differentiate(t, leaf)
	}
	p.forward, p.besides = replays(forward, vjps), replays(besides, vjps)
	for _, k := range backward {
		p.backward = append(p.backward, vjps[k])
	}
	return p, ""
}

// replays returns the calls as functions; those of their VJPs are entered in vjps.
func replays(calls []*Call, vjps map[*Call]func()) (forward []func()) {
	for _, k := range calls {
		var f, vjp func()
		if k.Op.Prepare != nil {
			f, vjp = k.Op.Prepare(k)
		}
		if f == nil {
			f = func() { k.run(k.Op.Forward) }
		}
		if vjp == nil {
			vjp = k.replayVJP()
		}
		forward, vjps[k] = append(forward, f), vjp
	}
	return forward
}

// replayVJP returns the VJP of a call whose operands say, as they do now, which adjoints it stores.
func (k *Call) replayVJP() func() {
	fresh := make([]bool, len(k.In))
	for i := range k.In {
		fresh[i] = k.In[i].fresh
	}
	return func() {
		for i := range k.In {
			k.In[i].fresh = fresh[i]
		}
		k.run(k.Op.VJP)
		k.narrow()
	}
}

// fromVector is the origin of the vector itself. That of a result is the number of its call, from 1 on.
const fromVector = -1

// neededBy returns the calls that the values depend on and that are not wanted yet, in their order.
func (t *Tape) neededBy(wanted []bool, of ...*Tensor) []*Call {
	fresh := make([]bool, len(wanted))
	want := func(origin int32) {
		if origin > 0 && !wanted[origin-1] {
			fresh[origin-1] = true
		}
	}
	for _, x := range of {
		if x.tape == t {
			want(x.origin)
		}
	}
	for i := len(fresh) - 1; i >= 0; i-- {
		if !fresh[i] {
			continue
		}
		for _, in := range t.calls.at(i).In {
			want(in.origin)
		}
	}
	var calls []*Call
	for i, is := range fresh {
		if is {
			wanted[i] = true
			calls = append(calls, t.calls.at(i))
		}
	}
	return calls
}

// varies reports whether the call depends on a program's vector.
func (k *Call) varies() bool {
	for i := range k.In {
		if k.In[i].origin != 0 {
			return true
		}
	}
	return false
}

// differentiate takes over what Backward has bound, and returns the calls whose VJPs are replayed, in their order. It
// decides again which adjoints the first VJP stores. Adjoints that the first VJP would zero are zeroed together with
// the rest.
func (p *Program) differentiate(t *Tape, leaf *Tensor) (calls []*Call) {
	p.dx, p.dy = values[float64](t.adjoint(leaf.node)), t.nodes[p.y.node].g
	if t.nodes[p.y.node].base > 0 { // y is a part of the vector, or of another result
		p.dy = t.adjoint(p.y.node)
	}
	written := make([]regions, len(t.nodes)) // of adjoints
	stored := make([]regions, len(t.nodes))
	for i := t.calls.n - 1; i >= 0; i-- {
		k := t.calls.at(i)
		if k.Out.node == 0 || k.Out.g.isNil() {
			continue
		}
		for j := range k.In {
			in := &k.In[j]
			if in.wide != nil {
				p.zeroed = append(p.zeroed, zeroed{bufferOf(in.wide), Float64})
			}
			in.fresh = false
			if in.node == 0 || in.g.isNil() {
				continue
			}
			root, own := t.root(in.node), t.region(in.node)
			if k.Op.Stores&(1<<j) != 0 && !k.collects(j) && !written[root].overlap(own) && !t.shares(k, j) {
				in.fresh = true
				stored[root] = stored[root].with(own)
			}
			written[root] = written[root].with(own)
		}
		calls = append(calls, k)
	}
	for id := range t.nodes {
		n := &t.nodes[id]
		if n.base > 0 || n.g.isNil() {
			continue
		}
		for _, r := range stored[id].gaps(n.n) {
			p.zeroed = append(p.zeroed, zeroed{n.g.slice(n.dtype, r.from, r.n), n.dtype})
		}
	}
	return calls
}

// shares reports whether the adjoint of another input of the call lies in that of input i.
func (t *Tape) shares(k *Call, i int) bool {
	own := t.region(k.In[i].node)
	for j := range k.In {
		id := k.In[j].node
		if j != i && id > 0 && t.root(id) == t.root(k.In[i].node) && (regions{own}).overlap(t.region(id)) {
			return true
		}
	}
	return false
}

// region is a part of an adjoint.
type region struct{ from, n int }

// region returns the part of its root's adjoint that a node's is.
func (t *Tape) region(id int32) region { return region{t.nodes[id].from, t.nodes[id].n} }

// regions are in order and apart from one another.
type regions []region

// first returns the index of the first region that ends at from or behind.
func (rs regions) first(from int) int {
	return sort.Search(len(rs), func(i int) bool { return rs[i].from+rs[i].n >= from })
}

func (rs regions) overlap(r region) bool {
	i := rs.first(r.from + 1)
	return i < len(rs) && rs[i].from < r.from+r.n
}

// with returns the regions with another one.
func (rs regions) with(r region) regions {
	i := rs.first(r.from)
	j := i
	for ; j < len(rs) && rs[j].from <= r.from+r.n; j++ {
		from, end := min(r.from, rs[j].from), max(r.from+r.n, rs[j].from+rs[j].n)
		r = region{from, end - from}
	}
	return slices.Replace(rs, i, j, r)
}

// gaps returns what the regions leave out of n elements.
func (rs regions) gaps(n int) (gaps regions) {
	at := 0
	for _, r := range append(rs, region{n, 0}) {
		if r.from > at {
			gaps = append(gaps, region{at, r.from - at})
		}
		at = r.from + r.n
	}
	return gaps
}

// Vectors returns the program's own vectors, of the argument and of the derivative, which [Program.ValueAndGrad] does
// not have to copy. [Program.Results] leaves neither as it was.
func (p *Program) Vectors() (x, dx []float64) { return p.x, p.dx }

// ValueAndGrad returns y at x and sets dx to its derivative.
func (p *Program) ValueAndGrad(x, dx []float64) float64 {
	if !same(p.x, x) {
		copy(p.x, x)
	}
	for _, forward := range p.forward {
		forward()
	}
	for _, z := range p.zeroed {
		z.zero(z.dtype)
	}
	if p.backward != nil || p.dy.p != nil {
		p.dy.set(Float64, 0, 1)
	}
	for _, vjp := range p.backward {
		vjp()
	}
	if !same(dx, p.dx) {
		copy(dx, p.dx)
	}
	return p.y.data.at(Float64, 0)
}

// same reports whether two vectors begin at the same place.
func same(a, b []float64) bool { return unsafe.SliceData(a) == unsafe.SliceData(b) }

// Results returns the further values at x. Their memory is the program's: they are valid until the next call.
func (p *Program) Results(x []float64) []*Tensor {
	copy(p.x, x)
	for _, forward := range p.forward {
		forward()
	}
	for _, forward := range p.besides {
		forward()
	}
	return p.results
}
