package dist

import (
	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/par"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// dense implements a pointwise function by kernels, in the element type of its operands, for the operand layouts that
// dominate training: certain operands are stored whole, the others are single numbers without a derivative, and nothing
// is masked.
//
// Sums are trusted where they are finite, so that every element was an ordinary one; derivatives of a sum are asked for
// only then.
type dense struct {
	whole uint // bit set of the operands that are stored whole
	f64   denseOf[float64]
	f32   denseOf[float32]
}

type denseOf[T tensor.Float] struct {
	sum     func(in pieces[T]) float64
	sumGrad func(d, in pieces[T], factor T, add uint) // bit i of add: d[i] is added to rather than stored

	each func(out []T, in pieces[T]) (ok bool) // ok is false where elements need more care
	// an interval that has all values where each is ok; nil if nothing is known
	bounds   *[2]T
	eachGrad func(d, in pieces[T], out, g []T, add uint) // d of a lone operand may be g

	// singles are the derivatives by the operands that are single numbers, where no others are wanted.
	singles func(in pieces[T], g []T) (sums [maxOperands]float64)
}

// pieces are a part of each operand, or of its adjoint. An operand that is not whole is a single number.
type pieces[T tensor.Float] [maxOperands][]T

// denseFor returns the first of the kernels of p that serve a call; nil if none does.
func denseFor[T tensor.Float](p *pointwise, k *tensor.Call) *denseOf[T] {
	mask := len(k.In) - 1
	if kernel.Active() == kernel.Portable || k.Size() < 2 || k.In[mask].Stored() != 1 || tensor.Values[T](&k.In[mask])[0] == 0 {
		return nil
	}
	for i := range p.dense {
		if fits(k, p.dense[i].whole) {
			if d, ok := any(&p.dense[i].f64).(*denseOf[T]); ok {
				return d
			}
			return any(&p.dense[i].f32).(*denseOf[T])
		}
	}
	return nil
}

func fits(k *tensor.Call, whole uint) bool {
	for i := range len(k.In) - 1 {
		n := 1
		if whole&(1<<i) != 0 {
			n = k.Size()
		}
		if k.In[i].Stored() != n {
			return false
		}
	}
	return true
}

// gradsFit reports whether the adjoints of all whole operands are wanted, and those of no others. It is their add.
func gradsFit[T tensor.Float](k *tensor.Call) (add uint, ok bool) {
	for i := range len(k.In) - 1 {
		if k.Op.NoGrad&(1<<i) != 0 {
			continue
		}
		whole := k.In[i].Stored() == k.Size()
		if whole != (tensor.Grad[T](&k.In[i]) != nil) {
			return 0, false
		}
		if !k.In[i].Fresh() {
			add |= 1 << i
		}
	}
	return add, true
}

// cut returns elements lo to hi of what pick takes of each operand.
func cut[T tensor.Float](k *tensor.Call, pick func(*tensor.Operand) []T, lo, hi int) (in pieces[T]) {
	for i := range len(k.In) - 1 {
		if in[i] = pick(&k.In[i]); len(in[i]) == k.Size() {
			in[i] = in[i][lo:hi]
		}
	}
	return in
}

func (s *denseOf[T]) total(k *tensor.Call) float64 {
	if k.Size() <= par.Grain {
		return s.sum(cut(k, tensor.Values[T], 0, k.Size()))
	}
	return par.Sum(k.Size(), func(lo, hi int) float64 { return s.sum(cut(k, tensor.Values[T], lo, hi)) })
}

func (s *denseOf[T]) addSumGrad(k *tensor.Call, factor T, add uint) {
	if k.Size() <= par.Grain {
		s.sumGrad(cut(k, tensor.Grad[T], 0, k.Size()), cut(k, tensor.Values[T], 0, k.Size()), factor, add)
		return
	}
	k.SplitVJP(func(lo, hi int) {
		s.sumGrad(cut(k, tensor.Grad[T], lo, hi), cut(k, tensor.Values[T], lo, hi), factor, add)
	})
}

func (s *denseOf[T]) addEachGrad(k *tensor.Call, add uint) {
	if k.Size() <= par.Grain {
		s.pieceGrad(k, add, 0, k.Size())
		return
	}
	k.SplitVJP(func(lo, hi int) { s.pieceGrad(k, add, lo, hi) })
}

func (s *denseOf[T]) pieceGrad(k *tensor.Call, add uint, lo, hi int) {
	out, g := tensor.Values[T](&k.Out), tensor.Grad[T](&k.Out)
	s.eachGrad(cut(k, tensor.Grad[T], lo, hi), cut(k, tensor.Values[T], lo, hi), out[lo:hi], g[lo:hi], add)
}

// addSingles adds the derivatives by operands that are single numbers, and reports whether it could: no others are
// wanted and no element needs more care.
func (s *denseOf[T]) addSingles(k *tensor.Call) bool {
	for i := range len(k.In) - 1 {
		if k.In[i].Stored() > 1 && tensor.Grad[T](&k.In[i]) != nil {
			return false
		}
	}
	sums := s.singles(cut(k, tensor.Values[T], 0, k.Size()), tensor.Grad[T](&k.Out))
	for _, v := range sums {
		if !special.Finite(v) {
			return false
		}
	}
	for i := range len(k.In) - 1 {
		if sink := tensor.SinkOf[T](&k.In[i]); sink.Wanted() {
			sink.Add(0, sums[i])
		}
	}
	return true
}
