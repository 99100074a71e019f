package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// ParamOption is an option of [Param].
type ParamOption func(*Site)

// Param returns the value of a parameter, which inference optimizes. The function init makes its first value, on the
// constrained scale, from a stream that depends on the seed and the name. The same name in model and guide is the same
// parameter.
func Param(c *Context, name string, init func(rng *tensor.RNG) *tensor.Tensor, opts ...ParamOption) *tensor.Tensor {
	return apply(c, c.paramSite(name, init, opts))
}

func (c *Context) paramSite(name string, init func(rng *tensor.RNG) *tensor.Tensor, opts []ParamOption) *Site {
	s := c.site()
	s.Name, s.Kind, s.Init, s.Constraint = name, ParamSite, init, dist.Real
	for _, o := range opts {
		if o == nil {
			s.Fail("an option is nil")
		}
		o(s)
	}
	if init == nil {
		s.Fail("init is nil; it makes the parameter's initial value")
	}
	if isNil(s.Constraint) {
		s.Fail("Constrained has a nil constraint; dist.Real allows every number")
	}
	return s
}

// Constrained keeps a parameter in a set: inference moves it on the real line, and the bijection of the set maps it
// from there.
func Constrained(to dist.Constraint) ParamOption {
	return func(s *Site) { s.Constraint = to }
}

// Shared allows a parameter to be used again in the same run. It is one site, and has one value.
func Shared() ParamOption {
	return func(s *Site) { s.shared = true }
}

// param returns the current value of a parameter.
func (s *Site) param() *tensor.Tensor {
	if s.run.params == nil {
		return s.start()
	}
	return s.run.params.Param(s)
}

// start returns the value of a parameter that nothing has moved yet. Its stream differs from the one that the site is
// drawn from if it is lifted.
func (s *Site) start() *tensor.Tensor { return s.Initial(s.run.rng.Split("param")) }

// example returns an initial value that does not depend on the run, which may be one without random numbers.
func (s *Site) example() *tensor.Tensor { return s.Initial(tensor.NewRNG(0).Split("param")) }

// Initial returns the initial value of a parameter, checked against its constraint. It depends on the stream and the
// name of the parameter.
func (s *Site) Initial(rng *tensor.RNG) *tensor.Tensor {
	v := s.Init(rng.Split(s.fullName()))
	if v == nil {
		s.Fail("init returned nil")
	}
	v = v.Detach()
	if err := dist.CheckConstraint(s.Constraint, v); err != nil {
		panic(&SiteError{Site: s.fullName(), Detail: "initial value", Err: err})
	}
	return v
}

// checkParam refuses a value, set by a handler, that init could not have made.
func (s *Site) checkParam() {
	if got, want := s.Value.Shape(), s.example().Shape(); !got.Equal(want) {
		s.Fail("the value set for the parameter has shape %v, init makes %v", []int(got), []int(want))
	}
	if err := dist.CheckConstraint(s.Constraint, s.Value); err != nil {
		panic(&SiteError{Site: s.fullName(), Detail: "the value set for the parameter", Err: err})
	}
}
