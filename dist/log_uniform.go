package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// LogUniformDist is the distribution of a number whose logarithm is uniform.
type LogUniformDist struct{ univariate }

// LogUniform returns the distribution of eʸ for y uniform from log low to log high, also called reciprocal, which gives
// every order of magnitude the same probability:
//
//	log p(x) = -log x - log log(high / low),  0 < low ≤ x ≤ high
func LogUniform[L, H tensor.Like](low L, high H) *LogUniformDist {
	return &LogUniformDist{newUnivariate(logUniformFamily, tensor.To(low), tensor.To(high))}
}

// Low returns the lower end, as it was given.
func (d *LogUniformDist) Low() *tensor.Tensor { return d.params[0] }

// High returns the upper end, as it was given.
func (d *LogUniformDist) High() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *LogUniformDist) Expand(shape ...int) *LogUniformDist {
	return Expand(d, shape...).(*LogUniformDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *LogUniformDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *LogUniformDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// Validate checks the ends, of which low must be below high.
func (d *LogUniformDist) Validate() error { return d.CheckParams(nil) }

// CheckParams returns Validate but for masked ends; see [CheckParams].
func (d *LogUniformDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.univariate.CheckParams(mask); err != nil {
		return err
	}
	return d.ascending(mask)
}

// logUniformInputs are ends far apart, and logUniformValue is a value between them.
var (
	logUniformInputs = []tensor.Input{{Low: 0.2, High: 0.5}, {Low: 2, High: 4}}
	logUniformValue  = tensor.Input{Low: 0.6, High: 1.8}
)

var logUniformFamily = &family{
	Spec:    Spec{"LogUniform", []Param{{"low", Positive, "low and high are the ends themselves, not their logarithms"}, {"high", Positive, ""}}},
	support: func(p []*tensor.Tensor) Constraint { return interval{p[0], p[1]} },
	wrap:    func(u univariate) Distribution { return &LogUniformDist{u} },
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return logUniformQuantile(r.Float64(), p[0], p[1]) },
		grad: func(x float64, p *point) point {
			low, high := p[0], p[1]
			w := logRatio(high, low)
			return point{logRatio(high, x) / w * (x / low), logRatio(x, low) / w * (x / high)}
		},
		open: func(p *point) (low, high float64) { return p[0], p[1] },
	}.register("LogUniform.Sample", logUniformInputs...).apply,
	pathwise: true,
	density: pointwise{
		value: lanes3(func(x, low, high float64) float64 {
			if !(0 < low && low < high && x >= low && x <= high) {
				return invalid(x, low, high)
			}
			return -special.Log(x) - special.Log(logRatio(high, low))
		}),
		grad: grads3(func(x, low, high float64) (dx, dlow, dhigh float64) {
			if !(0 < low && low < high && x >= low && x <= high) {
				return 0, 0, 0
			}
			w := logRatio(high, low)
			return -1 / x, 1 / w / low, -1 / w / high
		}),
	}.registerSummed("LogUniform.LogProb", 0, withValue(logUniformValue, logUniformInputs)),
	cumulative: cumulative{
		valid: func(v *point) bool { return isPositive(v[1]) && isPositive(v[2]) && v[1] < v[2] },
		cdf: func(v *point) float64 {
			x := min(max(v[0], v[1]), v[2])
			return min(logRatio(x, v[1])/logRatio(v[2], v[1]), 1)
		},
		// Those of a uniform variable, in units of log x.
		tails: func(v *point) special.Tails {
			x, low, high := v[0], v[1], v[2]
			switch {
			case x < low:
				return special.Below()
			case x > high:
				return special.Above()
			}
			below, above := logRatio(x, low), logRatio(high, x)
			return special.Tails{LogLower: logShare(below, above), LogUpper: logShare(above, below), Lower: 1 / below, Upper: 1 / above}
		},
		moves: func(v *point) point {
			x, low, high := v[0], v[1], v[2]
			w := logRatio(high, low)
			return point{1 / x, -logRatio(high, x) / w / low, -logRatio(x, low) / w / high}
		},
		quantile: func(v *point) float64 { return logUniformQuantile(v[0], v[1], v[2]) },
		slopes: func(v *point) point {
			p, low, high := v[0], v[1], v[2]
			x := logUniformQuantile(p, low, high)
			return point{x * logRatio(high, low), (1 - p) * (x / low), p * (x / high)}
		},
	}.register("LogUniform", 0, withValue(logUniformValue, logUniformInputs)...),
	mean: pointwise{
		value: lanes2(logUniformMean),
		grad: grads2(func(low, high float64) (dlow, dhigh float64) {
			w := logRatio(high, low)
			return 0.5 + expRest(w), 0.5 + expRest(-w)
		}),
	}.register("LogUniform.Mean", 0, logUniformInputs),
	variance: pointwise{
		value: lanes2(func(low, high float64) float64 { return logUniformMean(low, high) * meanBelowMiddle(low, high) }),
		grad: grads2(func(low, high float64) (dlow, dhigh float64) {
			w, m, d := logRatio(high, low), logUniformMean(low, high), meanBelowMiddle(low, high)
			a, b := expRest(w), expRest(-w)
			return (0.5+a)*d - m*a, (0.5+b)*d - m*b
		}),
	}.register("LogUniform.Variance", 0, logUniformInputs),
	entropy: pointwise{
		value: lanes2(func(low, high float64) float64 {
			return special.Log(logRatio(high, low)) + (special.Log(low)+special.Log(high))/2
		}),
		grad: grads2(func(low, high float64) (dlow, dhigh float64) {
			w := logRatio(high, low)
			return (0.5 - 1/w) / low, (0.5 + 1/w) / high
		}),
	}.register("LogUniform.Entropy", 0, logUniformInputs),
	kl: pointwise{
		value: lanes4(func(a, b, low, high float64) float64 {
			if !(0 < low && a < b && low <= a && b <= high) {
				return invalidKL(a, b, low, high)
			}
			return math.Log1p((logRatio(a, low) + logRatio(high, b)) / logRatio(b, a))
		}),
		grad: grads4(func(a, b, low, high float64) (da, db, dlow, dhigh float64) {
			if !(0 < low && a < b && low <= a && b <= high) {
				return 0, 0, 0, 0
			}
			q, p := logRatio(b, a), logRatio(high, low)
			return 1 / q / a, -1 / q / b, -1 / p / low, 1 / p / high
		}),
	}.registerSummed("LogUniform.KL", 0, []tensor.Input{{Low: 0.6, High: 0.9}, {Low: 1.1, High: 1.5}, {Low: 0.2, High: 0.5}, {Low: 2, High: 4}}),
}

func init() { registerFamilyKL(logUniformFamily) }

// logRatio returns log(a / b) for positive numbers, which may be close to each other or have a ratio out of range.
func logRatio(a, b float64) float64 {
	if a < 2*b && b < 2*a {
		return math.Log1p((a - b) / b)
	}
	return special.Log(a) - special.Log(b)
}

// logUniformQuantile measures from the nearer end.
func logUniformQuantile(p, low, high float64) float64 {
	if p > 0.5 {
		return high * math.Exp((p-1)*logRatio(high, low))
	}
	return low * math.Exp(p*logRatio(high, low))
}

func logUniformMean(low, high float64) float64 { return (high - low) / logRatio(high, low) }

// meanBelowMiddle returns (low + high) / 2 less the mean: √(low·high)·(cosh t - sinh t / t) for t = ½ log(high / low).
func meanBelowMiddle(low, high float64) float64 {
	t := logRatio(high, low) / 2
	if t > 1 {
		return (low/2 + high/2) - logUniformMean(low, high)
	}
	sum, power := 0.0, 1.0 // Σ 2k t²ᵏ / (2k+1)!
	for k := 1.0; k < 12; k++ {
		power *= t * t / (2 * k) / (2*k + 1)
		sum += 2 * k * power
	}
	return math.Sqrt(low) * math.Sqrt(high) * sum
}

// expRest returns (eʷ - 1 - w - w²/2) / w².
func expRest(w float64) float64 {
	if math.Abs(w) > 1 {
		return (math.Expm1(w)-w)/w/w - 0.5
	}
	sum, power := 0.0, 0.5 // Σ wⁿ / (n+2)!
	for n := 1.0; n < 18; n++ {
		power *= w / (n + 2)
		sum += power
	}
	return sum
}
