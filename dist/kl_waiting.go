package dist

import (
	"sync"

	"github.com/credence-ppl/credence/tensor"
)

var exponentialForms, weibullForms sync.Once

// An exponential variable is a gamma and a Weibull one with concentration 1.
func (*ExponentialDist) ownKL() {
	exponentialForms.Do(func() {
		asGamma := func(d *ExponentialDist) *GammaDist { return Gamma(1, d.Rate()) }
		asWeibull := func(d *ExponentialDist) *WeibullDist { return Weibull(tensor.Div(1, d.Rate()), 1) }
		known := func(q, p Distribution) *tensor.Tensor {
			kl, _ := KL(q, p)
			return kl
		}
		ownKL(func(q *ExponentialDist, p *GammaDist) *tensor.Tensor { return known(asGamma(q), p) })
		ownKL(func(q *GammaDist, p *ExponentialDist) *tensor.Tensor { return known(q, asGamma(p)) })
		ownKL(func(q *ExponentialDist, p *WeibullDist) *tensor.Tensor { return known(asWeibull(q), p) })
		ownKL(func(q *WeibullDist, p *ExponentialDist) *tensor.Tensor { return known(q, asWeibull(p)) })
	})
}

func (*WeibullDist) ownKL() {
	weibullForms.Do(func() {
		ownKL(weibullGammaKL)
		ownKL(gammaWeibullKL)
	})
}

// weibullGammaKL returns the divergence by the entropy of q and its means of x and log x: C. Bauckhage, "Computing the
// Kullback-Leibler divergence between two generalized gamma distributions", 2014, with a special case.
func weibullGammaKL(q *WeibullDist, p *GammaDist) *tensor.Tensor {
	const euler = 0.57721566490153286061
	mean, _ := Mean(q)
	entropy, _ := Entropy(q)
	logMean := q.Scale().Log().Sub(tensor.Div(euler, q.Concentration()))
	a, rate := p.Concentration(), p.Rate()
	cross := a.Mul(rate.Log()).Sub(a.Lgamma()).Add(tensor.Sub(a, 1).Mul(logMean)).Sub(rate.Mul(mean))
	return cross.Add(entropy).Neg()
}

// gammaWeibullKL returns the divergence by the entropy of q and its means of log x and of (x / scale)ᵏ, which is
// Γ(a + k) / Γ(a) / (rate·scale)ᵏ.
func gammaWeibullKL(q *GammaDist, p *WeibullDist) *tensor.Tensor {
	entropy, _ := Entropy(q)
	a, k := q.Concentration(), p.Concentration()
	logRate, logScale := q.Rate().Log(), p.Scale().Log()
	power := a.Add(k).Lgamma().Sub(a.Lgamma()).Sub(k.Mul(logRate.Add(logScale))).Exp()
	logMean := a.Digamma().Sub(logRate)
	cross := k.Log().Sub(k.Mul(logScale)).Add(tensor.Sub(k, 1).Mul(logMean)).Sub(power)
	return cross.Add(entropy).Neg()
}
