package dist

import (
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

// Divergences of counts of independent trials are those of one trial as many times, if there are as many in both. With
// other totals there is no closed form: it is infinite where q may have more successes than p has trials, and the mean
// of a logarithm of binomial coefficients where it cannot.
var binomialForms, negativeBinomialForms sync.Once

func (*BinomialDist) ownKL() {
	binomialForms.Do(func() {
		ownKL(func(q, p *BinomialDist) *tensor.Tensor {
			one := func(d *BinomialDist) Distribution {
				if d.family == binomialLogits.get() {
					return Bernoulli[Logits](d.params[1])
				}
				return Bernoulli[Probs](d.params[1])
			}
			return repeatedKL(q, q.Total(), p.Total(), one(q), one(p))
		})
	})
}

func (*NegativeBinomialDist) ownKL() { // failures end it
	negativeBinomialForms.Do(func() {
		ownKL(func(q, p *NegativeBinomialDist) *tensor.Tensor {
			one := func(d *NegativeBinomialDist) Distribution {
				if d.family == negativeBinomialLogits.get() {
					return Geometric[Logits](d.params[1].Neg())
				}
				return Geometric[Probs](tensor.Sub(1, d.params[1]))
			}
			return repeatedKL(q, q.Total(), p.Total(), one(q), one(p))
		})
	})
}

// repeatedKL returns n times the divergence from q to p, in the element type of d, or nil if their numbers of
// repetitions differ.
func repeatedKL(d Distribution, n, m *tensor.Tensor, q, p Distribution) *tensor.Tensor {
	if !sameValues(n, m) {
		return nil
	}
	kl, _ := KL(q, p)
	t, _ := DTypeOf(d)
	n = n.As(t)
	return tensor.Where(n, n.Mul(kl.As(t)), 0)
}

// sameValues reports whether two tensors are one, or have equal values wherever they meet, and no derivative that their
// difference would have.
func sameValues(a, b *tensor.Tensor) bool {
	if a == b {
		return true
	}
	if a.NeedsGrad() || b.NeedsGrad() {
		return false
	}
	_, same := firstBad(tensor.Equal(wide(aside(a)), wide(aside(b))), func(v float64) bool { return v == 1 })
	return same
}
