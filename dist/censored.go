package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// CensoredDist is a distribution whose draws are not told beyond two ends; see [Censored].
type CensoredDist struct{ between }

// Censored returns the distribution of draws from base of which those below low are told as low and those above high
// as high; either end may be infinite, for the whole batch or elements of it:
//
//	log p(low) = log F(low),  log p(high) = log(1 - F(high)),  log p(x) = log p_base(x),  low < x < high
//
// The ends have the probability of all that lies beyond, other values the density of base: that an instrument shows no
// more than high is an observation too, which leaving it out would bias. For times that are seen until each subject
// leaves the study, high is the time at which it left, and +Inf where the event was seen. base is a distribution of
// numbers with [LogCDF] and [LogSurvival], whose support is an interval of numbers or of whole numbers, for which 1 -
// F(high - 1) is the probability of high, so that the end is told whether or not it was exceeded. Values of which only
// an interval is known, as by inspections, are those of [IntervalCensored].
//
// PyMC's Censored(dist, lower, upper) is the same. NumPyro's RightCensoredDistribution and LeftCensoredDistribution
// have an indicator of which values are censored, in place of ends; in Stan the tail is added to target by hand.
func Censored[L, H tensor.Like](base Distribution, low L, high H) *CensoredDist {
	return &CensoredDist{newBetween("Censored", "keep", base, tensor.To(low), tensor.To(high))}
}

// Expand returns d with another batch shape; see [Expand].
func (d *CensoredDist) Expand(shape ...int) *CensoredDist { return Expand(d, shape...).(*CensoredDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *CensoredDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *CensoredDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *CensoredDist) Validate() error { return d.CheckParams(nil) }

// Support returns the values of the base from low to high.
func (d *CensoredDist) Support() Constraint {
	low, high := d.ends()
	if d.counts() {
		return wholeFromTo(low, high)
	}
	if _, isReal := d.base.Support().(real); isReal && isInfinite(d.low) && isInfinite(d.high) {
		return Real
	}
	set := closed(low, high)
	if isInfinite(low) {
		set.ends |= noLow
	}
	if isInfinite(high) {
		set.ends |= noHigh
	}
	return withPoints{set, d.base.Support(), "an end"}
}

func (d *CensoredDist) SupportCure() string {
	return "what lies beyond an end is told as the end; an end is a value, not an indicator"
}

// Sample draws from base and moves what is beyond an end to it.
func (d *CensoredDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	x := d.base.Sample(rng, shape...)
	low, high := d.endsAs(x)
	return tensor.Minimum(tensor.Maximum(x, stop(low)), stop(high))
}

func (d *CensoredDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *CensoredDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	x = fillMasked(d, d.values(x), mask)
	low, high := d.endsAs(x)
	isLow, isHigh := tensor.Equal(x, low), tensor.Equal(x, high)
	within := tensor.LessEqual(low, x).Mul(tensor.LessEqual(x, high)).Mul(tensor.Less(x.Abs(), math.Inf(1)))
	beyond := tensor.Sub(1, within)
	inner := tensor.Where(either(beyond, either(isLow, isHigh)), d.base.Support().Inside(d.BatchShape()...).As(x.DType()), x)
	logProb := MaskedLogProb(d.base, inner, mask)
	at := func(is, tail *tensor.Tensor) {
		logProb = tensor.Where(is, tail.As(logProb.DType()), logProb)
	}
	if !isInfinite(d.low) {
		at(isLow, d.tail(LogCDF, d.low))
	}
	if !isInfinite(d.high) {
		at(isHigh, d.tail(LogSurvival, d.before(d.high)))
	}
	logProb = tensor.Where(beyond, math.Inf(-1), logProb)
	if certain := certainty(d.base, mask); certain != nil {
		logProb = logProb.Add(certain.As(logProb.DType()))
	}
	return whereCounts(mask, logProb, 0)
}

// CDF returns the base's from low on, and 1 from high on; see [CDF].
func (d *CensoredDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.kept(CDF, x, 0, 1)
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *CensoredDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.kept(LogCDF, x, math.Inf(-1), 0)
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *CensoredDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.kept(LogSurvival, x, 0, math.Inf(-1))
}

// Quantile returns that of the base, or the end that it lies beyond; see [Quantile].
func (d *CensoredDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	x, known := Quantile(d.base, p)
	if !known {
		return nil, false
	}
	low, high := d.endsAs(x)
	inside := tensor.Where(tensor.Less(x, low), low, tensor.Where(tensor.Less(high, x), high, x))
	return tensor.Where(tensor.LessEqual(x, x), inside, x), true // NaN stays
}

// kept returns the base's function between the ends, and the given numbers below and above.
func (d *CensoredDist) kept(of func(Distribution, *tensor.Tensor) (*tensor.Tensor, bool), x *tensor.Tensor, below, above float64) (*tensor.Tensor, bool) {
	y, known := of(d.base, x)
	if !known {
		return nil, false
	}
	low, high := d.endsAs(x)
	inside := tensor.Where(tensor.Less(x, low), below, tensor.Where(tensor.LessEqual(high, x), above, y))
	return tensor.Where(tensor.LessEqual(y, y), inside, y), true // NaN stays
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *CensoredDist) CheckParams(mask *tensor.Tensor) error {
	allowed := Set(extended{})
	if d.counts() {
		allowed = wholeOrInfinite{}
	}
	if err := d.checkEnds(mask, allowed); err != nil {
		return err
	}
	if _, known := LogCDF(d.base, plusInf); !known {
		return d.noTails()
	}
	mask = both(mask, d.Unmasked())
	rises := whereCounts(mask, tensor.Less(aside(d.low), aside(d.high)), 1)
	if index, ok := firstBad(rises, func(v float64) bool { return v == 1 }); !ok {
		return &ParamError{Dist: "Censored", Param: "low", Index: index, Detail: d.low.String() + " is not below high " + d.high.String() + "; low comes first: Censored(base, low, high)"}
	}
	return nil
}

func (d *CensoredDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &CensoredDist{d.expanded(shape)}
}

// As returns d in another element type; see [As].
func (d *CensoredDist) As(t tensor.DType) (Distribution, error) {
	b, err := d.as(t)
	return &CensoredDist{b}, err
}

// wholeOrInfinite is the set of whole numbers with both infinities.
type wholeOrInfinite struct{ extended }

func (wholeOrInfinite) String() string { return "a whole number or ±Inf" }

func (wholeOrInfinite) Check(x *tensor.Tensor) ([]int, bool) {
	return firstBad(x, func(v float64) bool { return v == math.Floor(v) })
}
