package dist

import "github.com/credence-ppl/credence/tensor"

// LogNormalDist is the distribution of the exponential of a normal.
type LogNormalDist struct{ univariate[*LogNormalDist] }

// LogNormal returns the distribution of eʸ for y normal with mean loc and standard deviation scale:
//
//	log p(x) = -½ ((log x - loc) / scale)² - log scale - log x - ½ log 2π,  x > 0
func LogNormal[L, S tensor.Like](loc L, scale S) *LogNormalDist {
	return newUnivariate[LogNormalDist](logNormalFamily.get(), tensor.To(loc), tensor.To(scale))
}

// Loc returns the mean of the logarithm, as it was given.
func (d *LogNormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the standard deviation of the logarithm, as it was given.
func (d *LogNormalDist) Scale() *tensor.Tensor { return d.params[1] }

var logNormalFamily = lazy[*family]{make: func() *family {
	return define[LogNormalDist](family{
		Spec:    Spec{"LogNormal", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Positive },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return Exp.Forward(rng.NormalAt(p[0], p[1], shape...))
		},
		pathwise: true,
	}, formulasOf{
		inputs:      withValue(positiveInput, locScaleInputs),
		twins:       logNormalTwins,
		logProb:     is("y = log(x); normalLogProb(y, loc, scale) - y"),
		mean:        is("exp(loc + scale^2/2)"),
		variance:    is("s = scale^2; -expm1(-s)*exp(2*(loc + s))"), // factors up to 1, but for the exponential of the whole
		entropy:     is("0.5 + log(2*pi)/2 + loc + log(scale)"),
		cdf:         is("normcdf((log(max(x, 0)) - loc)/scale)"),
		logCDF:      is("lognormcdf((log(max(x, 0)) - loc)/scale)"),
		logSurvival: is("lognormcdf((loc - log(max(x, 0)))/scale)"),
		quantile:    is("exp(loc + scale*normquantile(p))"),
		kl:          normalKL, // the exponential changes no divergence
		klInputs:    locScaleKLInputs,
	})
}}
