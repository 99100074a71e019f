package tensor

// Views share values and adjoint with the tensor they are taken from; they are not operations.

// view returns elements [from, from+size) of t's stored values under another shape. t must be contiguous and dense.
func (t *Tensor) view(from int, shape Shape) *Tensor {
	out := t.tape.header()
	data := t.data.slice(t.dtype, from, shape.Size())
	*out = Tensor{shape: shape, data: data, dtype: t.dtype, tape: t.tape, gen: t.gen, origin: t.origin}
	if t.node > 0 {
		out.node = t.tape.view(t.node, from, out.data.n)
	}
	return out
}

// as returns t under another header that shares values and node.
func (t *Tensor) as(shape Shape, transposed bool) *Tensor {
	out := t.tape.header()
	*out = *t
	out.shape, out.transposed, out.weak = shape, transposed, false
	return out
}

// Reshape returns t with the same elements under another shape; one dimension may be -1 and is worked out.
func (t *Tensor) Reshape(shape ...int) *Tensor {
	t.live("Reshape")
	s := append(Shape(nil), shape...)
	for i, d := range s {
		if d == -1 {
			s[i] = 1
			if rest := s.Size(); rest > 0 {
				s[i] = t.Size() / rest
			}
			break
		}
	}
	checkShape("Reshape", s)
	if s.Size() != t.Size() {
		fail("Reshape", "shape %v has %d elements, %v needs another number", []int(t.shape), t.Size(), shape)
	}
	if t.uniform() {
		return t.as(s, false)
	}
	return t.contiguous().view(0, s)
}

// Unsqueeze inserts a dimension of extent 1 before dimension d; -1 appends one.
func (t *Tensor) Unsqueeze(d int) *Tensor {
	t.some()
	if d < 0 {
		d += len(t.shape) + 1
	}
	if d < 0 || d > len(t.shape) {
		fail("Unsqueeze", "no place %d in shape %v", d, []int(t.shape))
	}
	return t.Reshape(Join(Join(t.shape[:d], Shape{1}), t.shape[d:])...)
}

// Squeeze removes dimension d, which must have extent 1.
func (t *Tensor) Squeeze(d int) *Tensor {
	d = t.dimension("Squeeze", d)
	if t.shape[d] != 1 {
		fail("Squeeze", "dimension %d of shape %v is not 1", d, []int(t.shape))
	}
	return t.Reshape(Join(t.shape[:d], t.shape[d+1:])...)
}

// Slice returns elements [from, to) along dimension dim. Along the first dimension it is a view, elsewhere a copy.
func (t *Tensor) Slice(dim, from, to int) *Tensor {
	t.live("Slice")
	dim = t.dimension("Slice", dim)
	if from < 0 || to < from || to > t.shape[dim] {
		fail("Slice", "elements [%d, %d) along dimension %d of shape %v", from, to, dim, []int(t.shape))
	}
	shape := t.Shape()
	shape[dim] = to - from
	switch {
	case t.uniform():
		return t.as(shape, false)
	case dim == 0:
		return t.contiguous().view(from*t.shape[1:].Size(), shape)
	}
	return Apply(opSlice, sliceAttr{dim, from, to}, t)
}

// T returns the transpose of a matrix. Matrix products take it as a flag; everything else copies it into place.
func (t *Tensor) T() *Tensor {
	t.live("T")
	if len(t.shape) != 2 {
		fail("T", "shape %v is not a matrix; Permute orders the dimensions of other tensors", []int(t.shape))
	}
	shape := Shape{t.shape[1], t.shape[0]}
	if t.data.n == 1 {
		return t.as(shape, false)
	}
	return t.as(shape, !t.transposed)
}

// Expand broadcasts t to a shape. One value spread over a shape stays one value.
func (t *Tensor) Expand(shape ...int) *Tensor {
	t.live("Expand")
	s := checkShape("Expand", shape)
	if t.shape.Equal(s) {
		return t
	}
	if out, ok := BroadcastShapes(t.shape, s); !ok || !out.Equal(s) {
		fail("Expand", "shape %v does not broadcast to %v", []int(t.shape), shape)
	}
	if t.data.n == 1 && s.Size() > 0 {
		return t.as(s, false)
	}
	return Apply(opExpand, s, t)
}

// contiguous returns t in row-major order.
func (t *Tensor) contiguous() *Tensor {
	if !t.transposed {
		return t
	}
	return Apply(opPermute, []int{1, 0}, t.as(Shape{t.shape[1], t.shape[0]}, false))
}

// dense returns t with every element stored.
func (t *Tensor) dense() *Tensor {
	if !t.uniform() {
		return t
	}
	return Apply(opExpand, t.shape, t)
}
