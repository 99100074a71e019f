package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// MaskedDist is a distribution some of whose values do not count; see [Mask].
type MaskedDist struct {
	base Distribution // of the common batch shape
	mask *tensor.Tensor
}

func newMasked(d Distribution, mask *tensor.Tensor) *MaskedDist {
	given(d, "Mask")
	if mask == nil {
		fail(nameOf(d)+".Mask", "the mask is nil")
	}
	batch, ok := tensor.BroadcastShapes(d.BatchShape(), mask.Shape())
	if !ok {
		fail(nameOf(d)+".Mask", "mask of shape %v does not broadcast with batch shape %v", []int(mask.Shape()), []int(d.BatchShape()))
	}
	return &MaskedDist{Expand(d, batch...), mask}
}

// Base is the distribution without the mask.
func (d *MaskedDist) Base() Distribution { return d.base }

// Expand is d with another batch shape; see [Expand].
func (d *MaskedDist) Expand(shape ...int) *MaskedDist { return Expand(d, shape...).(*MaskedDist) }

// ToEvent is d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *MaskedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask is d with log-probability 0 where this mask is 0 too; see [Mask].
func (d *MaskedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *MaskedDist) BatchShape() tensor.Shape { return d.base.BatchShape() }
func (d *MaskedDist) EventShape() tensor.Shape { return d.base.EventShape() }
func (d *MaskedDist) HasRSample() bool         { return d.base.HasRSample() }
func (d *MaskedDist) Support() Constraint      { return d.base.Support() }
func (d *MaskedDist) Validate() error          { return d.validate(nil) }
func (d *MaskedDist) String() string           { return fmt.Sprintf("%v.Mask(%v)", d.base, d.mask) }

func (d *MaskedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.base.Sample(rng, shape...)
}

func (d *MaskedDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.base.RSample(rng, shape...)
}

func (d *MaskedDist) EnumerateSupport() (*tensor.Tensor, bool) { return d.base.EnumerateSupport() }

func (d *MaskedDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return MaskedLogProb(d.base, x, d.mask)
}

func (d *MaskedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return MaskedLogProb(d.base, x, d.and(mask))
}

func (d *MaskedDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return LogProbSum(d.base, x, d.and(mask), scale)
}

// and is where neither mask is 0.
func (d *MaskedDist) and(mask *tensor.Tensor) *tensor.Tensor {
	if mask == nil {
		return d.mask
	}
	return tensor.Where(mask, d.mask, 0)
}

func (d *MaskedDist) validate(mask *tensor.Tensor) error { return CheckParams(d.base, d.and(mask)) }

func (d *MaskedDist) checkSupport(x, mask *tensor.Tensor) error {
	return CheckSupport(d.base, x, d.and(mask))
}

func (d *MaskedDist) expand(shape tensor.Shape) Distribution {
	return &MaskedDist{Expand(d.base, shape...), d.mask}
}

func (d *MaskedDist) as(t tensor.DType) (Distribution, error) {
	base, err := As(d.base, t)
	return &MaskedDist{base, d.mask}, err
}

// Mean is the base's.
func (d *MaskedDist) Mean() (*tensor.Tensor, bool) { return Mean(d.base) }

// Variance is the base's.
func (d *MaskedDist) Variance() (*tensor.Tensor, bool) { return Variance(d.base) }

// CDF is the base's.
func (d *MaskedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return CDF(d.base, x) }

// LogCDF is the base's.
func (d *MaskedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return LogCDF(d.base, x)
}

// LogSurvival is the base's.
func (d *MaskedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return LogSurvival(d.base, x)
}

// Quantile is the base's.
func (d *MaskedDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) { return Quantile(d.base, p) }

// Entropy is the mean of -LogProb: 0 where mask is.
func (d *MaskedDist) Entropy() (*tensor.Tensor, bool) {
	h, ok := Entropy(d.base)
	if !ok {
		return nil, false
	}
	return tensor.Where(d.mask, h, 0), true
}
