package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Lift makes parameters random: where prior returns a distribution for a parameter, it becomes a latent of that distribution; where it returns nil, it
// stays a parameter. The distribution is expanded to the parameter's shape and is one event, outside all plates. param has the shape and element type of the parameter.
func Lift(m Model, prior func(name string, param *tensor.Tensor) dist.Distribution) Model {
	return WithHandler(m, HandlerFunc(func(s *Site, next Next) {
		if s.Kind == ParamSite && s.Value == nil {
			if before := s.run.trace.Site(s.Name); before != nil {
				s.Value = before.Value // used again: the latent is drawn once
			} else {
				s.lift(prior)
			}
		}
		next.Apply(s)
	}))
}

func (s *Site) lift(prior func(name string, param *tensor.Tensor) dist.Distribution) {
	param := s.initial(s.run.rng.On(nil))
	d := prior(s.Name, param)
	if d == nil {
		return
	}
	d, err := dist.ShapedLike(d, param)
	if err != nil {
		panic(&SiteError{Site: s.Name, Detail: "Lift", Err: err})
	}
	s.Kind, s.Plates = SampleSite, nil
	s.SetDist(d)
}
