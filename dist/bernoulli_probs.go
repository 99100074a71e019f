package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var bernoulliProbs = bernoulliFamily(family{
	Spec: Spec{Params: []Param{{"probs", UnitInterval, "if these are log-odds, say dist.Bernoulli[dist.Logits]"}}},
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return special.Indicator(r.Float64() < p[0]) },
	}.register("Bernoulli.Probs.Sample", probability).apply,
	density: pointwise{
		value: lanes2(func(x, p float64) float64 {
			switch {
			case x == 1 && p >= 0 && p <= 1:
				return special.Log(p)
			case x == 0 && p >= 0 && p <= 1:
				return math.Log1p(-p)
			}
			return invalid(x, p)
		}),
		grad: grads2(func(x, p float64) (dx, dp float64) {
			switch {
			case x == 1 && p > 0 && p <= 1:
				return 0, 1 / p
			case x == 0 && p >= 0 && p < 1:
				return 0, -1 / (1 - p)
			}
			return 0, 0
		}),
	}.registerSummed("Bernoulli.Probs.LogProb", 1, []tensor.Input{{High: 2, Whole: true}, probability}),
	cumulative: cumulative{
		valid: func(v *point) bool { return v[1] >= 0 && v[1] <= 1 },
		cdf:   func(v *point) float64 { return stepAt(v[0], 1-v[1]) },
		tails: func(v *point) special.Tails {
			p := v[1]
			return betweenOutcomes(v[0], special.Tails{LogLower: math.Log1p(-p), LogUpper: special.Log(p), Lower: 1 / (1 - p), Upper: 1 / p})
		},
		moves: func(*point) point { return point{0, -1} },
	}.register("Bernoulli.Probs", 1, tensor.Input{High: 1, Whole: true}, probability),
	mean: pointwise{
		value: lanes1(func(p float64) float64 { return p }),
		grad:  grads1(func(float64) float64 { return 1 }),
	}.register("Bernoulli.Probs.Mean", 0, []tensor.Input{probability}),
	variance: pointwise{
		value: lanes1(func(p float64) float64 { return p * (1 - p) }),
		grad:  grads1(func(p float64) float64 { return 1 - 2*p }),
	}.register("Bernoulli.Probs.Variance", 0, []tensor.Input{probability}),
	entropy: pointwise{
		value: lanes1(func(p float64) float64 { return -times(p, special.Log(p)) - times(1-p, math.Log1p(-p)) }),
		grad: grads1(func(p float64) float64 {
			if !(p > 0 && p < 1) {
				return 0 // infinite
			}
			return math.Log1p(-p) - special.Log(p)
		}),
	}.register("Bernoulli.Probs.Entropy", 0, []tensor.Input{probability}),
	kl: pointwise{value: lanes2(bernoulliProbsKL), grad: grads2(bernoulliProbsKLGrad)}.
		registerSummed("Bernoulli.Probs.KL", 0, []tensor.Input{probability, probability}),
})

// bernoulliProbsKL adds q (r - 1 - log r) over both outcomes, r = p/q, and p where q is 0.
func bernoulliProbsKL(q, p float64) float64 {
	if !(q >= 0 && q <= 1 && p >= 0 && p <= 1) {
		return invalidKL(q, p)
	}
	yes, no := p, 1-p
	if q > 0 {
		yes = q * ratioKL(p-q, p, q)
	}
	if q < 1 {
		no = (1 - q) * ratioKL(q-p, 1-p, 1-q)
	}
	return yes + no
}

// bernoulliProbsKLGrad leaves out what is infinite at 0 and 1, where the divergence is not.
func bernoulliProbsKLGrad(q, p float64) (dq, dp float64) {
	if math.IsInf(bernoulliProbsKL(q, p), 1) {
		return 0, 0
	}
	if q > 0 && q < 1 {
		dq = (special.Log(q) - special.Log(p)) - (math.Log1p(-q) - math.Log1p(-p))
	}
	switch q {
	case 0:
		dp = 1 / (1 - p)
	case 1:
		dp = -1 / p
	default:
		dp = (p - q) / p / (1 - p)
	}
	return dq, dp
}
