package infer

import (
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
)

// AutoOptions are the settings of automatic guides.
type AutoOptions struct {
	// InitScale is the initial standard deviation of guides on the real line; 0 means 0.1.
	InitScale float64

	Init Init // where latents start; nil means InitToMedian

	// Rank is the number of directions of correlation that AutoLowRankMultivariateNormal has; 0 means the root of the
	// number of the latents' elements, rounded.
	Rank int
}

// InitScale is AutoOptions.InitScale of single latents, which [ppl.Infer] gives them.
type InitScale float64

// Check refuses a scale that is not positive and finite, and sites that are not latents.
func (v InitScale) Check(s *ppl.Site) {
	switch {
	case !(v > 0) || math.IsInf(float64(v), 1):
		s.Fail("Infer has InitScale(%v) for it; it must be positive and finite", float64(v))
	case !s.Latent():
		s.Fail("Infer has an infer.InitScale for it, and it is not a latent, which alone a guide approximates")
	}
}

// of returns the options for a site.
func (o AutoOptions) of(s *ppl.Site) AutoOptions {
	if own, ok := ppl.SettingOf[InitScale](s); ok {
		o.InitScale = float64(own)
	}
	return o
}

func (o AutoOptions) withDefaults() AutoOptions {
	if o.InitScale == 0 {
		o.InitScale = 0.1
	}
	if o.Init == nil {
		o.Init = InitToMedian
	}
	o.Init = o.Init.orOwn()
	return o
}

// automatic returns the model as a guide: its latents are left to latent, all other sites are hidden. So plates, rows
// and supports are those of the model at hand.
func automatic(m ppl.Model, latent func(s *ppl.Site, next ppl.Next)) ppl.Model {
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
				latent(s, next)
				own = false
			}
		}))(c)
	}
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

// check refuses latents that automatic guides cannot have.
func (o AutoOptions) check(s *ppl.Site) {
	if !(o.InitScale > 0) || math.IsInf(o.InitScale, 1) {
		s.Fail("AutoOptions.InitScale is %v; it must be positive and finite", o.InitScale)
	}
	if s.Dist.Support().Discrete() {
		s.Fail("an automatic guide cannot approximate %v, which is discrete; write a guide for it", s.Dist)
	}
	for _, f := range s.Plates {
		if f.Mode == ppl.AnonymousRows {
			s.Fail("it is a latent of every row of plate %q, and BatchSize does not say which rows these are; use SubsampleSize or BatchIndices", f.Name)
		}
	}
}

// checkDrawn refuses a distribution of separate values for a latent on the real line, where it has a density.
func checkDrawn(s *ppl.Site, d dist.Distribution) {
	if separate(d) {
		s.Fail("the guide draws it from %v, which is discrete, and it has a density on the real line", d)
	}
}

// realDims returns the event dimensions that a latent with that prior has on the real line, where it may have another
// shape than its values.
func realDims(prior dist.Distribution) int {
	support := prior.Support()
	return len(prior.EventShape()) - support.EventDim() + support.Bijection().Domain().EventDim()
}

// otherRows refuses a plate that had another number of rows in training.
func otherRows(s *ppl.Site, f *ppl.Frame, trained int) {
	s.Fail("plate %q had %d rows in training and has %d now; a batch of the rows is what SubsampleSize and BatchIndices say, and to predict for new rows Fresh names the plate, so that their latents are drawn from the model", f.Name, trained, f.Size)
}
