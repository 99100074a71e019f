package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
)

// CauchyDist is the Cauchy, or Lorentz, distribution.
type CauchyDist struct{ univariate[*CauchyDist] }

// Cauchy returns the Cauchy distribution around loc, its median, with half of its mass within scale of it:
//
//	log p(x) = -log π - log scale - log(1 + ((x - loc) / scale)²)
//
// Its tails are so heavy that it has neither mean nor variance.
func Cauchy[L, S tensor.Like](loc L, scale S) *CauchyDist {
	return newUnivariate[CauchyDist](cauchyFamily.get(), tensor.To(loc), tensor.To(scale))
}

// Loc returns the median, as it was given.
func (d *CauchyDist) Loc() *tensor.Tensor { return d.params[0] }

// Scale returns half the distance between the quartiles, as it was given.
func (d *CauchyDist) Scale() *tensor.Tensor { return d.params[1] }

// cauchyNoise are draws of location 0 and scale 1, in the type and shape of the parameters.
var cauchyNoise = lazy[draw]{make: func() draw {
	return sampler{
		sample: func(r *tensor.RNG, _ *point) float64 { return cauchyQuantile(r.Float64()) },
	}.register("Cauchy.Sample", tensor.Input{}, positiveInput)
}}

var cauchyFamily = lazy[*family]{make: func() *family {
	return define[CauchyDist](family{
		Spec:    Spec{"Cauchy", []Param{{"loc", Real, ""}, {"scale", Positive, scaleCure}}},
		support: func([]*tensor.Tensor) Constraint { return Real },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			return p[0].Add(p[1].Mul(cauchyNoise.get().apply(rng, p, shape)))
		},
		pathwise: true,
		locScale: true,
	}, formulasOf{
		inputs:      withValue(tensor.Input{}, locScaleInputs),
		twins:       cauchyTwins,
		logProb:     is("cauchyLogProb(x, loc, scale)"),
		entropy:     is("log(4*pi) + log(scale)"),
		cdf:         is("z = (x - loc)/scale; t = atan(scale/abs(x - loc))/pi; where(z < -1, t, z < 1, 0.5 + atan(z)/pi, 1 - t)"),
		logCDF:      is("cauchyLogCDF(x, loc, scale)"),
		logSurvival: is("cauchyLogCDF(loc, x, scale)"),
		quantile:    is("loc + scale*cauchyQuantile(p)"),
		kl:          is("cauchyKL(q_loc, q_scale, p_loc, p_scale)"),
		klInputs:    locScaleKLInputs,
	})
}}

var _ = expr.Define("cauchyQuantile", cauchyQuantile, "pi*(1 + f^2)")

// cauchyQuantile returns tan(π (p - ½)), without its cancellation in the tails.
func cauchyQuantile(p float64) float64 {
	switch {
	case p == 0.5:
		return 0
	case p < 0.25:
		return -1 / math.Tan(math.Pi*p)
	case p > 0.75:
		return 1 / math.Tan(math.Pi*(1-p))
	}
	return math.Tan(math.Pi * (p - 0.5))
}
