package ppl

import (
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Kind is the primitive that made a site.
type Kind uint8

const (
	SampleSite        Kind = iota // Sample
	ParamSite                     // Param
	DeterministicSite             // Deterministic
	FactorSite                    // Factor
	PlateSite                     // Plate: which rows it runs over
)

func (k Kind) String() string {
	names := [...]string{"sample site", "parameter", "deterministic site", "factor", "plate"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Site is one named statement of a model, on its way through the handlers and then in the trace.
type Site struct {
	Name   string
	Kind   Kind
	Dist   dist.Distribution // of a sample site, expanded to its plates; handlers change it with SetDist
	Value  *tensor.Tensor    // nil until a handler sets it or it is drawn; of a factor, its log-weight
	Plates []*Frame          // the plates around it, outermost first
	Frame  *Frame            // of a plate site: the plate itself

	Observed bool // the value is data: scored, and not to be inferred; follows from the role, see SetRole

	Scale float64        // multiplies the log-probability
	Mask  *tensor.Tensor // where 0, the log-probability is not computed and counts 0; nil masks nothing

	Constraint dist.Constraint                      // of a parameter
	Init       func(rng *tensor.RNG) *tensor.Tensor // of a parameter
	shared     bool

	settings []Setting // of Infer
	role     Role
	declared Role           // without data: what Uncondition goes back to
	checked  *tensor.Tensor // the mask that Mask gave it, which is 0 or 1

	run    *run
	claims claims     // whose its batch dimensions are
	scope  *scope     // the scopes that it has still to leave
	rng    tensor.RNG // of its draw
	done   bool       // the value is final
}

// String returns the kind and name of the site, with the distribution of a random choice.
func (s *Site) String() string {
	if s.Kind == SampleSite && s.Dist != nil {
		return fmt.Sprintf("sample site %q ~ %v", s.fullName(), s.Dist)
	}
	return fmt.Sprintf("%v %q", s.Kind, s.fullName())
}

// LogProb returns the log-probability by batch element, neither scaled nor summed; masked elements are 0. It returns
// nil for sites without one.
func (s *Site) LogProb() *tensor.Tensor {
	defer s.locate()
	switch {
	case !s.LogWeighted():
		return nil
	case s.Kind == SampleSite:
		return dist.MaskedLogProb(s.Dist, s.Value, s.Mask)
	case s.Mask != nil:
		return tensor.Where(s.Mask, s.Value, 0)
	default:
		return s.Value
	}
}

// LogProbSum returns Scale · Σ LogProb, in one pass where the distribution can. It returns nil for sites without a
// log-probability.
func (s *Site) LogProbSum() *tensor.Tensor {
	defer s.locate()
	switch {
	case !s.LogWeighted():
		return nil
	case s.Kind == SampleSite:
		return dist.LogProbSum(s.Dist, s.Value, s.Mask, s.Scale)
	default:
		return tensor.Mul(s.LogProb().Sum(), s.Scale)
	}
}

// SetDist gives a sample site another distribution, validated and expanded to the plates of the site. Handlers that
// replace a distribution use it.
func (s *Site) SetDist(d dist.Distribution) {
	if isNil(d) {
		s.Fail("the distribution is nil")
	}
	s.Dist = d
	batch := d.BatchShape()
	full := s.claimed(batch)
	if !batch.Equal(full) {
		s.Dist = dist.Expand(d, full...)
	}
	s.checkMask(full)
	if err := dist.CheckParams(s.Dist, s.Mask); err != nil {
		panic(&SiteError{Site: s.fullName(), Err: err})
	}
}

// prepare checks what the model said of a site, before the handlers see it.
func (s *Site) prepare() {
	switch s.Kind {
	case SampleSite:
		s.SetDist(s.Dist)
	case DeterministicSite:
		if s.Value == nil {
			s.Fail("the value is nil")
		}
	case FactorSite:
		if s.Value == nil {
			s.Fail("the log-weight is nil")
		}
		s.setWeight(s.Value)
	}
}

// setWeight expands a log-weight to the plates, as SetDist does with a distribution.
func (s *Site) setWeight(w *tensor.Tensor) {
	full := s.claimed(w.Shape())
	s.Value = w.Expand(full...)
	s.checkMask(full)
}

// complete settles the value: it is checked if one is set, and else drawn.
func (s *Site) complete() {
	if s.done {
		s.Fail("a handler passed it on twice; Handle calls either next.Apply or next.Hide, once")
	}
	switch s.Kind {
	case SampleSite:
		if s.Mask != nil { // perhaps of a handler
			s.checkMask(s.Dist.BatchShape())
		}
		switch {
		case s.Value != nil:
			s.checkValue()
		case s.Observed:
			s.Fail("a handler made it %v without a value", s.role)
		default:
			s.draw()
		}
	case ParamSite:
		if s.Value == nil {
			s.Value = s.param()
		} else {
			s.checkParam()
		}
	case FactorSite:
		s.checkMask(s.Value.Shape())
	case PlateSite:
		s.Frame.settle(s.run.rng)
	}
	s.done = true
}

// draw prefers the reparameterized sampler; both return the same numbers.
func (s *Site) draw() {
	s.rng = *s.run.rng.Split(s.Name)
	if s.Dist.HasRSample() {
		s.Value = s.Dist.RSample(&s.rng)
	} else {
		s.Value = s.Dist.Sample(&s.rng)
	}
}

// checkValue refuses values of the wrong shape or element type, and data outside the support.
func (s *Site) checkValue() {
	value := "value set for it"
	if s.Observed {
		value = "observed value"
	}
	batch, event := s.Dist.BatchShape(), s.Dist.EventShape()
	got := s.Value.Shape()
	if n := len(batch); len(got) != n+len(event) || !got[:n].Equal(batch) || !got[n:].Equal(event) {
		want, cure := tensor.Join(batch, event), s.shapeCure(got, len(event))
		switch {
		case s.isOneHot(got):
			cure = "; these look like one-hot labels: ArgMax(-1) makes them numbers of categories"
		case cure == "" && got.Size() == want.Size():
			cure = "; there are as many of them, and if they are in that order, Reshape makes them fit"
		}
		s.failShape("the %s has shape %v, a draw has %v (batch %v, event %v); values do not broadcast%s",
			value, []int(got), []int(want), []int(batch), []int(event), cure)
	}
	if s.LogWeighted() {
		if err := dist.CheckDType(s.Dist, s.Value); err != nil {
			panic(&SiteError{Site: s.fullName(), Err: err, Detail: fmt.Sprintf("the %s is %v", value, s.Value.DType())})
		}
	}
	if !s.Observed {
		return
	}
	if err := dist.CheckSupport(s.Dist, s.Value, s.Mask); err != nil {
		var outside *dist.ValueError
		if errors.As(err, &outside) && math.IsNaN(outside.Value) {
			outside.Cure = "if values are missing, leave them out with Mask"
			if m, ok := s.Dist.(dist.MissingAdviser); ok {
				outside.Cure = m.MissingCure()
			} else if len(event) > 0 {
				outside.Cure += ", which leaves out whole events; elements of an event that are missing can be left out where they are rows of a Plate instead"
			}
		}
		panic(&SiteError{Site: s.fullName(), Detail: "the observed value", Err: err})
	}
}

// isOneHot reports whether values of the shape have one last dimension too many, that of the categories.
func (s *Site) isOneHot(shape tensor.Shape) bool {
	d := s.Dist
	if i, ok := d.(*dist.IndependentDist); ok {
		d = i.Base()
	}
	c, ok := d.(*dist.CategoricalDist)
	return ok && shape.Equal(tensor.Join(c.BatchShape(), tensor.Shape{c.Categories()}))
}

// isNil reports whether v is nil or holds a nil pointer, as an interface does that was set from a nil variable of a
// concrete type.
func isNil(v any) bool {
	r := reflect.ValueOf(v)
	return v == nil || r.Kind() == reflect.Pointer && r.IsNil()
}
