package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// ExponentialDist is the exponential distribution.
type ExponentialDist struct{ univariate }

// Exponential returns the distribution of the time to the next of events that happen at the given rate:
//
//	log p(x) = log rate - rate·x,  x ≥ 0
func Exponential[R tensor.Like](rate R) *ExponentialDist {
	return &ExponentialDist{newUnivariate(exponentialFamily, tensor.To(rate))}
}

// Rate returns the inverse of the mean, as it was given.
func (d *ExponentialDist) Rate() *tensor.Tensor { return d.params[0] }

// Expand returns d with another batch shape; see [Expand].
func (d *ExponentialDist) Expand(shape ...int) *ExponentialDist {
	return Expand(d, shape...).(*ExponentialDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *ExponentialDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *ExponentialDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

const rateCure = "use a parameter constrained to be positive (ppl.Constrained(dist.Positive)) or Softplus; a rate is the inverse of a scale"

var exponentialFamily = &family{
	Spec:    Spec{"Exponential", []Param{{"rate", Positive, rateCure}}},
	support: nonNegative,
	wrap:    func(u univariate) Distribution { return &ExponentialDist{u} },
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return -math.Log(r.Float64()) / p[0] },
		grad:   func(x float64, p *point) point { return point{-x / p[0]} },
		open:   drawAboveZero,
	}.register("Exponential.Sample", positiveInput).apply,
	pathwise: true,
	density: pointwise{
		value: lanes2(func(x, rate float64) float64 {
			if !(rate > 0 && x >= 0) {
				return invalid(x, rate)
			}
			return special.Log(rate) - rate*x
		}),
		grad: grads2(func(x, rate float64) (dx, drate float64) {
			if !(rate > 0 && x >= 0) || math.IsInf(x, 1) {
				return 0, 0
			}
			return -rate, 1/rate - x
		}),
	}.registerSummed("Exponential.LogProb", 0, []tensor.Input{positiveInput, positiveInput}),
	cumulative: cumulative{
		valid: validScale,
		cdf:   func(v *point) float64 { return -math.Expm1(-v[1] * max(v[0], 0)) },
		tails: func(v *point) special.Tails { return exponentialTails(v[0], v[1]) },
		density: func(v *point) float64 {
			y := v[0] * v[1]
			if y > 750 || y < 0x1p-900 {
				return exponentialTails(v[0], v[1]).Density()
			}
			return y * math.Exp(-y)
		},
		moves:    exponentialMoves,
		quantile: func(v *point) float64 { return -math.Log1p(-v[0]) / v[1] },
		slopes:   func(v *point) point { return point{1 / (1 - v[0]) / v[1], math.Log1p(-v[0]) / v[1] / v[1]} },
	}.register("Exponential", 0, positiveInput, positiveInput),
	mean:     powerOf("Exponential.Mean", -1, func(rate float64) float64 { return 1 / rate }),
	variance: powerOf("Exponential.Variance", -2, func(rate float64) float64 { return 1 / rate / rate }),
	entropy:  logOf("Exponential.Entropy", -1, 1),
	kl: pointwise{
		value: lanes2(func(r, rate float64) float64 {
			if !(r > 0 && rate > 0) {
				return invalidKL(r, rate)
			}
			return ratioKL(rate-r, rate, r)
		}),
		grad: grads2(func(r, rate float64) (dr, drate float64) {
			if !(r > 0 && rate > 0) {
				return 0, 0
			}
			d := (rate - r) / r
			return -d / r, d / rate
		}),
	}.registerSummed("Exponential.KL", 0, []tensor.Input{positiveInput, positiveInput}),
}

func init() { registerFamilyKL(exponentialFamily) }

// exponentialTails has the density of log x, but that of x where rate·x may underflow.
func exponentialTails(x, rate float64) special.Tails {
	y := rate * x
	switch {
	case x < 0:
		return special.Below()
	case y < 0x1p-900:
		return nearZero(x, rate)
	}
	return special.TailsOf(-y, y, true)
}

// exponentialMoves returns those of log (rate·x), or of x at a rate of rate·x.
func exponentialMoves(v *point) point {
	x, rate := v[0], v[1]
	if rate*x < 0x1p-900 {
		return point{1, x / rate}
	}
	return point{1 / x, 1 / rate}
}
