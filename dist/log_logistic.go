package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
)

// LogLogisticDist is the distribution of the exponential of a logistic variable.
type LogLogisticDist struct{ univariate[*LogLogisticDist] }

// LogLogistic returns the distribution of eʸ for y logistic around log scale, with scale 1/concentration; scale is the
// median. With z = (x / scale)ᵏ for the concentration k:
//
//	log p(x) = log k - log x + log z - 2 log(1 + z),  x ≥ 0
//
// At x = 0 the density is infinite for k below 1. It has a mean for k above 1, and a variance above 2. Stan's
// loglogistic(alpha, beta) has the same order; SciPy's fisk(c, scale=scale) has the concentration first; TFP's
// LogLogistic has loc and scale of log x.
func LogLogistic[S, C tensor.Like](scale S, concentration C) *LogLogisticDist {
	return newUnivariate[LogLogisticDist](logLogisticFamily.get(), tensor.To(scale), tensor.To(concentration))
}

// Scale returns the median, as it was given.
func (d *LogLogisticDist) Scale() *tensor.Tensor { return d.params[0] }

// Concentration returns the shape parameter, as it was given.
func (d *LogLogisticDist) Concentration() *tensor.Tensor { return d.params[1] }

var logLogisticFamily = lazy[*family]{make: func() *family {
	return define[LogLogisticDist](family{
		Spec:    Spec{"LogLogistic", []Param{{"scale", Positive, scaleCure}, {"concentration", Positive, concentrationCure}}},
		support: nonNegative,
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return p[0] * math.Exp(logit(r.Float64())/p[1]) },
			grad:   func(x float64, p *point) point { return point{x / p[0], -x / p[1] * logRise(p[0], x)} },
			open: func(p *point) (low, high float64) {
				if p[1] < 1 {
					return pole, math.Inf(1)
				}
				return 0, math.Inf(1)
			},
		}.register("LogLogistic.Sample", gammaInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs: []tensor.Input{positiveInput, positiveInput, {Low: 2.5, High: 4}},
		with: `
		k = concentration; l = logQuotient(max(x, 0), scale); v = k*l
		rise = where(k == 1, 0, (k - 1)*l)`,
		twins: logLogisticTwins,
		logProb: is("log(k) - log(scale) + rise - 2*softplus(v)").
			d("x", "where(k == 1, 0, (k - 1)/x) - 2*k/scale*exp(rise - softplus(v))").
			d("scale", "k*tanh(v/2)/scale").
			d("concentration", "1/k - where(x > 0, l*tanh(v/2), 0)"),
		mean:        is("b = pi/concentration; where(concentration > 1, scale*b/sin(b), inf)"),
		variance:    is("b = pi/concentration; where(concentration > 2, (scale/sin(b))^2*b*tanRest(b), inf)"),
		entropy:     is("2 + log(scale) - log(concentration)"),
		cdf:         is("sigmoid(v)").d("x", "k/scale*exp(rise - 2*softplus(v))"),
		logCDF:      is("-softplus(-v)"),
		logSurvival: is("-softplus(v)").d("x", "-k/scale*exp(rise - softplus(v))"),
		quantile:    is("scale*exp(logQuotient(p, 1 - p)/concentration)"),
	})
}}

var _ = expr.Define("tanRest", tanRest, "tan(x)^2")

// tanRest returns tan b - b, by its series near 0.
func tanRest(b float64) float64 {
	if math.Abs(b) > 0.3 {
		return math.Tan(b) - b
	}
	w, sum := b*b, 0.0
	for i := len(tanCoef) - 1; i >= 0; i-- {
		sum = sum*w + tanCoef[i]
	}
	return b * w * sum
}

// tanCoef are those of b³, b⁵, … in the series of the tangent.
var tanCoef = [...]float64{1.0 / 3, 2.0 / 15, 17.0 / 315, 62.0 / 2835, 1382.0 / 155925, 21844.0 / 6081075, 929569.0 / 638512875,
	6404582.0 / 10854718875, 443861162.0 / 1856156927625, 18888466084.0 / 194896477400625, 113927491862.0 / 2900518163668125}
