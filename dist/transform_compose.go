package dist

import "github.com/credence-ppl/credence/tensor"

// Compose returns the transform that applies all of ts, the first one first. A part that acts on fewer dimensions than
// another acts on each element of the larger one. Compose of none is the identity.
func Compose(ts ...Transform) Transform {
	parts := flatten(ts)
	switch len(parts) {
	case 0:
		return identity{}
	case 1:
		return parts[0]
	}
	return composed{parts}
}

// flatten returns ts with those that are compositions in parts, and without identities.
func flatten(ts []Transform) []Transform {
	var parts []Transform
	for i, t := range ts {
		switch t := t.(type) {
		case nil:
			fail("Compose", "transform %d is nil", i)
		case composed:
			parts = append(parts, t.parts...)
		case identity:
		default:
			parts = append(parts, t)
		}
	}
	return parts
}

// composed is two transforms or more.
type composed struct{ parts []Transform }

func (t composed) String() string { return "Compose(" + joined(t.parts, ", ") + ")" }

func (t composed) Forward(x *tensor.Tensor) *tensor.Tensor {
	for _, p := range t.parts {
		x = p.Forward(x)
	}
	return x
}

func (t composed) Inverse(y *tensor.Tensor) *tensor.Tensor {
	for i := len(t.parts) - 1; i >= 0; i-- {
		y = t.parts[i].Inverse(y)
	}
	return y
}

// LogDet finds what lies between x and y from x.
func (t composed) LogDet(x, _ *tensor.Tensor) *tensor.Tensor {
	_, logDet := t.forwardLogDet(x)
	return logDet
}

func (t composed) forwardLogDet(x *tensor.Tensor) (y, logDet *tensor.Tensor) {
	event := eventBefore(t.parts)
	for _, p := range t.parts {
		var one *tensor.Tensor
		in := p.Domain().EventDim()
		x, one = ForwardLogDet(p, x)
		logDet = plus(logDet, sumLast(one, event-in))
		event += p.Codomain().EventDim() - in
	}
	return x, logDet
}

// eventBefore returns the number of dimensions of the smallest events that all of ts, one after the other, can act on.
func eventBefore(ts []Transform) int {
	event := 0
	for i := len(ts) - 1; i >= 0; i-- {
		in, out := ts[i].Domain().EventDim(), ts[i].Codomain().EventDim()
		event = max(event-out+in, in)
	}
	return event
}

func (t composed) Domain() Constraint {
	last := len(t.parts) - 1
	c := t.parts[last].Domain()
	for i := last - 1; i >= 0; i-- {
		c = originOf(t.parts[i], c)
	}
	return extra(c, eventBefore(t.parts)-c.EventDim())
}

func (t composed) Codomain() Constraint {
	c, event := t.parts[0].Codomain(), eventBefore(t.parts)
	for i, p := range t.parts {
		if i > 0 {
			c = imageOf(p, c)
		}
		event += p.Codomain().EventDim() - p.Domain().EventDim()
	}
	return extra(c, event-c.EventDim())
}

func (t composed) ForwardShape(shape ...int) tensor.Shape {
	for _, p := range t.parts {
		shape = p.ForwardShape(shape...)
	}
	return shape
}

func (t composed) InverseShape(shape ...int) tensor.Shape {
	for i := len(t.parts) - 1; i >= 0; i-- {
		shape = t.parts[i].InverseShape(shape...)
	}
	return shape
}

func (t composed) Validate() error {
	for _, p := range t.parts {
		if err := validTransform(p); err != nil {
			return err
		}
	}
	return nil
}

// Sign returns the product of the parts', or nil if one has none.
func (t composed) Sign() *tensor.Tensor {
	sign := one
	for _, p := range t.parts {
		s, ok := signOf(p)
		if !ok {
			return nil
		}
		sign = sign.Mul(s)
	}
	return sign
}

func (t composed) WithParams(n int, f ParamMap) Transform { return composed{remadeAll(t.parts, n, f)} }
