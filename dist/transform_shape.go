package dist

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// Permute returns the transform that puts the elements of a vector in another order: element i of the result is element
// order[i]. It panics unless order has every place once.
func Permute(order ...int) Transform {
	back := make([]int, len(order))
	for i := range back {
		back[i] = -1
	}
	for i, at := range order {
		if at < 0 || at >= len(order) || back[at] >= 0 {
			fail("Permute", "order %v is not a permutation of 0…%d", order, len(order)-1)
		}
		back[at] = i
	}
	return permute{slices.Clone(order), back}
}

type permute struct{ order, back []int }

func (t permute) String() string { return fmt.Sprintf("Permute(%v)", t.order) }

func (t permute) Forward(x *tensor.Tensor) *tensor.Tensor { return t.take(x, t.order) }
func (t permute) Inverse(y *tensor.Tensor) *tensor.Tensor { return t.take(y, t.back) }

func (t permute) take(x *tensor.Tensor, order []int) *tensor.Tensor {
	t.ForwardShape(x.Shape()...)
	return x.Take(-1, order)
}

func (permute) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return zeroLogDet(x, 1) }

func (permute) Domain() Constraint   { return RealVector }
func (permute) Codomain() Constraint { return RealVector }

func (t permute) ForwardShape(shape ...int) tensor.Shape {
	if len(shape) == 0 || shape[len(shape)-1] != len(t.order) {
		fail("Permute", "values of shape %v do not end in the %d elements of %v", shape, len(t.order), t.order)
	}
	return slices.Clone(shape)
}

func (t permute) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

// Reshape returns the transform that gives every element of one shape another one of the same size.
func Reshape(from, to tensor.Shape) Transform {
	notNegative("Reshape", "the first", from)
	notNegative("Reshape", "the second", to)
	if from.Size() != to.Size() {
		fail("Reshape", "shape %v has %d elements and shape %v has %d", []int(from), from.Size(), []int(to), to.Size())
	}
	return reshape{slices.Clone(from), slices.Clone(to)}
}

type reshape struct{ from, to tensor.Shape }

func (t reshape) String() string { return fmt.Sprintf("Reshape(%v, %v)", []int(t.from), []int(t.to)) }

func (t reshape) Forward(x *tensor.Tensor) *tensor.Tensor {
	return x.Reshape(t.ForwardShape(x.Shape()...)...)
}

func (t reshape) Inverse(y *tensor.Tensor) *tensor.Tensor {
	return y.Reshape(t.InverseShape(y.Shape()...)...)
}

func (t reshape) LogDet(x, _ *tensor.Tensor) *tensor.Tensor { return zeroLogDet(x, len(t.from)) }

func (t reshape) Domain() Constraint   { return extra(Real, len(t.from)) }
func (t reshape) Codomain() Constraint { return extra(Real, len(t.to)) }

func (t reshape) ForwardShape(shape ...int) tensor.Shape { return t.swap(shape, t.from, t.to) }
func (t reshape) InverseShape(shape ...int) tensor.Shape { return t.swap(shape, t.to, t.from) }

func (t reshape) swap(shape, from, to tensor.Shape) tensor.Shape {
	batch := len(shape) - len(from)
	if batch < 0 || !slices.Equal(shape[batch:], from) {
		fail("Reshape", "values of shape %v do not end in shape %v", shape, []int(from))
	}
	return tensor.Join(shape[:batch], to)
}
