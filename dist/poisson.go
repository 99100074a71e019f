package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// PoissonDist is the distribution of a count of independent events.
type PoissonDist struct{ univariate }

// Poisson returns the distribution of a count with mean rate ≥ 0:
//
//	log p(x) = x log rate - rate - log x!,  x = 0, 1, 2, …
func Poisson[R tensor.Like](rate R) *PoissonDist {
	return &PoissonDist{newUnivariate(poissonFamily, tensor.To(rate))}
}

// Rate returns the mean, as it was given.
func (d *PoissonDist) Rate() *tensor.Tensor { return d.params[0] }

// Expand returns d with another batch shape; see [Expand].
func (d *PoissonDist) Expand(shape ...int) *PoissonDist { return Expand(d, shape...).(*PoissonDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *PoissonDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *PoissonDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

var countInput = tensor.Input{High: 9, Whole: true}

var poissonFamily = &family{
	Spec:    Spec{"Poisson", []Param{{"rate", NonNegative, "exponentiate a linear predictor"}}},
	support: func([]*tensor.Tensor) Constraint { return NonNegativeInteger },
	wrap:    func(u univariate) Distribution { return &PoissonDist{u} },
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return poissonDraw(r, p[0]) },
	}.register("Poisson.Sample", positiveInput).apply,
	density: pointwise{value: lanes2(poissonLogProb), grad: grads2(poissonGrad)}.
		registerSummed("Poisson.LogProb", 1, []tensor.Input{countInput, positiveInput}),
	mean:     powerOf("Poisson.Mean", 1, func(rate float64) float64 { return rate }),
	variance: powerOf("Poisson.Variance", 1, func(rate float64) float64 { return rate }),
	cumulative: cumulative{
		valid: func(v *point) bool { return v[1] >= 0 && special.Finite(v[1]) },
		cdf: func(v *point) float64 {
			if v[0] < 0 {
				return 0
			}
			return special.GammaIncQ(math.Floor(v[0])+1, v[1])
		},
		tails: func(v *point) special.Tails { return poissonTails(v[0], v[1]) },
		moves: func(v *point) point {
			if v[1] == 0 {
				return point{0, -1}
			}
			return point{0, -1 / v[1]}
		},
	}.register("Poisson", 1, countInput, positiveInput),
	kl: pointwise{value: lanes2(poissonKL), grad: grads2(poissonKLGrad)}.
		registerSummed("Poisson.KL", 0, []tensor.Input{positiveInput, positiveInput}),
}

func init() { registerFamilyKL(poissonFamily) }

func poissonLogProb(x, rate float64) float64 {
	switch {
	case !(rate >= 0 && x >= 0) || math.IsInf(rate, 1) || !isWhole(x):
		return invalid(x, rate)
	case x == 0:
		return -rate
	}
	return special.LogPoisson(x, rate, rate-x)
}

func poissonGrad(x, rate float64) (dx, drate float64) {
	switch {
	case math.IsInf(poissonLogProb(x, rate), -1):
		return 0, 0
	case x == 0:
		return 0, -1
	}
	return 0, (x - rate) / rate
}

// poissonTails returns those of a gamma variable at the rate, which is the time of event ⌊x⌋ + 1, with the sides
// exchanged. They have the density of log rate, but that of the rate at 0.
func poissonTails(x, rate float64) special.Tails {
	x = math.Floor(x)
	switch {
	case x < 0:
		return special.Below()
	case rate == 0:
		return atZero(special.Indicator(x == 0)).Flip()
	case math.IsInf(x, 1):
		return special.Above()
	}
	return special.GammaTails(x+1, rate, special.Log(rate)).Flip()
}

// poissonDraw searches from 0 for small rates; else it is the transformed rejection PTRS of W. Hörmann, "The
// transformed rejection method for generating Poisson random variables", 1993.
func poissonDraw(r *tensor.RNG, rate float64) float64 {
	if !(rate >= 0) || math.IsInf(rate, 1) {
		return math.NaN()
	}
	if rate < 10 {
		x, u, p := 0.0, r.Float64(), math.Exp(-rate)
		for u > p && p > 0 {
			u -= p
			x++
			p *= rate / x
		}
		return x
	}
	b := 0.931 + 2.53*math.Sqrt(rate)
	a := -0.059 + 0.02483*b
	inverseAlpha := 1.1239 + 1.1328/(b-3.4)
	squeeze := 0.9277 - 3.6224/(b-2)
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		x := math.Floor((2*a/us+b)*u + rate + 0.43)
		switch {
		case us >= 0.07 && v <= squeeze:
			return x
		case x < 0 || us < 0.013 && v > us:
			continue
		case math.Log(v*inverseAlpha/(a/(us*us)+b)) <= poissonLogProb(x, rate):
			return x
		}
	}
}

// poissonKL returns q (r - 1 - log r) for r = p/q.
func poissonKL(q, p float64) float64 {
	switch {
	case !(q >= 0 && p >= 0):
		return invalidKL(q, p)
	case q == 0:
		return p
	}
	return q * ratioKL(p-q, p, q)
}

func poissonKLGrad(q, p float64) (dq, dp float64) {
	switch {
	case !(q >= 0 && p > 0):
		return 0, 0
	case q == 0:
		return 0, 1 // that by q is infinite
	}
	return special.Log(q) - special.Log(p), (p - q) / p
}
