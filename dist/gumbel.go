package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// GumbelDist is the Gumbel, or type I extreme value, distribution.
type GumbelDist struct{ univariate[*GumbelDist] }

// Gumbel returns the Gumbel distribution, the limit of the largest of many values whose tails fall as those of an
// exponential variable. With z = (x - loc) / scale:
//
//	log p(x) = -z - e⁻ᶻ - log scale
//
// loc is the mode. The mean is loc + γ·scale with Euler's constant γ = 0.577…, and the variance π²/6·scale². Pyro,
// NumPyro, PyMC, Stan and TFP have the same; SciPy calls it gumbel_r, and the distribution of -x gumbel_l.
func Gumbel[L, S tensor.Like](loc L, scale S) *GumbelDist {
	return newUnivariate[GumbelDist](gumbelFamily.get(), tensor.To(loc), tensor.To(scale))
}

// Loc returns the mode, as it was given.
func (d *GumbelDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the scale, as it was given.
func (d *GumbelDist) Scale() *tensor.Tensor { return d.params[1] }

// gumbelNoise are draws of location 0 and scale 1, in the type and shape of the parameters.
var gumbelNoise = lazy[draw]{make: func() draw {
	return sampler{
		sample: func(r *tensor.RNG, _ *point) float64 { return -math.Log(-math.Log(r.Float64())) },
	}.register("Gumbel.Sample", tensor.Input{}, positiveInput)
}}

var gumbelFamily = lazy[*family]{make: func() *family {
	return define[GumbelDist](family{
		Spec:    Spec{"Gumbel", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return p[0].Add(p[1].Mul(gumbelNoise.get().apply(rng, p, shape)))
		},
		pathwise: true,
		locScale: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{}, locScaleInputs),
		with:   "z = (x - loc)/scale",
		twins:  gumbelTwins,
		logProb: is("-z - exp(-z) - log(scale)").
			d("x", "expm1(-z)/scale").d("loc", "-expm1(-z)/scale").d("scale", "-(z*expm1(-z) + 1)/scale"),
		mean:        is("loc + 0.57721566490153286061*scale"),
		variance:    is("pi^2/6*scale^2"),
		entropy:     is("1.57721566490153286061 + log(scale)"),
		cdf:         is("exp(-exp(-z))").d("x", "exp(-z - exp(-z))/scale").d("loc", "-exp(-z - exp(-z))/scale").d("scale", "-z*exp(-z - exp(-z))/scale"),
		logCDF:      is("-exp(-z)"),
		logSurvival: is("log1mexpexp(-z)"),
		quantile:    is("loc - scale*log(-log(p))"),
		kl:          is("gumbelKL(q_scale, p_scale, (p_loc - q_loc)/p_scale)"),
		klInputs:    locScaleKLInputs,
	})
}}
