package tensor

// Tape records the operations of one run of a model, so that [Tape.Backward] can differentiate it, and lends it memory: the next run after
// [Tape.Reset] uses the same buffers, so that a warm run allocates nothing large. Tensors of an earlier run are refused from then on,
// with a message that names Detach.
//
// A tape travels with the tensors on it and with the RNG bound to it. It serves one goroutine at a time.
type Tape struct {
	gen    uint32
	record bool
	words  arena
	nodes  []node
	calls  slab[Call]
	inputs slab[Operand]
	heads  []Tensor // fresh headers; never used twice, so that a stale tensor cannot look alive again
}

// node is the tape's record of one value.
type node struct {
	v, g  buffer
	dtype DType
	need  bool
	base  int32 // the value that a view is part of, or -1
	from  int   // where in it
}

// NewTape is a tape that records.
func NewTape() *Tape { return &Tape{record: true} }

// NewArena is a tape that only lends memory: nothing on it can be differentiated.
func NewArena() *Tape { return &Tape{} }

// Reset ends the life of all tensors on the tape and makes its memory free for the next run.
func (t *Tape) Reset() {
	t.gen++
	t.words.reset()
	t.nodes = t.nodes[:0]
	t.calls.reset()
	t.inputs.reset()
}

// Leaf is x on the tape, without a copy: x must not change until Reset. Derivatives with respect to it are kept if grad.
func (t *Tape) Leaf(x *Tensor, grad bool) *Tensor {
	if x.tape != nil {
		fail("Leaf", "the tensor is on a tape already; Detach() it")
	}
	if grad {
		x = x.contiguous().dense()
	}
	leaf := t.header()
	*leaf = *x
	leaf.weak, leaf.tape, leaf.gen, leaf.node = false, t, t.gen, -1
	if t.record && grad {
		leaf.node = t.add(node{v: x.data, dtype: x.dtype, need: true, base: -1})
	}
	return leaf
}

func (t *Tape) add(n node) int32 {
	t.nodes = append(t.nodes, n)
	return int32(len(t.nodes) - 1)
}

// recordCall keeps a call that needs differentiating and returns the node of its output; any other call is forgotten.
func (t *Tape) recordCall(k *Call, need bool) int32 {
	if !t.record || !need {
		t.calls.drop()
		return -1
	}
	k.Out.node = t.add(node{v: k.Out.v, dtype: k.DType, need: true, base: -1})
	return k.Out.node
}

// view is the node of part of another value, with whose adjoint it shares memory.
func (t *Tape) view(of int32, v buffer, from int) int32 {
	n := t.nodes[of]
	if n.base >= 0 {
		of, from = n.base, from+n.from
	}
	return t.add(node{v: v, dtype: n.dtype, need: n.need, base: of, from: from})
}

// adjoint is the adjoint of a node, zero when asked for first.
func (t *Tape) adjoint(id int32) buffer {
	n := &t.nodes[id]
	if !n.g.isNil() {
		return n.g
	}
	if n.base >= 0 {
		base := t.adjoint(n.base)
		n = &t.nodes[id]
		n.g = base.slice(n.dtype, n.from, n.v.n)
		return n.g
	}
	n.g = t.words.get(n.dtype, n.v.n)
	n.g.zero(n.dtype)
	return n.g
}

// Backward computes the derivatives of the scalar y with respect to everything it depends on; [Tape.Grad] reads them. It may be called once a run.
func (t *Tape) Backward(y *Tensor) {
	y.live("Backward")
	if y.Size() != 1 {
		fail("Backward", "shape %v: only a scalar can be differentiated", []int(y.shape))
	}
	if !y.NeedsGrad() {
		return
	}
	g := t.adjoint(y.node)
	if y.dtype == Float32 {
		values[float32](g)[0] = 1
	} else {
		values[float64](g)[0] = 1
	}
	for i := t.calls.len() - 1; i >= 0; i-- {
		k := t.calls.at(i)
		if k.Out.g = t.nodes[k.Out.node].g; k.Out.g.isNil() {
			continue // y does not depend on it
		}
		for j := range k.In {
			if id := k.In[j].node; id >= 0 {
				k.In[j].g = t.adjoint(id)
			}
		}
		k.run(k.Op.VJP)
	}
}

// Grad is dy/dx after Backward(y), or nil if y does not depend on x. It lives as long as the run.
func (t *Tape) Grad(x *Tensor) *Tensor {
	x.live("Grad")
	if x.node < 0 {
		return nil
	}
	n := &t.nodes[x.node]
	if n.g.isNil() && (n.base < 0 || t.nodes[n.base].g.isNil()) {
		return nil
	}
	g := t.header()
	*g = Tensor{shape: x.shape, data: t.adjoint(x.node), dtype: x.dtype, transposed: x.transposed, tape: t, gen: t.gen, node: -1}
	return g
}

// The methods below also serve eager operations, where t is nil.

func (t *Tape) header() *Tensor {
	if t == nil {
		return new(Tensor)
	}
	if len(t.heads) == 0 {
		t.heads = make([]Tensor, 64)
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

func (t *Tape) call(inputs int) *Call {
	if t == nil {
		return &Call{In: make([]Operand, inputs)}
	}
	k := t.calls.next()
	k.In = t.inputs.take(inputs)
	return k
}

// Raw are the stored values of a tensor: Size of them in row-major order, or one if it is uniform. They are the tensor's
// own; only an optimiser that owns the tensor may change them.
func Raw[T Float](x *Tensor) []T {
	x.live("Raw")
	return values[T](x.contiguous().data)
}

// ValueAndGrad is f(xs) and its derivative with respect to each x. f must return a scalar.
func ValueAndGrad(f func(xs ...*Tensor) *Tensor, xs ...*Tensor) (*Tensor, []*Tensor) {
	t := NewTape()
	leaves := make([]*Tensor, len(xs))
	for i, x := range xs {
		leaves[i] = t.Leaf(x, true)
	}
	y := f(leaves...)
	if y.tape == t {
		t.Backward(y)
	}
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
