package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// BinomialDist is the distribution of the number of successes in independent trials.
type BinomialDist struct{ univariate }

// Binomial returns the number of successes in total trials that each succeed with probability p. Its last parameter is
// p, or log(p/(1-p)) if it is Logits:
//
//	log p(x) = log C(total, x) + x log p + (total - x) log(1-p),  x = 0, …, total
func Binomial[P Parameterization, N, T tensor.Like](total N, p T) *BinomialDist {
	if isLogits[P]() {
		return &BinomialDist{newUnivariate(binomialLogits, tensor.To(total), tensor.To(p))}
	}
	return &BinomialDist{newUnivariate(binomialProbs, tensor.To(total), tensor.To(p))}
}

// Total returns the number of trials.
func (d *BinomialDist) Total() *tensor.Tensor { return d.params[0] }

// Probs returns the probability of a success.
func (d *BinomialDist) Probs() *tensor.Tensor {
	if d.family == binomialLogits {
		return d.params[1].Sigmoid()
	}
	return d.params[1]
}

// Logits returns log(p/(1-p)).
func (d *BinomialDist) Logits() *tensor.Tensor {
	if d.family == binomialLogits {
		return d.params[1]
	}
	return Logit.Forward(d.params[1])
}

// Expand returns d with another batch shape; see [Expand].
func (d *BinomialDist) Expand(shape ...int) *BinomialDist { return Expand(d, shape...).(*BinomialDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *BinomialDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *BinomialDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// trials is the range of totals in gradient checks.
var trials = tensor.Input{Low: 9, High: 15, Whole: true}

// binomialFamily completes a family by what both parameterizations have in common.
func binomialFamily(f family) *family {
	f.Name = "Binomial"
	f.Params = append([]Param{{"total", NonNegativeInteger, ""}}, f.Params...)
	f.support = func(p []*tensor.Tensor) Constraint { return IntegerInterval(0, p[0]) }
	f.wrap = func(u univariate) Distribution { return &BinomialDist{u} }
	return &f
}

var binomialProbs = binomialFamily(family{
	Spec: Spec{Params: []Param{{"probs", UnitInterval, "if these are log-odds, say dist.Binomial[dist.Logits]"}}},
	draw: sampler{sample: func(r *tensor.RNG, p *point) float64 { return binomialDraw(r, p[0], p[1]) }}.register("Binomial.Probs.Sample", trials, probability).apply,
	density: pointwise{
		value: lanes3(func(x, n, p float64) float64 {
			if !countOf(x, n) || !(p >= 0 && p <= 1) {
				return invalid(x, n, p)
			}
			return binomialLogMass(x, n, p)
		}),
		grad: grads3(func(x, n, p float64) (dx, dn, dp float64) {
			if !countOf(x, n) || !(p >= 0 && p <= 1) || x > 0 && p == 0 || x < n && p == 1 {
				return 0, 0, 0
			}
			switch {
			case n == 0:
				return 0, 0, 0
			case x == 0:
				return 0, 0, -n / (1 - p)
			case x == n:
				return 0, 0, n / p
			}
			return 0, 0, math.FMA(-n, p, x) / p / (1 - p)
		}),
	}.registerSummed("Binomial.Probs.LogProb", 3, []tensor.Input{countInput, trials, probability}),
	cumulative: cumulative{
		valid: func(v *point) bool { return isCount(v[1]) && v[2] >= 0 && v[2] <= 1 },
		cdf:   func(v *point) float64 { return binomialCDF(v[0], v[1], v[2], 1-v[2]) },
		tails: func(v *point) special.Tails { return binomialTails(v[0], v[1], v[2], 1-v[2]) },
		moves: func(v *point) point {
			if p := v[2]; p > 0 && p < 1 {
				return point{0, 0, -1 / p / (1 - p)}
			}
			return point{0, 0, -1}
		},
	}.register("Binomial.Probs", 3, countInput, trials, probability),
	mean: pointwise{
		value: lanes2(func(n, p float64) float64 { return n * p }),
		grad:  grads2(func(n, _ float64) (dn, dp float64) { return 0, n }),
	}.register("Binomial.Probs.Mean", 1, []tensor.Input{trials, probability}),
	variance: pointwise{
		value: lanes2(func(n, p float64) float64 { return n * p * (1 - p) }),
		grad:  grads2(func(n, p float64) (dn, dp float64) { return 0, n * (1 - 2*p) }),
	}.register("Binomial.Probs.Variance", 1, []tensor.Input{trials, probability}),
})

var binomialLogits = binomialFamily(family{
	Spec: Spec{Params: []Param{{"logits", extended{}, ""}}},
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return binomialDraw(r, p[0], special.Sigmoid(p[1])) },
	}.register("Binomial.Logits.Sample", trials, tensor.Input{}).apply,
	density: pointwise{
		value: lanes3(func(x, n, l float64) float64 {
			if !countOf(x, n) || math.IsNaN(l) {
				return invalid(x, n, l)
			}
			if n >= special.Large {
				if v, ok := binomialDeviance(x, n, special.Sigmoid(l), special.Sigmoid(-l), logitsExcess(x, n, l)); ok {
					return v
				}
			}
			return logChoose(n, x) - times(x, special.Softplus(-l)) - times(n-x, special.Softplus(l))
		}),
		grad: grads3(func(x, n, l float64) (dx, dn, dl float64) {
			if !countOf(x, n) || math.IsInf(l, 0) {
				return 0, 0, 0
			}
			return 0, 0, logitsExcess(x, n, l)
		}),
	}.registerSummed("Binomial.Logits.LogProb", 3, []tensor.Input{countInput, trials, {}}),
	cumulative: cumulative{
		valid: func(v *point) bool { return isCount(v[1]) && !math.IsNaN(v[2]) },
		cdf: func(v *point) float64 {
			return binomialCDF(v[0], v[1], special.Sigmoid(v[2]), special.Sigmoid(-v[2]))
		},
		tails: binomialLogitsTails,
		moves: func(v *point) point { return point{0, 0, -1} },
	}.register("Binomial.Logits", 3, countInput, trials, tensor.Input{}),
	mean: pointwise{
		value: lanes2(func(n, l float64) float64 { return n * special.Sigmoid(l) }),
		grad:  grads2(func(n, l float64) (dn, dl float64) { return 0, n * special.Sigmoid(l) * special.Sigmoid(-l) }),
	}.register("Binomial.Logits.Mean", 1, []tensor.Input{trials, {}}),
	variance: pointwise{
		value: lanes2(func(n, l float64) float64 { return n * special.Sigmoid(l) * special.Sigmoid(-l) }),
		grad: grads2(func(n, l float64) (dn, dl float64) {
			p, q := special.Sigmoid(l), special.Sigmoid(-l)
			return 0, n * p * q * (q - p)
		}),
	}.register("Binomial.Logits.Variance", 1, []tensor.Input{trials, {}}),
})

// countOf reports whether x is a number of successes in n trials.
func countOf(x, n float64) bool {
	return x >= 0 && x <= n && isWhole(x) && isWhole(n)
}

// binomialLogMass returns the log-probability of x successes in n trials for an x that countOf accepts.
func binomialLogMass(x, n, p float64) float64 {
	if v, ok := binomialDeviance(x, n, p, 1-p, math.FMA(-n, p, x)); ok {
		return v
	}
	return logChoose(n, x) + special.XLogY(x, p) + special.XLog1pY(n-x, -p)
}

// binomialDeviance returns the log-probability of x successes in n trials, where the terms of the usual formula cancel:
// successes and failures are Poisson counts with the means np and nq, given their sum. C. Loader, "Fast and accurate
// computation of binomial probabilities" (2000). The excess is x - np.
func binomialDeviance(x, n, p, q, excess float64) (v float64, ok bool) {
	if n < special.Large || x == 0 || x == n || !(min(p, q) > 0x1p-900) {
		return 0, false
	}
	if min(x, n-x) >= special.Large {
		return 0.5*math.Log(1/x+1/(n-x)) - special.BetaDeviance(x, n-x, p, q, excess), true
	}
	return special.LogPoisson(x, n*p, -excess) + special.LogPoisson(n-x, n*q, excess) - special.LogPoisson(n, n, 0), true
}

// logitsExcess returns x less the mean, by the smaller of the two probabilities, which rounds less.
func logitsExcess(x, n, l float64) float64 {
	if l <= 0 {
		return math.FMA(-n, special.Sigmoid(l), x)
	}
	return -math.FMA(-n, special.Sigmoid(-l), n-x)
}

// isCount reports whether n is a number of trials.
func isCount(n float64) bool { return n >= 0 && isWhole(n) }

// binomialCDF returns the distribution function for probabilities p of a success and q = 1-p, either of which may be
// the more exact: that p is below the ⌊x⌋ + 1 smallest of n uniform numbers (DLMF 8.17.5).
func binomialCDF(x, n, p, q float64) float64 {
	x = math.Floor(x)
	switch {
	case x < 0:
		return 0
	case x >= n:
		return 1
	case p < q:
		return special.BetaIncC(x+1, n-x, p)
	}
	return special.BetaInc(n-x, x+1, q)
}

// binomialTails have the density of log p/q, but that of p at 0 and 1.
func binomialTails(x, n, p, q float64) special.Tails {
	x = math.Floor(x)
	switch {
	case x < 0:
		return special.Below()
	case x >= n:
		return special.Above()
	case p == 0:
		return atZero(n * special.Indicator(x == 0)).Flip()
	case q == 0:
		return atZero(n * special.Indicator(x == n-1))
	}
	return special.BetaTails(x+1, n-x, p, q).Flip()
}

// binomialLogitsTails returns binomialTails by the log-odds, with leading terms where the probabilities may underflow.
func binomialLogitsTails(v *point) special.Tails {
	x, n, l := math.Floor(v[0]), v[1], v[2]
	switch {
	case x < 0:
		return special.Below()
	case x >= n, math.IsInf(l, -1):
		return special.Above()
	case math.IsInf(l, 1):
		return special.Below()
	case l < -600:
		return special.BetaTailsAtZero(x+1, n-x, l).Flip()
	case l > 600:
		return special.BetaTailsAtZero(n-x, x+1, -l)
	}
	return binomialTails(x, n, special.Sigmoid(l), special.Sigmoid(-l))
}

// logChoose returns the logarithm of the number of ways to choose x of n.
func logChoose(n, x float64) float64 {
	if x == 0 || x == n {
		return 0
	}
	return -math.Log1p(n) - special.LogBeta(x+1, n-x+1)
}

// binomialDraw searches from 0 where few successes are expected; else it is the transformed rejection BTRS of W.
// Hörmann, "The generation of binomial random variates", 1993.
func binomialDraw(r *tensor.RNG, n, p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1) || !(n >= 0) || !isWhole(n):
		return math.NaN()
	case p > 0.5:
		return n - binomialDraw(r, n, 1-p)
	case n*p < 10:
		x, u, odds := 0.0, r.Float64(), p/(1-p)
		mass := math.Exp(n * math.Log1p(-p))
		for u > mass && x < n {
			u -= mass
			x++
			mass *= odds * (n - x + 1) / x
		}
		return x
	}
	sd := math.Sqrt(n * p * (1 - p))
	b := 1.15 + 2.53*sd
	a := -0.0873 + 0.0248*b + 0.01*p
	alpha := (2.83 + 5.1/b) * sd
	peak := binomialLogMass(math.Floor((n+1)*p), n, p)
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		x := math.Floor((2*a/us+b)*u + n*p + 0.5)
		switch {
		case us >= 0.07 && v <= 0.92-4.2/b:
			return x
		case x < 0 || x > n:
			continue
		case math.Log(v*alpha/(a/(us*us)+b)) <= binomialLogMass(x, n, p)-peak:
			return x
		}
	}
}
