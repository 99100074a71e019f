package dist

import (
	"fmt"
	"math"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// ImproperUniformDist is a flat density on a set, which has no integral as a rule.
type ImproperUniformDist struct {
	support      Constraint
	batch, event tensor.Shape
}

// ImproperUniform has density 1 everywhere on the support: a prior that says nothing. It can be conditioned on by data,
// not drawn from. batch and event are the shapes of the distribution; the event has at least as many dimensions as one
// value of the support.
//
// The posterior exists only if the data say enough. A proper prior, however wide, is safer.
func ImproperUniform(support Constraint, batch, event tensor.Shape) *ImproperUniformDist {
	switch {
	case support == nil:
		panic(&ParamError{Dist: "ImproperUniform", Param: "support", Detail: "is nil"})
	case support.Discrete():
		panic(&ParamError{Dist: "ImproperUniform", Param: "support", Detail: fmt.Sprintf("is discrete (%v); a density needs a continuous one", support)})
	case len(event) < support.EventDim():
		panic(&ParamError{Dist: "ImproperUniform", Param: "event", Detail: fmt.Sprintf("of shape %v has fewer dimensions than the %d of a value that is %v", []int(event), support.EventDim(), support)})
	}
	notNegative("ImproperUniform", "batch", batch)
	notNegative("ImproperUniform", "event", event)
	return &ImproperUniformDist{support, slices.Clone(batch), slices.Clone(event)}
}

// Flat returns the flat density on the real numbers, one event of the given shape: the [ImproperUniform] of all of
// them.
func Flat(shape ...int) *ImproperUniformDist { return ImproperUniform(Real, nil, shape) }

// Expand returns d with another batch shape; see [Expand].
func (d *ImproperUniformDist) Expand(shape ...int) *ImproperUniformDist {
	return Expand(d, shape...).(*ImproperUniformDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *ImproperUniformDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *ImproperUniformDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *ImproperUniformDist) BatchShape() tensor.Shape { return slices.Clip(d.batch) }
func (d *ImproperUniformDist) EventShape() tensor.Shape { return slices.Clip(d.event) }
func (d *ImproperUniformDist) HasRSample() bool         { return false }
func (d *ImproperUniformDist) Validate() error          { return nil }
func (d *ImproperUniformDist) String() string {
	return fmt.Sprintf("ImproperUniform(%v)", d.support)
}

// Sample panics: there is nothing to draw from.
func (d *ImproperUniformDist) Sample(*tensor.RNG, ...int) *tensor.Tensor {
	fail("ImproperUniform.Sample", "a flat density on what is %v has no integral and cannot be drawn from; give it a value, or use a proper prior", d.support)
	return nil
}

func (d *ImproperUniformDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.Sample(rng, shape...)
}

// LogProb returns 0 on the support and -Inf elsewhere.
func (d *ImproperUniformDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	x = spreadValues(d, x)
	batch := x.Shape()[:x.Rank()-len(d.event)]
	if _, ok := d.Support().Check(x); ok {
		return tensor.Zeros(batch...).As(x.DType())
	}
	in := membership(d.Support(), aside(x)).Expand(batch...)
	return tensor.Where(in, 0, math.Inf(-1)).As(x.DType())
}

func (d *ImproperUniformDist) Support() Constraint {
	if n := len(d.event) - d.support.EventDim(); n > 0 {
		return independentConstraint{d.support, n}
	}
	return d.support
}

func (d *ImproperUniformDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

func (d *ImproperUniformDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &ImproperUniformDist{d.support, shape, d.event}
}

// As returns d in another element type; see [As].
func (d *ImproperUniformDist) As(tensor.DType) (Distribution, error) { return d, nil }
func (d *ImproperUniformDist) DType() (tensor.DType, bool)           { return tensor.Float64, false }
func (d *ImproperUniformDist) CheckDType(tensor.DType) error         { return nil }
