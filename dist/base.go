package dist

import (
	"reflect"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// Spec describes a family of distributions: its name and its parameters in the order of the constructor.
type Spec struct {
	Name   string
	Params []Param
}

// Param describes a parameter of a family.
type Param struct {
	Name    string // as messages name it
	Allowed Set    // its values; the dimensions of the batch come before its EventDim own ones
	Cure    string // what usually helps against other values; may be empty
}

// Base has the parameters of a distribution, and what follows from them: the batch shape to which they broadcast, their
// checks, the element type, and the distribution's name. A distribution of one's own embeds it and adds Sample, LogProb
// and Support, EventShape if events are not numbers, and RSample with HasRSample if draws carry derivatives. With a
// method WithBase it is [Parametric].
type Base struct {
	spec   *Spec
	params []*tensor.Tensor
	batch  tensor.Shape
}

// NewBase returns the base of a distribution with the given parameters. Counts, the parameters whose values are
// Discrete, take the element type of the others, unless these are Go numbers. It panics with a *ParamError if a
// parameter is nil or lacks dimensions, or if they do not broadcast.
func NewBase(spec *Spec, params ...*tensor.Tensor) Base {
	b, counts := Base{spec: spec, params: params}, false
	for i, v := range params {
		p := &spec.Params[i]
		counts = counts || p.counts()
		if v == nil {
			panic(&ParamError{Dist: spec.Name, Param: p.Name, Detail: "is nil"})
		}
		shape := tensor.RawShape(v)
		if own := p.Allowed.EventDim(); own > len(shape) {
			panic(&ParamError{Dist: spec.Name, Param: p.Name, Detail: lacksDimensions(own, shape)})
		} else if own > 0 {
			shape = shape[:len(shape)-own]
		}
		batch, ok := tensor.BroadcastShapes(b.batch, shape)
		if !ok {
			panic(shapeError(spec.Name, spec.Params[0].Name, params[0], p.Name, v))
		}
		b.batch = batch
	}
	if counts {
		b.params = spec.follow(params)
	}
	return b
}

// counts reports whether the values of p are whole numbers, of whatever element type.
func (p *Param) counts() bool {
	c, ok := p.Allowed.(Constraint)
	return ok && c.Discrete()
}

// follow returns the parameters with counts in the element type of those that are none.
func (s *Spec) follow(params []*tensor.Tensor) []*tensor.Tensor {
	var others []*tensor.Tensor
	for i, v := range params {
		if !s.Params[i].counts() {
			others = append(others, v)
		}
	}
	if t, decided := commonType(others); decided {
		return s.countsAs(t, params)
	}
	return params
}

// countsAs returns the parameters with counts in another element type.
func (s *Spec) countsAs(t tensor.DType, params []*tensor.Tensor) []*tensor.Tensor {
	out := slices.Clone(params)
	for i, v := range out {
		if s.Params[i].counts() && !v.IsNumber() {
			out[i] = v.As(t)
		}
	}
	return out
}

// with returns b with other parameters, to whose batch b's broadcasts.
func (b *Base) with(params []*tensor.Tensor) Base {
	c := NewBase(b.spec, params...)
	if batch, ok := tensor.BroadcastShapes(c.batch, b.batch); ok {
		c.batch = batch
	}
	return c
}

func (b *Base) self() *Base { return b }

// Spec returns the description of the family.
func (b *Base) Spec() *Spec { return b.spec }

// Params returns the parameters in the order of the constructor. The caller must not change the slice.
func (b *Base) Params() []*tensor.Tensor { return b.params }

// Stopped returns b with parameters through which no derivative flows, as Sample draws with.
func (b *Base) Stopped() Base {
	params := make([]*tensor.Tensor, len(b.params))
	for i, p := range b.params {
		params[i] = stop(p)
	}
	return Base{b.spec, params, b.batch}
}

// BatchShape returns the shape to which the parameters broadcast.
func (b *Base) BatchShape() tensor.Shape { return slices.Clip(b.batch) }

// EventShape returns that of numbers.
func (b *Base) EventShape() tensor.Shape { return nil }

// HasRSample returns false.
func (b *Base) HasRSample() bool { return false }

// RSample panics.
func (b *Base) RSample(*tensor.RNG, ...int) *tensor.Tensor { return failRSample(b.spec.Name) }

// EnumerateSupport reports that the values cannot be listed.
func (b *Base) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

// Validate checks the parameters.
func (b *Base) Validate() error { return b.CheckParams(nil) }

// CheckParams checks the parameters but for those elements that only reach masked ones of the batch; see [CheckParams].
func (b *Base) CheckParams(mask *tensor.Tensor) error {
	for i := range b.params {
		if err := checkParam(b.spec.Name, b.spec.Params[i], b.params[i], mask); err != nil {
			return err
		}
	}
	return nil
}

// String returns the name and the parameters.
func (b *Base) String() string {
	var s strings.Builder
	s.WriteString(b.spec.Name)
	for i, p := range b.spec.Params {
		s.WriteString([]string{"(", ", "}[min(i, 1)] + p.Name + ": " + b.params[i].String())
	}
	s.WriteByte(')')
	return s.String()
}

// DType returns the element type of draws: that of a parameter of rank above 0, else of one that is not a Go number,
// else Float64.
func (b *Base) DType() (tensor.DType, bool) {
	t, _ := commonType(b.params)
	return t, true
}

// commonType returns the element type that parameters decide on; decided is false if all are Go numbers.
func commonType(params []*tensor.Tensor) (t tensor.DType, decided bool) {
	t = tensor.Float64
	for _, p := range params {
		switch {
		case p.Rank() > 0:
			return p.DType(), true
		case !p.IsNumber() && (!decided || p.DType() == tensor.Float64): // of two scalars the more precise
			t, decided = p.DType(), true
		}
	}
	return t, decided
}

// CheckDType returns an error if values of the given type do not go with a parameter of rank above 0.
func (b *Base) CheckDType(t tensor.DType) error {
	return sameDType(b.spec.Name, t, b.params...)
}

// typed reports whether all parameters have the element type already.
func (b *Base) typed(t tensor.DType) bool {
	return !slices.ContainsFunc(b.params, func(p *tensor.Tensor) bool { return p.DType() != t || p.IsNumber() })
}

// Parametric is implemented by distributions that embed [Base] and can be made anew from another one. They take another
// element type where theirs is open, and a mask excuses their parameters, not only their values: nothing is computed
// with masked ones, which may be NaN.
type Parametric interface {
	Distribution

	self() *Base

	// WithBase returns the distribution with other parameters and, if it is larger than theirs, another batch shape.
	WithBase(b Base) Distribution
}

// behind returns d with parameters that are allowed where mask is 0, if it is [Parametric].
func behind(d Distribution, mask *tensor.Tensor) Distribution {
	p, ok := d.(Parametric)
	if !ok || mask == nil {
		return d
	}
	b := p.self()
	params := slices.Clone(b.params)
	for i, v := range params {
		allowed := b.spec.Params[i].Allowed
		if own := allowed.EventDim(); v.Rank() > own {
			params[i] = tensor.Where(unsqueeze(mask, own), v, allowed.Inside(v.Shape()[v.Rank()-own:]...).As(v.DType()))
		}
	}
	if c := p.WithBase(b.with(params)); reflect.TypeOf(c) == reflect.TypeOf(d) {
		return c
	}
	return d // it embeds a distribution that knows nothing of its changes
}
