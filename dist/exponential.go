package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// ExponentialDist is the exponential distribution.
type ExponentialDist struct{ univariate[*ExponentialDist] }

// Exponential returns the distribution of the time to the next of events that happen at the given rate:
//
//	log p(x) = log rate - rate·x,  x ≥ 0
func Exponential[R tensor.Like](rate R) *ExponentialDist {
	return newUnivariate[ExponentialDist](exponentialFamily.get(), tensor.To(rate))
}

// Rate returns the inverse of the mean, as it was given.
func (d *ExponentialDist) Rate() *tensor.Tensor { return d.params[0] }

const rateCure = scaleCure + "; a rate is the inverse of a scale"

var exponentialFamily = lazy[*family]{make: func() *family {
	return define[ExponentialDist](family{
		Spec:    Spec{"Exponential", []Param{{"rate", Positive, rateCure}}},
		support: nonNegative,
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return -math.Log(r.Float64()) / p[0] },
			grad:   func(x float64, p *point) point { return point{-x / p[0]} },
			open:   drawAboveZero,
		}.register("Exponential.Sample", positiveInput).apply,
		pathwise: true,
	}, formulasOf{
		inputs:      []tensor.Input{positiveInput, positiveInput},
		twins:       exponentialTwins,
		logProb:     is("log(rate) - rate*x"),
		mean:        is("1/rate"),
		variance:    is("1/rate^2"),
		entropy:     is("1 - log(rate)"),
		cdf:         is("-expm1(-rate*max(x, 0))"),
		logCDF:      is("where(rate*x > 1e-290, log1mexp(-rate*x), log(rate) + log(max(x, 0)))"),
		logSurvival: is("-rate*max(x, 0)"),
		quantile:    is("-log1p(-p)/rate"),
		kl:          is("ratioKL(p_rate - q_rate, p_rate, q_rate)"),
	})
}}
