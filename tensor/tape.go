package tensor

// Tape records the operations of one run of a model, so that [Tape.Backward] can differentiate it, and lends it
// memory: the next run after [Tape.Reset] uses the same buffers, so that a warm run allocates nothing large. Tensors
// of an earlier run are refused from then on, with a message that names Detach.
//
// A tape travels with the tensors on it and with the RNG bound to it. It serves one goroutine at a time.
type Tape struct {
	gen    uint32
	record bool
	ended  bool // Backward has been called in this run

	program bool   // its run becomes a Program, so that calls without a derivative are kept too
	dynamic string // why it cannot; empty if it can

	words   arena
	waiting waiting
	nodes   []node // nodes[0] stands for all constants
	calls   slab[Call]
	heads   []Tensor // fresh headers; never used twice, so that a stale tensor cannot look alive again
}

// node is the tape's record of one value that derivatives flow through.
type node struct {
	n      int    // stored values
	g      buffer // the adjoint, once something was added to it
	bounds bounds // of the adjoint
	dtype  DType
	base   int32 // the value that a view is part of, or 0
	from   int   // where in it
	spent  bool  // the adjoint is no longer there
	moved  bool  // and its memory belongs to that of an input
	call   int32 // number of the call that made the value, from 1 on, or 0
}

// NewTape returns a tape that records.
func NewTape() *Tape { return &Tape{record: true, nodes: make([]node, 1)} }

// NewArena returns a tape that only lends memory: nothing on it can be differentiated.
func NewArena() *Tape { return &Tape{nodes: make([]node, 1)} }

// Reset ends the life of all tensors on the tape and makes its memory free for the next run.
func (t *Tape) Reset() {
	t.gen++
	t.ended = false
	t.words.reset()
	t.waiting.calls, t.waiting.due = t.waiting.calls[:0], t.waiting.due[:0]
	t.nodes = t.nodes[:1]
	t.calls.reset()
}

// Leaf returns x on the tape, without a copy: x must not change until Reset. Derivatives with respect to it are kept if
// grad.
func (t *Tape) Leaf(x *Tensor, grad bool) *Tensor {
	if x.tape != nil {
		fail("Leaf", "the tensor is on a tape already; Detach() it")
	}
	if grad {
		x = x.contiguous().dense()
	}
	leaf := t.header()
	*leaf = *x
	leaf.weak, leaf.tape, leaf.gen = false, t, t.gen
	if t.record && grad {
		leaf.node = t.add(node{n: x.data.n, dtype: x.dtype})
	}
	return leaf
}

func (t *Tape) add(n node) int32 {
	t.nodes = append(t.nodes, n)
	return int32(len(t.nodes) - 1)
}

// keep records the last call if it needs differentiating, or belongs to a program, and forgets it otherwise. It returns
// node and origin of the call's output.
func (t *Tape) keep(k *Call, out DType, need bool) (id, origin int32) {
	if t.program && k.varies() {
		origin = int32(t.calls.n)
	}
	if !need && origin == 0 {
		t.calls.drop()
		return 0, 0
	}
	if need {
		k.Out.node = t.add(node{n: k.Out.v.n, dtype: out, call: int32(t.calls.n)})
	}
	return k.Out.node, origin
}

// view returns the node of n elements of another value, with whose adjoint it shares memory.
func (t *Tape) view(of int32, from, n int) int32 {
	if whole := t.nodes[of]; whole.base > 0 {
		of, from = whole.base, from+whole.from
	}
	return t.add(node{n: n, dtype: t.nodes[of].dtype, base: of, from: from})
}

// adjoint returns the adjoint of a node, zero when asked for first.
func (t *Tape) adjoint(id int32) buffer {
	n := &t.nodes[id]
	switch {
	case !n.g.isNil():
	case n.base > 0:
		n.g = t.adjoint(n.base).slice(n.dtype, n.from, n.n)
	default:
		n.g = t.words.get(n.dtype, n.n)
		n.g.zero(n.dtype)
	}
	return n.g
}

// target returns the adjoint of input i of a call, which fresh leaves undefined for the call's VJP to store.
func (t *Tape) target(k *Call, i int) (g buffer, fresh bool) {
	id := t.root(k.In[i].node)
	n := &t.nodes[id]
	fresh = k.Op.Stores&(1<<i) != 0 && n.g.isNil() && n.n == t.nodes[k.In[i].node].n
	for j := range k.In {
		fresh = fresh && (j == i || t.root(k.In[j].node) != id)
	}
	switch out := &t.nodes[k.Out.node]; {
	case !fresh:
		return t.adjoint(k.In[i].node), false
	case k.inPlace&(1<<i) != 0 && n.n == out.n && n.dtype == out.dtype && out.base == 0 && !out.moved && !t.program:
		n.g, out.moved = out.g, true // which is not read any more
	case k.Op.InScratch&(1<<i) != 0 && n.n == k.scratch.n && n.dtype == k.DType:
		n.g = k.scratch
	default:
		n.g = t.words.get(n.dtype, n.n)
	}
	return n.g, true
}

// root returns the node in whose adjoint that of a node lies: itself, unless it is a view.
func (t *Tape) root(id int32) int32 {
	if base := t.nodes[id].base; base > 0 {
		return base
	}
	return id
}

// reached reports whether anything was added to the adjoint of a node.
func (t *Tape) reached(id int32) bool {
	n := &t.nodes[id]
	return !n.g.isNil() || n.base > 0 && !t.nodes[n.base].g.isNil()
}

// Backward computes the derivatives of the scalar y with respect to everything it depends on; [Tape.Grad] reads them.
// It may be called once a run.
func (t *Tape) Backward(y *Tensor) {
	y.live("Backward")
	if y.Size() != 1 {
		fail("Backward", "shape %v: only a scalar can be differentiated", []int(y.shape))
	}
	if y.tape != nil && y.tape != t {
		fail("Backward", "the tensor belongs to another tape")
	}
	if t.ended {
		fail("Backward", "this run has been differentiated already; add up what belongs together, or Reset first")
	}
	t.ended = true
	if !y.NeedsGrad() {
		return
	}
	t.adjoint(y.node).set(y.dtype, 0, 1)
	for i := t.calls.n - 1; i >= 0; i-- {
		k := t.calls.at(i)
		if k.Out.g = t.nodes[k.Out.node].g; k.Out.g.isNil() {
			continue // y does not depend on it
		}
		if k.waits = t.mayWait(k); !k.waits {
			t.settleFor(k)
		}
		for j := range k.In {
			k.In[j].fresh = false
			if id := k.In[j].node; id > 0 {
				k.In[j].g, k.In[j].fresh = t.target(k, j)
				t.nodes[t.root(id)].bounds = bounds{}
			}
		}
		t.widen(k)
		k.run(k.Op.VJP)
		k.narrow()
		if k.waits {
			t.waiting.calls = append(t.waiting.calls, k)
		} else {
			t.spend(k.Out.node)
		}
	}
	t.settle(t.waiting.calls)
}

// spend gives the adjoint of a call's output back, because its VJP was the last to read it.
func (t *Tape) spend(id int32) {
	n := &t.nodes[id]
	n.spent = true
	if t.program || n.moved {
		return // in a program every adjoint keeps its place
	}
	t.words.giveBack(n.dtype, n.g)
}

// Grad returns dy/dx after Backward(y) for a leaf x or a view of one, or nil if y does not depend on x. It lives as
// long as the run. Derivatives with respect to results on the way are not kept.
func (t *Tape) Grad(x *Tensor) *Tensor {
	x.live("Grad")
	if x.tape != t || !x.NeedsGrad() || !t.reached(x.node) {
		return nil
	}
	if t.nodes[t.root(x.node)].spent {
		fail("Grad", "the derivative with respect to a result of shape %v is not kept; ask for those with respect to leaves", []int(x.shape))
	}
	g := t.header()
	*g = Tensor{shape: x.shape, data: t.adjoint(x.node), dtype: x.dtype, transposed: x.transposed, tape: t, gen: t.gen, bounds: t.nodes[t.root(x.node)].bounds}
	return g
}

// The methods below also serve operations off any tape, where t is nil.

func (t *Tape) header() *Tensor {
	if t == nil {
		return new(Tensor)
	}
	if len(t.heads) == 0 {
		t.heads = make([]Tensor, 32) // less than a page
	}
	h := &t.heads[0]
	t.heads = t.heads[1:]
	return h
}

func (t *Tape) buffer(d DType, n int) buffer {
	if t == nil {
		return newBuffer(d, n)
	}
	return t.words.get(d, n)
}

func (t *Tape) call() *Call {
	if t == nil {
		return new(Call)
	}
	return t.calls.next()
}

// Raw returns the stored values of a tensor: Size of them in row-major order, or one if it is uniform. They are the
// tensor's own; only an optimizer that owns the tensor may change them. T must be the tensor's element type.
func Raw[T Float](x *Tensor) []T {
	x.live("Raw")
	if typeOf[T]() != x.dtype {
		fail("Raw", "the values of shape %v are %v", []int(x.shape), x.dtype)
	}
	return values[T](x.contiguous().data)
}

// RawShape returns the tensor's own shape, which must not be changed.
func RawShape(x *Tensor) Shape { return x.shape }

// ValueAndGrad returns f(xs), which must be a scalar, and its derivative with respect to each x.
func ValueAndGrad(f func(xs ...*Tensor) *Tensor, xs ...*Tensor) (*Tensor, []*Tensor) {
	t := NewTape()
	leaves := make([]*Tensor, len(xs))
	for i, x := range xs {
		leaves[i] = t.Leaf(x, true)
	}
	y := f(leaves...)
	t.Backward(y)
	grads := make([]*Tensor, len(xs))
	for i, l := range leaves {
		if g := t.Grad(l); g != nil {
			grads[i] = g.Detach()
		} else {
			grads[i] = ZerosLike(l)
		}
	}
	return y.Detach(), grads
}
