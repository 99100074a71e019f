package dist

import (
	"fmt"

	"github.com/credence-ppl/credence/tensor"
)

// MaskedDist is a distribution some of whose values do not count; see [Mask].
type MaskedDist struct {
	wrapper // of a distribution of the common batch shape
	mask    *tensor.Tensor
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
	return &MaskedDist{wrapper{Expand(d, batch...)}, mask}
}

// Expand returns d with another batch shape; see [Expand].
func (d *MaskedDist) Expand(shape ...int) *MaskedDist { return Expand(d, shape...).(*MaskedDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *MaskedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where this mask is 0 too; see [Mask].
func (d *MaskedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *MaskedDist) Validate() error { return d.CheckParams(nil) }
func (d *MaskedDist) String() string  { return fmt.Sprintf("%v.Mask(%v)", d.base, d.mask) }

func (d *MaskedDist) LogProb(x *tensor.Tensor) *tensor.Tensor {
	return MaskedLogProb(d.base, x, d.mask)
}

func (d *MaskedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return MaskedLogProb(d.base, x, both(mask, d.mask))
}

func (d *MaskedDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return LogProbSum(d.base, x, both(mask, d.mask), scale)
}

func (d *MaskedDist) CheckParams(mask *tensor.Tensor) error {
	return CheckParams(d.base, both(mask, d.mask))
}

func (d *MaskedDist) CheckSupport(x, mask *tensor.Tensor) error {
	return CheckSupport(d.base, x, both(mask, d.mask))
}

func (d *MaskedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &MaskedDist{wrapper{Expand(d.base, shape...)}, d.mask}
}

// As returns d in another element type; see [As].
func (d *MaskedDist) As(t tensor.DType) (Distribution, error) {
	base, err := As(d.base, t)
	return &MaskedDist{wrapper{base}, d.mask}, err
}

// Entropy returns the mean of -LogProb: 0 where mask is.
func (d *MaskedDist) Entropy() (*tensor.Tensor, bool) {
	return ifKnown(func(h *tensor.Tensor) *tensor.Tensor { return tensor.Where(d.mask, h, 0) })(Entropy(d.base))
}

// Unmasked returns where neither this mask nor one inside is 0; see [Unmasked].
func (d *MaskedDist) Unmasked() *tensor.Tensor { return both(Unmasked(d.base), d.mask) }
