package dist

import "github.com/credence-ppl/credence/tensor"

// ExGaussianDist is the distribution of a normal variable plus an exponential one.
type ExGaussianDist struct{ univariate[*ExGaussianDist] }

// ExGaussian returns the exponentially modified normal distribution, that of the sum of Normal(loc, scale) and
// Exponential(rate), such as reaction times. With z = (x - loc) / scale and w = rate·scale:
//
//	log p(x) = log rate - w·z + w²/2 + log Φ(z - w)
//
// The mean is loc + 1/rate. Stan's exp_mod_normal(mu, sigma, lambda) and TFP's ExponentiallyModifiedGaussian are the
// same; PyMC's ExGaussian(mu, sigma, nu) has nu = 1/rate, SciPy's exponnorm(K, loc, scale) K = 1/w.
func ExGaussian[L, S, R tensor.Like](loc L, scale S, rate R) *ExGaussianDist {
	return newUnivariate[ExGaussianDist](exGaussianFamily.get(), tensor.To(loc), tensor.To(scale), tensor.To(rate))
}

// Loc returns the mean of the normal part, as it was given.
func (d *ExGaussianDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the standard deviation of the normal part, as it was given.
func (d *ExGaussianDist) Scale() *tensor.Tensor { return d.params[1] }

// Rate returns the inverse of the mean of the exponential part, as it was given.
func (d *ExGaussianDist) Rate() *tensor.Tensor { return d.params[2] }

var exGaussianInputs = []tensor.Input{{}, positiveInput, positiveInput}

var exGaussianFamily = lazy[*family]{make: func() *family {
	return define[ExGaussianDist](family{
		Spec:    Spec{"ExGaussian", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}, {"rate", Positive, rateCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			return rng.NormalAt(p[0], p[1], shape...).Add(exponentialFamily.get().draw(rng, p[2:], shape))
		},
		pathwise: true,
	}, formulasOf{
		inputs:      withValue(tensor.Input{}, exGaussianInputs),
		with:        "z = (x - loc)/scale; w = rate*scale",
		twins:       exGaussianTwins,
		logProb:     is("exgauss(z, w) - log(scale)"),
		mean:        is("loc + 1/rate"),
		variance:    is("scale^2 + 1/rate^2"),
		cdf:         is("exp(exgausslower(z, w))"),
		logCDF:      is("exgausslower(z, w)"),
		logSurvival: is("exgaussupper(z, w)"),
		quantile:    is("loc + scale*exgaussquantile(p, rate*scale)"),
	})
}}
