package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// ParetoDist is the Pareto distribution.
type ParetoDist struct{ univariate[*ParetoDist] }

// Pareto returns the distribution of what exceeds scale, and exceeds t times the scale with probability t to the power
// of -concentration, a power law:
//
//	log p(x) = log concentration + concentration·log scale - (concentration + 1)·log x,  x ≥ scale
//
// It has a mean for a concentration above 1, and a variance above 2. The order is that of Pyro and NumPyro, whose
// concentration is alpha; PyMC's Pareto(alpha, m) and TFP's have it first, Stan's pareto(y_min, alpha) last.
func Pareto[S, C tensor.Like](scale S, concentration C) *ParetoDist {
	return newUnivariate[ParetoDist](paretoFamily.get(), tensor.To(scale), tensor.To(concentration))
}

// Scale returns the least value, as it was given.
func (d *ParetoDist) Scale() *tensor.Tensor { return d.params[0] }

// Concentration returns the exponent, as it was given.
func (d *ParetoDist) Concentration() *tensor.Tensor { return d.params[1] }

var paretoInputs = []tensor.Input{{Low: 0.5, High: 1}, {Low: 2.5, High: 4}}

var paretoFamily = lazy[*family]{make: func() *family {
	return define[ParetoDist](family{
		Spec:    Spec{"Pareto", []Param{{"scale", Positive, "it is the least value, not its logarithm"}, {"concentration", Positive, concentrationCure}}},
		support: func(p []*tensor.Tensor) Constraint { return above(p[0], 0) },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return p[0] * math.Exp(-math.Log(r.Float64())/p[1]) },
			grad:   func(x float64, p *point) point { return point{x / p[0], -x / p[1] * logRise(p[0], x)} },
			open:   func(p *point) (low, high float64) { return p[0], math.Inf(1) },
		}.register("Pareto.Sample", paretoInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{Low: 1.1, High: 3}, paretoInputs),
		within: "scale <= x && x < inf",
		with:   "k = concentration; v = where(x > scale, k*logQuotient(x, scale), 0)",
		twins:  paretoTwins,
		logProb: is("log(k) - log(x) - k*logQuotient(x, scale)").
			d("x", "-(k + 1)/x").d("scale", "k/scale").d("concentration", "1/k - logQuotient(x, scale)"),
		mean:        is("where(concentration > 1, scale + scale/(concentration - 1), inf)"),
		variance:    is("a = concentration - 1; where(concentration > 2, scale^2/a^2*((a + 1)/(a - 1)), inf)"),
		entropy:     is("1 + 1/concentration + log(scale) - log(concentration)"),
		cdf:         is("-expm1(-v)").d("x", "where(x >= scale, k/x*exp(-v), 0)"),
		logCDF:      is("log1mexp(-v)"),
		logSurvival: is("-v").d("x", "where(x >= scale, -k/x, 0)"),
		quantile:    is("scale*exp(-log1p(-p)/concentration)"),
		kl: is(`
		ratioKL(p_concentration - q_concentration, p_concentration, q_concentration) + p_concentration*logQuotient(q_scale, p_scale)`),
		klWithin: "p_scale <= q_scale",
		klInputs: []tensor.Input{{Low: 1.2, High: 2}, {Low: 0.5, High: 2}, {Low: 0.5, High: 1}, {Low: 0.5, High: 2}},
	})
}}
