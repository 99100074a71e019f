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
	return probsOf(d.params[1], d.family == binomialLogits)
}

// Logits returns log(p/(1-p)).
func (d *BinomialDist) Logits() *tensor.Tensor {
	return logitsOf(d.params[1], d.family == binomialLogits)
}

// Expand returns d with another batch shape; see [Expand].
func (d *BinomialDist) Expand(shape ...int) *BinomialDist { return Expand(d, shape...).(*BinomialDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *BinomialDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *BinomialDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

// trials is the range of totals in gradient checks.
var trials = tensor.Input{Low: 9, High: 15, Whole: true}

// binomialFamily returns the family with parameter p after the total. in are values of p for gradient checks, and probs
// tells the probability that belongs to one. At most k succeed where it is less than
// the k + 1st of total uniform numbers in order, a beta variable (DLMF 8.17.5).
func binomialFamily(p Param, in tensor.Input, probs func(v float64) float64, by formulasOf) *family {
	by.inputs = []tensor.Input{countInput, trials, in}
	by.within, by.discrete = "0 <= x && x <= total && x == floor(x)", true
	by.with = "n = total; k = floor(x)"
	return define(family{
		Spec:    Spec{"Binomial", []Param{{"total", NonNegativeInteger, ""}, p}},
		support: func(p []*tensor.Tensor) Constraint { return IntegerInterval(0, p[0]) },
		wrap:    func(u univariate) Distribution { return &BinomialDist{u} },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return binomialDraw(r, p[0], probs(p[1])) },
		}.register("Binomial."+by.variant+".Sample", trials, in).apply,
	}, by)
}

var binomialProbs = binomialFamily(Param{"probs", UnitInterval, "if these are log-odds, say dist.Binomial[dist.Logits]"},
	probability, func(p float64) float64 { return p }, formulasOf{
		variant: "Probs",
		logProb: is("binomialMass(x, n, probs)").
			d("probs", "where(n == 0, 0, x == 0, -n/(1 - probs), x == n, n/probs, fma(-n, probs, x)/probs/(1 - probs))"),
		mean:     is("total*probs"),
		variance: is("total*probs*(1 - probs)"),
		cdf: is("where(x < 0, 0, x >= n, 1, probs < 0.5, betaincc(k + 1, n - k, probs), betainc(n - k, k + 1, 1 - probs))").
			d("probs", "where(x < 0 || x >= n, 0, -n*exp(binomialMass(k, n - 1, probs)))"),
		logCDF: is("where(x < 0, -inf, x >= n, 0, betalogupper(k + 1, n - k, probs))").
			d("probs", `where(x < 0 || x >= n, 0, 0 < probs && probs < 1, -betaupper(k + 1, n - k, probs)/probs/(1 - probs),
				-n*exp(binomialMass(k, n - 1, probs) - f))`),
		logSurvival: is("where(x < 0, 0, x >= n, -inf, betaloglower(k + 1, n - k, probs))").
			d("probs", `where(x < 0 || x >= n, 0, 0 < probs && probs < 1, betalower(k + 1, n - k, probs)/probs/(1 - probs),
				n*exp(binomialMass(k, n - 1, probs) - f))`),
	})

var binomialLogits = binomialFamily(Param{"logits", extended{}, ""}, tensor.Input{}, special.Sigmoid, formulasOf{
	variant: "Logits",
	logProb: is("binomialLogitsMass(x, n, logits)").
		d("logits", "less = sigmoid(-abs(logits)); where(logits > 0, fma(n, less, x - n), fma(-n, less, x))"),
	mean:     is("total*sigmoid(logits)"),
	variance: is("total*sigmoid(logits)*sigmoid(-logits)"),
	cdf: is(`where(x < 0, 0, x >= n, 1, logits < 0, betaincc(k + 1, n - k, sigmoid(logits)),
		betainc(n - k, k + 1, sigmoid(-logits)))`).
		d("logits", "where(x < 0 || x >= n, 0, -(n - k)*sigmoid(logits)*exp(binomialLogitsMass(k, n, logits)))"),
	logCDF:      is("where(x < 0, -inf, x >= n, 0, logitbetalogupper(k + 1, n - k, logits))"),
	logSurvival: is("where(x < 0, 0, x >= n, -inf, logitbetaloglower(k + 1, n - k, logits))"),
})

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
	logMass := func(x float64) float64 { // up to a constant: counts of two kinds, given their sum
		off := math.FMA(n, p, -x)
		return special.LogPoisson(x, n*p, off) + special.LogPoisson(n-x, n*(1-p), -off)
	}
	peak := logMass(math.Floor((n + 1) * p))
	for {
		u, v := r.Float64()-0.5, r.Float64()
		us := 0.5 - math.Abs(u)
		x := math.Floor((2*a/us+b)*u + n*p + 0.5)
		switch {
		case us >= 0.07 && v <= 0.92-4.2/b:
			return x
		case x < 0 || x > n:
			continue
		case math.Log(v*alpha/(a/(us*us)+b)) <= logMass(x)-peak:
			return x
		}
	}
}
