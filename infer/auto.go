package infer

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoOptions are the settings of automatic guides.
type AutoOptions struct {
	// InitScale is the initial standard deviation of AutoNormal on the real line; 0 means 0.1.
	InitScale float64

	// Init chooses the initial value of a latent, in its support and with the shape of a draw; nil means InitToMedian.
	Init func(d dist.Distribution, rng *tensor.RNG) *tensor.Tensor
}

// InitToMedian starts at the element-wise median of 15 draws from the prior: a likely value even where the prior has no mean.
func InitToMedian(d dist.Distribution, rng *tensor.RNG) *tensor.Tensor {
	const draws = 15
	x := d.Sample(rng, draws)
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
	return tensor.Of(median).Reshape(x.Shape()[1:]...).As(x.DType())
}

// InitToSample starts at a draw from the prior.
func InitToSample(d dist.Distribution, rng *tensor.RNG) *tensor.Tensor { return d.Sample(rng) }

// autoGuide makes a guide by running the model with every latent drawn by latent instead, so that plates, rows and supports are those of the model at
// hand. All other sites are hidden.
func autoGuide[D any](model func(*ppl.Context, D), o AutoOptions, latent func(s *ppl.Site, next ppl.Next, a auto)) func(*ppl.Context, D) {
	if o.InitScale == 0 {
		o.InitScale = 0.1
	}
	if o.Init == nil {
		o.Init = InitToMedian
	}
	return ppl.With(model, func(m ppl.Model) ppl.Model {
		return ppl.WithHandler(m, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
			switch {
			case s.Kind == ppl.PlateSite:
				next.Apply(s)
			case !s.Latent() || s.HasObs || s.Value != nil:
				next.Hide(s)
			default:
				latent(s, next, newAuto(s, o))
			}
		}))
	})
}

// auto is what automatic guides know of one latent.
type auto struct {
	o     AutoOptions
	prior dist.Distribution
	event int
}

func newAuto(s *ppl.Site, o AutoOptions) auto {
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
	return auto{o, s.Dist, len(s.Dist.EventShape())}
}

// start is the initial value of the latent for all rows of its plates: rows that this run does not look at start as those it does, on average.
func (a auto) start(s *ppl.Site, rng *tensor.RNG) *tensor.Tensor {
	v := a.o.Init(a.prior, rng)
	shape := v.Shape()
	for _, f := range s.Plates {
		if f.Batch == f.Size {
			continue
		}
		d := len(shape) - a.event + f.Dim
		v = v.Mean(d).Unsqueeze(d)
		shape[d] = f.Size
	}
	return v.Expand(shape...)
}

// rows are the rows that this run looks at of a parameter of all rows.
func (a auto) rows(s *ppl.Site, param *tensor.Tensor) *tensor.Tensor {
	for _, f := range s.Plates {
		d := param.Rank() - a.event + f.Dim
		switch {
		case f.Indices != nil:
			param = param.Take(d, f.Indices)
		case param.Dim(d) != f.Batch:
			s.Fail("plate %q had %d rows in training and has %d now; predict with Fresh naming the plate, so that the latents of new rows are drawn from the model", f.Name, param.Dim(d), f.Batch)
		}
	}
	return param
}
