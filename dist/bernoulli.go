package dist

import (
	"reflect"

	"github.com/credence-ppl/credence/tensor"
)

// BernoulliDist is the distribution of a yes or no.
type BernoulliDist struct{ univariate }

// Bernoulli returns 1 with probability p and 0 with 1-p. Its parameter is p, or log(p/(1-p)) if it is Logits; for
// logits l
//
//	log p(x) = -log(1 + e^(l·(1-2x)))
//
// so that logits far out, ±Inf included, lose nothing.
func Bernoulli[P Parameterization, T tensor.Like](p T) *BernoulliDist {
	if isLogits[P]() {
		return &BernoulliDist{newUnivariate(bernoulliLogits, tensor.To(p))}
	}
	return &BernoulliDist{newUnivariate(bernoulliProbs, tensor.To(p))}
}

// Logits returns log(p/(1-p)).
func (d *BernoulliDist) Logits() *tensor.Tensor {
	if d.family == bernoulliLogits {
		return d.params[0]
	}
	return Logit.Forward(d.params[0])
}

// Probs returns the probability of 1.
func (d *BernoulliDist) Probs() *tensor.Tensor {
	if d.family == bernoulliLogits {
		return d.params[0].Sigmoid()
	}
	return d.params[0]
}

// byLogits returns d with logits for its parameter.
func (d *BernoulliDist) byLogits() *BernoulliDist {
	return &BernoulliDist{univariate{Base: Base{&bernoulliLogits.Spec, []*tensor.Tensor{d.Logits()}, d.batch}, family: bernoulliLogits}}
}

// Expand returns d with another batch shape; see [Expand].
func (d *BernoulliDist) Expand(shape ...int) *BernoulliDist {
	return Expand(d, shape...).(*BernoulliDist)
}

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *BernoulliDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *BernoulliDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// bernoulliFamily completes a family by what both parameterizations have in common.
func bernoulliFamily(f family, by formulasOf) *family {
	f.Name = "Bernoulli"
	f.support = func([]*tensor.Tensor) Constraint { return Boolean }
	f.cure = "grey pixels and probabilities are no yes or no: binarise them, or use a distribution of numbers between 0 and 1"
	f.wrap = func(u univariate) Distribution { return &BernoulliDist{u} }
	f.values = []float64{0, 1}
	return define(f, by)
}

// Two parameterizations are compared by logits.
func init() {
	bernoulli := reflect.TypeFor[*BernoulliDist]()
	pairs.enter(pair{bernoulli, bernoulli}, univariateKL(func(q, p Distribution) (u, v *univariate) {
		a, b := q.(*BernoulliDist), p.(*BernoulliDist)
		if a.family != b.family {
			a, b = a.byLogits(), b.byLogits()
		}
		return &a.univariate, &b.univariate
	}))
}
