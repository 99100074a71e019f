package dist

import "github.com/credence-ppl/credence/tensor"

// SkewNormalDist is the skew normal distribution.
type SkewNormalDist struct{ univariate[*SkewNormalDist] }

// SkewNormal returns the normal distribution of mean loc and standard deviation scale with one side made heavier, the
// upper one if shape is positive. With z = (x - loc) / scale:
//
//	log p(x) = log 2 - ½ z² - log scale - ½ log 2π + log Φ(shape·z)
//
// loc and scale are mean and standard deviation for shape 0 only. Stan's skew_normal(xi, omega, alpha) and SciPy's
// skewnorm(a, loc, scale) have alpha and a for the shape; PyMC's SkewNormal(mu, sigma, alpha=…), too, though its mu is
// not a mean either.
func SkewNormal[L, S, A tensor.Like](loc L, scale S, shape A) *SkewNormalDist {
	return newUnivariate[SkewNormalDist](skewNormalFamily.get(), tensor.To(loc), tensor.To(scale), tensor.To(shape))
}

// Loc returns the location, as it was given.
func (d *SkewNormalDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the scale, as it was given.
func (d *SkewNormalDist) Scale() *tensor.Tensor { return d.params[1] }

// Shape returns how skew it is, as it was given.
func (d *SkewNormalDist) Shape() *tensor.Tensor { return d.params[2] }

var skewNormalInputs = []tensor.Input{{}, positiveInput, {}}

var skewNormalFamily = lazy[*family]{make: func() *family {
	return define[SkewNormalDist](family{
		Spec:    Spec{"SkewNormal", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}, {"shape", Real, ""}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			zero, one := tensor.ZerosLike(p[0]), tensor.OnesLike(p[1])
			skew := rng.NormalAt(zero, one, shape...).Abs().Mul(p[2]).Add(rng.NormalAt(zero, one, shape...))
			return p[0].Add(p[1].Mul(skew.Div(tensor.Add(p[2].Square(), 1).Sqrt())))
		},
		pathwise: true,
	}, formulasOf{
		inputs:      withValue(tensor.Input{}, skewNormalInputs),
		with:        "z = (x - loc)/scale",
		twins:       skewNormalTwins,
		logProb:     is("skewnormal(z, shape) - log(scale)"),
		mean:        is("loc + scale*sqrt(2/pi)*(shape/sqrt(1 + shape^2))"),
		variance:    is("scale^2*(1 - 2/pi*(shape/sqrt(1 + shape^2))^2)"),
		cdf:         is("exp(skewnormalcdf(z, shape))"),
		logCDF:      is("skewnormalcdf(z, shape)"),
		logSurvival: is("skewnormalcdf(-z, -shape)"),
		quantile:    is("loc + scale*skewnormalquantile(p, shape)"),
	})
}}
