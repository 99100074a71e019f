package infer

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Init returns the value that a latent starts with in a guide or a sampler: inside its support, with the shape of a
// draw. Chains call it concurrently.
//
// [AutoOptions] and [MCMC] have one for all latents, which one that [ppl.Infer] gives a site replaces there.
type Init func(l Latent, rng *tensor.RNG) *tensor.Tensor

// Latent is what an [Init] is told of a latent.
type Latent struct {
	Name  string
	Dist  dist.Distribution
	Chain int // of an MCMC, counted from 0; 0 in a guide

	own Init // that Infer gave the site; nil if there is none
}

func latentOf(s *ppl.Site, chain int) Latent {
	own, _ := ppl.SettingOf[Init](s)
	return Latent{s.Name, s.Dist, chain, own}
}

// Check refuses a nil Init, and sites that are not latents: [ppl.Infer] gives single sites an Init.
func (f Init) Check(s *ppl.Site) {
	switch {
	case f == nil:
		s.Fail("Infer has a nil infer.Init for it")
	case !s.Latent():
		s.Fail("Infer has an infer.Init for it, and it is not a latent, which alone starts somewhere")
	}
}

// orOwn returns f but for latents that have an Init of their own.
func (f Init) orOwn() Init {
	return func(l Latent, rng *tensor.RNG) *tensor.Tensor {
		if l.own != nil {
			return l.own(l, rng)
		}
		return f(l, rng)
	}
}

// InitToUniform starts at numbers from -2 to 2 on the real line, as Stan does.
func InitToUniform(l Latent, rng *tensor.RNG) *tensor.Tensor {
	support := l.Dist.Support()
	bijection := support.Bijection()
	dtype, _ := dist.DTypeOf(l.Dist)
	inside := bijection.Inverse(support.Inside(drawShape(l.Dist)...).As(dtype))
	return bijection.Forward(rng.UniformAt(tensor.Scalar(-2), tensor.Scalar(2), inside.Shape()...).As(dtype))
}

// InitToMedian starts at the element-wise median, on the real line, of 15 draws from the prior: a likely value even
// where the prior has no mean.
func InitToMedian(l Latent, rng *tensor.RNG) *tensor.Tensor {
	const draws = 15
	drawable(l)
	bijection := l.Dist.Support().Bijection()
	x := bijection.Inverse(l.Dist.Sample(rng, draws)).Detach()
	v := x.Float64s()
	size := len(v) / draws
	median, column := make([]float64, size), make([]float64, draws)
	for i := range median {
		for k := range column {
			column[k] = v[k*size+i]
		}
		slices.Sort(column)
		median[i] = column[draws/2]
	}
	return bijection.Forward(tensor.Of(median).Reshape(x.Shape()[1:]...).As(x.DType()))
}

// InitToSample starts at a draw from the prior.
func InitToSample(l Latent, rng *tensor.RNG) *tensor.Tensor {
	drawable(l)
	return l.Dist.Sample(rng)
}

// InitToValues starts the latents that values names there, and others as otherwise does, InitToUniform if that is nil.
// It cannot know whether a model has all these names; [MCMC.InitValues] can.
func InitToValues(values ppl.Values, otherwise Init) Init {
	if otherwise == nil {
		otherwise = InitToUniform
	}
	return func(l Latent, rng *tensor.RNG) *tensor.Tensor {
		if value, ok := values[l.Name]; ok {
			return value
		}
		return otherwise(l, rng)
	}
}

// drawable refuses to start from draws of a distribution that has none.
func drawable(l Latent) {
	if _, ok := dist.DTypeOf(l.Dist); !ok {
		panic(modelError{fmt.Errorf("%v has no draws to start from; InitToUniform needs none: say Init: infer.InitToUniform", l.Dist)})
	}
}

// real returns the value on the real line, in the element type of a draw, at which a latent of a site starts. One that
// the latent cannot have, or that no step can leave, is an error of the site.
func (f Init) real(s *ppl.Site, l Latent, rng *tensor.RNG) *tensor.Tensor {
	value, support := f(l, rng), l.Dist.Support()
	if value == nil {
		s.Fail("the value to start from is nil")
	}
	if want := drawShape(l.Dist); !value.Shape().Equal(want) {
		s.Fail("the value to start from has shape %v, a draw has %v", []int(value.Shape()), []int(want))
	}
	value = typed(l.Dist, value)
	if err := dist.CheckSupport(l.Dist, value, s.Mask); err != nil {
		s.Fail("the value to start from: %v", err)
	}
	real := support.Bijection().Inverse(value).Detach()
	if i, v := firstNonFinite(real); i >= 0 {
		s.Fail("the value to start from, %v, lies on the rim of what is %v (%v on the real line), which no step can leave; start inside", value, support, v)
	}
	return real
}

func drawShape(d dist.Distribution) tensor.Shape { return tensor.Join(d.BatchShape(), d.EventShape()) }

// typed returns a value in the element type of a draw from d.
func typed(d dist.Distribution, value *tensor.Tensor) *tensor.Tensor {
	if t, ok := dist.DTypeOf(d); ok {
		return value.As(t)
	}
	return value
}
