package infer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/fault"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Layout says where each latent of a model lies in one flat vector of real numbers: one latent after the other in the
// model's order, each moved to the real line by the bijection of its support. HMC and NUTS move such a vector, and
// guides of all latents together draw it.
//
// A Layout holds structure only. The support of a latent may depend on latents before it, as with Uniform(0, x), so
// that its bijection is known only while the model runs; Pack and Unpack take it from there. A Layout does not change,
// and goroutines may share it.
type Layout struct {
	slots []Slot
	size  int
}

// Slot is the place of one latent in the vector of a [Layout].
type Slot struct {
	Name         string
	From, To     int             // its elements of the vector
	Real         tensor.Shape    // on the real line, where it may have another shape than its values
	Batch, Event tensor.Shape    // of its values
	DType        tensor.DType    // of its values
	Plates       []*ppl.Frame    // around it, outermost first
	Support      dist.Constraint // in the run that laid it out
}

// NewLayout returns the layout of a model, which it runs once with every latent somewhere in its support. Discrete
// latents are an error. Latents of a subsampled plate have the rows that the run looks at.
func NewLayout(model ppl.Model) (*Layout, error) {
	if model == nil {
		return nil, errors.New("infer: NewLayout has no model")
	}
	l := new(Layout)
	_, err := ppl.RunWith(ppl.WithHandler(model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		if s.Free() {
			if s.Dist.Support().Discrete() {
				s.Fail("%v is discrete, and has no place on the real line", s.Dist)
			}
			s.Value = insideOf(s.Dist)
			l.add(s, s.Value)
		}
		next.Apply(s)
	})), ppl.RunOptions{})
	return l, err
}

// insideOf returns some value in the support of d, with the shape of a draw.
func insideOf(d dist.Distribution) *tensor.Tensor {
	return typed(d, d.Support().Inside(drawShape(d)...))
}

// add appends a latent that has such values.
func (l *Layout) add(s *ppl.Site, value *tensor.Tensor) {
	support := s.Dist.Support()
	real := support.Bijection().InverseShape(value.Shape()...)
	l.slots = append(l.slots, Slot{
		Name: s.Name, From: l.size, To: l.size + real.Size(), Real: real, Batch: s.Dist.BatchShape(),
		Event: s.Dist.EventShape(), DType: value.DType(), Plates: s.Plates, Support: support,
	})
	l.size += real.Size()
}

// shaped returns the layout of values, one for each latent on the real line.
func (l *Layout) shaped(real []*tensor.Tensor) *Layout {
	shaped := &Layout{slots: l.Slots()}
	for i := range shaped.slots {
		s := &shaped.slots[i]
		s.Real, s.From = real[i].Shape(), shaped.size
		shaped.size += real[i].Size()
		s.To = shaped.size
	}
	return shaped
}

// Len returns the number of elements of the vector.
func (l *Layout) Len() int { return l.size }

// Slots returns the places of all latents in the model's order.
func (l *Layout) Slots() []Slot { return slices.Clone(l.slots) }

// Slot returns the place of the latent of that name.
func (l *Layout) Slot(name string) (s Slot, ok bool) {
	i := slices.IndexFunc(l.slots, func(s Slot) bool { return s.Name == name })
	if i < 0 {
		return s, false
	}
	return l.slots[i], true
}

// named returns what Slot does, or an error that lists the latents that there are.
func (l *Layout) named(what, name string) (Slot, error) {
	s, ok := l.Slot(name)
	if !ok {
		return s, fmt.Errorf("infer: %s names site %q; the model's latents are %q", what, name, l.names())
	}
	return s, nil
}

// names returns those of the latents.
func (l *Layout) names() []string {
	names := make([]string, len(l.slots))
	for i, s := range l.slots {
		names[i] = s.Name
	}
	return names
}

// Pack returns the vector of the latents' values in a trace of the model, each moved to the real line by the support
// that it has there. Latents that the trace does not have, or has with another shape, are an error.
func (l *Layout) Pack(t *ppl.Trace) (x *tensor.Tensor, err error) {
	defer fault.Catch(&err)
	parts := make([]*tensor.Tensor, len(l.slots))
	for i, slot := range l.slots {
		s := t.Site(slot.Name)
		if s == nil || s.Kind != ppl.SampleSite {
			return nil, fmt.Errorf("infer: Layout.Pack: the trace has no latent %q; the layout has %q", slot.Name, l.names())
		}
		parts[i] = slot.Pack(s.Value, s.Dist.Support())
	}
	if len(parts) == 0 {
		return tensor.Zeros(0), nil
	}
	return tensor.Concat(0, parts...), nil
}

// Unpack runs the model, which draws nothing, with its latents at the vector x, and returns the trace and the
// log-determinant of the map from x to the latents' values. The model's log-density on the real line is the trace's
// plus logDet. Derivatives with respect to x flow. The model must have the layout's latents and no others, in its
// order.
func (l *Layout) Unpack(model ppl.Model, x *tensor.Tensor) (t *ppl.Trace, logDet *tensor.Tensor, err error) {
	defer fault.Catch(&err)
	if model == nil || x == nil || !x.Shape().Equal(tensor.Shape{l.size}) {
		return nil, nil, fmt.Errorf("infer: Layout.Unpack takes a model and a vector of %d elements, and has %v", l.size, x)
	}
	p := placing{layout: l, x: x, constants: true}
	t, err = ppl.RunWith(ppl.WithHandler(model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) {
		switch {
		case s.Kind == ppl.PlateSite && s.Frame.Mode == ppl.DrawnRows && s.Frame.Indices == nil:
			s.Fail("its rows are drawn at random, and Unpack draws nothing; leave SubsampleSize out, or say which rows with BatchIndices")
		case s.Role() == ppl.MissingRole && s.Value == nil:
			s.Fail("Obs has no data for it, and Unpack draws nothing; give the data")
		case s.Free():
			p.place(s)
		}
		next.Apply(s)
	})), ppl.RunOptions{RNG: tensor.NoRNG()})
	if err == nil {
		err = p.end()
	}
	return t, tensor.Total(p.logDets...), err
}

// Pack returns a value of the latent as elements of the vector, of type Float64.
func (s Slot) Pack(value *tensor.Tensor, support dist.Constraint) *tensor.Tensor {
	real := support.Bijection().Inverse(value)
	if !real.Shape().Equal(s.Real) {
		(&ppl.Site{Name: s.Name}).Fail("the value has shape %v, which is %v on the real line; the layout has %v there", []int(value.Shape()), []int(real.Shape()), []int(s.Real))
	}
	return real.As(tensor.Float64).Reshape(-1)
}

// Unpack returns the latent's value at the vector x, and the log-determinant of its map from the real line for each
// element of the batch, in its own element type.
func (s Slot) Unpack(x *tensor.Tensor, support dist.Constraint) (value, logDet *tensor.Tensor) {
	return dist.ForwardLogDet(support.Bijection(), x.Slice(0, s.From, s.To).Reshape(s.Real...).As(s.DType))
}

// placing gives the latents of one run their values at a vector.
type placing struct {
	layout    *Layout
	x         *tensor.Tensor
	met       int              // latents up to now
	logDets   []*tensor.Tensor // each summed, in Float64
	constants bool             // collect those that do not depend on x, too
}

// place gives a latent its value.
func (p *placing) place(s *ppl.Site) {
	slots := p.layout.slots
	if p.met == len(slots) || slots[p.met].Name != s.Name {
		s.Fail("the model's latents were %v in its first run, and now this one comes after %d of them; they must be the same in every run", p.layout.names(), p.met)
	}
	value, logDet := slots[p.met].Unpack(p.x, s.Dist.Support())
	p.met++
	s.Value = value
	if p.constants || logDet.NeedsGrad() {
		p.logDets = append(p.logDets, logDet.As(tensor.Float64).Sum())
	}
}

// end refuses a run that had fewer latents.
func (p *placing) end() error {
	if p.met == len(p.layout.slots) {
		return nil
	}
	return fmt.Errorf("the model's latents were %v in its first run, and only the first %d of them in a later one; they must be the same in every run", p.layout.names(), p.met)
}

// slotOf returns the place that element i of the vector lies in.
func (l *Layout) slotOf(i int) Slot {
	return l.slots[slices.IndexFunc(l.slots, func(s Slot) bool { return i < s.To })]
}

// elementAt names element i of the vector.
func (l *Layout) elementAt(i int) string {
	s := l.slotOf(i)
	return fmt.Sprintf("element %d of site %q", i-s.From, s.Name)
}
