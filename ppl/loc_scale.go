package ppl

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// LocScale expresses sites with a location and a scale by others that depend less on them (Papaspiliopoulos, Roberts,
// Sköld 2007; Gorinova, Moore, Hoffman 2020): x ~ Normal(μ, σ) becomes
//
//	x_decentered ~ Normal(c μ, σᶜ),  x = μ + σ^(1-c) (x_decentered - c μ),
//
// the same model with another geometry. centered is c, from 0, where x_decentered is standard normal, to 1, where it is
// x itself. Where the data say little about x, as in a hierarchy with few data, 0 lets samplers reach small σ. The site
// becomes deterministic. It must be a latent with a distribution that [dist.LocScale] knows; a name that the model does
// not have is an error, as is a list without names. Around a model that takes data, [With] puts it.
func LocScale(m Model, centered float64, sites ...string) Model {
	return onlySites("LocScale", m, sites, func(s *Site, next Next) {
		switch {
		case !(centered >= 0 && centered <= 1):
			s.Fail("LocScale has centered %v; it is a number from 0 to 1", centered)
		case !s.Latent():
			s.Fail("LocScale names it, and it is not a latent but a %v with a value of its own", s.Kind)
		case s.Value != nil:
			s.Fail("LocScale names it, and a handler inside has set its value; put LocScale inside that handler")
		case len(s.settings) > 0:
			s.Fail("LocScale names it, and Infer inside has given it a %T; put Infer outside, for %q", s.settings[0], s.Name+"_decentered")
		}
		loc, scale, with, ok := dist.LocScale(s.Dist)
		if !ok {
			s.Fail("LocScale names it, and %v has no location and scale, as Normal, Laplace, StudentT and Cauchy have", s.Dist)
		}
		decentered := with(tensor.Mul(loc, centered), power(scale, centered))
		x := next.Sample(s, s.Name+"_decentered", dist.Expand(decentered, s.Dist.BatchShape()...))
		if centered < 1 {
			x = x.Sub(tensor.Mul(loc, centered)).Mul(power(scale, 1-centered)).Add(loc)
		}
		s.Kind, s.Dist, s.Value = DeterministicSite, nil, x
		next.Apply(s)
	})
}

// power returns scale to the power of p, without a computation for powers 0 and 1.
func power(scale *tensor.Tensor, p float64) *tensor.Tensor {
	switch p {
	case 0:
		return tensor.OnesLike(scale)
	case 1:
		return scale
	}
	return tensor.Pow(scale, p)
}
