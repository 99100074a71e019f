package thirdparty

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

var gumbel = dist.Define(dist.Family{
	Spec: dist.Spec{Name: "Gumbel", Params: []dist.Param{
		{Name: "loc", Allowed: dist.Real},
		{Name: "scale", Allowed: dist.Positive, Cure: "use a parameter constrained to be positive"},
	}},
	Support: dist.Real,
	LogProb: `
		z = (x - loc)/scale
		-z - exp(-z) - log(scale)`,
	Mean:     "loc + 0.57721566490153286061*scale",
	Variance: "(pi*scale)^2/6",
	Entropy:  "log(scale) + 1.57721566490153286061",
	CDF:      "exp(-exp(-(x - loc)/scale))",
	LogCDF:   "-exp(-(x - loc)/scale)",
	LogSurvival: `
		z = (x - loc)/scale
		where(z < 40, log1mexp(-exp(-z)), -z)`, // e^-40 is so small that log(1 - CDF) is the logarithm of it
	Quantile: "loc - scale*log(-log(p))",
	KL: `
		r = q_scale/p_scale
		away = (q_loc - p_loc)/p_scale
		exp(lgamma(1 + r) - away) + away - log(r) + 0.57721566490153286061*(r - 1) - 1`,
})

// Gumbel returns the distribution that maxima of many numbers tend to:
//
//	log p(x) = -z - e⁻ᶻ - log scale,  z = (x - loc) / scale
//
// E. J. Gumbel, "Statistics of Extremes", 1958.
func Gumbel[L, S tensor.Like](loc L, scale S) dist.Distribution {
	return gumbel(tensor.To(loc), tensor.To(scale))
}
