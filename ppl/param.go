package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// ParamOption says more about a parameter.
type ParamOption func(*Site)

// Param is a parameter that inference optimises. init makes its value at the first use, on its constrained scale, from a
// stream that depends on the seed and the name. The same name in model and guide is the same parameter.
func Param(c *Context, name string, init func(rng *tensor.RNG) *tensor.Tensor, opts ...ParamOption) *tensor.Tensor {
	s := &Site{Name: name, Kind: ParamSite, Init: init, Constraint: dist.Real}
	for _, o := range opts {
		o(s)
	}
	return apply(c, s)
}

// Constrained keeps a parameter in a set: inference moves it on the real line, and it is mapped from there.
func Constrained(to dist.Constraint) ParamOption {
	return func(s *Site) { s.Constraint = to }
}

// Shared says that a parameter is meant to be used again in the same run.
func Shared() ParamOption {
	return func(s *Site) { s.shared = true }
}

// param is the current value of a parameter.
func (s *Site) param() *tensor.Tensor {
	if s.run.params == nil {
		return s.initial(s.run.rng.On(nil))
	}
	return s.run.params.Param(s.Name, s.Constraint, s.initial)
}

// initial is the initial value of a parameter, checked. It depends on the stream and the parameter's name.
func (s *Site) initial(rng *tensor.RNG) *tensor.Tensor {
	if s.Init == nil {
		s.Fail("the parameter has no initial value: init is nil")
	}
	v := s.Init(rng.Split(s.Name))
	if v == nil {
		s.Fail("init returned nil")
	}
	v = v.Detach()
	if err := dist.CheckConstraint(s.Constraint, v); err != nil {
		panic(&SiteError{Site: s.Name, Detail: "initial value", Err: err})
	}
	return v
}
