package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
)

// InverseGaussianDist is the inverse Gaussian, or Wald, distribution.
type InverseGaussianDist struct {
	univariate[*InverseGaussianDist]
}

// InverseGaussian returns the distribution of the time at which a Brownian motion with drift first reaches a level;
// loc is its mean:
//
//	log p(x) = ½ log(concentration / 2π) - 3/2 log x - ½ concentration·(x - loc)² / (loc²·x),  x > 0
//
// The variance is loc³ / concentration. TFP has the same parameters, PyMC as Wald(mu, lam). SciPy's invgauss(mu,
// scale=s) has loc = mu·s and concentration = s.
func InverseGaussian[L, C tensor.Like](loc L, concentration C) *InverseGaussianDist {
	return newUnivariate[InverseGaussianDist](inverseGaussianFamily.get(), tensor.To(loc), tensor.To(concentration))
}

// Loc returns the mean, as it was given.
func (d *InverseGaussianDist) Loc() *tensor.Tensor { return d.params[0] }

// Concentration returns the shape parameter, as it was given.
func (d *InverseGaussianDist) Concentration() *tensor.Tensor { return d.params[1] }

var (
	inverseGaussianParams = []Param{{"loc", Positive, "the mean, which is positive"}, {"concentration", Positive, concentrationCure}}

	// inverseGaussianDraws are those of J. R. Michael, W. R. Schucany, R. W. Haas, "Generating random variates using
	// transformations with multiple roots", 1976, with roots that do not cancel.
	inverseGaussianDraws = lazy[draw]{make: func() draw {
		return sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				n := r.NormFloat64()
				t := n * n / 2 * (p[0] / p[1])
				root := 1 + t + math.Sqrt(t)*math.Sqrt(t+2)
				if r.Float64() < root/(1+root) {
					return p[0] / root
				}
				return p[0] * root
			},
			open: func(*point) (low, high float64) { return 0, math.Inf(1) },
		}.register("InverseGaussian.Sample", gammaInputs...)
	}}

	inverseGaussianSlopes = lazy[[]*pointwise]{make: func() []*pointwise {
		return implicitSlopes("InverseGaussian", inverseGaussianParams, gammaInputs,
			"2*sqrt(concentration)/loc*(x/loc)*sqrt(x)/normhazard(-sqrt(concentration/x)*(x/loc + 1))",
			"x/concentration - 2*x/loc*sqrt(x/concentration)/normhazard(-sqrt(concentration/x)*(x/loc + 1))")
	}}
)

var inverseGaussianFamily = lazy[*family]{make: func() *family {
	return define[InverseGaussianDist](family{
		Spec:    Spec{"InverseGaussian", inverseGaussianParams},
		support: func([]*tensor.Tensor) Constraint { return Positive },
		draw: func(rng *tensor.RNG, p []*tensor.Tensor, shape []int) *tensor.Tensor {
			p = alike(p)
			return implicitDraw(inverseGaussianDraws.get().apply(rng, []*tensor.Tensor{stop(p[0]), stop(p[1])}, shape), p, inverseGaussianSlopes.get())
		},
		pathwise: true,
	}, formulasOf{
		inputs: withValue(positiveInput, gammaInputs),
		with: `
		y = max(x, 0); r = sqrt(concentration)/sqrt(y)
		z = where(y < inf, r*((loc - y)/loc), -inf); b = -r*(y/loc + 1)`,
		twins: inverseGaussianTwins,
		logProb: is("0.5*log(concentration) - 0.5*log(2*pi) - 1.5*log(x) - z^2/2").
			d("x", "-(1.5 + z*b/2)/x").d("loc", "-z*r*(x/loc)/loc").d("concentration", "(1 - z^2)/(2*concentration)"),
		mean:        is("loc"),
		variance:    is("loc^2*(loc/concentration)"),
		entropy:     is("0.5 + 0.5*log(2*pi) - 0.5*log(concentration) + 1.5*(log(loc) - expint1(2*(concentration/loc)))"),
		cdf:         is("exp(exgaussupper(z, 2*r))"),
		logCDF:      is("exgaussupper(z, 2*r)"),
		logSurvival: is("exgausslower(z, 2*r)"),
		quantile:    is("loc*invgaussquantile(p, concentration/loc)"),
		kl:          is("ratioKL(p_concentration - q_concentration, p_concentration, q_concentration)/2 + p_concentration/q_loc*((q_loc - p_loc)/p_loc)^2/2"),
	})
}}

// The quantile function for loc 1, by the logarithm of the value.
var _ = expr.Define("invgaussquantile", func(p, k float64) float64 {
	at := func(l float64) (z, w float64) {
		r := math.Sqrt(k) * math.Exp(-l/2)
		return -r * math.Expm1(l), 2 * r
	}
	lower := func(l float64) float64 { z, w := at(l); return exGaussUpper(z, w) }
	upper := func(l float64) float64 { z, w := at(l); return exGaussLower(z, w) }
	return math.Exp(invert(p, math.Inf(-1), math.Inf(1), 0, tailOf(lower, upper, func(l float64) (log, rise float64) {
		z, _ := at(l)
		return math.Log(k)/2 - halfLog2Pi - l/2 - z*z/2, z*math.Sqrt(k)*math.Cosh(l/2) - 0.5
	})))
}, "exp(0.5*log(2*pi) - 0.5*log(y) + 1.5*log(f) + y*(f - 1)^2/f/2)",
	"f/y - 2*f*sqrt(f/y)/normhazard(-sqrt(y/f)*(f + 1))")
