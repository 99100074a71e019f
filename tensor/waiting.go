package tensor

import (
	"slices"

	"github.com/credence-ppl/credence/internal/par"
)

// waiting holds deferred VJPs. Those over equally many elements run together, piece after piece, so that each finds in
// the cache what the one before it wrote. An element gets the same terms in the same order as if none had waited: VJPs
// that share an adjoint have as many elements as it has.
type waiting struct {
	calls    []*Call // in the order of their VJPs
	due      []*Call // those that must run now
	together []*Call // those of them that run at the same time
	roots    []int32 // room for nodes
}

// mayWait reports whether the VJP of a call may wait: it does all its work in [Call.SplitVJP], and every element of the
// call's plan has its own element of every adjoint, except of a result that is a single number.
func (t *Tape) mayWait(k *Call) bool {
	size, out := k.plan.size, k.Out.Stored()
	if !k.Op.Waits || size <= par.Grain || out != size && out != 1 || t.program {
		return false
	}
	for i := range k.In {
		if id := k.In[i].node; id > 0 && t.nodes[t.root(id)].n != size {
			return false
		}
	}
	return true
}

// settleFor runs the deferred VJPs that touch an adjoint k's VJP is about to read or write.
func (t *Tape) settleFor(k *Call) {
	w := &t.waiting
	if len(w.calls) == 0 {
		return
	}
	w.roots = append(t.appendRoots(w.roots[:0], k), t.root(k.Out.node))
	for _, k := range slices.Backward(w.calls) {
		if t.adds(k, w.roots) {
			w.due = append(w.due, k)
			w.roots = append(t.appendRoots(w.roots, k), t.root(k.Out.node))
		}
	}
	if len(w.due) == 0 {
		return
	}
	slices.Reverse(w.due)
	w.calls = slices.DeleteFunc(w.calls, func(k *Call) bool { return slices.Contains(w.due, k) })
	t.settle(w.due)
	w.due = w.due[:0]
}

// adds reports whether the VJP of a call adds to one of the adjoints.
func (t *Tape) adds(k *Call, roots []int32) bool {
	for i := range k.In {
		if id := k.In[i].node; id > 0 && slices.Contains(roots, t.root(id)) {
			return true
		}
	}
	return false
}

func (t *Tape) appendRoots(roots []int32, k *Call) []int32 {
	for i := range k.In {
		if id := k.In[i].node; id > 0 {
			roots = append(roots, t.root(id))
		}
	}
	return roots
}

// settle runs VJPs, those over equally many elements together.
func (t *Tape) settle(calls []*Call) {
	for i, first := range calls {
		if first.body == nil {
			continue // done
		}
		w := &t.waiting
		w.together = w.together[:0]
		for _, k := range calls[i:] {
			if k.plan.size == first.plan.size {
				w.together = append(w.together, k)
			}
		}
		t.sweep(first.plan.size, w.together)
	}
}

// sweep runs VJPs piece by piece, and checks whether the adjoints of leaves are moderate while they are in the cache.
func (t *Tape) sweep(size int, calls []*Call) {
	w := &t.waiting
	leaves := w.roots[:0]
	for _, k := range calls {
		leaves = t.appendRoots(leaves, k)
	}
	slices.Sort(leaves)
	leaves = slices.DeleteFunc(slices.Compact(leaves), func(id int32) bool { return t.nodes[id].call != 0 })
	w.roots = leaves

	moderate := par.All(size, func(lo, hi int) bool {
		for _, k := range calls {
			k.body(lo, hi)
		}
		for _, id := range leaves {
			if n := &t.nodes[id]; !n.g.moderate(n.dtype, lo, hi) {
				return false
			}
		}
		return true
	})
	for _, id := range leaves {
		if n := &t.nodes[id]; moderate {
			n.bounds = bounds{true, -Moderate(n.dtype), Moderate(n.dtype)}
		}
	}
	for _, k := range calls {
		k.body = nil
		t.spend(k.Out.node)
	}
}
