package dist

import "github.com/credence-ppl/credence/tensor"

// GammaDist is the gamma distribution.
type GammaDist struct{ univariate[*GammaDist] }

// Gamma returns the gamma distribution with shape parameter concentration and inverse scale rate; its mean is
// concentration / rate:
//
//	log p(x) = concentration·log rate + (concentration - 1)·log x - rate·x - log Γ(concentration),  x ≥ 0
//
// At x = 0 the density is infinite for a concentration below 1.
func Gamma[C, R tensor.Like](concentration C, rate R) *GammaDist {
	return newUnivariate[GammaDist](gammaFamily.get(), tensor.To(concentration), tensor.To(rate))
}

// Concentration returns the shape parameter, as it was given.
func (d *GammaDist) Concentration() *tensor.Tensor { return d.params[0] }

// Rate returns the inverse scale, as it was given.
func (d *GammaDist) Rate() *tensor.Tensor { return d.params[1] }

const concentrationCure = scaleCure

var gammaInputs = []tensor.Input{positiveInput, positiveInput}

var gammaFamily = lazy[*family]{make: func() *family {
	return define[GammaDist](family{
		Spec:     Spec{"Gamma", []Param{{"concentration", Positive, concentrationCure}, {"rate", Positive, rateCure}}},
		support:  nonNegative,
		draw:     gammaDraw,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(positiveInput, gammaInputs),
		with:   "a = concentration; z = rate*x; y = rate*max(x, 0); logy = log(rate) + log(max(x, 0))",
		twins:  gammaTwins,
		logProb: is("gammaDensity(x, a, rate)").
			d("x", "small = where(a == 1, 0, (a - 1)/x) - rate; where(a < 10, small, ordinary(z), -(fma(rate, x, -a) + 1)/x, small)").
			d("concentration", `
			small = (x > 0)*(log(rate) - digamma(a)) + log(where(x > 0, x, 1))
			where(a < 10, small, ordinary(z), largeGammaSlope(a, z, fma(rate, x, -a)), small)`).
			d("rate", "small = a/rate - x; where(a < 10, small, ordinary(z), -fma(rate, x, -a)/rate, small)"),
		mean:     is("concentration/rate"),
		variance: is("concentration/rate/rate"),
		entropy: is("gammaEntropy(concentration) - log(rate)").
			d("concentration", "1/concentration + (1 - concentration)*trigammarest(concentration)"),
		cdf: is("gammap(a, y)").
			d("x", "exp(gammaDensity(x, a, rate))").
			d("concentration", "-exp(gammaDensity(x, a, rate) + log(x))*gammashift(a, y, logy)").
			d("rate", "exp(gammaDensity(x, a, rate) + log(x))/rate"),
		logCDF: is("gammaloglower(a, y, logy)"),
		logSurvival: is("gammalogupper(a, y, logy)").
			d("x", "where(y < 1e-270, -exp(gammaDensity(x, a, rate) - f), -gammaupper(a, y, logy)/x)"),
		quantile: is("gammapinv(concentration, p)/rate"),
		kl:       gammaKL,
	})
}}

// gammaDraw scales draws of mean 1.
func gammaDraw(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
	p = alike(p)
	return gammaFromLog.get().apply(nil, nil, logGammaDraw(rng, p[0], shape, logGammaSlope.get()), stop(p[0]), p[1])
}

// gammaFromLog is the draw x with l = log(x·rate/a). Where the density is infinite at 0 it keeps away from there.
var gammaFromLog = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("scaledExp(a, rate, l)").d("rate", "-f/rate").in(domain{low: "where(a < 1, pole(), 0)", high: "inf", rests: true, finite: true}),
		0b010, "l", "a", "rate")}.register("Gamma.Draw", []tensor.Input{{}, positiveInput, positiveInput})
}}
