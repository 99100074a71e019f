package dist

import "github.com/credence-ppl/credence/tensor"

// UnitDist is the distribution of an event without numbers.
type UnitDist struct{ Base }

// Unit returns the distribution of an event without numbers, a vector of length 0, with the log-density logFactor:
//
//	log p() = logFactor
//
// It is normalized for a factor of 0 only. Observed, it multiplies the density of a model by a factor under the name of
// a site, as ppl.Factor does with less to write; in a guide it stands for the density of what was drawn by hand. Pyro's
// and NumPyro's Unit(log_factor) is the same.
func Unit[F tensor.Like](logFactor F) *UnitDist {
	return &UnitDist{NewBase(unitSpec, tensor.To(logFactor))}
}

var unitSpec = &Spec{"Unit", []Param{{"logFactor", extended{}, "a factor that is NaN makes all of a density NaN"}}}

// LogFactor returns the log-density, as it was given.
func (d *UnitDist) LogFactor() *tensor.Tensor { return d.params[0] }

// Expand returns d with another batch shape; see [Expand].
func (d *UnitDist) Expand(shape ...int) *UnitDist { return Expand(d, shape...).(*UnitDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *UnitDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *UnitDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// EventShape returns that of a vector of length 0.
func (d *UnitDist) EventShape() tensor.Shape { return tensor.Shape{0} }

// Support returns the vectors of that length.
func (d *UnitDist) Support() Constraint { return independentConstraint{Real, 1} }

// Sample returns events without numbers.
func (d *UnitDist) Sample(_ *tensor.RNG, shape ...int) *tensor.Tensor {
	t, _ := d.DType()
	return tensor.Zeros(tensor.Join(tensor.Join(shape, d.batch), d.EventShape())...).As(t)
}

func (d *UnitDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	shape := shapeOfValues(d, x)
	return d.params[0].Expand(shape[:len(shape)-1]...)
}

// CheckDType returns nil: without numbers, values have any element type.
func (d *UnitDist) CheckDType(tensor.DType) error { return nil }

// WithBase returns the distribution with other parameters; see [Parametric].
func (d *UnitDist) WithBase(b Base) Distribution { return &UnitDist{b} }

func (d *UnitDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &UnitDist{Base{d.spec, d.params, shape}}
}
