package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// AsymmetricLaplaceDist is a Laplace distribution with two scales.
type AsymmetricLaplaceDist struct {
	univariate[*AsymmetricLaplaceDist]
}

// AsymmetricLaplace returns the distribution around its mode loc that falls by the scale right = scale/asymmetry above
// it, and left = scale·asymmetry below:
//
//	log p(x) = -log(left + right) - (x - loc) / right  for x ≥ loc,  … - (loc - x) / left  for x < loc
//
// These are the parameters of Pyro, NumPyro and SciPy, whose κ is the asymmetry. PyMC's b is 1/scale, and its kappa
// the asymmetry. Stan's skew_double_exponential(μ, σ, τ) has asymmetry √(τ/(1-τ)) and scale σ / (2√(τ(1-τ))).
func AsymmetricLaplace[L, S, A tensor.Like](loc L, scale S, asymmetry A) *AsymmetricLaplaceDist {
	return newUnivariate[AsymmetricLaplaceDist](asymmetricLaplaceFamily.get(), tensor.To(loc), tensor.To(scale), tensor.To(asymmetry))
}

// Loc returns the mode, as it was given.
func (d *AsymmetricLaplaceDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the geometric mean of both scales, as it was given.
func (d *AsymmetricLaplaceDist) Scale() *tensor.Tensor { return d.params[1] }

// Asymmetry returns the root of the ratio of the scale below the mode to that above, as it was given.
func (d *AsymmetricLaplaceDist) Asymmetry() *tensor.Tensor { return d.params[2] }

var asymmetricLaplaceInputs = []tensor.Input{{}, positiveInput, positiveInput}

// asymmetricLaplaceNoise are draws of location 0 and scale 1 for an asymmetry a: from a uniform variable, whose part
// below a²/(1+a²) becomes the lower side.
var asymmetricLaplaceNoise = lazy[draw]{make: func() draw {
	return sampler{
		sample: func(r *tensor.RNG, p *point) float64 {
			a := p[0]
			below, u := a/(a+1/a), r.Float64()
			if u < below {
				return a * math.Log(u/below)
			}
			return -math.Log((1-u)*(1+a*a)) / a
		},
		grad: func(z float64, p *point) point { // where the distribution function stays the same
			a := p[0]
			return point{-math.Abs(z)/a - 2/(1+a*a)}
		},
	}.register("AsymmetricLaplace.Sample", positiveInput)
}}

var asymmetricLaplaceFamily = lazy[*family]{make: func() *family {
	return define[AsymmetricLaplaceDist](family{
		Spec:    Spec{"AsymmetricLaplace", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}, {"asymmetry", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			return p[0].Add(p[1].Mul(asymmetricLaplaceNoise.get().apply(rng, p[2:], shape)))
		},
		pathwise: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{}, asymmetricLaplaceInputs),
		with: `
		y = x - loc; left = scale*asymmetry; right = scale/asymmetry
		below = share(left, right); above = share(right, left); part = below - above*expm1(-y/right)
		beyond = above*exp(-y/right); before = below*exp(y/left)`,
		twins:    asymmetricLaplaceTwins,
		logProb:  is("-abs(y)/where(y < 0, left, right) - log(left + right)"),
		mean:     is("loc + scale/asymmetry - scale*asymmetry"),
		variance: is("(scale/asymmetry)^2 + (scale*asymmetry)^2"),
		entropy:  is("1 + log(scale*asymmetry + scale/asymmetry)"),
		cdf:      is("where(y < 0, before, part)"),
		logCDF:   is("where(y < 0, logShare(left, right) + y/left, beyond < 0.5, log1p(-beyond), log(part))"),
		logSurvival: is(`
		where(y >= 0, logShare(right, left) - y/right, before < 0.5, log1p(-before), log(above - below*expm1(y/left)))`),
		quantile: is(`
		left = scale*asymmetry; right = scale/asymmetry
		loc + where(p < share(left, right), left*(log(p) - logShare(left, right)), right*(logShare(right, left) - log1p(-p)))`),
	})
}}
