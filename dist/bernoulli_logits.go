package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var bernoulliLogits = bernoulliFamily(family{
	Spec: Spec{Params: []Param{{"logits", extended{}, ""}}},
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return special.Indicator(r.Float64() < special.Sigmoid(p[0])) },
	}.register("Bernoulli.Sample", tensor.Input{}).apply,
	density: pointwise{
		value: lanes2(func(x, l float64) float64 {
			switch x {
			case 1:
				return -special.Softplus(-l)
			case 0:
				return -special.Softplus(l)
			}
			return invalid(x, l)
		}),
		grad: grads2(func(x, l float64) (dx, dl float64) {
			switch {
			case x == 1 && !math.IsInf(l, -1):
				return 0, special.Sigmoid(-l)
			case x == 0 && !math.IsInf(l, 1):
				return 0, -special.Sigmoid(l)
			}
			return 0, 0
		}),
		dense: []dense{{outcomesWhole, bernoulliDense[float64](), bernoulliDense[float32]()}},
	}.registerSummed("Bernoulli.LogProb", 1, []tensor.Input{{High: 2, Whole: true}, {}}),
	cumulative: cumulative{
		valid: func(v *point) bool { return !math.IsNaN(v[1]) },
		cdf:   func(v *point) float64 { return stepAt(v[0], special.Sigmoid(-v[1])) },
		tails: func(v *point) special.Tails {
			l := v[1]
			return betweenOutcomes(v[0], special.Tails{
				LogLower: -special.Softplus(l), LogUpper: -special.Softplus(-l), Lower: special.Sigmoid(l), Upper: special.Sigmoid(-l),
			})
		},
		moves: func(*point) point { return point{0, -1} },
	}.register("Bernoulli", 1, tensor.Input{High: 1, Whole: true}, tensor.Input{}),
	mean: pointwise{
		value: lanes1(special.Sigmoid),
		grad:  grads1(logisticVariance),
	}.register("Bernoulli.Mean", 0, []tensor.Input{{}}),
	variance: pointwise{
		value: lanes1(logisticVariance),
		grad:  grads1(func(l float64) float64 { return -logisticVariance(l) * math.Tanh(l/2) }),
	}.register("Bernoulli.Variance", 0, []tensor.Input{{}}),
	entropy: pointwise{
		value: lanes1(func(l float64) float64 {
			if math.IsInf(l, 0) {
				return 0
			}
			l = math.Abs(l)
			return special.Softplus(-l) + l*special.Sigmoid(-l)
		}),
		grad: grads1(func(l float64) float64 {
			if math.IsInf(l, 0) {
				return 0
			}
			return -l * logisticVariance(l)
		}),
	}.register("Bernoulli.Entropy", 0, []tensor.Input{{}}),
	kl: pointwise{value: lanes2(bernoulliLogitsKL), grad: grads2(bernoulliLogitsKLGrad)}.
		registerSummed("Bernoulli.KL", 0, []tensor.Input{{}, {}}),
})

// outcomesWhole: outcomes and logits are stored whole.
const outcomesWhole = 1<<2 - 1

// bernoulliDense returns log p = -log(1 + eˢ) and its derivative -s' sigmoid(s), where s is the logit with the sign s',
// -1 for outcome 1 and 1 for outcome 0. Sums with another outcome are NaN, so that somebody else looks closer.
func bernoulliDense[T tensor.Float]() denseOf[T] {
	const part = 2048 // elements whose odds are at hand
	return denseOf[T]{
		sum: func(in pieces[T]) (total float64) {
			var odds [part]T
			for x, logits := in[0], in[1]; len(x) > 0; {
				n := min(part, len(x))
				kernel.Odds(odds[:n], logits)
				total -= kernel.Surprises(x[:n], logits, odds[:n])
				x, logits = x[n:], logits[n:]
			}
			return total
		},
		sumGrad: func(d, in pieces[T], factor T, add uint) {
			var odds [part]T
			for d, x, logits := d[1], in[0], in[1]; len(x) > 0; {
				n := min(part, len(x))
				kernel.Odds(odds[:n], logits)
				kernel.OutcomeGrads(d[:n], x, logits, odds[:n], factor, add>>1)
				d, x, logits = d[n:], x[n:], logits[n:]
			}
		},
		replay: func(in pieces[T]) (sum func() float64, sumGrad func(d pieces[T], factor T, add uint)) {
			odds := make([]T, len(in[0]))
			sum = func() float64 {
				kernel.Odds(odds, in[1])
				return -kernel.Surprises(in[0], in[1], odds)
			}
			sumGrad = func(d pieces[T], factor T, add uint) {
				kernel.OutcomeGrads(d[1], in[0], in[1], odds, factor, add>>1)
			}
			return sum, sumGrad
		},
	}
}

// logisticVariance returns p(1-p) for logits l, the derivative of the sigmoid.
func logisticVariance(l float64) float64 { return special.Sigmoid(l) * special.Sigmoid(-l) }

// bernoulliLogitsKL adds q (r - 1 - log r) over both outcomes, r = p/q. For neighboring logits r - 1 is a product
// without cancellation.
func bernoulliLogitsKL(q, p float64) float64 {
	d := q - p
	switch {
	case q == p:
		return 0
	case math.Abs(d) < 1:
		return special.Sigmoid(q)*special.XMinusLog1p(special.Sigmoid(-p)*math.Expm1(-d)) +
			special.Sigmoid(-q)*special.XMinusLog1p(special.Sigmoid(p)*math.Expm1(d))
	}
	return times(special.Sigmoid(q), special.LogSigmoid(q)-special.LogSigmoid(p)) +
		times(special.Sigmoid(-q), special.LogSigmoid(-q)-special.LogSigmoid(-p))
}

func bernoulliLogitsKLGrad(q, p float64) (dq, dp float64) {
	d := q - p
	if !(math.Abs(d) <= math.MaxFloat64) {
		return 0, 0
	}
	if d > 0 {
		dp = special.Sigmoid(q) * special.Sigmoid(-p) * math.Expm1(-d)
	} else {
		dp = -special.Sigmoid(p) * special.Sigmoid(-q) * math.Expm1(d)
	}
	return logisticVariance(q) * d, dp
}
