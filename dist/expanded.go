package dist

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// ExpandedDist is a distribution with a larger batch, of a type that cannot expand itself; see [Expand].
type ExpandedDist struct {
	wrapper
	batch tensor.Shape
}

func newExpanded(d Distribution, shape []int) *ExpandedDist {
	return &ExpandedDist{wrapper{d}, slices.Clone(shape)}
}

// Expand returns d with another batch shape; see [Expand].
func (d *ExpandedDist) Expand(shape ...int) *ExpandedDist { return Expand(d, shape...).(*ExpandedDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *ExpandedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *ExpandedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *ExpandedDist) BatchShape() tensor.Shape { return slices.Clip(d.batch) }
func (d *ExpandedDist) Validate() error          { return d.base.Validate() }

func (d *ExpandedDist) String() string {
	return fmt.Sprintf("%v.Expand(%v)", d.base, []int(d.batch))
}

func (d *ExpandedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.draw(shape, func(shape []int) *tensor.Tensor { return d.base.Sample(rng, shape...) })
}

func (d *ExpandedDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.draw(shape, func(shape []int) *tensor.Tensor { return d.base.RSample(rng, shape...) })
}

// draw makes as many draws of the base as the expansion needs, and moves the dimensions that were stretched from among
// the sample dimensions to their places in the batch.
func (d *ExpandedDist) draw(shape []int, base func(shape []int) *tensor.Tensor) *tensor.Tensor {
	own := d.base.BatchShape()
	added := len(d.batch) - len(own)
	sample := slices.Concat(shape, d.batch[:added])
	var stretched []int // dimensions of own that grew from 1
	for i, n := range own {
		if n != d.batch[added+i] {
			stretched = append(stretched, i)
			sample = append(sample, d.batch[added+i])
		}
	}
	t := base(sample) // [shape…, added…, stretched…, own…, event…]
	if len(stretched) > 0 {
		first := len(shape) + added
		var order []int
		for i := range t.Rank() {
			if i < first || i >= first+len(stretched) {
				order = append(order, i)
			}
		}
		for i, s := range stretched {
			order[first+s] = first + i // in place of the dimension of 1
		}
		for _, s := range stretched {
			order = append(order, first+len(stretched)+s)
		}
		t = t.Permute(order...)
	}
	return t.Reshape(slices.Concat(shape, d.batch, d.EventShape())...)
}

func (d *ExpandedDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *ExpandedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return MaskedLogProb(d.base, spreadValues(d, x), mask)
}

func (d *ExpandedDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return LogProbSum(d.base, spreadValues(d, x), mask, scale)
}

// EnumerateSupport returns the base's, with a 1 for each dimension of the batch.
func (d *ExpandedDist) EnumerateSupport() (*tensor.Tensor, bool) {
	values, ok := d.base.EnumerateSupport()
	if !ok {
		return nil, false
	}
	return listed(values, d.batch, d.EventShape()), true
}

func (d *ExpandedDist) CheckParams(mask *tensor.Tensor) error { return CheckParams(d.base, mask) }

func (d *ExpandedDist) CheckSupport(x, mask *tensor.Tensor) error {
	return CheckSupport(d.base, spreadValues(d, x), mask)
}

func (d *ExpandedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return newExpanded(d.base, shape)
}

// As returns d in another element type; see [As].
func (d *ExpandedDist) As(t tensor.DType) (Distribution, error) {
	base, err := As(d.base, t)
	return &ExpandedDist{wrapper{base}, d.batch}, err
}

// Mean returns the base's.
func (d *ExpandedDist) Mean() (*tensor.Tensor, bool) {
	return d.stretch(tensor.Join(d.batch, d.EventShape()))(Mean(d.base))
}

// Variance returns the base's.
func (d *ExpandedDist) Variance() (*tensor.Tensor, bool) {
	return d.stretch(tensor.Join(d.batch, d.EventShape()))(Variance(d.base))
}

// Entropy returns the base's.
func (d *ExpandedDist) Entropy() (*tensor.Tensor, bool) {
	return d.stretch(d.batch)(Entropy(d.base))
}

// stretch expands a result, if there is one.
func (d *ExpandedDist) stretch(shape tensor.Shape) func(t *tensor.Tensor, ok bool) (*tensor.Tensor, bool) {
	return ifKnown(func(t *tensor.Tensor) *tensor.Tensor { return t.Expand(shape...) })
}

// CDF returns the base's.
func (d *ExpandedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return CDF(d.base, spreadValues(d, x))
}

// LogCDF returns the base's.
func (d *ExpandedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return LogCDF(d.base, spreadValues(d, x))
}

// LogSurvival returns the base's.
func (d *ExpandedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return LogSurvival(d.base, spreadValues(d, x))
}

// Quantile returns the base's.
func (d *ExpandedDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return Quantile(d.base, spreadValues(d, p))
}

// LocScale returns the base's; see [LocScale].
func (d *ExpandedDist) LocScale() (loc, scale *tensor.Tensor, with func(loc, scale *tensor.Tensor) Distribution, ok bool) {
	loc, scale, base, ok := LocScale(d.base)
	return loc, scale, func(loc, scale *tensor.Tensor) Distribution { return Expand(base(loc, scale), d.batch...) }, ok
}
