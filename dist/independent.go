package dist

import (
	"fmt"
	"slices"

	"github.com/credence-ppl/credence/tensor"
)

// IndependentDist is a distribution with batch dimensions turned into event dimensions; see [ToEvent].
type IndependentDist struct {
	wrapper
	dims int
}

func independent(d Distribution, n int) *IndependentDist {
	if batch := d.BatchShape(); n < 0 || n > len(batch) {
		fail(nameOf(d)+".ToEvent", "%d dimensions of batch shape %v: it has %d", n, []int(batch), len(batch))
	}
	if i, ok := d.(*IndependentDist); ok {
		return &IndependentDist{i.wrapper, i.dims + n}
	}
	return &IndependentDist{wrapper{d}, n}
}

// Dims returns the number of dimensions that were turned.
func (d *IndependentDist) Dims() int { return d.dims }

// Expand returns d with another batch shape; see [Expand].
func (d *IndependentDist) Expand(shape ...int) *IndependentDist {
	return Expand(d, shape...).(*IndependentDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions too; see [ToEvent].
func (d *IndependentDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *IndependentDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// split returns the base's batch shape, cut where events begin. It is not to be changed.
func (d *IndependentDist) split() (batch, event tensor.Shape) {
	s := d.base.BatchShape()
	return s[:len(s)-d.dims], s[len(s)-d.dims:]
}

func (d *IndependentDist) BatchShape() tensor.Shape {
	batch, _ := d.split()
	return slices.Clip(batch)
}

func (d *IndependentDist) EventShape() tensor.Shape {
	_, event := d.split()
	return tensor.Join(event, d.base.EventShape())
}

func (d *IndependentDist) Validate() error { return d.CheckParams(nil) }

func (d *IndependentDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *IndependentDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	return sumLast(MaskedLogProb(d.base, x, d.spread(mask)), d.dims)
}

func (d *IndependentDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return LogProbSum(d.base, x, d.spread(mask), scale)
}

// spread returns a mask of d's batch as one of the base's.
func (d *IndependentDist) spread(mask *tensor.Tensor) *tensor.Tensor {
	if mask == nil {
		return nil
	}
	return unsqueeze(mask, d.dims)
}

// Support returns the base's, in which the dimensions that were turned belong to one value.
func (d *IndependentDist) Support() Constraint {
	if d.dims == 0 {
		return d.base.Support()
	}
	return independentConstraint{d.base.Support(), d.dims}
}

// EnumerateSupport returns the base's if no dimension was turned: a block of values has too many combinations to list.
func (d *IndependentDist) EnumerateSupport() (*tensor.Tensor, bool) {
	if d.dims > 0 {
		return nil, false
	}
	return d.base.EnumerateSupport()
}

func (d *IndependentDist) CheckParams(mask *tensor.Tensor) error {
	return CheckParams(d.base, d.spread(mask))
}

func (d *IndependentDist) CheckSupport(x, mask *tensor.Tensor) error {
	return CheckSupport(d.base, x, d.spread(mask))
}

func (d *IndependentDist) String() string { return fmt.Sprintf("%v.ToEvent(%d)", d.base, d.dims) }

func (d *IndependentDist) WithBatchShape(shape tensor.Shape) Distribution {
	_, event := d.split()
	return &IndependentDist{wrapper{Expand(d.base, tensor.Join(shape, event)...)}, d.dims}
}

// As returns d in another element type; see [As].
func (d *IndependentDist) As(t tensor.DType) (Distribution, error) {
	base, err := As(d.base, t)
	return &IndependentDist{wrapper{base}, d.dims}, err
}

// Entropy adds up the base's.
func (d *IndependentDist) Entropy() (*tensor.Tensor, bool) {
	return ifKnown(func(h *tensor.Tensor) *tensor.Tensor { return sumLast(h, d.dims) })(Entropy(d.base))
}

// CDF returns the base's if no dimension was turned: a block of values has none.
func (d *IndependentDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return d.unturned(CDF, x) }

// LogCDF returns the base's if no dimension was turned.
func (d *IndependentDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.unturned(LogCDF, x)
}

// LogSurvival returns the base's if no dimension was turned.
func (d *IndependentDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.unturned(LogSurvival, x)
}

// Quantile returns the base's if no dimension was turned.
func (d *IndependentDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.unturned(Quantile, p)
}

func (d *IndependentDist) unturned(f func(Distribution, *tensor.Tensor) (*tensor.Tensor, bool), x *tensor.Tensor) (*tensor.Tensor, bool) {
	if d.dims > 0 {
		return nil, false
	}
	return f(d.base, x)
}

// Unmasked returns 1 for events of which any part counts; see [Unmasked].
func (d *IndependentDist) Unmasked() *tensor.Tensor {
	return anyOfLast(Unmasked(d.base), d.base.BatchShape(), d.dims)
}

// LocScale returns the base's; see [LocScale].
func (d *IndependentDist) LocScale() (loc, scale *tensor.Tensor, with func(loc, scale *tensor.Tensor) Distribution, ok bool) {
	loc, scale, base, ok := LocScale(d.base)
	return loc, scale, func(loc, scale *tensor.Tensor) Distribution { return ToEvent(base(loc, scale), d.dims) }, ok
}
