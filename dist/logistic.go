package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// LogisticDist is the logistic distribution.
type LogisticDist struct{ univariate[*LogisticDist] }

// Logistic returns the logistic distribution, whose distribution function is 1 / (1 + e⁻ᶻ) for z = (x - loc) / scale:
//
//	log p(x) = -z - log scale - 2 log(1 + e⁻ᶻ)
//
// loc is its mean and median. The standard deviation is π/√3 times scale. All of Pyro, NumPyro, PyMC, Stan and SciPy
// have the same parameters.
func Logistic[L, S tensor.Like](loc L, scale S) *LogisticDist {
	return newUnivariate[LogisticDist](logisticFamily.get(), tensor.To(loc), tensor.To(scale))
}

// Loc returns the mean, as it was given.
func (d *LogisticDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns the scale, as it was given.
func (d *LogisticDist) Scale() *tensor.Tensor { return d.params[1] }

// logisticNoise are draws of location 0 and scale 1, in the type and shape of the parameters.
var logisticNoise = lazy[draw]{make: func() draw {
	return sampler{
		sample: func(r *tensor.RNG, _ *point) float64 { return logit(r.Float64()) },
	}.register("Logistic.Sample", tensor.Input{}, positiveInput)
}}

// logit returns log(u/(1-u)).
func logit(u float64) float64 { return math.Log(u) - math.Log1p(-u) }

var logisticFamily = lazy[*family]{make: func() *family {
	return define[LogisticDist](family{
		Spec:    Spec{"Logistic", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return p[0].Add(p[1].Mul(logisticNoise.get().apply(rng, p, shape)))
		},
		pathwise: true,
		locScale: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{}, locScaleInputs),
		with:   "z = (x - loc)/scale",
		twins:  logisticTwins,
		logProb: is("-abs(z) - 2*softplus(-abs(z)) - log(scale)").
			d("x", "-tanh(z/2)/scale").d("loc", "tanh(z/2)/scale").d("scale", "(z*tanh(z/2) - 1)/scale"),
		mean:        is("loc"),
		variance:    is("pi^2/3*scale^2"),
		entropy:     is("2 + log(scale)"),
		cdf:         is("sigmoid(z)"),
		logCDF:      is("-softplus(-z)"),
		logSurvival: is("-softplus(z)"),
		quantile:    is("loc + scale*logQuotient(p, 1 - p)"),
	})
}}
