package dist

import (
	"reflect"
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// BernoulliDist is the distribution of a yes or no.
type BernoulliDist struct{ univariate[*BernoulliDist] }

// Bernoulli returns 1 with probability p and 0 with 1-p. Its parameter is p, or log(p/(1-p)) if it is Logits; for
// logits l
//
//	log p(x) = -log(1 + e^(l·(1-2x)))
//
// so that logits far out, ±Inf included, lose nothing.
func Bernoulli[P Parameterization, T tensor.Like](p T) *BernoulliDist {
	return newUnivariate[BernoulliDist](eitherOf[P](&bernoulliProbs, &bernoulliLogits), tensor.To(p))
}

// Logits returns log(p/(1-p)).
func (d *BernoulliDist) Logits() *tensor.Tensor {
	return logitsOf(d.params[0], d.family == bernoulliLogits.get())
}

// Probs returns the probability of 1.
func (d *BernoulliDist) Probs() *tensor.Tensor {
	return probsOf(d.params[0], d.family == bernoulliLogits.get())
}

// byLogits returns d with logits for its parameter.
func (d *BernoulliDist) byLogits() *BernoulliDist {
	return typed[BernoulliDist](member{Base: Base{&bernoulliLogits.get().Spec, []*tensor.Tensor{d.Logits()}, d.batch}, family: bernoulliLogits.get()})
}

// bernoulliFamily completes a family by what both parameterizations have in common.
func bernoulliFamily(f family, by formulasOf) *family {
	f.Name = "Bernoulli"
	f.support = func([]*tensor.Tensor) Constraint { return Boolean }
	f.cure = "grey pixels and probabilities are no yes or no: binarise them, or use a distribution of numbers between 0 and 1"
	f.values = []float64{0, 1}
	f.wrap = func(m member) Distribution { return typed[BernoulliDist](m) }
	return by.enter(f)
}

// Two parameterizations are compared by logits.
var bernoulliForms sync.Once

func (*BernoulliDist) ownKL() {
	bernoulliForms.Do(func() {
		bernoulli := reflect.TypeFor[*BernoulliDist]()
		pairs.enter(pair{bernoulli, bernoulli}, univariateKL(func(q, p Distribution) (u, v *member) {
			a, b := q.(*BernoulliDist), p.(*BernoulliDist)
			if a.family != b.family {
				a, b = a.byLogits(), b.byLogits()
			}
			return &a.member, &b.member
		}), true)
	})
}
