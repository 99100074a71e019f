package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// BetaPrimeDist is the distribution of the odds of a beta variable.
type BetaPrimeDist struct{ univariate[*BetaPrimeDist] }

// BetaPrime returns the distribution of y / (1 - y) for y from Beta(a, b), also called inverted beta, or beta of the
// second kind: that of the ratio of two gamma variables of one rate.
//
//	log p(x) = (a - 1)·log x - (a + b)·log(1 + x) - log B(a, b),  x ≥ 0
//
// At x = 0 the density is infinite for a below 1. It has a mean for b above 1, and a variance above 2. SciPy's
// betaprime(a, b) is the same.
func BetaPrime[A, B tensor.Like](a A, b B) *BetaPrimeDist {
	return newUnivariate[BetaPrimeDist](betaPrimeFamily.get(), tensor.To(a), tensor.To(b))
}

// Concentration1 returns a, the weight towards large values, as it was given.
func (d *BetaPrimeDist) Concentration1() *tensor.Tensor { return d.params[0] }

// Concentration0 returns b, the weight towards 0, as it was given.
func (d *BetaPrimeDist) Concentration0() *tensor.Tensor { return d.params[1] }

var (
	betaPrimeParams = []Param{{"a", Positive, concentrationCure}, {"b", Positive, concentrationCure}}
	betaPrimeInputs = []tensor.Input{positiveInput, {Low: 2.5, High: 4}}

	betaPrimeDraws = lazy[draw]{make: func() draw {
		return sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				return math.Exp(special.Log(p[0]) - special.Log(p[1]) + logGammaVariate(r, p[0]) - logGammaVariate(r, p[1]))
			},
			open: func(p *point) (low, high float64) {
				if p[0] < 1 {
					return pole, math.Inf(1)
				}
				return 0, math.Inf(1)
			},
		}.register("BetaPrime.Sample", betaPrimeInputs...)
	}}

	betaPrimeSlopes = lazy[[]*pointwise]{make: func() []*pointwise {
		return implicitSlopes("BetaPrime", betaPrimeParams, betaPrimeInputs,
			"x*logitbetashift(a, b, log(x))", "-x*logitbetashift(b, a, -log(x))")
	}}
)

var betaPrimeFamily = lazy[*family]{make: func() *family {
	return define[BetaPrimeDist](family{
		Spec:    Spec{"BetaPrime", betaPrimeParams},
		support: nonNegative,
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			return implicitDraw(betaPrimeDraws.get().apply(rng, []*tensor.Tensor{stop(p[0]), stop(p[1])}, shape), p, betaPrimeSlopes.get())
		},
		pathwise: true,
	}, formulasOf{ // y is the beta variable, and lambda a - (a+b)y
		inputs: withValue(positiveInput, betaPrimeInputs),
		with: `
		n = a + b; z = max(x, 0); y = z/(1 + z); rest = 1/(1 + z); l = log(z)
		lambda = fma(-b, z, a)*rest; large = min(a, b) >= 10 && ordinary(z)
		logp = where(large, -betaDeviance(a, b, y, rest, lambda) - 0.5*log(1/a + 1/b) - l,
			where(a == 1, 0, (a - 1)*l) - n*log1p(z) - logBeta(a, b))`,
		twins: betaPrimeTwins,
		logProb: is("logp").
			d("x", "where(large, (lambda - 1)/x, where(a == 1, 0, (a - 1)/x) - n*rest)").
			d("a", `where(a < 10, where(x > 0, l - log1p(z) + digamma(n) - digamma(a), 0),
			logRatio(-lambda/a, n*y, a) + logmdigamma(a) - logmdigamma(n))`).
			d("b", `where(b < 10, -log1p(z) + digamma(n) - digamma(b), logRatio(lambda/b, n*rest, b) + logmdigamma(b) - logmdigamma(n))`),
		mean:     is("where(b > 1, a/(b - 1), inf)"),
		variance: is("m = a/(b - 1); where(b > 2, m*((1 + m)/(b - 2)), inf)"),
		entropy: is("gammaEntropy(a) + gammaEntropy(b) - gammaEntropy(a + b) + digamma(a + b) - 2*digamma(b)").
			d("a", "n = a + b; 1/a + (1 - a)*trigammarest(a) - 1/n - (1 - n)*trigammarest(n) + trigamma(n)").
			d("b", "n = a + b; 1/b + (1 - b)*trigammarest(b) - 1/n - (1 - n)*trigammarest(n) + trigamma(n) - 2*trigamma(b)"),
		cdf:         is("exp(logitbetaloglower(a, b, l))").d("x", "where(x >= 0, exp(logp), 0)"),
		logCDF:      is("logitbetaloglower(a, b, l)"),
		logSurvival: is("logitbetalogupper(a, b, l)").d("x", "where(x >= 0, -exp(logp - f), 0)"),
		quantile: is(`
		y = betaincinv(a, b, p); rest = betaincinv(b, a, 1 - p)
		where(y < 0.5 || p < 0.5, y/(1 - y), (1 - rest)/rest)`),
		kl: betaKL, // a divergence does not depend on how its variable is expressed
	})
}}
