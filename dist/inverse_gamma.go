package dist

import "github.com/credence-ppl/credence/tensor"

// InverseGammaDist is the distribution of the reciprocal of a gamma variable.
type InverseGammaDist struct {
	univariate[*InverseGammaDist]
}

// InverseGamma returns the distribution of 1/y for y ~ Gamma(concentration, rate):
//
//	log p(x) = concentration·log rate - (concentration + 1)·log x - rate/x - log Γ(concentration),  x > 0
//
// It has a mean for a concentration above 1, and a variance above 2.
func InverseGamma[C, R tensor.Like](concentration C, rate R) *InverseGammaDist {
	return newUnivariate[InverseGammaDist](inverseGammaFamily.get(), tensor.To(concentration), tensor.To(rate))
}

// Concentration returns the shape parameter, as it was given.
func (d *InverseGammaDist) Concentration() *tensor.Tensor { return d.params[0] }

// Rate returns the rate of the reciprocal, the scale of the distribution, as it was given.
func (d *InverseGammaDist) Rate() *tensor.Tensor { return d.params[1] }

var inverseGammaFamily = lazy[*family]{make: func() *family {
	return define[InverseGammaDist](family{
		Spec:    Spec{"InverseGamma", []Param{{"concentration", Positive, concentrationCure}, {"rate", Positive, rateCure}}},
		support: func([]*tensor.Tensor) Constraint { return Positive },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			return inverseGammaFromLog.get().apply(nil, nil, logGammaDraw(rng, p[0], shape, logGammaSlope.get()), stop(p[0]), p[1])
		},
		pathwise: true,
	}, formulasOf{ // z is that of a gamma variable
		inputs: []tensor.Input{positiveInput, {Low: 3, High: 6}, positiveInput},
		with: `
		a = concentration; z = rate/max(x, 0); logz = log(rate) - log(max(x, 0))
		exact = fma(-a, x, rate)/x
		off = where(abs(exact) < inf, exact, z - a)`,
		twins: inverseGammaTwins,
		logProb: is("inverseGammaDensity(x, a, rate, z, off)").
			d("x", "small = (z - (a + 1))/x; where(a < 10, small, ordinary(z), (off - 1)/x, small)").
			d("concentration", "small = log(rate) - log(x) - digamma(a); where(a < 10, small, ordinary(z), largeGammaSlope(a, z, off), small)").
			d("rate", "small = a/rate - 1/x; where(a < 10, small, ordinary(z), -off/rate, small)"),
		mean:     is("where(concentration > 1, rate/(concentration - 1), inf)"),
		variance: is("m = rate/(concentration - 1); where(concentration > 2, m*(m/(concentration - 2)), inf)"),
		entropy: is("gammaEntropy(concentration) + log(rate) - 2*digamma(concentration)").
			d("concentration", "-1/concentration - (1 + concentration)*trigammarest(concentration)"),
		cdf: is("gammaq(a, z)").
			d("x", "exp(inverseGammaDensity(x, a, rate, z, off))").
			d("concentration", "exp(inverseGammaDensity(x, a, rate, z, off) + log(x))*gammashift(a, z, logz)").
			d("rate", "-exp(inverseGammaDensity(x, a, rate, z, off) + log(x))/rate"),
		logCDF:      is("gammalogupper(a, z, logz)"),
		logSurvival: is("gammaloglower(a, z, logz)"),
		quantile:    is("rate/gammaqinv(concentration, p)"),
		kl:          gammaKL, // a divergence does not depend on how its variable is expressed
	})
}}

// inverseGammaFromLog is the draw x with l = log(rate/(a·x)).
var inverseGammaFromLog = lazy[*pointwise]{make: func() *pointwise {
	return pointwise{formula: compile(
		is("scaledExp(rate, a, -l)").d("rate", "f/rate").in(domain{low: "0", high: "inf", rests: true, finite: true}), 0b010, "l", "a", "rate")}.
		register("InverseGamma.Draw", []tensor.Input{{}, positiveInput, positiveInput})
}}
