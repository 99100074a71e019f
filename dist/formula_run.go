package dist

import (
	"math/bits"
	"slices"

	machine "github.com/credence-ppl/credence/internal/lane"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// over runs a program over all blocks, and calls each after every block, unless it is nil. The frame, which has what
// the program computes of all elements, goes back with End.
func over[T tensor.Float](c *compiled, b *tensor.Blocks[T], what programKind, wanted uint, each func(f *machine.Frame)) *machine.Frame {
	f := begin(c, b, what, wanted)
	for b.Next() {
		if b.Anew() {
			f.Start(b.Numbers())
		}
		f.Run(b.Len(), b.In())
		if each != nil {
			each(f)
		}
	}
	return f
}

// begin returns a frame of the program for blocks.
func begin[T tensor.Float](c *compiled, b *tensor.Blocks[T], what programKind, wanted uint) *machine.Frame {
	_, single := any(b).(*tensor.Blocks[float32])
	return c.program(programKey{what, single && c.low != "", b.Uniform(), wanted}).Begin(b.Numbers())
}

// formulaEach makes values lo to hi of a call.
func formulaEach[T tensor.Float](c *compiled, k *tensor.Call, lo, hi int) {
	out := tensor.Values[T](&k.Out)
	b := tensor.BlocksOf[T](k, len(c.names), lo, hi)
	defer b.Free()
	if b.Excluded() {
		clear(out[lo:hi])
		return
	}
	b.ByRows()
	over(c, b, valueEach, 0, func(f *machine.Frame) { b.Store(out, f.Root(0)) }).End()
}

// formulaEachVJP adds the derivatives of values lo to hi of a call, times g, an adjoint for each or for all. It spares
// itself blocks whose adjoints are all 0.
func formulaEachVJP[T tensor.Float](c *compiled, k *tensor.Call, g []T, lo, hi int) {
	b := tensor.BlocksOf[T](k, len(c.names), lo, hi)
	defer b.Free()
	b.ByRows()
	wanted := wanted[T](c, k)
	f := begin(c, b, slopeEach, wanted)
	defer f.End()
	for b.Next() {
		if b.Anew() {
			f.Start(b.Numbers())
		}
		gs := b.Adjoints(g)
		if !slices.ContainsFunc(gs, func(g float64) bool { return g != 0 }) {
			continue
		}
		f.Run(b.Len(), b.In())
		root := 0
		for set := wanted; set != 0; set &= set - 1 {
			b.Add(bits.TrailingZeros(set), f.Root(root), gs)
			root++
		}
	}
}

// wanted returns the operands of a call whose derivatives are wanted.
func wanted[T tensor.Float](c *compiled, k *tensor.Call) (wanted uint) {
	for j := range c.names {
		if c.noGrad&(1<<j) == 0 && tensor.Grad[T](&k.In[j]) != nil {
			wanted |= 1 << j
		}
	}
	return wanted
}

// formulaTotal returns the sum of the values of a call.
func formulaTotal[T tensor.Float](c *compiled, k *tensor.Call) float64 {
	piece := func(lo, hi int) *machine.Frame {
		b := tensor.BlocksOf[T](k, len(c.names), lo, hi)
		defer b.Free()
		return over(c, b, valueSum, 0, nil)
	}
	var f *machine.Frame
	if size := k.Size(); size <= par.Grain {
		f = piece(0, size)
		f.Finish(nil)
	} else {
		f = piece(0, 0)
		f.Finish(par.Sums(size, f.Sums(), func(sums []float64, lo, hi int) {
			f := piece(lo, hi)
			f.AddSums(sums)
			f.End()
		}))
	}
	defer f.End()
	if total := f.Number(0); special.Finite(total) && (c.valid == nil || f.Number(1) == 0) {
		return total
	}
	return formulaTotalOfAll[T](c, k)
}

// formulaTotalOfAll returns the sum of the values of a call, of which some are not valid.
func formulaTotalOfAll[T tensor.Float](c *compiled, k *tensor.Call) float64 {
	return par.Sum(k.Size(), func(lo, hi int) float64 { return formulaSum[T](c, k, valueEach, 0, lo, hi) })
}

// formulaSum adds up the values lo to hi of a call, or its derivatives with respect to one operand, one by one: those
// that are infinite or not valid have been replaced.
func formulaSum[T tensor.Float](c *compiled, k *tensor.Call, what programKind, wanted uint, lo, hi int) (sum float64) {
	b := tensor.BlocksOf[T](k, len(c.names), lo, hi)
	defer b.Free()
	over(c, b, what, wanted, func(f *machine.Frame) {
		for _, v := range f.Root(0) {
			sum += v
		}
	}).End()
	return sum
}

// formulaTotalVJP adds the derivatives of the sum of the values of a call. Where the sum is finite, all were valid.
func formulaTotalVJP[T tensor.Float](c *compiled, k *tensor.Call) {
	g := k.Attr.(extent).scale * float64(tensor.Grad[T](&k.Out)[0])
	if g == 0 || !special.Finite(float64(tensor.Values[T](&k.Out)[0])) {
		clearFresh(k)
		k.SplitVJP(func(lo, hi int) { formulaEachVJP(c, k, []T{T(g)}, lo, hi) })
		return
	}
	store, mask := uint(0), &k.In[len(c.names)]
	through := mask.Stored() == 1 && tensor.Values[T](mask)[0] != 0
	for i := range k.In {
		if in := &k.In[i]; through && in.Fresh() && in.Stored() == k.Size() {
			store |= 1 << i
		} else {
			in.Clear(k.DType)
		}
	}
	if k.Size() <= par.Grain {
		formulaTotalPieceVJP[T](c, k, g, store, 0, k.Size())
		return
	}
	k.SplitVJP(func(lo, hi int) { formulaTotalPieceVJP[T](c, k, g, store, lo, hi) })
}

// formulaTotalPieceVJP adds the derivatives of the sum of values lo to hi of a call, times g. store are the operands
// whose adjoints are stored.
func formulaTotalPieceVJP[T tensor.Float](c *compiled, k *tensor.Call, g float64, store uint, lo, hi int) {
	b := tensor.BlocksOf[T](k, len(c.names), lo, hi)
	defer b.Free()
	wanted := wanted[T](c, k)
	f := over(c, b, slopeSum, wanted, func(f *machine.Frame) {
		root := 0
		for set := wanted; set != 0; set &= set - 1 {
			if j := bits.TrailingZeros(set); b.Uniform()&(1<<j) == 0 {
				b.AddScaled(j, f.Root(root), g, store&(1<<j) != 0)
			}
			root++
		}
	})
	defer f.End()
	f.Finish(nil)
	root := 0
	for set := wanted; set != 0; set &= set - 1 {
		if j := bits.TrailingZeros(set); b.Uniform()&(1<<j) != 0 {
			slope := f.Number(root)
			if !special.Finite(slope) {
				slope = formulaSum[T](c, k, slopeEach, 1<<j, lo, hi)
			}
			sink := tensor.SinkOf[T](&k.In[j])
			sink.Add(0, g*slope)
		}
		root++
	}
}
