package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// Parameterisation says what the parameter of [Bernoulli] or [Categorical] is. Leaving it out does not compile, because taking
// one for the other trains the wrong model without a word.
type Parameterisation interface{ Logits | Probs }

// Logits are log-odds for Bernoulli, and the inputs of a softmax for Categorical: any real numbers, and ±Inf.
type Logits struct{}

// Probs are probabilities.
type Probs struct{}

// isLogits tells the parameterisations apart.
func isLogits[P Parameterisation]() bool {
	var p P
	_, ok := any(p).(Logits)
	return ok
}

// BernoulliDist is the distribution of a yes or no.
type BernoulliDist struct{ univariate }

// Bernoulli is 1 with probability p and 0 with 1-p. Its parameter is p, or log(p/(1-p)) if it is Logits; for logits l
//
//	log p(x) = -log(1 + e^(l·(1-2x)))
//
// so that logits far out, ±Inf included, lose nothing.
func Bernoulli[P Parameterisation, T tensor.Like](p T) *BernoulliDist {
	if isLogits[P]() {
		return &BernoulliDist{newUnivariate(bernoulliLogits, tensor.To(p))}
	}
	return &BernoulliDist{newUnivariate(bernoulliProbs, tensor.To(p))}
}

// Logits is log(p/(1-p)).
func (d *BernoulliDist) Logits() *tensor.Tensor {
	if d.family == bernoulliLogits {
		return d.params[0]
	}
	return UnitInterval.ToReal(d.params[0])
}

// Probs is the probability of 1.
func (d *BernoulliDist) Probs() *tensor.Tensor {
	if d.family == bernoulliLogits {
		return d.params[0].Sigmoid()
	}
	return d.params[0]
}

// Expand is d with another batch shape; see [Expand].
func (d *BernoulliDist) Expand(shape ...int) *BernoulliDist {
	return Expand(d, shape...).(*BernoulliDist)
}

// ToEvent is d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *BernoulliDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask is d with log-probability 0 where mask is 0; see [Mask].
func (d *BernoulliDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var bernoulliLogits = bernoulliFamily(
	param{"logits", extended{}, ""},
	pointwise{
		value: lanes2(bernoulliLogitsLogProb),
		grad: grads2(func(x, l float64) (dx, dl float64) {
			switch {
			case x == 1 && !math.IsInf(l, -1):
				return 0, special.Sigmoid(-l)
			case x == 0 && !math.IsInf(l, 1):
				return 0, -special.Sigmoid(l)
			}
			return 0, 0
		}),
	}.register("Bernoulli.LogProb", 1, []tensor.Input{{High: 2, Whole: true}, {}}),
	sampler{sample: func(r *tensor.RNG, l, _ float64) float64 { return indicator(r.Float64() < special.Sigmoid(l)) }}.register("Bernoulli.Sample", tensor.Input{}),
)

var bernoulliProbs = bernoulliFamily(
	param{"probs", UnitInterval, "if these are log-odds, say dist.Bernoulli[dist.Logits]"},
	pointwise{
		value: lanes2(bernoulliProbsLogProb),
		grad: grads2(func(x, p float64) (dx, dp float64) {
			switch {
			case !(p >= 0 && p <= 1):
				return 0, 0
			case x == 1 && p > 0:
				return 0, 1 / p
			case x == 0 && p < 1:
				return 0, -1 / (1 - p)
			}
			return 0, 0
		}),
	}.register("Bernoulli.Probs.LogProb", 1, []tensor.Input{{High: 2, Whole: true}, {Low: 0.1, High: 0.9}}),
	sampler{sample: func(r *tensor.RNG, p, _ float64) float64 { return indicator(r.Float64() < p) }}.register("Bernoulli.Probs.Sample", tensor.Input{}),
)

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func bernoulliFamily(p param, density *pointwise, draw draw) *family {
	return &family{
		name:    "Bernoulli",
		params:  []param{p},
		density: density,
		support: func([]*tensor.Tensor) Constraint { return Boolean },
		cure:    "grey pixels and probabilities are no yes or no: binarise them, or use a distribution of numbers between 0 and 1",
		wrap:    func(u univariate) Distribution { return &BernoulliDist{u} },
		draw:    draw.apply,
		values:  []float64{0, 1},
	}
}

func bernoulliLogitsLogProb(x, l float64) float64 {
	switch x {
	case 1:
		return -special.Softplus(-l)
	case 0:
		return -special.Softplus(l)
	}
	return invalid(x, l)
}

func bernoulliProbsLogProb(x, p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return invalid(x, p)
	case x == 1:
		return log(p)
	case x == 0:
		return math.Log1p(-p)
	}
	return invalid(x, p)
}
