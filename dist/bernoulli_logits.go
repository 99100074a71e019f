package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/kernel"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

var bernoulliLogits = bernoulliFamily(family{
	params: []param{{"logits", extended{}, ""}},
	draw: sampler{
		sample: func(r *tensor.RNG, l, _ float64) float64 { return indicator(r.Float64() < special.Sigmoid(l)) },
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
	}.register("Bernoulli.LogProb", 1, []tensor.Input{{High: 2, Whole: true}, {}}),
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
		register("Bernoulli.KL", 0, []tensor.Input{{}, {}}),
})

// outcomesWhole: outcomes and logits are stored whole.
const outcomesWhole = 1<<2 - 1

// bernoulliDense is log p = -softplus(s l) and its derivative -s sigmoid(s l), where s is -1 for outcome 1 and 1 for
// outcome 0. Sums with another outcome are NaN, so that somebody else looks closer.
func bernoulliDense[T tensor.Float]() denseOf[T] {
	return denseOf[T]{
		sum: func(in pieces[T]) float64 {
			var room [lane]T
			total := 0.0
			for at := 0; at < len(in[0]); at += lane {
				x := in[0][at:min(at+lane, len(in[0]))]
				signed, ok := signedLogits(room[:len(x)], x, in[1][at:])
				if !ok {
					return math.NaN()
				}
				kernel.Softplus(signed, signed)
				total -= addUp(signed)
			}
			return total
		},
		sumGrad: func(d, in pieces[T], factor T, add uint) {
			var room [lane]T
			for at := 0; at < len(in[0]); at += lane {
				x := in[0][at:min(at+lane, len(in[0]))]
				logits := in[1][at:][:len(x)]
				signed := room[:len(x)]
				for i, v := range x {
					signed[i] = (1 - 2*v) * logits[i]
				}
				kernel.Sigmoid(signed, signed)
				to := d[1][at:][:len(x)]
				if add&2 == 0 {
					for i, p := range signed {
						to[i] = factor * (2*x[i] - 1) * p
					}
					continue
				}
				for i, p := range signed {
					to[i] += factor * (2*x[i] - 1) * p
				}
			}
		},
	}
}

func signedLogits[T tensor.Float](room, x, logits []T) (signed []T, ok bool) {
	logits, room = logits[:len(x)], room[:len(x)]
	ok = true
	for i, v := range x {
		room[i] = (1 - 2*v) * logits[i]
		if v*(1-v) != 0 {
			ok = false
		}
	}
	return room, ok
}

// addUp is the sum of v, of four sums because each addition has to wait for the one before.
func addUp[T tensor.Float](v []T) float64 {
	var a, b, c, d float64
	for ; len(v) >= 4; v = v[4:] {
		a += float64(v[0])
		b += float64(v[1])
		c += float64(v[2])
		d += float64(v[3])
	}
	for _, v := range v {
		a += float64(v)
	}
	return a + b + (c + d)
}

// logisticVariance is p(1-p) for logits l, the derivative of the sigmoid.
func logisticVariance(l float64) float64 { return special.Sigmoid(l) * special.Sigmoid(-l) }

// bernoulliLogitsKL adds q (r - 1 - log r) over both outcomes, r = p/q. For neighbouring logits r - 1 is a product
// without cancellation.
func bernoulliLogitsKL(q, p float64) float64 {
	d := q - p
	switch {
	case q == p:
		return 0
	case math.Abs(d) < 1:
		return special.Sigmoid(q)*minusLog1p(special.Sigmoid(-p)*math.Expm1(-d)) +
			special.Sigmoid(-q)*minusLog1p(special.Sigmoid(p)*math.Expm1(d))
	}
	return times(special.Sigmoid(q), special.LogSigmoid(q)-special.LogSigmoid(p)) +
		times(special.Sigmoid(-q), special.LogSigmoid(-q)-special.LogSigmoid(-p))
}

// times is a·b, and 0 for a = 0 whatever b is.
func times(a, b float64) float64 {
	if a == 0 {
		return 0
	}
	return a * b
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
