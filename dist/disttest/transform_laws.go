package disttest

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func validTransform(m *mapping) error {
	if m.t.String() == "" {
		return errors.New("its String is empty")
	}
	if err := dist.CheckConstraint(m.t.Domain(), m.x); err != nil {
		return fmt.Errorf("x is not in its domain: %w", err)
	}
	if v, ok := m.t.(validator); ok {
		return v.Validate()
	}
	return nil
}

type validator interface{ Validate() error }

func transformShapes(m *mapping) error {
	y, logDet := dist.ForwardLogDet(m.t, m.x)
	for _, pair := range []struct {
		what      string
		got, want tensor.Shape
	}{
		{"Forward and ForwardShape", y.Shape(), m.t.ForwardShape(m.x.Shape()...)},
		{"x and InverseShape", m.x.Shape(), m.t.InverseShape(y.Shape()...)},
		{"x and Inverse", m.x.Shape(), m.t.Inverse(y).Shape()},
		{"LogDet and the domain", logDet.Shape(), m.x.Shape()[:m.x.Rank()-m.t.Domain().EventDim()]},
		{"LogDet and the codomain", logDet.Shape(), y.Shape()[:y.Rank()-m.t.Codomain().EventDim()]},
		{"LogDet and ForwardLogDet", m.t.LogDet(m.x, y).Shape(), logDet.Shape()},
	} {
		if !pair.got.Equal(pair.want) {
			return fmt.Errorf("%s disagree at x of shape %v: %v and %v", pair.what, m.x.Shape(), pair.got, pair.want)
		}
	}
	return nil
}

func mapsInto(m *mapping) error { return dist.CheckConstraint(m.t.Codomain(), m.t.Forward(m.x)) }

func inverse(m *mapping) error {
	y, logDet := dist.ForwardLogDet(m.t, m.x)
	if err := near("x", m.t.Inverse(y).Float64s(), m.x.Float64s(), 1e-8); err != nil {
		return err
	}
	return near("LogDet", m.t.LogDet(m.x, y).Float64s(), logDet.Float64s(), 1e-12)
}

// weighted returns a sum of all numbers of x, each with its own weight.
func weighted(x *tensor.Tensor) *tensor.Tensor {
	return x.Mul(tensor.NewRNG(5).Normal(x.Shape()...).As(x.DType())).Sum()
}

// real returns x where the domain's map starts from, so that it can be moved without leaving the domain.
func (m *mapping) real() *tensor.Tensor { return m.t.Domain().Bijection().Inverse(m.x) }

// everything returns a number that all of a transform adds to, at a place on the real line.
func everything(t dist.Transform, u *tensor.Tensor) *tensor.Tensor {
	y, logDet := dist.ForwardLogDet(t, t.Domain().Bijection().Forward(u))
	return weighted(y).Add(weighted(logDet)).Add(weighted(t.Inverse(y)))
}

func derivativesOfMaps(m *mapping) error {
	domain := m.t.Domain().Bijection()
	for _, part := range []struct {
		what string
		of   func(u *tensor.Tensor) *tensor.Tensor
	}{
		{"x, of Forward", func(u *tensor.Tensor) *tensor.Tensor { return weighted(m.t.Forward(domain.Forward(u))) }},
		{"x, of LogDet", func(u *tensor.Tensor) *tensor.Tensor {
			_, logDet := dist.ForwardLogDet(m.t, domain.Forward(u))
			return tensor.Add(weighted(logDet), tensor.Mul(u.Sum(), 1e-3)) // which keeps constants on the tape
		}},
		{"x, of Inverse after Forward", func(u *tensor.Tensor) *tensor.Tensor { return weighted(m.t.Inverse(m.t.Forward(domain.Forward(u)))) }},
	} {
		if err := derivative(part.what, m.real(), part.of); err != nil {
			return err
		}
	}
	return nil
}

// with returns the transform with another value for one parameter.
func (m *mapping) with(i int, p *tensor.Tensor) dist.Transform {
	params := slices.Clone(m.params)
	params[i] = p
	return m.build(params...)
}

func transformByParams(m *mapping) error {
	if len(m.params) == 0 {
		return inapplicable("it has no parameters")
	}
	u := m.real()
	for i, p := range m.params {
		if err := derivative(fmt.Sprintf("parameter %d", i), p, func(p *tensor.Tensor) *tensor.Tensor { return everything(m.with(i, p), u) }); err != nil {
			return err
		}
	}
	return nil
}

func transformInFloat32(m *mapping) error {
	narrow := m.as(func(p *tensor.Tensor) *tensor.Tensor { return p.As(tensor.Float32) })
	wide := m.as(func(p *tensor.Tensor) *tensor.Tensor { return p.As(tensor.Float32).As(tensor.Float64) })
	x := m.x.As(tensor.Float32)
	y, logDet := dist.ForwardLogDet(narrow, x)
	back := narrow.Inverse(y)
	for i, v := range []*tensor.Tensor{y, logDet, back} {
		if v.DType() != tensor.Float32 {
			return fmt.Errorf("%s of a Float32 value is %v", []string{"Forward", "LogDet", "Inverse"}[i], v.DType())
		}
	}
	if err := dist.CheckConstraint(narrow.Codomain(), y); err != nil {
		return err
	}
	wideY, wideLogDet := dist.ForwardLogDet(wide, x.As(tensor.Float64))
	if err := near("Forward", y.Float64s(), wideY.Float64s(), 1e-4); err != nil {
		return err
	}
	return near("LogDet", logDet.Float64s(), wideLogDet.Float64s(), 1e-4)
}

// as returns the transform with its parameters converted, those that it was built with and those of its own.
func (m *mapping) as(convert func(p *tensor.Tensor) *tensor.Tensor) dist.Transform {
	params := make([]*tensor.Tensor, len(m.params))
	for i, p := range m.params {
		params[i] = convert(p)
	}
	t := m.build(params...)
	if p, ok := t.(dist.ParametricTransform); ok {
		t = p.WithParams(0, func(p *tensor.Tensor, _ float64, _ int) *tensor.Tensor { return convert(p) })
	}
	return t
}

func slopeHasSign(m *mapping) error {
	monotone, ok := m.t.(dist.Monotone)
	if !ok || monotone.Sign() == nil {
		return inapplicable("it is not a Monotone")
	}
	_, slope := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor { return m.t.Forward(x[0]).Sum() }, m.x)
	signs := monotone.Sign().Expand(m.x.Shape()...).Float64s()
	for i, d := range slope[0].Float64s() {
		if d*signs[i] <= 0 {
			return fmt.Errorf("the slope of element %d is %v, and Sign %v", i, d, signs[i])
		}
	}
	return nil
}

func recorded(m *mapping) error {
	u := m.real()
	f := func(v *tensor.Tensor) *tensor.Tensor { return everything(m.t, v.Reshape(u.Shape()...)) }
	p, dynamic := tensor.Record(u.Float64s(), func(v *tensor.Tensor) (*tensor.Tensor, []*tensor.Tensor) { return f(v), nil })
	if dynamic != "" {
		return fmt.Errorf("it cannot be recorded: %s", dynamic)
	}
	moved := tensor.Add(u, 0.25).Reshape(-1)
	want, g := tensor.ValueAndGrad(func(v ...*tensor.Tensor) *tensor.Tensor { return f(v[0]) }, moved)
	grad := make([]float64, moved.Size())
	value := p.ValueAndGrad(moved.Float64s(), grad)
	if err := near("value", []float64{value}, []float64{want.Item()}, 1e-10); err != nil {
		return err
	}
	return near("gradient", grad, g[0].Float64s(), 1e-10)
}

// withParams puts NaN into each parameter, and what is allowed in place of all.
func withParams(m *mapping) error {
	if len(m.params) == 0 {
		return inapplicable("it has no parameters")
	}
	if _, ok := m.t.(dist.ParametricTransform); !ok {
		return inapplicable("it is not a ParametricTransform: masks and element types do not reach its parameters")
	}
	for i, p := range m.params {
		var t dist.Transform
		if failure(func() { t = m.with(i, tensor.FullLike(p, math.NaN())) }) != nil {
			continue
		}
		parametric := t.(dist.ParametricTransform)
		t = parametric.WithParams(t.Domain().EventDim(), func(p *tensor.Tensor, allowed float64, _ int) *tensor.Tensor { return tensor.FullLike(p, allowed) })
		if v, ok := t.(validator); ok && v.Validate() != nil {
			return fmt.Errorf("with what it says is allowed: %w", v.Validate())
		}
		if y := t.Forward(t.Domain().Inside(m.x.Shape()...)); !finite(y) {
			return fmt.Errorf("parameter %d is NaN, and with what is allowed in its place Forward is %v", i, y)
		}
	}
	return nil
}

func transformRefusesNaN(m *mapping) error {
	if len(m.params) == 0 {
		return inapplicable("it has no parameters")
	}
	for i, p := range m.params {
		var t dist.Transform
		if failure(func() { t = m.with(i, tensor.FullLike(p, math.NaN())) }) != nil {
			continue
		}
		v, ok := t.(validator)
		if !ok {
			return inapplicable("it has no Validate")
		}
		if v.Validate() == nil {
			return fmt.Errorf("NaN passes Validate as parameter %d", i)
		}
	}
	return nil
}
