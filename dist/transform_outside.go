package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// outsideOf returns 1 for every value that is not inside c, the ends of an interval included, and 0 for others, in the
// shape of the batch. NaN is inside an interval, whose density is NaN then, and in no other set. It is a part of
// recordings, as [Constraint.Check] is not.
func outsideOf(c Constraint, y *tensor.Tensor) *tensor.Tensor {
	if low, high, ok := endsOf(c); ok {
		return either(tensor.LessEqual(y, low), tensor.LessEqual(high, y))
	}
	switch c := c.(type) {
	case Recordable:
		return c.Outside(y)
	case independentConstraint:
		return maxLast(outsideOf(c.base, y), c.dims)
	case stackedSets:
		var any *tensor.Tensor
		for i, s := range c.of {
			any = either(any, maxLast(outsideOf(s, stack{dim: c.dim}.part(y, i)), -c.dim-1-s.EventDim()))
		}
		return any
	}
	return tensor.Apply(opOutside.get(), c, y)
}

// endsOf returns the ends of a set that is an interval of numbers, as a [Bounder] tells; ok is false for others.
func endsOf(c Constraint) (low, high *tensor.Tensor, ok bool) {
	b, ok := c.(Bounder)
	if !ok || c.Discrete() || c.EventDim() > 0 {
		return nil, nil, false
	}
	low, high = b.Bounds()
	return low, high, true
}

var zero, minusInf, plusInf = tensor.To(0), tensor.To(math.Inf(-1)), tensor.To(math.Inf(1))

// either returns 1 where a or b is; a may be nil.
func either(a, b *tensor.Tensor) *tensor.Tensor {
	if a == nil {
		return b
	}
	return tensor.Maximum(a, b)
}

// plus returns a + b; a may be nil.
func plus(a, b *tensor.Tensor) *tensor.Tensor {
	if a == nil {
		return b
	}
	return a.Add(b)
}

// opOutside asks a set about every event.
var opOutside = lazy[*tensor.Op]{make: func() *tensor.Op {
	return tensor.Register(tensor.Op{Name: "Transformed.Outside",
		Shape: func(k *tensor.Call) {
			shape := k.In[0].Shape
			k.Out.Shape = append(tensor.Shape(nil), shape[:len(shape)-k.Attr.(Set).EventDim()]...)
		},
		Forward: tensor.Kernel{F64: outsideForward[float64], F32: outsideForward[float32]},
	})
}}

func outsideForward[T tensor.Float](k *tensor.Call) {
	out, in, c := tensor.Values[T](&k.Out), tensor.Values[T](&k.In[0]), k.Attr.(Set)
	event := k.In[0].Shape[len(k.Out.Shape):]
	n := event.Size()
	for i := range out {
		values := in[i*n : (i+1)*n]
		out[i] = 0
		if _, ok := c.Check(tensor.Of(values).Reshape(event...)); !ok {
			out[i] = 1
		}
	}
}
