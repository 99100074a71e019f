package dist

import "github.com/credence-ppl/credence/tensor"

// BetaDist is the beta distribution.
type BetaDist struct{ univariate[*BetaDist] }

// Beta returns the beta distribution with mean a / (a + b):
//
//	log p(x) = (a - 1)·log x + (b - 1)·log(1 - x) - log B(a, b),  0 ≤ x ≤ 1
//
// The density is infinite at 0 for a below 1 and at 1 for b below 1.
func Beta[A, B tensor.Like](a A, b B) *BetaDist {
	return newUnivariate[BetaDist](betaFamily.get(), tensor.To(a), tensor.To(b))
}

// Concentration1 returns a, the weight towards 1, as it was given.
func (d *BetaDist) Concentration1() *tensor.Tensor { return d.params[0] }

// Concentration0 returns b, the weight towards 0, as it was given.
func (d *BetaDist) Concentration0() *tensor.Tensor { return d.params[1] }

var betaFamily = lazy[*family]{make: func() *family {
	return define[BetaDist](family{
		Spec:     Spec{"Beta", []Param{{"a", Positive, concentrationCure}, {"b", Positive, concentrationCure}}},
		support:  func([]*tensor.Tensor) Constraint { return UnitInterval },
		draw:     betaDraw,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(probability, gammaInputs),
		with:   "n = a + b; lambda = betaLambda(a, b, x); inside = min(max(x, 0), 1)",
		twins:  betaTwins,
		logProb: is("betaDensity(x, a, b)").
			d("x", "where(min(a, b) >= 10, (lambda - (1 - 2*x))/x/(1 - x), where(a == 1, 0, (a - 1)/x) - where(b == 1, 0, (b - 1)/(1 - x)))").
			d("a", `where(a < 10, log(where(x > 0, x, 1)) + (x > 0)*(digamma(n) - digamma(a)),
			logRatio(-lambda/a, n*x, a) + logmdigamma(a) - logmdigamma(n))`).
			d("b", `where(b < 10, log1p(where(x < 1, -x, 0)) + (x < 1)*(digamma(n) - digamma(b)),
			logRatio(lambda/b, n*(1 - x), b) + logmdigamma(b) - logmdigamma(n))`),
		mean: is("a/(a + b)").d("a", "b/(a + b)/(a + b)").d("b", "-a/(a + b)/(a + b)"),
		variance: is("a/(a + b)*(b/(a + b))/(a + b + 1)").
			d("a", "f*(1/a - 2/(a + b) - 1/(a + b + 1))").
			d("b", "f*(1/b - 2/(a + b) - 1/(a + b + 1))"),
		entropy: is("gammaEntropy(a) + gammaEntropy(b) - gammaEntropy(a + b) - digamma(a + b)").
			d("a", "n = a + b; 1/a + (1 - a)*trigammarest(a) - (1/n + (1 - n)*trigammarest(n) + trigamma(n))").
			d("b", "n = a + b; 1/b + (1 - b)*trigammarest(b) - (1/n + (1 - n)*trigammarest(n) + trigamma(n))"),
		cdf: is("betainc(a, b, inside)").
			d("x", "exp(betaDensity(x, a, b))").
			d("a", "-exp(betaDensity(x, a, b) + log(x) + log1p(-x))*betashift(a, b, x)").
			d("b", "exp(betaDensity(x, a, b) + log(x) + log1p(-x))*betashiftb(a, b, x)"),
		logCDF:      is("betaloglower(a, b, inside)").d("x", "where(x == 1, exp(betaDensity(x, a, b)), betalower(a, b, x)/x/(1 - x))"),
		logSurvival: is("betalogupper(a, b, inside)").d("x", "where(x == 0, -exp(betaDensity(x, a, b)), -betaupper(a, b, x)/x/(1 - x))"),
		quantile:    is("betaincinv(a, b, p)"),
		kl:          betaKL,
	})
}}

// betaDraw returns x / (x + y) of two gamma draws, by their logarithms so that it is a number however small the
// concentrations.
func betaDraw(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
	p = alike(p)
	k, l := logGammaDraw(rng, p[0], shape, logGammaSlope.get()), logGammaDraw(rng, p[1], shape, logGammaSlope.get())
	return betaFromLogs.get().apply(nil, nil, k, l, stop(p[0]), stop(p[1]))
}

// betaFromLogs is x / (x + y) for the logarithms k = log(x/a) and l = log(y/b).
var betaFromLogs = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("r = a/b; sigmoid(where(ordinary(r), log(r), log(a) - log(b)) + (k - l))").in(domain{low: "pole()", high: "1", rests: true}),
		0b1100, "k", "l", "a", "b")}.register("Beta.Draw", []tensor.Input{{}, {}, positiveInput, positiveInput})
}}
