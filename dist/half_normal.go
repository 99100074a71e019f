package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// HalfNormalDist is the distribution of the absolute value of a normal.
type HalfNormalDist struct{ univariate[*HalfNormalDist] }

// HalfNormal returns the distribution of |x| for x normal with mean 0 and standard deviation scale:
//
//	log p(x) = -½ (x / scale)² - log scale + ½ log(2/π),  x ≥ 0
func HalfNormal[S tensor.Like](scale S) *HalfNormalDist {
	return newUnivariate[HalfNormalDist](halfNormalFamily.get(), tensor.To(scale))
}

// Scale returns the standard deviation of the normal, as it was given.
func (d *HalfNormalDist) Scale() *tensor.Tensor { return d.params[0] }

var halfNormalFamily = lazy[*family]{make: func() *family {
	return define[HalfNormalDist](family{
		Spec:    Spec{"HalfNormal", []Param{{"scale", Positive, scaleCure}}},
		support: nonNegative,
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return p[0] * math.Abs(r.NormFloat64()) },
			grad:   scaleGrad,
			open:   drawAboveZero,
		}.register("HalfNormal.Sample", positiveInput).apply,
		pathwise: true,
	}, formulasOf{
		inputs:   []tensor.Input{positiveInput, positiveInput},
		twins:    halfNormalTwins,
		logProb:  is("-(x/scale)^2/2 - log(scale) + log(2/pi)/2"),
		mean:     is("scale*sqrt(2/pi)"),
		variance: is("scale^2*(1 - 2/pi)"),
		entropy:  is("0.5 + log(pi/2)/2 + log(scale)"),
		cdf:      is("erf(max(x, 0)/scale*sqrt(0.5))"),
		logCDF: is(`
		z = max(x, 0)/scale
		where(z < 1e-270, log(max(x, 0)) - log(scale) + log(2/pi)/2, z < 1, log(erf(z*sqrt(0.5))), log1p(-2*normcdf(-z)))`),
		logSurvival: is("z = max(x, 0)/scale; where(z < 1, log1p(-erf(z*sqrt(0.5))), log(2) + lognormcdf(-z))"),
		quantile:    is("scale*sqrt(2)*erfinv(p)"),
		kl: is("squareRatioKL(q_scale, p_scale)/2").
			d("q_scale", "squareRatio(q_scale, p_scale)/q_scale").d("p_scale", "-squareRatio(q_scale, p_scale)/p_scale"),
	})
}}
