package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// HalfCauchyDist is the distribution of the absolute value of a Cauchy variable.
type HalfCauchyDist struct{ univariate }

// HalfCauchy returns the distribution of |x| for x Cauchy around 0 with the given scale, which is its median:
//
//	log p(x) = log(2/π) - log scale - log(1 + (x / scale)²),  x ≥ 0
//
// Its tail is so heavy that it has neither mean nor variance.
func HalfCauchy[S tensor.Like](scale S) *HalfCauchyDist {
	return &HalfCauchyDist{newUnivariate(halfCauchyFamily, tensor.To(scale))}
}

// Scale returns the median, as it was given.
func (d *HalfCauchyDist) Scale() *tensor.Tensor { return d.params[0] }

// Expand returns d with another batch shape; see [Expand].
func (d *HalfCauchyDist) Expand(shape ...int) *HalfCauchyDist {
	return Expand(d, shape...).(*HalfCauchyDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *HalfCauchyDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *HalfCauchyDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var halfCauchyFamily = &family{
	Spec:    Spec{"HalfCauchy", []Param{{"scale", Positive, scaleCure}}},
	support: nonNegative,
	wrap:    func(u univariate) Distribution { return &HalfCauchyDist{u} },
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return p[0] * halfCauchyQuantile(r.Float64()) },
		grad:   scaleGrad,
		open:   drawAboveZero,
	}.register("HalfCauchy.Sample", positiveInput).apply,
	pathwise: true,
	density: pointwise{value: lanes2(halfCauchyLogProb), grad: grads2(halfCauchyGrad)}.
		registerSummed("HalfCauchy.LogProb", 0, []tensor.Input{positiveInput, positiveInput}),
	cumulative: cumulative{
		valid: validScale,
		cdf:   func(v *point) float64 { return 2 / math.Pi * math.Atan2(max(v[0], 0), v[1]) },
		tails: func(v *point) special.Tails { return halfCauchyTails(v[0], v[1]) },
		density: func(v *point) float64 {
			x, scale := v[0], v[1]
			if x/scale < 0x1p-900 {
				return halfCauchyTails(x, scale).Density()
			}
			return 2 / math.Pi / (x/scale + scale/x)
		},
		moves:    scaleMoves,
		quantile: func(v *point) float64 { return v[1] * halfCauchyQuantile(v[0]) },
		slopes: func(v *point) point {
			z := halfCauchyQuantile(v[0])
			return point{v[1] * (1 + z*z) * math.Pi / 2, z}
		},
	}.register("HalfCauchy", 0, positiveInput, positiveInput),
	entropy: logOf("HalfCauchy.Entropy", 1, math.Log(2*math.Pi)),
	// That of Cauchy distributions with one center: both halves contribute the same to it.
	kl: pointwise{
		value: lanes2(func(s, scale float64) float64 { return cauchyKL(0, s, 0, scale) }),
		grad: grads2(func(s, scale float64) (ds, dscale float64) {
			_, ds, _, dscale = cauchyKLGrad(0, s, 0, scale)
			return ds, dscale
		}),
	}.registerSummed("HalfCauchy.KL", 0, []tensor.Input{positiveInput, positiveInput}),
}

func init() { registerFamilyKL(halfCauchyFamily) }

func halfCauchyLogProb(x, scale float64) float64 {
	if !(scale > 0 && x >= 0) {
		return invalid(x, scale)
	}
	const logTwoOverPi = math.Ln2 - 1.144729885849400174143427351353058711647
	z := x / scale
	if z > 0x1p100 { // z² may overflow, as z itself may
		return logTwoOverPi + special.Log(scale) - 2*special.Log(x)
	}
	return logTwoOverPi - special.Log(scale) - math.Log1p(z*z)
}

func halfCauchyGrad(x, scale float64) (dx, dscale float64) {
	if !(scale > 0 && x >= 0) || math.IsInf(x, 1) {
		return 0, 0
	}
	z := x / scale
	if z > 1 {
		w := scale / x
		return -2 / (1 + w*w) / x, (1 - w*w) / (1 + w*w) / scale
	}
	return -2 * z / (1 + z*z) / scale, (z*z - 1) / (1 + z*z) / scale
}

// halfCauchyTails has the density of log x, but that of x where x/scale may underflow. 1/x is distributed alike.
func halfCauchyTails(x, scale float64) special.Tails {
	switch {
	case x < 0:
		return special.Below()
	case x/scale < 0x1p-900:
		return nearZero(x, 2/math.Pi/scale)
	case x < scale:
		below, slope := arc(x, scale)
		return special.TailsOf(below, slope, false)
	}
	above, slope := arc(scale, x)
	return special.TailsOf(above, slope, true)
}

// halfCauchyQuantile returns that of scale 1, tan(π/2 p), measured from the nearer end.
func halfCauchyQuantile(p float64) float64 {
	if p > 0.5 {
		return 1 / math.Tan(math.Pi/2*(1-p))
	}
	return math.Tan(math.Pi / 2 * p)
}
