package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// LogNormalDist is the distribution of the exponential of a normal.
type LogNormalDist struct{ univariate }

// LogNormal returns the distribution of eʸ for y normal with mean loc and standard deviation scale:
//
//	log p(x) = -½ ((log x - loc) / scale)² - log scale - log x - ½ log 2π,  x > 0
func LogNormal[L, S tensor.Like](loc L, scale S) *LogNormalDist {
	return &LogNormalDist{newUnivariate(logNormalFamily, tensor.To(loc), tensor.To(scale))}
}

// Loc returns the mean of the logarithm, as it was given.
func (d *LogNormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the standard deviation of the logarithm, as it was given.
func (d *LogNormalDist) Scale() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *LogNormalDist) Expand(shape ...int) *LogNormalDist {
	return Expand(d, shape...).(*LogNormalDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *LogNormalDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *LogNormalDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var logNormalFamily = &family{
	Spec:    Spec{"LogNormal", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
	support: func([]*tensor.Tensor) Constraint { return Positive },
	wrap:    func(u univariate) Distribution { return &LogNormalDist{u} },
	draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
		return Exp.Forward(rng.NormalAt(p[0], p[1], shape...))
	},
	pathwise: true,
	density: pointwise{value: lanes3(logNormalLogProb), grad: grads3(logNormalGrad)}.
		registerSummed("LogNormal.LogProb", 0, withValue(positiveInput, locScaleInputs)),
	cumulative: cumulative{
		valid:    validLocScale,
		cdf:      func(v *point) float64 { return special.NormalCDF(logStandard(v)) },
		tails:    func(v *point) special.Tails { return special.NormalTails(logStandard(v)) },
		density:  func(v *point) float64 { return normalDensity(logStandard(v)) },
		moves:    func(v *point) point { return point{1 / v[2] / v[0], -1 / v[2], -logStandard(v) / v[2]} },
		quantile: func(v *point) float64 { return math.Exp(v[1] + v[2]*special.NormalQuantile(v[0])) },
		slopes: func(v *point) point {
			z := special.NormalQuantile(v[0])
			x := math.Exp(v[1] + v[2]*z)
			return point{x * v[2] / normalDensity(z), x, x * z}
		},
	}.register("LogNormal", 0, withValue(positiveInput, locScaleInputs)...),
	mean: pointwise{
		value: lanes2(func(loc, scale float64) float64 { return math.Exp(loc + 0.5*scale*scale) }),
		grad: grads2(func(loc, scale float64) (dloc, dscale float64) {
			m := math.Exp(loc + 0.5*scale*scale)
			return m, m * scale
		}),
	}.register("LogNormal.Mean", 0, locScaleInputs),
	variance: pointwise{
		value: lanes2(func(loc, scale float64) float64 { // factors up to 1, but for the exponential of the whole
			s := scale * scale
			return -math.Expm1(-s) * math.Exp(2*(loc+s))
		}),
		grad: grads2(func(loc, scale float64) (dloc, dscale float64) {
			s := scale * scale
			m := math.Exp(2 * (loc + s))
			if m == 0 {
				return 0, 0 // however large the scale
			}
			return -2 * math.Expm1(-s) * m, 2 * scale * m * (1 - math.Expm1(-s))
		}),
	}.register("LogNormal.Variance", 0, locScaleInputs),
	entropy: pointwise{
		value: lanes2(func(loc, scale float64) float64 { return loc + 0.5 + halfLog2Pi + special.Log(scale) }),
		grad:  grads2(func(_, scale float64) (dloc, dscale float64) { return 1, 1 / scale }),
	}.register("LogNormal.Entropy", 0, locScaleInputs),
	kl: normalKL, // the exponential changes no divergence
}

func init() { registerFamilyKL(logNormalFamily) }

// logStandard returns the logarithm of the value in units of the scale around the location.
func logStandard(v *point) float64 { return (special.Log(max(v[0], 0)) - v[1]) / v[2] }

func logNormalLogProb(x, loc, scale float64) float64 {
	if !(scale > 0 && x > 0) || math.IsInf(x, 1) {
		return invalid(x, loc, scale)
	}
	l := special.Log(x)
	return normalLogProb(l, loc, scale) - l
}

func logNormalGrad(x, loc, scale float64) (dx, dloc, dscale float64) {
	if !(scale > 0 && x > 0) || math.IsInf(x, 1) {
		return 0, 0, 0
	}
	l := special.Log(x)
	if math.IsInf(normalLogProb(l, loc, scale), -1) {
		return 0, 0, 0
	}
	dx, dloc, dscale = normalGrad(l, loc, scale)
	return (dx - 1) / x, dloc, dscale
}
