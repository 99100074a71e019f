package infer

import (
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoEach returns a guide that runs the model with every latent drawn by each instead. All other sites of the model
// are hidden, and its plates, rows and supports are those of the run at hand. [AutoNormal] is
//
//	infer.AutoEach(model, o, func(l infer.AutoLatent) {
//		scale := l.Param("scale", l.Filled(l.InitScale), ppl.Constrained(dist.Positive))
//		l.Draw(dist.Normal(l.Loc, scale))
//	})
//
// All latents must be continuous. What is wrong with the model, though the guide runs it, is reported as the model's.
func AutoEach[D any](model func(*ppl.Context, D), o AutoOptions, each func(l AutoLatent)) func(*ppl.Context, D) {
	o = o.withDefaults()
	return ppl.With(model, func(m ppl.Model) ppl.Model {
		return automatic(m, func(s *ppl.Site, next ppl.Next) {
			o.check(s)
			if each == nil {
				s.Fail("AutoEach has no function that draws it")
			}
			each(newAutoLatent(s, next, o.of(s)))
		})
	})
}

// AutoLatent is one latent in one run of a guide that [AutoEach] makes. The guide calls either Draw or Fix, once.
type AutoLatent struct {
	// Loc is the parameter auto.SITE.loc on the real line, at the rows of this run. It starts where AutoOptions.Init
	// says.
	Loc *tensor.Tensor

	InitScale float64 // that of AutoOptions, or the latent's own

	site      *ppl.Site
	next      ppl.Next
	bijection dist.Transform // from the real line to the support
	event     int            // event dimensions of the latent
	real      int            // those that it has on the real line
	shape     tensor.Shape   // on the real line, for all rows
}

func newAutoLatent(s *ppl.Site, next ppl.Next, o AutoOptions) AutoLatent {
	prior, start := s.Dist, latentOf(s, 0)
	l := AutoLatent{InitScale: o.InitScale, site: s, next: next, bijection: prior.Support().Bijection(),
		event: len(prior.EventShape()), real: realDims(prior)}
	now := l.bijection.InverseShape(drawShape(prior)...)
	l.shape = slices.Clone(now)
	for _, f := range s.Plates {
		l.shape[len(l.shape)-l.real+f.Dim] = f.Size
	}
	l.Loc = l.Param("loc", func(rng *tensor.RNG) *tensor.Tensor {
		return l.start(o.Init.real(s, start, rng))
	})
	if trained := l.Loc.Shape(); !trained.Equal(now) {
		s.Fail("it had shape %v on the real line in training and has %v now; a latent has one shape in every run", []int(trained), []int(now))
	}
	return l
}

// Param returns the parameter auto.SITE.what at the rows that this run looks at. It has the shape of the latent on the
// real line with all rows of its plates, as init makes it, or fewer dimensions: without that of a plate it is the same
// for all rows.
func (l AutoLatent) Param(what string, init func(rng *tensor.RNG) *tensor.Tensor, opts ...ppl.ParamOption) *tensor.Tensor {
	p := l.next.Param(l.site, "auto."+l.site.Name+"."+what, init, opts...)
	for _, f := range l.site.Plates {
		d := p.Rank() - l.real + f.Dim
		if d < 0 {
			continue
		}
		if p.Dim(d) != f.Size {
			otherRows(l.site, f, p.Dim(d))
		}
		if f.Indices != nil {
			p = p.Take(d, f.Indices)
		}
	}
	return p
}

// Filled returns an initial value for Param that is v everywhere.
func (l AutoLatent) Filled(v float64) func(rng *tensor.RNG) *tensor.Tensor {
	return func(*tensor.RNG) *tensor.Tensor { return tensor.Full(v, l.shape...).As(l.Loc.DType()) }
}

// Draw draws the latent from a distribution on the real line, with the shape of Loc as its batch, mapped into the
// support.
func (l AutoLatent) Draw(d dist.Distribution) {
	d = dist.ToEvent(d, l.real)
	checkDrawn(l.site, d)
	if l.bijection.Forward(l.Loc) != l.Loc { // the support is not the real line
		d = l.pushForward(d)
	}
	l.site.SetDist(d)
	l.next.Apply(l.site)
}

// pushForward returns a distribution on the real line mapped into the support: its draw is a site of its own, and the
// latent a point mass at the image. No inverse of the map is needed, which would lose digits in the tails.
func (l AutoLatent) pushForward(real dist.Distribution) dist.Distribution {
	u := l.next.Sample(l.site, l.site.Name+"_real", real, ppl.Auxiliary())
	x, logDet := dist.ForwardLogDet(l.bijection, u)
	return dist.Delta(x).ToEvent(l.event).WithLogDensity(logDet.Neg())
}

// Fix gives the latent the value that u, on the real line, is mapped to. Its density in the guide counts as 1, so that
// training looks for the maximum of the model's density.
func (l AutoLatent) Fix(u *tensor.Tensor) {
	l.site.SetDist(dist.Delta(l.bijection.Forward(u)).ToEvent(l.event))
	l.next.Apply(l.site)
}

// start makes an initial value of this run's rows for all rows: those that it does not look at start at the mean of
// those that it does.
func (l AutoLatent) start(v *tensor.Tensor) *tensor.Tensor {
	for _, f := range l.site.Plates {
		d := v.Rank() - l.real + f.Dim
		switch {
		case f.Batch < f.Size:
			v = v.Mean(d).Unsqueeze(d)
		case f.Indices != nil:
			v = v.Take(d, inverse(f.Indices))
		}
	}
	return v.Expand(l.shape...)
}

// inverse returns the inverse of a permutation.
func inverse(p []int) []int {
	q := make([]int, len(p))
	for i, j := range p {
		q[j] = i
	}
	return q
}
