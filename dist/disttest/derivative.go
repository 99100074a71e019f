package disttest

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func derivativeByValue(s *subject) error {
	if err := s.mapped(); err != nil {
		return err
	}
	if s.free.Size() != s.m {
		return inapplicable("the numbers of an event depend on each other")
	}
	return derivative("value", s.draw(), func(x *tensor.Tensor) *tensor.Tensor { return s.d.LogProb(x).Sum() })
}

// derivativeAlongSupport moves on the real line that the support's map starts from, so that events stay in it.
func derivativeAlongSupport(s *subject) error {
	if err := s.mapped(); err != nil {
		return err
	}
	support := s.d.Support()
	u := support.Bijection().Inverse(s.draw())
	if err := derivative("place on the real line", u, func(u *tensor.Tensor) *tensor.Tensor {
		x := support.Bijection().Forward(u)
		return s.d.LogProb(x).Sum()
	}); err != nil {
		return err
	}
	return derivative("place on the real line, of the volume", u, func(u *tensor.Tensor) *tensor.Tensor {
		_, logDet := dist.ForwardLogDet(support.Bijection(), u)
		return tensor.Add(logDet.Sum(), tensor.Mul(u.Sum(), 1e-3)) // which keeps maps without one on the tape
	})
}

func derivativeByParams(s *subject) error {
	if len(s.params) == 0 {
		return inapplicable("it has no parameters")
	}
	if err := s.spread(); err != nil {
		return err
	}
	x, found := s.draw(), false
	for i := range s.params {
		if s.wholeParam(i) {
			continue
		}
		found = true
		u, param := s.alongParam(i)
		if err := derivative(fmt.Sprintf("parameter %d", i), u, func(u *tensor.Tensor) *tensor.Tensor {
			return s.build(s.replaced(i, param(u))...).LogProb(x).Sum()
		}); err != nil {
			return err
		}
	}
	if !found {
		return inapplicable("its parameters are whole numbers")
	}
	return nil
}

// alongParam returns parameter i as a function of a place on the real line where its numbers depend on each other, as
// in a symmetric matrix, and else of itself.
func (s *subject) alongParam(i int) (u *tensor.Tensor, param func(u *tensor.Tensor) *tensor.Tensor) {
	u, param = s.params[i], func(u *tensor.Tensor) *tensor.Tensor { return u }
	d, ok := s.d.(interface{ Spec() *dist.Spec })
	if !ok || len(d.Spec().Params) != len(s.params) {
		return u, param
	}
	if set, ok := d.Spec().Params[i].Allowed.(dist.Constraint); ok && set.EventDim() > 0 {
		return set.Bijection().Inverse(u), set.Bijection().Forward
	}
	return u, param
}

// wholeParam reports whether a parameter must be a whole number, in which there is no derivative.
func (s *subject) wholeParam(i int) bool {
	valid := func(by float64) bool { return s.build(s.replaced(i, tensor.Add(s.params[i], by))...).Validate() == nil }
	return !valid(0.25) && valid(1)
}

// derivative compares a derivative with central differences extrapolated once (Richardson).
func derivative(what string, x *tensor.Tensor, f func(*tensor.Tensor) *tensor.Tensor) error {
	_, g := tensor.ValueAndGrad(func(x ...*tensor.Tensor) *tensor.Tensor { return f(x[0]) }, x)
	v := x.Float64s()
	for i, got := range g[0].Float64s() {
		at := func(h float64) float64 {
			shifted := append([]float64(nil), v...)
			shifted[i] += h
			return f(tensor.Of(shifted).Reshape(x.Shape()...)).Item()
		}
		central := func(h float64) float64 { return (at(h) - at(-h)) / (2 * h) }
		h := 1e-3 * math.Min(1, math.Abs(v[i])+1e-3)
		want := (4*central(h/2) - central(h)) / 3
		if !(math.Abs(got-want) <= 1e-5*(1+math.Abs(want))) {
			return fmt.Errorf("by %s element %d, at %v: %v, by differences %v", what, i, v[i], got, want)
		}
	}
	return nil
}

func float32Agrees(s *subject) error {
	d := s.build(s.as(tensor.Float32)...)
	x := pointsOf(d, s.drawn, 23, 50)
	if len(s.params) > 0 && x.DType() != tensor.Float32 {
		return fmt.Errorf("draws of Float32 parameters are %v", x.DType())
	}
	x = x.As(tensor.Float32)
	if err := dist.CheckSupport(d, x, nil); err != nil {
		return err
	}
	lp := d.LogProb(x)
	if lp.DType() != tensor.Float32 {
		return fmt.Errorf("log-densities of Float32 values are %v", lp.DType())
	}
	want := s.rounded().LogProb(x.As(tensor.Float64)).Float64s()
	return near("log-density", lp.Float64s(), want, 1e-5)
}

// as returns the parameters in another element type.
func (s *subject) as(t tensor.DType) []*tensor.Tensor {
	params := make([]*tensor.Tensor, len(s.params))
	for i, p := range s.params {
		params[i] = p.As(t)
	}
	return params
}

// rounded returns the distribution with parameters that Float32 holds.
func (s *subject) rounded() dist.Distribution {
	params := s.as(tensor.Float32)
	for i, p := range params {
		params[i] = p.As(tensor.Float64)
	}
	return s.build(params...)
}

// float32Derivatives compares derivatives of a sum of log-densities.
func float32Derivatives(s *subject) error {
	params := s.as(tensor.Float32)
	x := pointsOf(s.build(params...), s.drawn, 71, 3).As(tensor.Float32)
	grads := func(t tensor.DType) []*tensor.Tensor {
		in := []*tensor.Tensor{x.As(t)}
		for _, p := range params {
			in = append(in, p.As(t))
		}
		_, g := tensor.ValueAndGrad(func(in ...*tensor.Tensor) *tensor.Tensor { return s.build(in[1:]...).LogProb(in[0]).Sum() }, in...)
		return g
	}
	narrow, wide := grads(tensor.Float32), grads(tensor.Float64)
	for i := range wide {
		if narrow[i].DType() != tensor.Float32 {
			return fmt.Errorf("derivatives by input %d are %v", i, narrow[i].DType())
		}
		if err := near(fmt.Sprintf("derivative by input %d", i), narrow[i].Float64s(), wide[i].Float64s(), 1e-4); err != nil {
			return err
		}
	}
	return nil
}
