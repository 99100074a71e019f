package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/tensor"
)

// LogUniformDist is the distribution of a number whose logarithm is uniform.
type LogUniformDist struct{ univariate[*LogUniformDist] }

// LogUniform returns the distribution of eʸ for y uniform from log low to log high, also called reciprocal, which gives
// every order of magnitude the same probability:
//
//	log p(x) = -log x - log log(high / low),  0 < low ≤ x ≤ high
func LogUniform[L, H tensor.Like](low L, high H) *LogUniformDist {
	return newUnivariate[LogUniformDist](logUniformFamily.get(), tensor.To(low), tensor.To(high))
}

// Low returns the lower end, as it was given.
func (d *LogUniformDist) Low() *tensor.Tensor { return d.params[0] }

// High returns the upper end, as it was given.
func (d *LogUniformDist) High() *tensor.Tensor { return d.params[1] }

// Validate checks the ends, of which low must be below high.
func (d *LogUniformDist) Validate() error { return d.CheckParams(nil) }

// CheckParams returns Validate but for masked ends; see [CheckParams].
func (d *LogUniformDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.univariate.CheckParams(mask); err != nil {
		return err
	}
	return d.ascending(mask)
}

// logUniformInputs are ends far apart, and logUniformValue is a value between them.
var (
	logUniformInputs = []tensor.Input{{Low: 0.2, High: 0.5}, {Low: 2, High: 4}}
	logUniformValue  = tensor.Input{Low: 0.6, High: 1.8}
)

var logUniformFamily = lazy[*family]{make: func() *family {
	return define[LogUniformDist](family{
		Spec:    Spec{"LogUniform", []Param{{"low", Positive, "low and high are the ends themselves, not their logarithms"}, {"high", Positive, ""}}},
		support: func(p []*tensor.Tensor) Constraint { return closed(p[0], p[1]) },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return logUniformQuantile(r.Float64(), p[0], p[1]) },
			grad: func(x float64, p *point) point {
				low, high := p[0], p[1]
				w := logRise(low, high)
				return point{logRise(x, high) / w * (x / low), logRise(low, x) / w * (x / high)}
			},
			open: func(p *point) (low, high float64) { return p[0], p[1] },
		}.register("LogUniform.Sample", logUniformInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(logUniformValue, logUniformInputs),
		valid:  "low < high",
		within: "low <= x && x <= high",
		twins:  logUniformTwins,
		logProb: is("-log(x) - log(logQuotient(high, low))").
			d("low", "1/logQuotient(high, low)/low").d("high", "-1/logQuotient(high, low)/high"),
		mean: is("(high - low)/logQuotient(high, low)").
			d("low", "0.5 + expRest(logQuotient(high, low))").d("high", "0.5 + expRest(-logQuotient(high, low))"),
		variance: is("(high - low)/logQuotient(high, low)*meanBelowMiddle(low, high)").
			d("low", "logUniformVarianceSlope(low, high, expRest(logQuotient(high, low)))").
			d("high", "logUniformVarianceSlope(low, high, expRest(-logQuotient(high, low)))"),
		entropy: is("log(logQuotient(high, low)) + (log(low) + log(high))/2"),
		// those of a uniform variable, log x
		cdf:         is("where(x < low, 0, x > high, 1, share(logQuotient(x, low), logQuotient(high, x)))"),
		logCDF:      is("where(x < low, -inf, x > high, 0, logShare(logQuotient(x, low), logQuotient(high, x)))"),
		logSurvival: is("where(x < low, 0, x > high, -inf, logShare(logQuotient(high, x), logQuotient(x, low)))"),
		quantile:    is("w = logQuotient(high, low); where(p > 0.5, high*exp((p - 1)*w), low*exp(p*w))"), // the nearer end
		kl:          is("log1p((logQuotient(q_low, p_low) + logQuotient(p_high, q_high))/logQuotient(q_high, q_low))"),
		klWithin:    "p_low <= q_low && q_low < q_high && q_high <= p_high",
		klInputs:    []tensor.Input{{Low: 0.6, High: 0.9}, {Low: 1.1, High: 1.5}, {Low: 0.2, High: 0.5}, {Low: 2, High: 4}},
	})
}}

func init() {
	// (low + high)/2 less the mean: √(low·high)·(cosh t - sinh(t)/t) for t = ½ log(high/low).
	expr.Abbreviate("meanBelowMiddle", `
		w = logQuotient(high, low)
		where(w > 2, (low/2 + high/2) - (high - low)/w, sqrt(low)*sqrt(high)*coshRest(w/2))`, "low", "high")
	expr.Abbreviate("logUniformVarianceSlope", `
		(0.5 + rest)*meanBelowMiddle(low, high) - (high - low)/logQuotient(high, low)*rest`, "low", "high", "rest")
}

// logUniformQuantile measures from the nearer end.
func logUniformQuantile(p, low, high float64) float64 {
	if p > 0.5 {
		return high * math.Exp((p-1)*logRise(low, high))
	}
	return low * math.Exp(p*logRise(low, high))
}
