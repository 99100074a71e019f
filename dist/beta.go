package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// BetaDist is the beta distribution.
type BetaDist struct{ univariate }

// Beta returns the beta distribution with mean a / (a + b):
//
//	log p(x) = (a - 1)·log x + (b - 1)·log(1 - x) - log B(a, b),  0 ≤ x ≤ 1
//
// The density is infinite at 0 for a below 1 and at 1 for b below 1.
func Beta[A, B tensor.Like](a A, b B) *BetaDist {
	return &BetaDist{newUnivariate(betaFamily, tensor.To(a), tensor.To(b))}
}

// Concentration1 returns a, the weight towards 1, as it was given.
func (d *BetaDist) Concentration1() *tensor.Tensor { return d.params[0] }

// Concentration0 returns b, the weight towards 0, as it was given.
func (d *BetaDist) Concentration0() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *BetaDist) Expand(shape ...int) *BetaDist { return Expand(d, shape...).(*BetaDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *BetaDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *BetaDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var betaFamily = &family{
	Spec:     Spec{"Beta", []Param{{"a", Positive, concentrationCure}, {"b", Positive, concentrationCure}}},
	support:  func([]*tensor.Tensor) Constraint { return UnitInterval },
	wrap:     func(u univariate) Distribution { return &BetaDist{u} },
	draw:     betaDraw,
	pathwise: true,
	density: pointwise{value: lanes3(betaLogProb), grad: grads3(betaGrad)}.
		registerSummed("Beta.LogProb", 0, withValue(probability, gammaInputs)),
	cumulative: cumulative{
		valid: validShapeRate,
		cdf:   func(v *point) float64 { return special.BetaInc(v[1], v[2], min(max(v[0], 0), 1)) },
		tails: func(v *point) special.Tails { return betaTails(v[0], v[1], v[2]) },
		moves: func(v *point) point {
			x, a, b := v[0], v[1], v[2]
			if x == 0 || x == 1 {
				return point{1, 0, 0}
			}
			return point{1 / x / (1 - x), -special.BetaOddsGrad(a, b, x, 1-x), special.BetaOddsGrad(b, a, 1-x, x)}
		},
		quantile: func(v *point) float64 { return special.BetaIncInv(v[1], v[2], v[0]) },
		slopes: func(v *point) point {
			a, b := v[1], v[2]
			x := special.BetaIncInv(a, b, v[0])
			y := 1 - x
			return point{math.Exp(-betaLogProb(x, a, b)), x * y * special.BetaOddsGrad(a, b, x, y), -x * y * special.BetaOddsGrad(b, a, y, x)}
		},
	}.register("Beta", 0, withValue(probability, gammaInputs)...),
	mean: pointwise{
		value: lanes2(func(a, b float64) float64 { return a / (a + b) }),
		grad: grads2(func(a, b float64) (da, db float64) {
			n := a + b
			return b / n / n, -a / n / n
		}),
	}.register("Beta.Mean", 0, gammaInputs),
	variance: pointwise{
		value: lanes2(func(a, b float64) float64 { return a / (a + b) * (b / (a + b)) / (a + b + 1) }),
		grad: grads2(func(a, b float64) (da, db float64) {
			n := a + b
			v := a / n * (b / n) / (n + 1)
			both := -2/n - 1/(n+1)
			return v * (1/a + both), v * (1/b + both)
		}),
	}.register("Beta.Variance", 0, gammaInputs),
	entropy: pointwise{
		value: lanes2(func(a, b float64) float64 {
			return gammaEntropy(a) + gammaEntropy(b) - gammaEntropy(a+b) - special.Digamma(a+b)
		}),
		grad: grads2(func(a, b float64) (da, db float64) {
			both := gammaEntropySlope(a+b) + special.Trigamma(a+b)
			return gammaEntropySlope(a) - both, gammaEntropySlope(b) - both
		}),
	}.register("Beta.Entropy", 0, gammaInputs),
	kl: betaKL,
}

func init() { registerFamilyKL(betaFamily) }

func betaLogProb(x, a, b float64) float64 {
	if !(a > 0 && b > 0 && x >= 0 && x <= 1) {
		return invalid(x, a, b)
	}
	if width := x * (1 - x) * math.Sqrt(1/a+1/b); min(a, b) >= special.Large && ordinary(width) {
		return -special.BetaDeviance(a, b, x, 1-x, special.BetaLambda(a, b, x, 1-x)) - math.Log(width)
	}
	return special.XLogY(a-1, x) + special.XLog1pY(b-1, -x) - special.LogBeta(a, b)
}

// betaGrad leaves out the terms that are infinite at an end of the support where the density is finite there.
func betaGrad(x, a, b float64) (dx, da, db float64) {
	if !(a > 0 && b > 0 && x >= 0 && x <= 1) || (x == 0 && a != 1) || (x == 1 && b != 1) {
		return 0, 0, 0
	}
	n, lambda := a+b, special.BetaLambda(a, b, x, 1-x)
	if min(a, b) >= special.Large {
		fall := special.LogMinusDigamma(n)
		return (lambda - (1 - 2*x)) / x / (1 - x), special.LogGammaKernelSlope(a, n*x, -lambda) - fall,
			special.LogGammaKernelSlope(b, n*(1-x), lambda) - fall
	}
	both := special.Digamma(n)
	if x > 0 {
		dx += (a - 1) / x
		da = betaSlope(a, n, x, special.Log(x), -lambda, both)
	}
	if x < 1 {
		dx -= (b - 1) / (1 - x)
		db = betaSlope(b, n, 1-x, math.Log1p(-x), lambda, both)
	}
	return dx, da, db
}

// betaSlope returns the derivative of a log-density by a: log x + ψ(n) - ψ(a). off is nx - a, and both is ψ(n).
func betaSlope(a, n, x, logx, off, both float64) float64 {
	if a < special.Large {
		return logx + both - special.Digamma(a)
	}
	return special.LogGammaKernelSlope(a, n*x, off) - special.LogMinusDigamma(n)
}

// betaTails has the density of the log-odds, but that of x at 0 and 1.
func betaTails(x, a, b float64) special.Tails {
	switch {
	case x < 0:
		return special.Below()
	case x > 1:
		return special.Above()
	case x == 0:
		return atZero(b * special.Indicator(a == 1)) // or infinite, or 0
	case x == 1:
		return atZero(a * special.Indicator(b == 1)).Flip()
	}
	return special.BetaTails(a, b, x, 1-x)
}

// betaDraw returns x / (x + y) of two gamma draws, by their logarithms so that it is a number however small the
// concentrations.
func betaDraw(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
	p = alike(p)
	k, l := logGammaDraw(rng, p[0], shape, logGammaSlope), logGammaDraw(rng, p[1], shape, logGammaSlope)
	return betaFromLogs.apply(nil, nil, k, l, stop(p[0]), stop(p[1]))
}

// betaFromLogs is x / (x + y) for the logarithms k = log(x/a) and l = log(y/b).
var betaFromLogs = pointwise{
	value: lanes4(func(k, l, a, b float64) float64 { return special.Sigmoid(betaLogit(k, l, a, b)) }),
	grad: grads4(func(k, l, a, b float64) (dk, dl, da, db float64) {
		t := betaLogit(k, l, a, b)
		d := special.Sigmoid(t) * special.Sigmoid(-t)
		return d, -d, 0, 0
	}),
	open:  func(*operands, int) (low, high float64) { return pole, 1 },
	rests: true,
}.register("Beta.Draw", 1<<2|1<<3, []tensor.Input{{}, {}, positiveInput, positiveInput})

// betaLogit returns log(x/y).
func betaLogit(k, l, a, b float64) float64 {
	if r := a / b; ordinary(r) {
		return math.Log(r) + (k - l)
	}
	return special.Log(a) - special.Log(b) + (k - l)
}
