package infer

import (
	"errors"
	"math"
	"slices"
	"sync/atomic"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// AutoJoint returns a guide of all latents together: draw returns a distribution of one vector of real numbers, with
// Layout.Len() elements and no batch, and the guide gives each latent its part of the draw, mapped into its support.
// [AutoMultivariateNormal] is
//
//	infer.AutoJoint(model, o, func(c *ppl.Context, j infer.Joint) dist.Distribution {
//		tril := j.Param(c, "scale_tril", j.Eye(j.InitScale), ppl.Constrained(dist.LowerCholesky))
//		return dist.MultivariateNormal[dist.ScaleTril](j.Loc, tril)
//	})
//
// The vector is an auxiliary site, auto.latents. Parameters, and random choices of the guide's own, are made in c.
//
// The latents must be continuous and the same in every run. They may be in plates, and their supports may depend on
// each other. What one density of all latents cannot mean is an error: a latent of a subsampled plate, a latent part of
// which a mask leaves out, and latents with different scales. A scale that all of them have is that of the vector, too.
//
// A guide runs the model an extra time to learn the latents' names, once.
func AutoJoint[D any](model func(*ppl.Context, D), o AutoOptions, draw func(c *ppl.Context, j Joint) dist.Distribution) func(*ppl.Context, D) {
	o = o.withDefaults()
	var known atomic.Pointer[Layout]
	return ppl.With(model, func(m ppl.Model) ppl.Model {
		return func(c *ppl.Context) {
			if draw == nil {
				panic(modelError{errors.New("AutoJoint has no function that makes the distribution of all latents")})
			}
			r := &jointRun{o: o, model: m, layout: known.Load(), x: tensor.Zeros(0)}
			if r.layout == nil {
				r.layout = r.measure(c)
				known.CompareAndSwap(nil, r.layout)
			}
			if r.layout.size > 0 {
				r.draw(c, draw)
			}
			automatic(m, r.place)(c)
			if met := r.met; met < len(r.layout.slots) {
				(&ppl.Site{Name: r.layout.slots[met].Name}).Fail("the model's latents were %v in the guide's first run, and now only the first %d of them; a guide of all latents together needs the same ones in every run; other data may take a guide of their own", r.layout.names(), met)
			}
		}
	})
}

// Joint is what a guide that [AutoJoint] makes knows of the latents in one run.
type Joint struct {
	Layout *Layout // with the shapes that the latents had when training began

	// Loc is a vector of the parameters auto.SITE.loc on the real line. It starts where AutoOptions.Init says.
	Loc *tensor.Tensor

	InitScale float64 // that of AutoOptions
}

// Param returns the parameter auto.what, which has a row for each element of the vector.
func (j Joint) Param(c *ppl.Context, what string, init func(rng *tensor.RNG) *tensor.Tensor, opts ...ppl.ParamOption) *tensor.Tensor {
	p := ppl.Param(c, "auto."+what, init, opts...)
	if n := j.Layout.size; p.Rank() == 0 || p.Dim(0) != n {
		(&ppl.Site{Name: "auto." + what}).Fail("the parameter has shape %v, and the latents %v have %d elements now; a guide of all latents together needs the same ones in every run", []int(p.Shape()), j.Layout.names(), n)
	}
	return p
}

// Filled returns an initial value for Param: a vector that is v everywhere.
func (j Joint) Filled(v float64) func(rng *tensor.RNG) *tensor.Tensor {
	return func(*tensor.RNG) *tensor.Tensor { return tensor.Full(v, j.Layout.size).As(j.Loc.DType()) }
}

// Eye returns an initial value for Param: a matrix that is v on its diagonal, and 0 elsewhere.
func (j Joint) Eye(v float64) func(rng *tensor.RNG) *tensor.Tensor {
	return func(*tensor.RNG) *tensor.Tensor { return tensor.Mul(tensor.Eye(j.Layout.size), v).As(j.Loc.DType()) }
}

// jointRun is one run of a joint guide.
type jointRun struct {
	o      AutoOptions
	model  ppl.Model
	layout *Layout
	x      *tensor.Tensor // the draw; without elements if the latents have none
	drawn  []*ppl.Site    // the guide's own random choices
	met    int            // latents up to now
	scale  float64        // of all latents
	first  string         // the latent that has it
}

// measure lays out the latents of the model.
func (r *jointRun) measure(c *ppl.Context) *Layout {
	l := new(Layout)
	r.aside(c, func(s *ppl.Site) {
		s.Value = insideOf(s.Dist)
		l.add(s, s.Value)
	})
	return l
}

// starts returns the initial values of latents by name, for which it runs the model once.
func (r *jointRun) starts(c *ppl.Context) func(name string, rng *tensor.RNG) *tensor.Tensor {
	var all map[string]*tensor.Tensor
	return func(name string, rng *tensor.RNG) *tensor.Tensor {
		if all == nil {
			all = map[string]*tensor.Tensor{}
			r.aside(c, func(s *ppl.Site) {
				real := r.o.Init.real(s, latentOf(s, 0), rng.Split(s.Name))
				s.Value = s.Dist.Support().Bijection().Forward(real)
				all[s.Name] = r.inRows(s, real, true)
			})
		}
		if all[name] == nil {
			(&ppl.Site{Name: name}).Fail("the model had this latent in the guide's first run, and does not have it now; a guide of all latents together needs the same ones in every run")
		}
		return all[name]
	}
}

// aside runs the model apart from the run of c, with latents that set gives a value; nothing is drawn or learned from.
func (r *jointRun) aside(c *ppl.Context, set func(s *ppl.Site)) {
	own := false
	defer modelMistakes(&own)
	_, err := ppl.RunWith(ppl.WithHandler(r.model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		switch {
		case s.Free():
			own = true
			r.check(s)
			set(s)
			own = false
		case s.Kind == ppl.SampleSite && s.Value == nil:
			s.Value = insideOf(s.Dist)
		}
		next.Apply(s)
		if s.Kind == ppl.ParamSite {
			s.Value = s.Value.Detach()
		}
	})), c.Options())
	if err != nil {
		panic(err.(fault.Fault))
	}
}

// check refuses latents that a joint guide cannot have.
func (r *jointRun) check(s *ppl.Site) {
	for _, f := range s.Plates {
		if f.Batch < f.Size {
			s.Fail("it is a latent of every row of plate %q, of which a run looks at %d of %d; a guide of all latents together has the rows of a plate in one vector, and would learn as if these were all; leave the batch option out, or use AutoNormal", f.Name, f.Batch, f.Size)
		}
	}
	r.o.check(s)
	if _, ok := ppl.SettingOf[InitScale](s); ok {
		s.Fail("Infer has an infer.InitScale for it, and a guide of all latents together has one for all of them: AutoOptions.InitScale; or use AutoNormal")
	}
	if s.Mask != nil && slices.Contains(s.Mask.Detach().Float64s(), 0) {
		s.Fail("a mask leaves it out, or a part of it, and the one density of all latents together has no parts; mask what is observed, or use AutoNormal")
	}
	if r.scale == 0 {
		r.scale, r.first = s.Scale, s.Name
	}
	if math.Abs(s.Scale-r.scale) > 1e-12*r.scale {
		s.Fail("its scale is %v, and that of site %q is %v; the one density of all latents together has one scale: wrap the whole model in Scale, or use AutoNormal", s.Scale, r.first, r.scale)
	}
}

// draw draws the vector.
func (r *jointRun) draw(c *ppl.Context, of func(c *ppl.Context, j Joint) dist.Distribution) {
	start := r.starts(c)
	parts := make([]*tensor.Tensor, len(r.layout.slots))
	for i, s := range r.layout.slots {
		parts[i] = ppl.Param(c, "auto."+s.Name+".loc", func(rng *tensor.RNG) *tensor.Tensor { return start(s.Name, rng) })
	}
	r.layout = r.layout.shaped(parts)
	t := tensor.Float32
	for _, p := range parts {
		if p.DType() == tensor.Float64 {
			t = tensor.Float64
		}
	}
	for i, p := range parts {
		parts[i] = p.Reshape(-1).As(t)
	}
	j := Joint{r.layout, tensor.Concat(0, parts...), r.o.InitScale}
	ppl.WithHandler(func(c *ppl.Context) {
		d := of(c, j)
		n := tensor.Shape{r.layout.size}
		if d != nil && !(len(d.BatchShape()) == 0 && d.EventShape().Equal(n)) {
			(&ppl.Site{Name: jointSite}).Fail("the guide of all latents together has batch shape %v and event shape %v; it must have event shape %v, as the latents have so many elements, and no batch", []int(d.BatchShape()), []int(d.EventShape()), []int(n))
		}
		if d != nil {
			checkDrawn(&ppl.Site{Name: jointSite}, d)
		}
		r.x = ppl.Sample(c, jointSite, d, ppl.Auxiliary())
	}, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		if len(s.Plates) > 0 && s.Name == jointSite {
			s.Fail("the guide runs in plate %q, and draws one vector for all latents; call it outside, and let the model have the plate", s.Plates[0].Name)
		}
		next.Apply(s)
		if s.Kind == ppl.SampleSite {
			r.drawn = append(r.drawn, s)
		}
	}))(c)
}

// jointSite is the name of the vector's site.
const jointSite = "auto.latents"

// place gives a latent its part of the vector.
func (r *jointRun) place(s *ppl.Site, next ppl.Next) {
	if r.met == len(r.layout.slots) || r.layout.slots[r.met].Name != s.Name {
		s.Fail("the model's latents were %v in the guide's first run, and now this one comes after %d of them; a guide of all latents together needs the same ones in every run; other data may take a guide of their own", r.layout.names(), r.met)
	}
	slot := r.layout.slots[r.met]
	r.check(s)
	if r.met == 0 { // the vector counts as the latents do
		for _, d := range r.drawn {
			d.Scale *= r.scale
		}
	}
	r.met++
	event, bijection := len(s.Dist.EventShape()), s.Dist.Support().Bijection()
	d := dist.Delta(insideOf(s.Dist)).ToEvent(event) // of rows that training did not have
	if r.fits(s, slot) {
		x := r.inRows(s, r.x.Slice(0, slot.From, slot.To).Reshape(slot.Real...).As(slot.DType), false)
		value, logDet := dist.ForwardLogDet(bijection, x)
		d = dist.Delta(value).ToEvent(event).WithLogDensity(logDet.Neg())
	}
	s.SetDist(d)
	next.Apply(s)
}

// fits reports whether a latent has the shape that it had in training, and refuses another one but of fresh rows.
func (r *jointRun) fits(s *ppl.Site, slot Slot) bool {
	now := s.Dist.Support().Bijection().InverseShape(drawShape(s.Dist)...)
	if now.Equal(slot.Real) {
		return true
	}
	real := realDims(s.Dist)
	for _, f := range s.Plates {
		if f.Fresh {
			return false
		}
		if d := len(slot.Real) - real + f.Dim; len(now) == len(slot.Real) && slot.Real[d] != f.Size {
			otherRows(s, f, slot.Real[d])
		}
	}
	s.Fail("it had shape %v on the real line in training and has %v now; a guide of all latents together needs the same latents in every run", []int(slot.Real), []int(now))
	return false
}

// inRows moves the rows of a latent on the real line to where this run has them, or back.
func (r *jointRun) inRows(s *ppl.Site, x *tensor.Tensor, back bool) *tensor.Tensor {
	for _, f := range s.Plates {
		rows := f.Indices
		if rows == nil {
			continue
		}
		if back {
			rows = inverse(rows)
		}
		x = x.Take(x.Rank()-realDims(s.Dist)+f.Dim, rows)
	}
	return x
}
