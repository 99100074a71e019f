package dist

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/credence-ppl/credence/tensor"
)

// TransformedDist is the distribution of a bijection of what another one draws; see [Transformed].
type TransformedDist struct {
	wrapper // of a distribution with the batch and events that the transform is given
	parts   []Transform
	event   tensor.Shape
	called  called // the name of a family, if it was made by that
}

// Transformed returns the distribution of y = tₙ(… t₁(x)) for x drawn from base:
//
//	log p(y) = log p(x) - Σ log |det ∂tᵢ|
//
// Batch dimensions of base become event dimensions where a transform acts on more of them than a draw has, and the
// batch broadcasts with the parameters of the transforms. Derivatives flow through draws, where base has such, and to
// all parameters. If base is a distribution of numbers and every transform is [Monotone], so do the distribution
// functions and the quantiles; mean, variance and entropy are those of [Affine] transforms.
//
// The density of y is that of the x with t(x) = y: far in the tails of a transform that saturates, as Tanh does, y has
// fewer digits than x had. It panics if base is discrete.
func Transformed(base Distribution, ts ...Transform) *TransformedDist {
	if base == nil {
		panic(&ParamError{Dist: "Transformed", Param: "base", Detail: "is nil"})
	}
	base, parts := agreeOnType(base, flatten(ts))
	d := &TransformedDist{parts: parts}
	support := base.Support()
	if support.Discrete() {
		panic(&ParamError{Dist: "Transformed", Param: "base", Detail: fmt.Sprintf("is discrete (%v), and has no density to transform", base)})
	}
	if set, ok := pointed(support); ok {
		panic(&ParamError{Dist: "Transformed", Param: "base", Detail: fmt.Sprintf("is %v, in which %s has a probability and no density to transform", base, set.points)})
	}
	if n := eventBefore(parts) - len(base.EventShape()); n > 0 {
		base = ToEvent(base, n)
	}
	if len(parts) > 0 {
		if in := parts[0].Domain(); elementOf(in) != Real && elementOf(support) == Real {
			panic(&ParamError{Dist: "Transformed", Param: "base", Detail: fmt.Sprintf("draws any real numbers, and %v maps only what is %v", parts[0], in)})
		}
	}
	event := base.EventShape()
	out := d.whole().ForwardShape(tensor.Join(base.BatchShape(), event)...)
	in := d.whole().InverseShape(out...)
	batch := len(in) - len(event)
	if !in[batch:].Equal(event) {
		panic(&ParamError{Dist: "Transformed", Param: "base", Detail: fmt.Sprintf("has events of shape %v, and %v events of shape %v", []int(event), d.whole(), []int(in[batch:]))})
	}
	d.base, d.event = Expand(base, in[:batch]...), out[batch:]
	return d
}

// whole returns all parts as one.
func (d *TransformedDist) whole() Transform { return Compose(d.parts...) }

// Transform returns the transform of its draws.
func (d *TransformedDist) Transform() Transform { return d.whole() }

// Expand returns d with another batch shape; see [Expand].
func (d *TransformedDist) Expand(shape ...int) *TransformedDist {
	return Expand(d, shape...).(*TransformedDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *TransformedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *TransformedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *TransformedDist) EventShape() tensor.Shape { return slices.Clip(d.event) }
func (d *TransformedDist) Validate() error          { return d.CheckParams(nil) }

func (d *TransformedDist) String() string {
	if d.called.as != nil {
		return d.called.as.String()
	}
	names := make([]string, len(d.parts))
	for i, p := range d.parts {
		names[i] = ", " + p.String()
	}
	return fmt.Sprintf("Transformed(%v%s)", d.base, strings.Join(names, ""))
}

func (d *TransformedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return stop(d.whole().Forward(d.base.Sample(rng, shape...)))
}

func (d *TransformedDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if !d.HasRSample() {
		failRSample(nameOf(d))
	}
	return d.whole().Forward(d.base.RSample(rng, shape...))
}

func (d *TransformedDist) LogProb(y *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(y, nil) }

func (d *TransformedDist) MaskedLogProb(y, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, Unmasked(d.base))
	event := len(d.event)
	y = d.spread(y)
	parts := behindMask(d.parts, event, mask, y.DType())
	y = fillMasked(&TransformedDist{wrapper: d.wrapper, parts: parts, event: d.event}, y, mask)
	var outside, logDets *tensor.Tensor
	// Where a value is outside of a set, one inside takes its place, so that all derivatives are finite.
	keep := func(set Constraint, y *tensor.Tensor) *tensor.Tensor {
		out := outsideOf(set, y)
		outside = either(outside, maxLast(out, event-set.EventDim()))
		return tensor.Where(unsqueeze(out, set.EventDim()), set.Inside(y.Shape()...).As(y.DType()), y)
	}
	for i := len(parts) - 1; i >= 0; i-- {
		p := parts[i]
		set := p.Codomain()
		rest := event - set.EventDim()
		y = keep(set, y)
		x := p.Inverse(y)
		logDets = plus(logDets, sumLast(p.LogDet(x, y), rest))
		y, event = x, rest+p.Domain().EventDim()
	}
	if len(parts) > 0 {
		y = keep(parts[0].Domain(), y)
	}
	logProb := MaskedLogProb(d.base, y, mask)
	if logDets != nil {
		logProb = logProb.Sub(logDets)
	}
	if outside != nil {
		logProb = tensor.Where(outside, math.Inf(-1), logProb)
	}
	return whereCounts(mask, logProb, 0)
}

// spread returns y for every element of the batch, one number for all of them in the element type of the draws.
func (d *TransformedDist) spread(y *tensor.Tensor) *tensor.Tensor {
	if y.Rank() == 0 {
		if t, known := DTypeOf(d.base); known {
			y = y.As(t)
		}
	}
	return spreadValues(d, y)
}

// Support returns the image of the base's.
func (d *TransformedDist) Support() Constraint {
	c := d.base.Support()
	for _, p := range d.parts {
		c = imageOf(p, c)
	}
	return c
}

func (d *TransformedDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *TransformedDist) CheckParams(mask *tensor.Tensor) error {
	return d.called.checked(mask, d.checkParts)
}

func (d *TransformedDist) checkParts(mask *tensor.Tensor) error {
	for _, p := range behindMask(d.parts, len(d.event), mask, tensor.Float64) {
		if err := validTransform(p); err != nil {
			return err
		}
	}
	return CheckParams(d.base, mask)
}

func (d *TransformedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &TransformedDist{wrapper{Expand(d.base, shape...)}, d.parts, d.event, d.called}
}

// As returns d in another element type; see [As].
func (d *TransformedDist) As(t tensor.DType) (Distribution, error) {
	base, err := As(d.base, t)
	if err != nil {
		return nil, err
	}
	parts, err := transformsAs(d.parts, t)
	if err != nil {
		return nil, err
	}
	as, err := d.called.convert(t)
	return &TransformedDist{wrapper{base}, parts, d.event, as}, err
}

// CheckDType asks the base and the parameters of the transforms.
func (d *TransformedDist) CheckDType(t tensor.DType) error {
	err := checkDType(d.base, t)
	remadeAll(d.parts, 0, func(p *tensor.Tensor, _ float64, _ int) *tensor.Tensor {
		if err == nil {
			err = sameDType("Transformed", t, p)
		}
		return p
	})
	return err
}

// Mean returns the transform of the base's mean, if all of it is affine.
func (d *TransformedDist) Mean() (*tensor.Tensor, bool) {
	m, ok := Mean(d.base)
	if _, affine := d.logScale(); !ok || !affine {
		return nil, false
	}
	return d.whole().Forward(m), true
}

// Variance returns the base's times the square of the scale, if all of the transform is affine.
func (d *TransformedDist) Variance() (*tensor.Tensor, bool) {
	v, ok := Variance(d.base)
	if _, affine := d.logScale(); !ok || !affine {
		return nil, false
	}
	for _, p := range d.parts {
		v = v.Mul(p.(affine).scale.Square())
	}
	return v, true
}

// Entropy returns the base's and log |scale|, if all of the transform is affine.
func (d *TransformedDist) Entropy() (*tensor.Tensor, bool) {
	h, ok := Entropy(d.base)
	logScale, affine := d.logScale()
	if !ok || !affine {
		return nil, false
	}
	full := tensor.Join(d.BatchShape(), d.event)
	return h.Add(sumLast(logScale.As(h.DType()).Expand(full...), len(d.event))), true
}

// logScale returns the sum of those of affine parts; false if there are others.
func (d *TransformedDist) logScale() (*tensor.Tensor, bool) {
	sum := tensor.To(0)
	for _, p := range d.parts {
		a, ok := p.(affine)
		if !ok {
			return nil, false
		}
		sum = sum.Add(a.logScale())
	}
	return sum, true
}
