package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Lift makes parameters random: a parameter for which prior returns a distribution becomes a latent of that
// distribution; one for which it returns nil stays a parameter. The argument param is the parameter's initial value for
// seed 0, whatever the seed of the run. The distribution is expanded to its shape, and the whole parameter is one
// event, outside all plates and masks. A draw that the parameter's constraint does not allow is an error.
func Lift(m Model, prior func(name string, param *tensor.Tensor) dist.Distribution) Model {
	return WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		if s.Kind != ParamSite || s.Value != nil || !s.lift(prior) {
			next.Apply(s)
			return
		}
		next.Apply(s)
		if s.Constraint == dist.Real {
			return
		}
		if err := dist.CheckConstraint(s.Constraint, s.Value); err != nil {
			panic(&SiteError{Site: s.fullName(), Err: err,
				Detail: "Lift: the prior allows what the parameter may not be; choose one with the parameter's support"})
		}
	}))
}

// lift makes the parameter a sample site if prior has a distribution for it, and reports whether it has.
func (s *Site) lift(prior func(name string, param *tensor.Tensor) dist.Distribution) bool {
	if prior == nil {
		s.Fail("Lift: the function that chooses priors is nil")
	}
	param := s.example()
	d := prior(s.Name, param)
	if isNil(d) {
		return false
	}
	d, err := dist.ShapedLike(d, param)
	if err != nil {
		panic(&SiteError{Site: s.fullName(), Detail: "Lift: the prior does not fit the parameter", Err: err})
	}
	s.Kind, s.Plates, s.claims = SampleSite, nil, nil
	s.SetDist(d)
	return true
}
