package dist

import "github.com/credence-ppl/credence/tensor"

// Stack returns the transform that applies ts[i] to the slice at place i along dim, which is negative: -1 is the last
// dimension. An event begins at that dimension. Every part keeps the shape of what it maps.
func Stack(dim int, ts ...Transform) Transform {
	switch {
	case dim >= 0:
		fail("Stack", "dimension %d is not counted from the last, as -1 is", dim)
	case len(ts) == 0:
		fail("Stack", "there are no transforms to stack")
	}
	for i, t := range ts {
		switch {
		case t == nil:
			fail("Stack", "transform %d is nil", i)
		case max(t.Domain().EventDim(), t.Codomain().EventDim()) > -dim-1:
			fail("Stack", "transform %d, %v, acts on more dimensions than the %d behind dimension %d", i, t, -dim-1, dim)
		}
	}
	return stack{dim, append([]Transform(nil), ts...)}
}

type stack struct {
	dim int
	of  []Transform
}

func (t stack) String() string { return "Stack(" + joined(t.of, ", ") + ")" }

// part returns slice i of x, without the dimension.
func (t stack) part(x *tensor.Tensor, i int) *tensor.Tensor {
	return x.Index(t.dim, i)
}

func (t stack) each(x *tensor.Tensor, f func(p Transform, x *tensor.Tensor) *tensor.Tensor) *tensor.Tensor {
	t.ForwardShape(x.Shape()...)
	parts := make([]*tensor.Tensor, len(t.of))
	for i, p := range t.of {
		parts[i] = f(p, t.part(x, i)).Unsqueeze(t.dim)
	}
	return tensor.Concat(t.dim, parts...)
}

func (t stack) Forward(x *tensor.Tensor) *tensor.Tensor {
	return t.each(x, Transform.Forward)
}

func (t stack) Inverse(y *tensor.Tensor) *tensor.Tensor {
	return t.each(y, Transform.Inverse)
}

func (t stack) LogDet(x, y *tensor.Tensor) *tensor.Tensor {
	var sum *tensor.Tensor
	for i, p := range t.of {
		sum = plus(sum, sumLast(p.LogDet(t.part(x, i), t.part(y, i)), -t.dim-1-p.Domain().EventDim()))
	}
	return sum
}

func (t stack) Domain() Constraint   { return t.sets(Transform.Domain) }
func (t stack) Codomain() Constraint { return t.sets(Transform.Codomain) }

// sets stacks those of the parts.
func (t stack) sets(of func(t Transform) Constraint) Constraint {
	sets, reals := make([]Constraint, len(t.of)), true
	for i, p := range t.of {
		sets[i] = of(p)
		reals = reals && elementOf(sets[i]) == Real
	}
	if reals {
		return extra(Real, -t.dim)
	}
	return stackedSets{t.dim, sets}
}

func (t stack) ForwardShape(shape ...int) tensor.Shape {
	if len(shape) < -t.dim || shape[len(shape)+t.dim] != len(t.of) {
		fail("Stack", "values of shape %v do not have the %d elements of the stack along dimension %d", shape, len(t.of), t.dim)
	}
	return append(tensor.Shape(nil), shape...)
}

func (t stack) InverseShape(shape ...int) tensor.Shape { return t.ForwardShape(shape...) }

func (t stack) Validate() error { return composed{t.of}.Validate() }

// WithParams gives f one dimension less, which parameters of a part do not have.
func (t stack) WithParams(n int, f ParamMap) Transform { return stack{t.dim, remadeAll(t.of, n-1, f)} }
