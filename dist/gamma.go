package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// GammaDist is the gamma distribution.
type GammaDist struct{ univariate }

// Gamma returns the gamma distribution with shape parameter concentration and inverse scale rate; its mean is
// concentration / rate:
//
//	log p(x) = concentration·log rate + (concentration - 1)·log x - rate·x - log Γ(concentration),  x ≥ 0
//
// At x = 0 the density is infinite for a concentration below 1.
func Gamma[C, R tensor.Like](concentration C, rate R) *GammaDist {
	return &GammaDist{newUnivariate(gammaFamily, tensor.To(concentration), tensor.To(rate))}
}

// Concentration returns the shape parameter, as it was given.
func (d *GammaDist) Concentration() *tensor.Tensor { return d.params[0] }

// Rate returns the inverse scale, as it was given.
func (d *GammaDist) Rate() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *GammaDist) Expand(shape ...int) *GammaDist { return Expand(d, shape...).(*GammaDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *GammaDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *GammaDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

const concentrationCure = scaleCure

var gammaInputs = []tensor.Input{positiveInput, positiveInput}

var gammaFamily = &family{
	Spec:     Spec{"Gamma", []Param{{"concentration", Positive, concentrationCure}, {"rate", Positive, rateCure}}},
	support:  nonNegative,
	wrap:     func(u univariate) Distribution { return &GammaDist{u} },
	draw:     gammaDraw,
	pathwise: true,
	density: pointwise{value: lanes3(gammaLogProb), grad: grads3(gammaGrad)}.
		registerSummed("Gamma.LogProb", 0, withValue(positiveInput, gammaInputs)),
	cumulative: cumulative{
		valid: validShapeRate,
		cdf:   func(v *point) float64 { return special.GammaIncP(v[1], v[2]*max(v[0], 0)) },
		tails: func(v *point) special.Tails { return gammaTails(v[0], v[1], v[2]) },
		density: func(v *point) float64 {
			x, a, rate := v[0], v[1], v[2]
			if !(rate*x > 0x1p-900) || math.IsInf(x, 1) {
				return gammaTails(x, a, rate).Density()
			}
			return x * math.Exp(gammaLogProb(x, a, rate))
		},
		moves: func(v *point) point {
			x, a, rate := v[0], v[1], v[2]
			if x == 0 {
				return point{1, 0, 0}
			}
			unit, y := 1.0, rate*x
			if y < 0x1p-900 {
				unit = x
			}
			return point{unit / x, -unit * gammaShift(a, y, special.Log(rate)+special.Log(x)), unit / rate}
		},
		quantile: func(v *point) float64 { return special.GammaIncPInv(v[1], v[0]) / v[2] },
		slopes: func(v *point) point {
			a, rate := v[1], v[2]
			z := special.GammaIncPInv(a, v[0])
			return point{math.Exp(-gammaLogProb(z, a, 1)) / rate, special.GammaSampleGrad(a, z) / rate, -z / rate / rate}
		},
	}.register("Gamma", 0, withValue(positiveInput, gammaInputs)...),
	mean: pointwise{
		value: lanes2(func(a, rate float64) float64 { return a / rate }),
		grad:  grads2(func(a, rate float64) (da, drate float64) { return 1 / rate, -a / rate / rate }),
	}.register("Gamma.Mean", 0, gammaInputs),
	variance: pointwise{
		value: lanes2(func(a, rate float64) float64 { return a / rate / rate }),
		grad:  grads2(func(a, rate float64) (da, drate float64) { return 1 / rate / rate, -2 * a / rate / rate / rate }),
	}.register("Gamma.Variance", 0, gammaInputs),
	entropy: pointwise{
		value: lanes2(func(a, rate float64) float64 {
			return gammaEntropy(a) - special.Log(rate)
		}),
		grad: grads2(func(a, rate float64) (da, drate float64) {
			return gammaEntropySlope(a), -1 / rate
		}),
	}.register("Gamma.Entropy", 0, gammaInputs),
	kl: gammaKL,
}

func init() { registerFamilyKL(gammaFamily) }

func gammaLogProb(x, a, rate float64) float64 {
	z := rate * x
	switch {
	case !(a > 0 && rate > 0 && x >= 0), math.IsInf(x, 1):
		return invalid(x, a, rate)
	case !ordinary(z):
		return special.XLogY(a, rate) + special.XLogY(a-1, x) - z - special.Lgamma(a)
	}
	return special.LogGammaKernel(a, z, math.FMA(rate, x, -a)) - special.Log(x)
}

// ordinary reports whether z is far from where numbers end, so that it has all its digits.
func ordinary(z float64) bool { return z > 0x1p-1000 && z <= math.MaxFloat64 }

// gammaGrad returns 0 at x = 0, except in the rate, where the density is finite there.
func gammaGrad(x, a, rate float64) (dx, da, drate float64) {
	switch {
	case !(a > 0 && rate > 0 && x >= 0), math.IsInf(x, 1):
		return 0, 0, 0
	case x == 0 && a == 1:
		return -rate, 0, 1 / rate
	case x == 0:
		return 0, 0, 0
	}
	z := rate * x
	if !ordinary(z) {
		return (a-1)/x - rate, special.Log(rate) + special.Log(x) - special.Digamma(a), a/rate - x
	}
	off := math.FMA(rate, x, -a)
	dx = math.FMA(-rate, x, a-1) / x
	if a >= special.Large {
		dx = -(off + 1) / x // a - 1 may round
	}
	return dx, special.LogGammaKernelSlope(a, z, off), -off / rate
}

// gammaEntropy returns that of rate 1, a + log Γ(a) + (1 - a) ψ(a), by the differences of log Γ and ψ from what they
// approach.
func gammaEntropy(a float64) float64 {
	return special.Log(a) - special.LogGammaKernel(a, a, 0) + (a-1)*special.LogMinusDigamma(a)
}

// gammaEntropySlope returns 1 + (1 - a) ψ′(a).
func gammaEntropySlope(a float64) float64 { return 1/a + (1-a)*excess(a) }

// gammaTails has the density of log x, but that of x where rate·x may underflow.
func gammaTails(x, a, rate float64) special.Tails {
	switch {
	case x < 0:
		return special.Below()
	case x == 0:
		return atZero(rate * special.Indicator(a == 1)) // or infinite, or 0
	}
	t := special.GammaTails(a, rate*x, special.Log(rate)+special.Log(x))
	if rate*x < 0x1p-900 {
		t.Lower, t.Upper = a/x, a*math.Exp(t.LogLower-special.Log(x)-t.LogUpper)
	}
	return t
}

// gammaShift returns d log y/da for a gamma variable y of rate 1 at a fixed value of its distribution function. The
// logarithm is its own argument, because y may underflow.
func gammaShift(a, y, logy float64) float64 {
	if y < 0x1p-900 {
		return special.LogGammaSampleGrad(a, logy)
	}
	return special.GammaSampleGrad(a, y) / y
}

// gammaDraw scales draws of mean 1.
func gammaDraw(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
	p = alike(p)
	return gammaFromLog.apply(nil, nil, logGammaDraw(rng, p[0], shape, logGammaSlope), stop(p[0]), p[1])
}

// gammaFromLog is the draw x with l = log(x·rate/a). Where the density is infinite at 0 it keeps away from there.
var gammaFromLog = pointwise{
	value: lanes3(func(l, a, rate float64) float64 { return product(a, rate, l) }),
	grad: grads3(func(l, a, rate float64) (dl, da, drate float64) {
		x := product(a, rate, l)
		if !special.Finite(x) {
			return 0, 0, 0 // it stays where it is
		}
		return x, 0, -x / rate
	}),
	open: func(in *operands, i int) (low, high float64) {
		if in[1][i] < 1 {
			return pole, math.Inf(1)
		}
		return 0, math.Inf(1)
	},
	rests: true,
}.register("Gamma.Draw", 1<<1, []tensor.Input{{}, positiveInput, positiveInput})
