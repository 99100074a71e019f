package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// HalfNormalDist is the distribution of the absolute value of a normal.
type HalfNormalDist struct{ univariate }

// HalfNormal returns the distribution of |x| for x normal with mean 0 and standard deviation scale:
//
//	log p(x) = -½ (x / scale)² - log scale + ½ log(2/π),  x ≥ 0
func HalfNormal[S tensor.Like](scale S) *HalfNormalDist {
	return &HalfNormalDist{newUnivariate(halfNormalFamily, tensor.To(scale))}
}

// Scale returns the standard deviation of the normal, as it was given.
func (d *HalfNormalDist) Scale() *tensor.Tensor { return d.params[0] }

// Expand returns d with another batch shape; see [Expand].
func (d *HalfNormalDist) Expand(shape ...int) *HalfNormalDist {
	return Expand(d, shape...).(*HalfNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *HalfNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *HalfNormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var halfNormalFamily = &family{
	Spec:    Spec{"HalfNormal", []Param{{"scale", Positive, scaleCure}}},
	support: nonNegative,
	wrap:    func(u univariate) Distribution { return &HalfNormalDist{u} },
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return p[0] * math.Abs(r.NormFloat64()) },
		grad:   scaleGrad,
		open:   drawAboveZero,
	}.register("HalfNormal.Sample", positiveInput).apply,
	pathwise: true,
	density: pointwise{
		value: lanes2(func(x, scale float64) float64 {
			if !(scale > 0 && x >= 0) {
				return invalid(x, scale)
			}
			return normalLogProb(x, 0, scale) + math.Ln2
		}),
		grad: grads2(func(x, scale float64) (dx, dscale float64) {
			if !(x >= 0) {
				return 0, 0
			}
			dx, _, dscale = normalGrad(x, 0, scale)
			return dx, dscale
		}),
	}.registerSummed("HalfNormal.LogProb", 0, []tensor.Input{positiveInput, positiveInput}),
	cumulative: cumulative{
		valid: validScale,
		cdf:   func(v *point) float64 { return math.Erf(max(v[0], 0) / v[1] / math.Sqrt2) },
		tails: func(v *point) special.Tails { return halfNormalTails(v[0], v[1]) },
		density: func(v *point) float64 {
			z := v[0] / v[1]
			if z > 40 || z < 0x1p-900 {
				return halfNormalTails(v[0], v[1]).Density()
			}
			return 2 * z * normalDensity(z)
		},
		moves:    scaleMoves,
		quantile: func(v *point) float64 { return v[1] * halfNormalQuantile(v[0]) },
		slopes: func(v *point) point {
			z := halfNormalQuantile(v[0])
			return point{v[1] / (2 * normalDensity(z)), z}
		},
	}.register("HalfNormal", 0, positiveInput, positiveInput),
	mean:     powerOf("HalfNormal.Mean", 1, func(scale float64) float64 { return scale * math.Sqrt2 / math.SqrtPi }),
	variance: powerOf("HalfNormal.Variance", 2, func(scale float64) float64 { return scale * scale * (1 - 2/math.Pi) }),
	entropy:  logOf("HalfNormal.Entropy", 1, 0.5+halfLog2Pi-math.Ln2),
	kl: pointwise{
		value: lanes2(func(s, scale float64) float64 {
			if !(s > 0 && scale > 0) {
				return invalidKL(s, scale)
			}
			return 0.5 * squareRatioKL(s, scale)
		}),
		grad: grads2(func(s, scale float64) (ds, dscale float64) {
			if !(s > 0 && scale > 0) {
				return 0, 0
			}
			t := squareRatio(s, scale)
			return t / s, -t / scale
		}),
	}.registerSummed("HalfNormal.KL", 0, []tensor.Input{positiveInput, positiveInput}),
}

func init() { registerFamilyKL(halfNormalFamily) }

// halfNormalTails has the density of log x, but that of x where x/scale may underflow.
func halfNormalTails(x, scale float64) special.Tails {
	z := x / scale
	switch {
	case x < 0:
		return special.Below()
	case z < 0x1p-900:
		return nearZero(x, 2*normalDensity(0)/scale)
	case z < 1:
		below := math.Erf(z / math.Sqrt2)
		return special.TailsOf(math.Log(below), 2*z*normalDensity(z)/below, false)
	}
	n := special.NormalTails(z)
	return special.TailsOf(n.LogUpper+math.Ln2, z*n.Upper, true)
}

// halfNormalQuantile returns that of scale 1.
func halfNormalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(p) }
