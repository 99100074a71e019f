package dist

import (
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// MaskedLogProb returns d.LogProb(x) where mask is not 0 and 0 elsewhere; mask has d's batch shape or broadcasts, and
// nil masks nothing. Masked values of x are not computed with, nor are masked parameters if d is [Fused] or
// [Parametric].
func MaskedLogProb(d Distribution, x, mask *tensor.Tensor) *tensor.Tensor {
	if f, ok := d.(Fused); ok {
		return f.MaskedLogProb(x, mask)
	}
	d = behind(d, mask)
	return whereCounts(mask, d.LogProb(fillMasked(d, x, mask)), 0)
}

// LogProbSum returns scale · Σ MaskedLogProb(d, x, mask), a scalar.
func LogProbSum(d Distribution, x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	if f, ok := d.(FusedSum); ok {
		return f.LogProbSum(x, mask, scale)
	}
	return scaledSum(MaskedLogProb(d, x, mask), scale)
}

// scaledSum returns scale · Σ x.
func scaledSum(x *tensor.Tensor, scale float64) *tensor.Tensor {
	if scale == 1 {
		return x.Sum()
	}
	return tensor.Mul(x.Sum(), scale)
}

// fillMasked returns x with masked elements replaced by a value inside the support.
func fillMasked(d Distribution, x, mask *tensor.Tensor) *tensor.Tensor {
	if mask == nil {
		return x
	}
	return tensor.Where(unsqueeze(mask, len(d.EventShape())), x, d.Support().Inside(x.Shape()...).As(x.DType()))
}

// spreadValues returns x with one value for every element of d's batch.
func spreadValues(d Distribution, x *tensor.Tensor) *tensor.Tensor {
	return x.Expand(shapeOfValues(d, x)...)
}

// shapeOfValues returns the shape to which x broadcasts as values of d, whose events no dimension of x enlarges.
func shapeOfValues(d Distribution, x *tensor.Tensor) tensor.Shape {
	batch, event := d.BatchShape(), d.EventShape()
	shape, ok := tensor.BroadcastShapes(tensor.RawShape(x), tensor.Join(batch, event))
	if !ok || !event.Equal(shape[len(shape)-len(event):]) {
		fail(nameOf(d)+".LogProb", "values of shape %v do not broadcast with batch shape %v and event shape %v", []int(x.Shape()), []int(batch), []int(event))
	}
	return shape
}

// notNegative refuses shapes with dimensions below 0.
func notNegative(op, of string, shape []int) {
	if slices.ContainsFunc(shape, func(n int) bool { return n < 0 }) {
		fail(op, "%s shape %v has a negative dimension", of, shape)
	}
}

// given refuses a distribution that is nil.
func given(d Distribution, op string) {
	if d == nil {
		fail(op, "the distribution is nil")
	}
}

// Expand returns d with another batch shape, to which its own broadcasts. Draws along new dimensions are independent. A
// distribution that is an [Expander] expands itself; others are wrapped.
func Expand(d Distribution, shape ...int) Distribution {
	given(d, "Expand")
	batch := d.BatchShape()
	if batch.Equal(shape) {
		return d
	}
	notNegative(nameOf(d)+".Expand", "batch", shape)
	if out, ok := tensor.BroadcastShapes(batch, shape); !ok || !out.Equal(shape) {
		fail(nameOf(d)+".Expand", "batch shape %v does not broadcast to %v", []int(batch), shape)
	}
	if e, ok := d.(Expander); ok {
		return e.WithBatchShape(append(tensor.Shape(nil), shape...))
	}
	return newExpanded(d, shape)
}

// ToEvent returns d with its last n batch dimensions as event dimensions: one draw is then a whole block of independent
// values, whose log-probabilities add up. Use it for parameters that no plate claims.
func ToEvent(d Distribution, n int) Distribution {
	given(d, "ToEvent")
	if delta, ok := d.(*DeltaDist); ok {
		return delta.ToEvent(n)
	}
	if n == 0 {
		return d
	}
	return independent(d, n)
}

// Mask returns d with log-probability 0 where mask is 0, and no derivative there. The mask broadcasts with d's batch
// shape. Draws are not masked.
func Mask(d Distribution, mask *tensor.Tensor) Distribution { return newMasked(d, mask) }
