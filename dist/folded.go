package dist

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// FoldedDist is the distribution of absolute values; see [Folded].
type FoldedDist struct{ madeOf }

// Folded returns the distribution of |y| for y drawn from base, of which only the size was seen:
//
//	p(x) = p_base(x) + p_base(-x),  x ≥ 0
//
// base is a continuous distribution of numbers. Around another center c it is that of
// Transformed(base, Affine(-c, 1)), or of a base whose location is less by c; folded at its own center, a symmetric
// distribution is its half, such as [HalfNormal]. Distribution functions are those of base at both x and -x. NumPyro's
// and Pyro's FoldedDistribution are the same, and SciPy's foldnorm(c, scale=s) is Folded(Normal(c·s, s)).
func Folded(base Distribution) *FoldedDist {
	d := &FoldedDist{newMadeOf("Folded", base, "have an absolute value", 0, nil)}
	if _, _, ok := endsOf(base.Support()); !ok {
		refusal("Folded")("base", "has values that are %v, and no interval of numbers to fold", base.Support())
	}
	return d
}

// Expand returns d with another batch shape; see [Expand].
func (d *FoldedDist) Expand(shape ...int) *FoldedDist { return Expand(d, shape...).(*FoldedDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *FoldedDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *FoldedDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

func (d *FoldedDist) HasRSample() bool { return d.base.HasRSample() }
func (d *FoldedDist) Validate() error  { return d.CheckParams(nil) }
func (d *FoldedDist) String() string   { return fmt.Sprintf("Folded(%v)", d.base) }

// Support returns the absolute values of the base's.
func (d *FoldedDist) Support() Constraint {
	low, high, _ := endsOf(d.base.Support())
	least := tensor.Maximum(tensor.Maximum(low, high.Neg()), 0)
	most := tensor.Maximum(high, low.Neg())
	if _, zeros := firstBad(aside(least), func(v float64) bool { return v == 0 }); zeros && isInfinite(most) {
		return nonNegative(nil)
	}
	return fromTo(least, most)
}

func (d *FoldedDist) SupportCure() string { return "take absolute values, which have no sign" }

// Sample draws from base without the sign.
func (d *FoldedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.base.Sample(rng, shape...).Abs()
}

// RSample draws as Sample does, with the derivatives of the base's draws.
func (d *FoldedDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if !d.HasRSample() {
		failRSample("Folded")
	}
	return d.base.RSample(rng, shape...).Abs()
}

func (d *FoldedDist) LogProb(x *tensor.Tensor) *tensor.Tensor { return d.MaskedLogProb(x, nil) }

func (d *FoldedDist) MaskedLogProb(x, mask *tensor.Tensor) *tensor.Tensor {
	mask = both(mask, d.Unmasked())
	x = fillMasked(d, x, mask)
	negative := tensor.Less(x, 0)
	x = tensor.Where(negative, 1, x)
	logProb := logSum.get().apply(nil, mask, MaskedLogProb(d.base, x, mask), MaskedLogProb(d.base, x.Neg(), mask))
	logProb = tensor.Where(negative, math.Inf(-1), logProb)
	return whereCounts(mask, logProb, 0)
}

// CDF returns the base's probability from -x to x; see [CDF].
func (d *FoldedDist) CDF(x *tensor.Tensor) (*tensor.Tensor, bool) { return ofLog(d.LogCDF(x)) }

// LogCDF returns the logarithm of CDF; see [LogCDF].
func (d *FoldedDist) LogCDF(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, above, ok := d.sides(x)
	if !ok {
		return nil, false
	}
	return d.inside(x, math.Inf(-1), logShareOfLogs.get().apply(nil, nil, below, above)), true
}

// LogSurvival returns the logarithm of 1 - CDF; see [LogSurvival].
func (d *FoldedDist) LogSurvival(x *tensor.Tensor) (*tensor.Tensor, bool) {
	below, above, ok := d.sides(x)
	if !ok {
		return nil, false
	}
	return d.inside(x, 0, logShareOfLogs.get().apply(nil, nil, above, below)), true
}

// Mean returns that of a base that is [Normal], scale·(|z| + 2e) for z = loc/scale and e = φ(z) - |z|·Φ(-|z|); no other
// is known.
func (d *FoldedDist) Mean() (*tensor.Tensor, bool) { return d.ofNormal(foldedMean.get()) }

// Variance returns that of a base that is [Normal], scale²·(1 - 4e·(|z| + e)).
func (d *FoldedDist) Variance() (*tensor.Tensor, bool) { return d.ofNormal(foldedVariance.get()) }

func (d *FoldedDist) ofNormal(f *pointwise) (*tensor.Tensor, bool) {
	base, ok := d.base.(*NormalDist)
	if !ok {
		return nil, false
	}
	return f.apply(d.BatchShape(), nil, base.params[0], base.params[1]), true
}

var (
	foldedMean = lazy[*pointwise]{make: func() *pointwise {
		return foldedNormal("Mean", is("scale*(r + 2*e)").d("loc", "erf(z/sqrt(2))").d("scale", "2*exp(-z^2/2)/sqrt(2*pi)"))
	}}
	foldedVariance = lazy[*pointwise]{make: func() *pointwise {
		return foldedNormal("Variance", is("scale^2*(1 - 4*e*(r + e))").
			d("loc", "4*scale*sign(z)*(q*(r + 2*e) - e)").d("scale", "2*scale*(1 - 4*e*(r + e)) - 4*scale*r*(q*(r + 2*e) - e)"))
	}}
)

// foldedNormal returns a function of loc and scale, by what is on both sides of 0.
func foldedNormal(what string, f formula) *pointwise {
	f = f.with("z = loc/scale; r = abs(z); q = normcdf(-r); e = q*normexcess(-r)").
		in(domain{valid: "abs(loc) < inf && 0 < scale && scale < inf", outside: "nan"})
	return pointwise{formula: compile(f, 0, "loc", "scale")}.register("Folded."+what, []tensor.Input{{Low: 0.5, High: 1.5}, positiveInput})
}

// inside returns y for positive x, NaN for NaN, and a number for others.
func (d *FoldedDist) inside(x *tensor.Tensor, other float64, y *tensor.Tensor) *tensor.Tensor {
	return tensor.Where(tensor.Less(0, x), y, tensor.Where(tensor.LessEqual(y, y).Mul(tensor.LessEqual(x, x).As(y.DType())), other, math.NaN()))
}

// sides returns the logarithms of the probabilities below and above x, with 1 in place of what is not positive. Where
// the base's distribution function at -x and x has all but a hundred thousandth in common, what is below is x times the
// density halfway.
func (d *FoldedDist) sides(x *tensor.Tensor) (below, above *tensor.Tensor, ok bool) {
	if t, known := DTypeOf(d.base); known && x.Rank() == 0 {
		x = x.As(t)
	}
	at := tensor.Where(tensor.Less(0, x), x, 1)
	toHigh, hasBelow := LogCDF(d.base, at)
	fromLow, hasAbove := LogSurvival(d.base, at.Neg())
	if !hasBelow || !hasAbove {
		return nil, nil, false
	}
	above = logSum.get().apply(nil, nil, d.tail(LogSurvival, at), d.tail(LogCDF, at.Neg()))
	below = d.logMass(at.Neg(), at).As(above.DType())
	tail := tensor.Minimum(stop(toHigh), stop(fromLow))
	narrow := tensor.Less(stop(below), tensor.Add(tail, math.Log(1e-5))).Mul(tensor.Less(at, math.Inf(1)).As(below.DType()))
	near := tensor.Where(narrow, at, 1)
	density := d.LogProb(tensor.Mul(near, 0.5)).Add(near.Log())
	return tensor.Where(narrow, density, below), above, true
}

// CheckParams returns the base's; see [CheckParams].
func (d *FoldedDist) CheckParams(mask *tensor.Tensor) error { return CheckParams(d.base, mask) }

func (d *FoldedDist) CheckDType(t tensor.DType) error { return checkDType(d.base, t) }

func (d *FoldedDist) WithBatchShape(shape tensor.Shape) Distribution {
	return &FoldedDist{d.expanded(shape)}
}

// As returns d in another element type; see [As].
func (d *FoldedDist) As(t tensor.DType) (Distribution, error) {
	made, _, err := d.as(t)
	return &FoldedDist{made}, err
}
