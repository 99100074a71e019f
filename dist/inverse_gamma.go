package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// InverseGammaDist is the distribution of the reciprocal of a gamma variable.
type InverseGammaDist struct{ univariate }

// InverseGamma returns the distribution of 1/y for y ~ Gamma(concentration, rate):
//
//	log p(x) = concentration·log rate - (concentration + 1)·log x - rate/x - log Γ(concentration),  x > 0
//
// It has a mean for a concentration above 1, and a variance above 2.
func InverseGamma[C, R tensor.Like](concentration C, rate R) *InverseGammaDist {
	return &InverseGammaDist{newUnivariate(inverseGammaFamily, tensor.To(concentration), tensor.To(rate))}
}

// Concentration returns the shape parameter, as it was given.
func (d *InverseGammaDist) Concentration() *tensor.Tensor { return d.params[0] }

// Rate returns the rate of the reciprocal, the scale of the distribution, as it was given.
func (d *InverseGammaDist) Rate() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *InverseGammaDist) Expand(shape ...int) *InverseGammaDist {
	return Expand(d, shape...).(*InverseGammaDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *InverseGammaDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *InverseGammaDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var inverseGammaFamily = &family{
	Spec:    Spec{"InverseGamma", []Param{{"concentration", Positive, concentrationCure}, {"rate", Positive, rateCure}}},
	support: func([]*tensor.Tensor) Constraint { return Positive },
	wrap:    func(u univariate) Distribution { return &InverseGammaDist{u} },
	draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
		p = alike(p)
		return inverseGammaFromLog.apply(nil, nil, logGammaDraw(rng, p[0], shape, logGammaSlope), stop(p[0]), p[1])
	},
	pathwise: true,
	density: pointwise{value: lanes3(inverseGammaLogProb), grad: grads3(inverseGammaGrad)}.
		registerSummed("InverseGamma.LogProb", 0, withValue(positiveInput, gammaInputs)),
	cumulative: cumulative{
		valid: validShapeRate,
		cdf:   func(v *point) float64 { return special.GammaIncQ(v[1], v[2]/max(v[0], 0)) },
		// Those of a gamma variable at 1/x, with the sides exchanged and the density of log x.
		tails: func(v *point) special.Tails {
			x := max(v[0], 0)
			return special.GammaTails(v[1], v[2]/x, special.Log(v[2])-special.Log(x)).Flip()
		},
		density: func(v *point) float64 {
			x, a, rate := v[0], v[1], v[2]
			if !(x > 0) || math.IsInf(x, 1) {
				return 0
			}
			return x * math.Exp(inverseGammaLogProb(x, a, rate))
		},
		moves: func(v *point) point {
			x, a, rate := v[0], v[1], v[2]
			return point{1 / x, gammaShift(a, rate/x, special.Log(rate)-special.Log(x)), -1 / rate}
		},
		quantile: func(v *point) float64 { return v[2] / special.GammaIncQInv(v[1], v[0]) },
		slopes: func(v *point) point {
			a, rate := v[1], v[2]
			y := special.GammaIncQInv(a, v[0])
			x := rate / y
			return point{math.Exp(-inverseGammaLogProb(x, a, rate)), -x * special.LogGammaSampleGrad(a, special.Log(y)), 1 / y}
		},
	}.register("InverseGamma", 0, withValue(positiveInput, gammaInputs)...),
	mean: pointwise{
		value: lanes2(func(a, rate float64) float64 {
			if a > 1 {
				return rate / (a - 1)
			}
			return math.Inf(1)
		}),
		grad: grads2(func(a, rate float64) (da, drate float64) {
			if !(a > 1) {
				return 0, 0
			}
			return -rate / (a - 1) / (a - 1), 1 / (a - 1)
		}),
	}.register("InverseGamma.Mean", 0, []tensor.Input{{Low: 3, High: 6}, positiveInput}),
	variance: pointwise{
		value: lanes2(func(a, rate float64) float64 {
			if a > 2 {
				mean := rate / (a - 1)
				return mean * (mean / (a - 2))
			}
			return math.Inf(1)
		}),
		grad: grads2(func(a, rate float64) (da, drate float64) {
			if !(a > 2) {
				return 0, 0
			}
			mean := rate / (a - 1)
			v := mean * (mean / (a - 2))
			return -v * (2/(a-1) + 1/(a-2)), 2 * (mean / (a - 2)) / (a - 1)
		}),
	}.register("InverseGamma.Variance", 0, []tensor.Input{{Low: 3, High: 6}, positiveInput}),
	entropy: pointwise{
		value: lanes2(func(a, rate float64) float64 {
			return gammaEntropy(a) + special.Log(rate) - 2*special.Digamma(a)
		}),
		grad: grads2(func(a, rate float64) (da, drate float64) {
			return -1/a - (1+a)*excess(a), 1 / rate
		}),
	}.register("InverseGamma.Entropy", 0, gammaInputs),
	kl: gammaKL, // a divergence does not depend on how its variable is expressed
}

func init() { registerFamilyKL(inverseGammaFamily) }

// inverseGammaFromLog is the draw x with l = log(rate/(a·x)).
var inverseGammaFromLog = pointwise{
	value: lanes3(func(l, a, rate float64) float64 { return product(rate, a, -l) }),
	grad: grads3(func(l, a, rate float64) (dl, da, drate float64) {
		x := product(rate, a, -l)
		if !special.Finite(x) {
			return 0, 0, 0 // it stays where it is
		}
		return -x, 0, x / rate
	}),
	open:  aboveZero,
	rests: true,
}.register("InverseGamma.Draw", 1<<1, []tensor.Input{{}, positiveInput, positiveInput})

func inverseGammaLogProb(x, a, rate float64) float64 {
	if !(a > 0 && rate > 0 && x > 0) || math.IsInf(x, 1) {
		return invalid(x, a, rate)
	}
	// That of Gamma at y = 1/x, times |dy/dx| = y².
	z, off := inverseGammaAt(x, a, rate)
	if !ordinary(z) {
		return a*(special.Log(rate)-special.Log(x)) - special.Log(x) - z - special.Lgamma(a)
	}
	return special.LogGammaKernel(a, z, off) - special.Log(x)
}

// inverseGammaAt returns z = rate/x and z - a.
func inverseGammaAt(x, a, rate float64) (z, off float64) {
	z = rate / x
	if off = math.FMA(-a, x, rate) / x; special.Finite(off) {
		return z, off
	}
	return z, z - a
}

func inverseGammaGrad(x, a, rate float64) (dx, da, drate float64) {
	if !(a > 0 && rate > 0 && x > 0) || math.IsInf(x, 1) {
		return 0, 0, 0
	}
	z, off := inverseGammaAt(x, a, rate)
	if !ordinary(z) {
		return (z - (a + 1)) / x, special.Log(rate) - special.Log(x) - special.Digamma(a), a/rate - 1/x
	}
	return (off - 1) / x, special.LogGammaKernelSlope(a, z, off), -off / rate
}
