package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// TruncatedDist is a distribution of numbers within an interval; see [Truncated].
type TruncatedDist struct {
	base      Distribution // of the whole batch
	low, high *tensor.Tensor
}

// Truncated returns the distribution of draws from base that lie from low to high, either of which may be infinite for
// the whole batch:
//
//	log p(x) = log p_base(x) - log(F(high) - F(low)),  low ≤ x ≤ high
//
// Half of a symmetric distribution is the one from its center on: Truncated(StudentT(3, 0, 1), 0, math.Inf(1)). base is
// a continuous distribution of numbers with [LogCDF] and [LogSurvival], whose support is an interval. Probabilities are
// differences within the tail that is smaller, so that they keep their digits however far out low and high are, but for
// those that the distribution function has in common at both ends of a narrow interval. Draws are differentiable in all
// parameters (see [TruncatedDist.RSample]).
func Truncated[L, H tensor.Like](base Distribution, low L, high H) *TruncatedDist {
	refuse := func(param, detail string, args ...any) {
		panic(&ParamError{Dist: "Truncated", Param: param, Detail: fmt.Sprintf(detail, args...)})
	}
	d := &TruncatedDist{base, tensor.To(low), tensor.To(high)}
	switch {
	case base == nil:
		refuse("base", "is nil")
	case d.low == nil:
		refuse("low", "is nil")
	case d.high == nil:
		refuse("high", "is nil")
	case len(base.EventShape()) > 0:
		refuse("base", "draws events of shape %v; only numbers lie in an interval", []int(base.EventShape()))
	}
	support := base.Support()
	if _, _, ok := endsOf(support); !ok {
		refuse("base", "has values that are %v, and no interval of numbers to cut from", support)
	}
	for i, end := range []*tensor.Tensor{d.low, d.high} {
		if t, fixed := DTypeOf(base); end.Rank() > 0 && fixed && t != end.DType() {
			as, err := As(d.base, end.DType())
			if err != nil {
				refuse([]string{"low", "high"}[i], "has another element type than base: %v", err)
			}
			d.base = as
		}
	}
	batch, ok := tensor.BroadcastShapes(base.BatchShape(), d.low.Shape(), d.high.Shape())
	if !ok {
		refuse("low", "and high, of shapes %v and %v, do not broadcast with base of batch shape %v", []int(d.low.Shape()), []int(d.high.Shape()), []int(base.BatchShape()))
	}
	d.base = Expand(d.base, batch...)
	return d
}

// Base returns the distribution that is cut.
func (d *TruncatedDist) Base() Distribution { return d.base }

// Low returns the lower end, as it was given.
func (d *TruncatedDist) Low() *tensor.Tensor { return d.low }

// High returns the upper end, as it was given.
func (d *TruncatedDist) High() *tensor.Tensor { return d.high }

// Expand returns d with another batch shape; see [Expand].
func (d *TruncatedDist) Expand(shape ...int) *TruncatedDist {
	return Expand(d, shape...).(*TruncatedDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *TruncatedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *TruncatedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *TruncatedDist) BatchShape() tensor.Shape { return d.base.BatchShape() }
func (d *TruncatedDist) EventShape() tensor.Shape { return nil }
func (d *TruncatedDist) HasRSample() bool         { return true }
func (d *TruncatedDist) Validate() error          { return d.CheckParams(nil) }

func (d *TruncatedDist) String() string {
	return fmt.Sprintf("Truncated(%v, low: %v, high: %v)", d.base, d.low, d.high)
}

func (d *TruncatedDist) EnumerateSupport() (*tensor.Tensor, bool) { return nil, false }

// Support returns what of the base's lies between the ends.
func (d *TruncatedDist) Support() Constraint {
	return fromTo(d.ends())
}

// ends returns those of the support.
func (d *TruncatedDist) ends() (low, high *tensor.Tensor) {
	low, high, _ = endsOf(d.base.Support())
	return tensor.Maximum(d.low, low), tensor.Minimum(d.high, high)
}

func anyInfinite(t *tensor.Tensor) bool {
	_, none := firstBad(t, func(v float64) bool { return !math.IsInf(v, 0) })
	return !none
}

// withParams returns d with other parameters if it is [Parametric].
func withParams(d Distribution, f func(p *tensor.Tensor) *tensor.Tensor) Distribution {
	p, ok := d.(Parametric)
	if !ok {
		return d
	}
	b := p.self()
	params := make([]*tensor.Tensor, len(b.params))
	for i, v := range b.params {
		params[i] = f(v)
	}
	return p.WithBase(b.with(params))
}

func wide(p *tensor.Tensor) *tensor.Tensor { return p.As(tensor.Float64) }

// logMass returns the logarithm of the base's probability from low to high, which are differences of logarithms and
// computed in Float64 where the base can be.
func (d *TruncatedDist) logMass(low, high *tensor.Tensor) *tensor.Tensor {
	base := withParams(d.base, wide)
	t, _ := DTypeOf(base)
	low, high = low.As(t), high.As(t)
	belowLow, aboveLow, known := tails(base, low)
	if !known {
		fail("Truncated", "%s", d.noTails().Detail)
	}
	belowHigh, aboveHigh, _ := tails(base, high)
	return logDifference.apply(nil, nil, belowLow, aboveLow, belowHigh, aboveHigh)
}

// tails returns the logarithms of the probabilities below and above x; known is false where base cannot tell them.
func tails(base Distribution, x *tensor.Tensor) (below, above *tensor.Tensor, known bool) {
	below, known = LogCDF(base, x)
	if !known {
		return nil, nil, false
	}
	above, known = LogSurvival(base, x)
	return below, above, known
}

func (d *TruncatedDist) noTails() *ParamError {
	return &ParamError{Dist: "Truncated", Param: "base", Detail: fmt.Sprintf("%v has no distribution function, which tells the probability of the interval; write its density with ImproperUniform and Factor", d.base)}
}

// logDifference is log(F(high) - F(low)), of logarithms of F and 1 - F at low and at high.
var logDifference = pointwise{formula: compile(
	is("where(belowHigh <= above, logSub(belowHigh, below), logSub(above, aboveHigh))").
		in(domain{valid: "below + above + belowHigh + aboveHigh < inf", outside: "nan"}), 0, "below", "above", "belowHigh", "aboveHigh")}.
	register("Truncated.LogMass", []tensor.Input{{Low: -3, High: -2}, {Low: -0.1, High: -0.05}, {Low: -1, High: -0.5}, {Low: -0.9, High: -0.5}},
		[]tensor.Input{{Low: -0.9, High: -0.5}, {Low: -1, High: -0.5}, {Low: -0.1, High: -0.05}, {Low: -3, High: -2}})

// logTotal returns the logarithm of the probability from low to high, or NaN where there is none.
func (d *TruncatedDist) logTotal() *tensor.Tensor {
	total := d.logMass(d.low, d.high)
	return tensor.Where(tensor.Less(math.Inf(-1), total), total, math.NaN())
}

func (d *TruncatedDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *TruncatedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	x = fillMasked(d, x, mask)
	outside := either(tensor.Less(x, d.low), tensor.Less(d.high, x))
	x = tensor.Where(outside, d.base.Support().Inside(outside.Shape()...).As(x.DType()), x)
	logProb := MaskedLogProb(d.base, x, mask)
	logProb = logProb.Sub(d.logTotal().As(logProb.DType()))
	inside := tensor.Less(math.Inf(-1), logProb).Mul(tensor.Sub(1, outside)) // it is not where nothing is between the ends
	logProb = tensor.Where(inside, logProb, math.Inf(-1))
	if mask == nil {
		return logProb
	}
	return tensor.Where(mask, logProb, 0)
}

func (d *TruncatedDist) LogProbSum(x, mask *tensor.Tensor, scale float64) *tensor.Tensor {
	return scaledSum(d.MaskedLogProb(x, mask), scale)
}

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *TruncatedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.share(x, d.logMass(d.low, x), tensor.LessEqual(d.high, x), tensor.LessEqual(x, d.low)), true
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *TruncatedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	return d.share(x, d.logMass(x, d.high), tensor.LessEqual(x, d.low), tensor.LessEqual(d.high, x)), true
}

// CDF returns the base's, from low on; see [CDF].
func (d *TruncatedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	logP, ok := d.LogCDF(x)
	return logP.Exp(), ok
}

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

// Unmasked returns the base's; see [Unmasked].
func (d *TruncatedDist) Unmasked() *tensor.Tensor { return Unmasked(d.base) }

// CheckParams returns Validate but for masked elements; see [CheckParams].
func (d *TruncatedDist) CheckParams(mask *tensor.Tensor) error {
	if err := CheckParams(d.base, mask); err != nil {
		return err
	}
	for i, end := range []*tensor.Tensor{d.low, d.high} {
		name := []string{"low", "high"}[i]
		if err := checkParam("Truncated", Param{name, extended{}, ""}, end, mask); err != nil {
			return err
		}
		if _, finite := firstBad(end, func(v float64) bool { return math.IsInf(v, 0) }); !finite && anyInfinite(end) {
			return &ParamError{Dist: "Truncated", Param: name, Detail: "is infinite for a part of the batch only; give each part a distribution of its own"}
		}
	}
	mask = both(mask, d.Unmasked())
	// The total may be the difference of two numbers that rounding alone tells apart.
	below, known := LogCDF(d.base, d.high)
	above, alsoKnown := LogSurvival(d.base, d.low)
	if !known || !alsoKnown {
		return d.noTails()
	}
	whole := aside(tensor.Minimum(below, above)).As(tensor.Float64)
	share := aside(d.logMass(d.low, d.high)).As(tensor.Float64).Sub(whole)
	told := tensor.Less(tensor.Mul(tensor.Add(whole.Abs(), 1), 1e-10).Log(), share)
	if mask != nil {
		told = tensor.Where(mask, told, 1)
	}
	if index, ok := firstBad(told, func(v float64) bool { return v == 1 }); !ok {
		return &ParamError{Dist: "Truncated", Param: "low", Index: index,
			Detail: fmt.Sprintf("%v and high %v have no probability of %v between them, or too little to be told from rounding; low comes first: Truncated(base, low, high)", d.low, d.high, d.base)}
	}
	return nil
}

func (d *TruncatedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &TruncatedDist{Expand(d.base, shape...), d.low, d.high}
}

// As returns d in another element type; see [As].
func (d *TruncatedDist) As(t tensor.DType) (Distribution, error) {
	base, err := As(d.base, t)
	if err != nil {
		return nil, err
	}
	ends, err := convertParams("Truncated", t, d.low, d.high)
	return &TruncatedDist{base, ends[0], ends[1]}, err
}

func (d *TruncatedDist) DType() (tensor.DType, bool) { return DTypeOf(d.base) }
func (d *TruncatedDist) CheckDType(t tensor.DType) error {
	if err := checkDType(d.base, t); err != nil {
		return err
	}
	for _, end := range []*tensor.Tensor{d.low, d.high} {
		if end.Rank() > 0 && end.DType() != t {
			return dtypeError("Truncated", end.DType())
		}
	}
	return nil
}
