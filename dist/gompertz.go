package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// GompertzDist is the Gompertz distribution.
type GompertzDist struct{ univariate[*GompertzDist] }

// Gompertz returns the distribution of a life whose hazard grows exponentially, from concentration·rate at birth, at
// the given rate:
//
//	log p(x) = log concentration + log rate + rate·x - concentration·(e^(rate·x) - 1),  x ≥ 0
//
// NumPyro has the same parameters; in SciPy it is gompertz(c=concentration, scale=1/rate).
func Gompertz[C, R tensor.Like](concentration C, rate R) *GompertzDist {
	return newUnivariate[GompertzDist](gompertzFamily.get(), tensor.To(concentration), tensor.To(rate))
}

// Concentration returns the hazard at 0 in units of the rate, as it was given.
func (d *GompertzDist) Concentration() *tensor.Tensor { return d.params[0] }

// Rate returns the growth rate of the hazard, as it was given.
func (d *GompertzDist) Rate() *tensor.Tensor { return d.params[1] }

var gompertzFamily = lazy[*family]{make: func() *family {
	return define[GompertzDist](family{
		Spec:    Spec{"Gompertz", []Param{{"concentration", Positive, concentrationCure}, {"rate", Positive, rateCure}}},
		support: nonNegative,
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return math.Log1p(-math.Log(r.Float64())/p[0]) / p[1] },
			grad:   func(x float64, p *point) point { return point{math.Expm1(-p[1]*x) / p[0] / p[1], -x / p[1]} },
			open:   drawAboveZero,
		}.register("Gompertz.Sample", gammaInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(positiveInput, gammaInputs),
		with:   "c = concentration; v = rate*max(x, 0); m = c*expm1(v)",
		twins:  gompertzTwins,
		logProb: is("log(c) + log(rate) + v - m").
			d("x", "rate*(1 - c*exp(v))").d("concentration", "1/c - expm1(v)").d("rate", "1/rate + x*(1 - c*exp(v))"),
		mean:        is("expint1(concentration)/rate"),
		entropy:     is("1 - log(concentration) - log(rate) - expint1(concentration)"),
		cdf:         is("-expm1(-m)"),
		logCDF:      is("where(m > 1e-290, log1mexp(-m), log(c) + log(rate) + log(max(x, 0)))"),
		logSurvival: is("-m"),
		quantile:    is("log1p(-log1p(-p)/concentration)/rate"),
	})
}}

var _ = expr.Define("expint1", special.ScaledExpInt, "f - 1/x")
