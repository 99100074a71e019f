package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// RoundedDist is the distribution of rounded draws; see [Rounded].
type RoundedDist struct {
	madeOf
	width *tensor.Tensor
}

// Rounded returns the distribution of draws from base that are rounded to the nearest multiple of width:
//
//	log p(x) = log(F(x + width/2) - F(x - width/2)),  x = …, -width, 0, width, 2·width, …
//
// Heights in whole centimeters have width 1 and weights to half a pound width ½. Values have probabilities, not
// densities, so that many equal ones cannot drive a scale to 0. base is a continuous distribution of numbers with
// [LogCDF] and [LogSurvival]. Probabilities are differences within the smaller tail, or densities times width where
// width is too small to tell those. Values within a millionth of a multiple are taken for it, as 0.3 is for 3·0.1; for
// sizes in brackets that differ, see [IntervalCensored].
//
// TFP's QuantizedDistribution rounds up to whole numbers: its values are ½ more than those of width 1 in the mean. PyMC
// derives the same from a CustomDist that rounds.
func Rounded[W tensor.Like](base Distribution, width W) *RoundedDist {
	d := &RoundedDist{newMadeOf("Rounded", base, "are rounded", 0, []string{"width"}, tensor.To(width)), tensor.To(width)}
	if _, _, ok := endsOf(base.Support()); !ok {
		refusal("Rounded")("base", "has values that are %v, and no interval of numbers to round in", base.Support())
	}
	return d
}

// Width returns what values are multiples of, as it was given.
func (d *RoundedDist) Width() *tensor.Tensor { return d.width }

// Expand returns d with another batch shape; see [Expand].
func (d *RoundedDist) Expand(shape ...int) *RoundedDist { return Expand(d, shape...).(*RoundedDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *RoundedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *RoundedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *RoundedDist) Validate() error { return d.CheckParams(nil) }

func (d *RoundedDist) String() string { return fmt.Sprintf("Rounded(%v, width: %v)", d.base, d.width) }

// Support returns the multiples of width that what the base draws may be rounded to.
func (d *RoundedDist) Support() Constraint {
	low, high, _ := endsOf(d.base.Support())
	return multiples{d.multiple(low), d.multiple(high), d.width}
}

// multiple returns the number of widths nearest to x.
func (d *RoundedDist) multiple(x *tensor.Tensor) *tensor.Tensor {
	return nearestMultiple.get().apply(nil, nil, x, d.width.As(x.DType()))
}

var nearestMultiple = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(is("floor(x/width + 0.5)").in(domain{}), 0b11, "x", "width")}.
		register("Rounded.Multiple", []tensor.Input{{}, positiveInput})
}}

// Sample rounds draws from base.
func (d *RoundedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	x := d.base.Sample(rng, shape...)
	return d.multiple(x).Mul(stop(d.width).As(x.DType()))
}

func (d *RoundedDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *RoundedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	x = fillMasked(d, x, mask)
	k, width := wide(d.multiple(x)), wide(stop(d.width))
	width = whereCounts(mask, width, 1)
	valid := tensor.Less(0, width).Mul(tensor.Less(width, math.Inf(1)))
	outside := tensor.Sub(1, isMultiple.get().apply(nil, nil, wide(x), width).Mul(valid))
	k = tensor.Where(outside, 0, k)
	logProb := d.logMassAround(behind(d.base, mask), k.Mul(width), tensor.Where(valid, width, 1))
	if t, ok := DTypeOf(d.base); ok {
		logProb = logProb.As(t)
	}
	logProb = tensor.Where(outside, math.Inf(-1), logProb)
	return whereCounts(mask, logProb, 0)
}

// logMassAround returns the logarithm of the probability that base draws what is rounded to x. Where the distribution
// function at both ends has all but a millionth in common, it is the density times width: where it bends, that is off
// by the square of a millionth, and the difference of the function by ten digits.
func (d *RoundedDist) logMassAround(base Distribution, x, width *tensor.Tensor) *tensor.Tensor {
	wider := &madeOf{d.name, withParams(base, wide)}
	t, _ := DTypeOf(wider.base)
	x, width = x.As(t), width.As(t)
	half := tensor.Mul(width, 0.5)
	low, high := x.Sub(half), x.Add(half)
	below, above := wider.tail(LogCDF, low), wider.tail(LogSurvival, low)
	belowHigh, aboveHigh := wider.tail(LogCDF, high), wider.tail(LogSurvival, high)
	logMass := logDifference.get().apply(nil, nil, below, above, belowHigh, aboveHigh)
	tail := tensor.Minimum(stop(belowHigh), stop(above))
	narrow := tensor.Less(stop(logMass), tensor.Add(tail, math.Log(1e-6)))
	x = tensor.Where(narrow, x, base.Support().Inside(d.BatchShape()...).As(t))
	own, _ := DTypeOf(base)
	return tensor.Where(narrow, base.LogProb(x.As(own)).As(t).Add(width.Log()), logMass)
}

// isMultiple is 1 where x is a multiple of width but for rounding.
var isMultiple = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("k = x/width; where(abs(k - floor(k + 0.5)) <= 1e-6*max(1, abs(k)) && abs(k) < inf, 1, 0)").in(domain{}), 0b11, "x", "width")}.
		register("Rounded.IsMultiple", []tensor.Input{{}, positiveInput})
}}

// CDF returns the base's at the upper end of what is rounded to the multiple up to x; see [CDF].
func (d *RoundedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return CDF(d.base, d.end(x)) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *RoundedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return LogCDF(d.base, d.end(x))
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *RoundedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return LogSurvival(d.base, d.end(x))
}

// end returns the upper end of what is rounded to the greatest multiple up to x.
func (d *RoundedDist) end(x *tensor.Tensor) *tensor.Tensor {
	width := d.width.As(x.DType())
	return tensor.Add(lastMultiple.get().apply(nil, nil, x, width), 0.5).Mul(width)
}

var lastMultiple = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("k = x/width; near = floor(k + 0.5); where(abs(k - near) <= 1e-6*max(1, abs(k)), near, floor(k))").in(domain{}), 0b11, "x", "width")}.
		register("Rounded.Last", []tensor.Input{{}, positiveInput})
}}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *RoundedDist) CheckParams(mask *tensor.Tensor) error {
	if err := CheckParams(d.base, mask); err != nil {
		return err
	}
	if _, known := LogCDF(d.base, plusInf); !known {
		return d.noTails()
	}
	return checkParam(d.name, Param{"width", Positive, ""}, d.width, mask)
}

// CheckDType returns nil: discrete values have any element type.
func (d *RoundedDist) CheckDType(tensor.DType) error { return nil }

func (d *RoundedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &RoundedDist{d.expanded(shape), d.width}
}

// As returns d in another element type; see [As].
func (d *RoundedDist) As(t tensor.DType) (Distribution, error) {
	made, width, err := d.as(t, d.width)
	return &RoundedDist{made, width[0]}, err
}

// multiples is the set of numbers k·width for whole k from low to high.
type multiples struct{ low, high, width *tensor.Tensor }

func (c multiples) String() string { return fmt.Sprintf("a multiple of %v", c.width) }
func (multiples) EventDim() int    { return 0 }
func (multiples) Discrete() bool   { return true }

// Inside returns a multiple near 0.
func (c multiples) Inside(shape ...int) *tensor.Tensor {
	k := tensor.Minimum(tensor.Maximum(zero.As(c.low.DType()), c.low), c.high)
	return k.Mul(c.width.As(k.DType())).Expand(shape...)
}

func (c multiples) Check(x *tensor.Tensor) ([]int, bool) {
	return firstBad(c.contains(x), func(v float64) bool { return v == 1 })
}

// contains returns 1 where x is in the set.
func (c multiples) contains(x *tensor.Tensor) *tensor.Tensor {
	x, width := wide(aside(x)), wide(c.width)
	k := nearestMultiple.get().apply(nil, nil, x, width)
	return isMultiple.get().apply(nil, nil, x, width).Mul(tensor.LessEqual(wide(c.low), k)).Mul(tensor.LessEqual(k, wide(c.high)))
}

func (c multiples) Bijection() Transform { return noBijection(c) }
