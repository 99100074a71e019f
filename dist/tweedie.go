package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// TweedieDist is the distribution of a sum of gamma variables, of which there is a Poisson number.
type TweedieDist struct{ univariate[*TweedieDist] }

// Tweedie returns the distribution of totals, as of claims or of rain, that are 0 where nothing happens and positive
// otherwise. Its variance is dispersion·meanᵖ for a power p between 1 and 2. A Poisson number of events with mean λ add
// a gamma variable each:
//
//	λ = mean²⁻ᵖ / (dispersion·(2-p)),  shape α = (2-p) / (p-1),  rate 1/(dispersion·(p-1)·meanᵖ⁻¹)
//	log p(0) = -λ,  log p(x) = log Σₙ Poisson(n | λ)·Gamma(x | nα, rate),  n = 1, 2, …,  x > 0
//
// so that 0 has a probability, and other values a density. The series is that of P. K. Dunn, G. K. Smyth, "Series
// evaluation of Tweedie exponential dispersion model densities", 2005, around its greatest term, which for means
// that differ from x is multiplied by the deviance; derivatives are with respect to all parameters, the power
// included. Distribution functions are sums of those of the gamma variables, with all digits in both tails, and
// quantiles 0 up to the probability of that. It is
// the family of generalized linear models that R's tweedie and mgcv and Python's statsmodels call by the same name,
// with mean mu and dispersion phi.
func Tweedie[M, D, P tensor.Like](mean M, dispersion D, power P) *TweedieDist {
	return newUnivariate[TweedieDist](tweedieFamily.get(), tensor.To(mean), tensor.To(dispersion), tensor.To(power))
}

// Dispersion returns the dispersion, as it was given.
func (d *TweedieDist) Dispersion() *tensor.Tensor { return d.params[1] }

// Power returns the power of the mean in the variance, as it was given.
func (d *TweedieDist) Power() *tensor.Tensor { return d.params[2] }

var tweedieInputs = []tensor.Input{positiveInput, positiveInput, {Low: 1.2, High: 1.8}}

var tweedieFamily = lazy[*family]{make: func() *family {
	return define[TweedieDist](family{
		Spec: Spec{"Tweedie", []Param{{"mean", Positive, "exponentiate a linear predictor"}, {"dispersion", Positive, scaleCure},
			{"power", interval{one, tensor.To(2), openLow | openHigh}, "with 1 it is a Poisson variable times the dispersion, with 2 Gamma"}}},
		support: func([]*tensor.Tensor) Constraint {
			return withPoints{interval{zero, plusInf, noHigh}, Positive, "0"}
		},
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				logMean, over := special.Log(p[0]), p[2]-1
				n := poissonDraw(r, math.Exp((1-over)*logMean)/p[1]/(1-over))
				if !(n > 0) {
					return n
				}
				shape := n * ((1 - over) / over)
				// what is positive is not 0, in either element type
				return max(math.Exp(logGammaVariate(r, shape)+special.Log(shape)+special.Log(p[1])+special.Log(over)+over*logMean), 0x1p-126)
			},
		}.register("Tweedie.Sample", tweedieInputs...).apply,
	}, formulasOf{
		inputs: withValue(positiveInput, tweedieInputs),
		within: "0 <= x && x < inf",
		// With r = log(mean/x), the deviance is x²⁻ᵖ times the difference of (eʷ - 1)/w·r at w = (2-p)·r and (1-p)·r.
		with: `
		a = 2 - power; b = power - 1; logx = log(x)
		events = exp(a*logx - log(dispersion) - log(a)); shape = a/b
		r = logQuotient(mean, x); size = exp(a*logx)/dispersion
		far = size*r^2*(a*(0.5 + expRest(a*r)) + b*(0.5 + expRest(-b*r)))
		none = exp(a*log(mean))/dispersion/a
		z = x/dispersion/b*exp(-b*log(mean))`,
		twins: tweedieTwins,
		logProb: is("where(x == 0, -none, tweedieSum(events, shape) - logx - far)").
			d("x", "where(x == 0, 0, (a*tweedieExcess(events, shape) - 1)/x - exp(-b*logx)*expm1(-b*r)/b/dispersion)").
			d("mean", "(x - mean)/dispersion*exp(-power*log(mean))").
			d("dispersion", "where(x == 0, none, far - tweedieExcess(events, shape))/dispersion").
			d("power", `
			where(x == 0, none*(log(mean) - 1/a),
				tweedieExcess(events, shape)*(1/a - logx) - tweedieBend(events, shape)/b^2 +
				logx*far + size*r^2*(slopeRest(a*r) - slopeRest(-b*r)))`),
		mean:        is("mean"),
		variance:    is("dispersion*exp(power*log(mean))"),
		cdf:         is("where(x < 0, 0, exp(tweedieloglower(none, shape, z)))"),
		logCDF:      is("where(x < 0, -inf, tweedieloglower(none, shape, z))"),
		logSurvival: is("where(x < 0, 0, tweedielogupper(none, shape, z))"),
		quantile: is(`
		a = 2 - power; b = power - 1
		b*dispersion*exp(b*log(mean))*tweediequantile(p, exp(a*log(mean))/dispersion/a, a/b)`),
	})
}}
