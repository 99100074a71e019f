package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
)

// HalfCauchyDist is the distribution of the absolute value of a Cauchy variable.
type HalfCauchyDist struct{ univariate[*HalfCauchyDist] }

// HalfCauchy returns the distribution of |x| for x Cauchy around 0 with the given scale, which is its median:
//
//	log p(x) = log(2/π) - log scale - log(1 + (x / scale)²),  x ≥ 0
//
// Its tail is so heavy that it has neither mean nor variance.
func HalfCauchy[S tensor.Like](scale S) *HalfCauchyDist {
	return newUnivariate[HalfCauchyDist](halfCauchyFamily.get(), tensor.To(scale))
}

// Scale returns the median, as it was given.
func (d *HalfCauchyDist) Scale() *tensor.Tensor { return d.params[0] }

var halfCauchyFamily = lazy[*family]{make: func() *family {
	return define[HalfCauchyDist](family{
		Spec:    Spec{"HalfCauchy", []Param{{"scale", Positive, scaleCure}}},
		support: nonNegative,
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return p[0] * halfCauchyQuantile(r.Float64()) },
			grad:   scaleGrad,
			open:   drawAboveZero,
		}.register("HalfCauchy.Sample", positiveInput).apply,
		pathwise: true,
	}, formulasOf{
		inputs:      []tensor.Input{positiveInput, positiveInput},
		twins:       halfCauchyTwins,
		logProb:     is("cauchyLogProb(x, 0, scale) + log(2)"),
		entropy:     is("log(2*pi) + log(scale)"),
		cdf:         is("where(x < scale, 2/pi*atan(max(x, 0)/scale), 1 - 2/pi*atan(scale/x))"),
		logCDF:      is("where(x < scale, logArc(max(x, 0), scale), log1p(-2/pi*atan(scale/x)))"),
		logSurvival: is("where(x < scale, log1p(-2/pi*atan(max(x, 0)/scale)), logArc(scale, x))"),
		quantile:    is("scale*halfCauchyQuantile(p)"),
		// that of Cauchy distributions with one center: both halves contribute the same to it
		kl: is("cauchyKL(0, q_scale, 0, p_scale)"),
	})
}}

var _ = expr.Define("halfCauchyQuantile", halfCauchyQuantile, "pi/2*(1 + f^2)")

// halfCauchyQuantile returns that of scale 1, tan(π/2 p), measured from the nearer end.
func halfCauchyQuantile(p float64) float64 {
	if p > 0.5 {
		return 1 / math.Tan(math.Pi/2*(1-p))
	}
	return math.Tan(math.Pi / 2 * p)
}
