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
// the same model with another geometry. centered is c, from 0, where x_decentered is standard normal, to 1, where it is x
// itself. Where the data say little of x, as in a hierarchy with few data, 0 lets samplers reach small σ. The site
// becomes deterministic. Normal, Laplace, StudentT and Cauchy can be expressed so; a site that is observed or not in
// the model is an error.
func LocScale(m Model, centered float64, sites ...string) Model {
	named := make(map[string]bool, len(sites))
	for _, name := range sites {
		named[name] = true
	}
	return onlyNamed("LocScale", m, named, func(s *Site, next Next) {
		switch {
		case !(centered >= 0 && centered <= 1):
			s.Fail("LocScale has centered %v; it is a number from 0 to 1", centered)
		case !s.Latent():
			s.Fail("LocScale names it, and it is no latent but a %v with a value of its own", s.Kind)
		}
		if s.Value != nil {
			s.Fail("LocScale names it, and a handler inside has set its value; put LocScale inside that handler")
		}
		loc, scale, decentered := locScale(s, s.Dist, centered)
		x := next.Sample(s, s.Name+"_decentered", decentered)
		if centered < 1 {
			x = x.Sub(tensor.Mul(loc, centered)).Mul(power(scale, 1-centered)).Add(loc)
		}
		s.Kind, s.Dist, s.Value = DeterministicSite, nil, x
		next.Apply(s)
	})
}

// locScale are the parameters of a distribution, and the one that its draws are made from.
func locScale(s *Site, d dist.Distribution, centered float64) (loc, scale *tensor.Tensor, decentered dist.Distribution) {
	batch := d.BatchShape()
	switch d := d.(type) {
	case *dist.NormalDist:
		loc, scale = d.Loc(), d.Scale()
		decentered = dist.Normal(tensor.Mul(loc, centered), power(scale, centered))
	case *dist.LaplaceDist:
		loc, scale = d.Loc(), d.Scale()
		decentered = dist.Laplace(tensor.Mul(loc, centered), power(scale, centered))
	case *dist.CauchyDist:
		loc, scale = d.Loc(), d.Scale()
		decentered = dist.Cauchy(tensor.Mul(loc, centered), power(scale, centered))
	case *dist.StudentTDist:
		loc, scale = d.Loc(), d.Scale()
		decentered = dist.StudentT(d.DF(), tensor.Mul(loc, centered), power(scale, centered))
	case *dist.IndependentDist:
		loc, scale, decentered = locScale(s, d.Base(), centered)
		return loc, scale, dist.ToEvent(decentered, d.Dims())
	default:
		s.Fail("LocScale names it, and %v is no Normal, Laplace, StudentT or Cauchy", d)
	}
	return loc, scale, dist.Expand(decentered, batch...)
}

// power is scale to the power of p, without a computation where there is none.
func power(scale *tensor.Tensor, p float64) *tensor.Tensor {
	switch p {
	case 0:
		return tensor.OnesLike(scale)
	case 1:
		return scale
	}
	return tensor.Pow(scale, p)
}
