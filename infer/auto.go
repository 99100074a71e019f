package infer

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoOptions are the settings of automatic guides.
type AutoOptions struct {
	// InitScale is the initial standard deviation of AutoNormal on the real line; 0 means 0.1.
	InitScale float64

	Init Init // where latents start; nil means InitToMedian
}

// autoGuide makes a guide by running the model with every latent drawn by latent instead, so that plates, rows and
// supports are those of the model at hand. All other sites are hidden.
func autoGuide[D any](model func(*ppl.Context, D), o AutoOptions, latent func(a auto)) func(*ppl.Context, D) {
	if o.InitScale == 0 {
		o.InitScale = 0.1
	}
	if o.Init == nil {
		o.Init = InitToMedian
	}
	return ppl.With(model, func(m ppl.Model) ppl.Model {
		return func(c *ppl.Context) {
			own := false // what happens now is the guide's doing
			defer modelMistakes(&own)
			ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
				switch {
				case s.Kind == ppl.PlateSite:
					next.Apply(s)
				case !s.Free():
					next.Hide(s)
				default:
					own = true
					latent(newAuto(s, next, o))
					own = false
				}
			}))(c)
		}
	})
}

// modelMistake is an error of the model that came to light when an automatic guide ran it.
type modelMistake struct{ error }

func (e modelMistake) Unwrap() error { return e.error }

// ModelFault marks modelMistake as an error that model code raises by panic.
func (modelMistake) ModelFault() {}

// modelMistakes, deferred, marks an error that is not the guide's own.
func modelMistakes(own *bool) {
	switch p := recover().(type) {
	case nil:
	case fault.Fault:
		if *own {
			panic(p)
		}
		panic(modelMistake{p})
	default:
		panic(p)
	}
}

// auto is one latent under an automatic guide.
type auto struct {
	site      *ppl.Site
	next      ppl.Next
	o         AutoOptions
	prior     dist.Distribution
	bijection dist.Transform // from the real line to the support
	event     int            // event dimensions of the latent
	real      int            // those that it has on the real line, where it may have another shape
}

func newAuto(s *ppl.Site, next ppl.Next, o AutoOptions) auto {
	if !(o.InitScale > 0) || math.IsInf(o.InitScale, 1) {
		s.Fail("AutoOptions.InitScale is %v; it must be positive and finite", o.InitScale)
	}
	support := s.Dist.Support()
	if support.Discrete() {
		s.Fail("an automatic guide cannot approximate %v, which is discrete; write a guide for it", s.Dist)
	}
	for _, f := range s.Plates {
		if f.Mode == ppl.AnonymousRows {
			s.Fail("it is a latent of every row of plate %q, and BatchSize does not say which rows these are; use SubsampleSize or BatchIndices", f.Name)
		}
	}
	bijection, event := support.Bijection(), len(s.Dist.EventShape())
	real := event - support.EventDim() + bijection.Domain().EventDim()
	return auto{s, next, o, s.Dist, bijection, event, real}
}

// param is the parameter auto.SITE.what, one for every row of the plates, at the rows that this run looks at.
func (a auto) param(what string, init func(rng *tensor.RNG) *tensor.Tensor, opts ...ppl.ParamOption) *tensor.Tensor {
	p := a.next.Param(a.site, "auto."+a.site.Name+"."+what, init, opts...)
	for _, f := range a.site.Plates {
		d := p.Rank() - a.real + f.Dim
		if p.Dim(d) != f.Size {
			a.site.Fail("plate %q had %d rows in training and has %d now; a batch of the rows is what SubsampleSize and BatchIndices say, and to predict for new rows Fresh names the plate, so that their latents are drawn from the model", f.Name, p.Dim(d), f.Size)
		}
		if f.Indices != nil {
			p = p.Take(d, f.Indices)
		}
	}
	return p
}

// loc is the parameter auto.SITE.loc: where the latent is on the real line.
func (a auto) loc() *tensor.Tensor { return a.param("loc", a.start) }

// start is the initial value of the latent on the real line, for all rows of its plates: rows that this run does not
// look at start as those it does, on average.
func (a auto) start(rng *tensor.RNG) *tensor.Tensor {
	v := a.o.Init.real(a.site, Latent{Name: a.site.Name, Dist: a.prior}, rng)
	shape := v.Shape()
	for _, f := range a.site.Plates {
		if f.Batch < f.Size {
			d := len(shape) - a.real + f.Dim
			v = v.Mean(d).Unsqueeze(d)
			shape[d] = f.Size
		}
	}
	return v.Expand(shape...)
}
