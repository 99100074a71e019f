package dist

import (
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// formulaEach makes values lo to hi of a call.
func formulaEach[T tensor.Float](c *compiled, k *tensor.Call, lo, hi int) {
	out := tensor.Values[T](&k.Out)
	uniform, numbers := numbersOf[T](k, len(c.names))
	p := c.program(programKey{valueEach, uniform, 0})
	f := p.Begin(numbers[:])
	defer f.End()
	b := blocksOf[T](k, lo, hi)
	defer b.free()
	if b.start >= hi {
		clear(out[lo:hi])
		return
	}
	for b.next() {
		f.Run(b.n, b.in[:len(c.names)])
		b.store(out, f.Root(0))
	}
}

// formulaEachVJP adds the derivatives of values lo to hi of a call, times g, an adjoint for each or for all.
func formulaEachVJP[T tensor.Float](c *compiled, k *tensor.Call, g []T, lo, hi int) {
	uniform, numbers := numbersOf[T](k, len(c.names))
	wanted := wanted[T](c, k)
	f := c.program(programKey{slopeEach, uniform, wanted}).Begin(numbers[:])
	defer f.End()
	b := blocksOf[T](k, lo, hi)
	defer b.free()
	for b.next() {
		gs := b.adjoints(g)
		f.Run(b.n, b.in[:len(c.names)])
		root := 0
		for j := range c.names {
			if wanted&(1<<j) != 0 {
				b.add(j, f.Root(root), gs)
				root++
			}
		}
	}
}

// wanted returns the operands of a call whose derivatives are wanted.
func wanted[T tensor.Float](c *compiled, k *tensor.Call) (wanted uint16) {
	for j := range c.names {
		if c.noGrad&(1<<j) == 0 && tensor.Grad[T](&k.In[j]) != nil {
			wanted |= 1 << j
		}
	}
	return wanted
}

// formulaTotal returns the sum of the values of a call.
func formulaTotal[T tensor.Float](c *compiled, k *tensor.Call) float64 {
	uniform, numbers := numbersOf[T](k, len(c.names))
	p := c.program(programKey{valueSum, uniform, 0})
	f := p.Begin(numbers[:])
	defer f.End()
	size := k.Size()
	if size <= par.Grain {
		b := blocksOf[T](k, 0, size)
		for b.next() {
			f.Run(b.n, b.in[:len(c.names)])
		}
		b.free()
		f.Finish(nil)
	} else {
		f.Finish(par.Sums(size, p.Sums(), func(sums []float64, lo, hi int) {
			f := p.Begin(numbers[:])
			b := blocksOf[T](k, lo, hi)
			for b.next() {
				f.Run(b.n, b.in[:len(c.names)])
			}
			b.free()
			f.AddSums(sums)
			f.End()
		}))
	}
	if total := f.Number(0); special.Finite(total) && (c.valid == nil || f.Number(1) == 0) {
		return total
	}
	return formulaTotalOfAll[T](c, k)
}

// formulaTotalOfAll returns the sum of the values of a call, of which some are not valid.
func formulaTotalOfAll[T tensor.Float](c *compiled, k *tensor.Call) float64 {
	uniform, numbers := numbersOf[T](k, len(c.names))
	return par.Sum(k.Size(), func(lo, hi int) (total float64) {
		f := c.program(programKey{valueEach, uniform, 0}).Begin(numbers[:])
		b := blocksOf[T](k, lo, hi)
		for b.next() {
			f.Run(b.n, b.in[:len(c.names)])
			for _, v := range f.Root(0) {
				total += v
			}
		}
		b.free()
		f.End()
		return total
	})
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
	uniform, numbers := numbersOf[T](k, len(c.names))
	wanted := wanted[T](c, k)
	f := c.program(programKey{slopeSum, uniform, wanted}).Begin(numbers[:])
	defer f.End()
	b := blocksOf[T](k, lo, hi)
	defer b.free()
	for b.next() {
		f.Run(b.n, b.in[:len(c.names)])
		root := 0
		for j := range c.names {
			if wanted&(1<<j) == 0 {
				continue
			}
			if uniform&(1<<j) == 0 {
				b.addScaled(j, f.Root(root), g, store&(1<<j) != 0)
			}
			root++
		}
	}
	f.Finish(nil)
	root := 0
	for j := range c.names {
		if wanted&(1<<j) == 0 {
			continue
		}
		if uniform&(1<<j) != 0 {
			slope := f.Number(root)
			if !special.Finite(slope) {
				slope = sumOfSlopes[T](c, k, j, lo, hi)
			}
			sink := tensor.SinkOf[T](&k.In[j])
			sink.Add(0, g*slope)
		}
		root++
	}
}

// sumOfSlopes returns the sum of the derivatives of values lo to hi of a call with respect to operand j, without those
// that are infinite.
func sumOfSlopes[T tensor.Float](c *compiled, k *tensor.Call, j, lo, hi int) (sum float64) {
	uniform, numbers := numbersOf[T](k, len(c.names))
	f := c.program(programKey{slopeEach, uniform, 1 << j}).Begin(numbers[:])
	defer f.End()
	b := blocksOf[T](k, lo, hi)
	defer b.free()
	for b.next() {
		f.Run(b.n, b.in[:len(c.names)])
		for _, v := range f.Root(0) {
			sum += v
		}
	}
	return sum
}
