package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// TruncatedDist is a distribution of numbers within an interval; see [Truncated].
type TruncatedDist struct{ between }

// Truncated returns the distribution of draws from base that lie from low to high, either of which may be infinite for
// the whole batch:
//
//	log p(x) = log p_base(x) - log(F(high) - F(low)),  low ≤ x ≤ high
//
// Half of a symmetric distribution is the one from its center on: Truncated(StudentT(3, 0, 1), 0, math.Inf(1)). Of
// counts both ends belong to the interval, so that F(low - 1) is in place of F(low), and Truncated(Poisson(2), 1,
// math.Inf(1)) has no zeros. base is a distribution of numbers with [LogCDF] and [LogSurvival], whose support is an
// interval of numbers or of whole numbers. Probabilities are differences within the tail that is smaller, so that they
// keep their digits however far out low and high are, but for those that the distribution function has in common at
// both ends of a narrow interval. Draws are differentiable in all parameters (see [TruncatedDist.RSample]), but for
// counts.
//
// PyMC's Truncated(dist, lower, upper) and Stan's T[lower, upper] are the same. NumPyro's and PyMC's TruncatedNormal
// is Truncated(Normal(loc, scale), low, high).
func Truncated[L, H tensor.Like](base Distribution, low L, high H) *TruncatedDist {
	return &TruncatedDist{newBetween("Truncated", "cut from", base, tensor.To(low), tensor.To(high))}
}

// Expand returns d with another batch shape; see [Expand].
func (d *TruncatedDist) Expand(shape ...int) *TruncatedDist {
	return Expand(d, shape...).(*TruncatedDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *TruncatedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *TruncatedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *TruncatedDist) HasRSample() bool { return !d.counts() }
func (d *TruncatedDist) Validate() error  { return d.CheckParams(nil) }

// Support returns what of the base's lies between the ends.
func (d *TruncatedDist) Support() Constraint {
	if d.counts() {
		return wholeFromTo(d.ends())
	}
	return fromTo(d.ends())
}

// logTotal returns the logarithm of the probability from low to high, or NaN where there is none.
func (d *TruncatedDist) logTotal() *tensor.Tensor {
	total := d.logMass(d.before(d.low), d.high)
	return tensor.Where(tensor.Less(math.Inf(-1), total), total, math.NaN())
}

func (d *TruncatedDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *TruncatedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	x = fillMasked(d, d.values(x), mask)
	low, high := d.endsAs(x)
	outside := either(tensor.Less(x, low), tensor.Less(high, x))
	x = tensor.Where(outside, d.base.Support().Inside(outside.Shape()...).As(x.DType()), x)
	logProb := MaskedLogProb(d.base, x, mask)
	logProb = logProb.Sub(d.logTotal().As(logProb.DType()))
	inside := tensor.Less(math.Inf(-1), logProb).Mul(tensor.Sub(1, outside)) // it is not where nothing is between the ends
	logProb = tensor.Where(inside, logProb, math.Inf(-1))
	return whereCounts(mask, logProb, 0)
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *TruncatedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	low, high := d.endsAs(x)
	return d.share(x, d.logMass(d.before(d.low), x), tensor.LessEqual(high, x), d.notYet(x, low)), true
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *TruncatedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	low, high := d.endsAs(x)
	return d.share(x, d.logMass(x, d.high), d.notYet(x, low), tensor.LessEqual(high, x)), true
}

// notYet returns 1 where nothing is up to x.
func (d *TruncatedDist) notYet(x, low *tensor.Tensor) *tensor.Tensor {
	if d.counts() {
		return tensor.Less(x, low)
	}
	return tensor.LessEqual(x, low)
}

// CDF returns the base's, from low on; see [CDF].
func (d *TruncatedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return ofLog(d.LogCDF(x)) }

// share returns the logarithm of a part of the whole probability, which is all of it or nothing outside.
func (d *TruncatedDist) share(x, part, all, none *tensor.Tensor) *tensor.Tensor {
	t, total := x.DType(), d.logTotal()
	if x.Rank() == 0 {
		t, _ = DTypeOf(d.base)
	}
	p := tensor.Minimum(part.Sub(total), 0).As(t)
	p = tensor.Where(none, math.Inf(-1), tensor.Where(all, 0, p))
	known := tensor.LessEqual(total, total).As(t).Mul(tensor.LessEqual(x, x).As(t)) // no NaN
	return tensor.Where(known, p, math.NaN())
}

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *TruncatedDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.checkEnds(mask, extended{}); err != nil {
		return err
	}
	for i, end := range []*tensor.Tensor{d.low, d.high} {
		if _, finite := firstBad(end, func(v float64) bool { return math.IsInf(v, 0) }); !finite && anyInfinite(end) {
			return &ParamError{Dist: "Truncated", Param: []string{"low", "high"}[i], Detail: "is infinite for a part of the batch only; give each part a distribution of its own"}
		}
	}
	mask = both(mask, d.Unmasked())
	// The total may be the difference of two numbers that rounding alone tells apart.
	below, known := LogCDF(d.base, d.high)
	above, alsoKnown := LogSurvival(d.base, d.before(d.low))
	if !known || !alsoKnown {
		return d.noTails()
	}
	whole := aside(tensor.Minimum(below, above)).As(tensor.Float64)
	share := aside(d.logMass(d.before(d.low), d.high)).As(tensor.Float64).Sub(whole)
	told := whereCounts(mask, tensor.Less(tensor.Mul(tensor.Add(whole.Abs(), 1), 1e-10).Log(), share), 1)
	if index, ok := firstBad(told, func(v float64) bool { return v == 1 }); !ok {
		return &ParamError{Dist: "Truncated", Param: "low", Index: index,
			Detail: fmt.Sprintf("%v and high %v have no probability of %v between them, or too little to be told from rounding; low comes first: Truncated(base, low, high)", d.low, d.high, d.base)}
	}
	return nil
}

func (d *TruncatedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &TruncatedDist{d.expanded(shape)}
}

// As returns d in another element type; see [As].
func (d *TruncatedDist) As(t tensor.DType) (Distribution, error) {
	b, err := d.as(t)
	return &TruncatedDist{b}, err
}
