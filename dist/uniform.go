package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// UniformDist is the uniform distribution on an interval.
type UniformDist struct{ univariate[*UniformDist] }

// Uniform has the same density everywhere from low to high, ends included:
//
//	log p(x) = -log(high - low),  low ≤ x ≤ high
func Uniform[L, H tensor.Like](low L, high H) *UniformDist {
	return newUnivariate[UniformDist](uniformFamily.get(), tensor.To(low), tensor.To(high))
}

// Low returns the lower end, as it was given.
func (d *UniformDist) Low() *tensor.Tensor { return d.params[0] }

// High returns the upper end, as it was given.
func (d *UniformDist) High() *tensor.Tensor { return d.params[1] }

// Validate checks the ends, of which low must be below high.
func (d *UniformDist) Validate() error { return d.CheckParams(nil) }

// CheckParams returns Validate but for masked ends; see [CheckParams].
func (d *UniformDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.univariate.CheckParams(mask); err != nil {
		return err
	}
	return d.ascending(mask)
}

// ascending checks that the second parameter is above the first.
func (u *member) ascending(mask *tensor.Tensor) error {
	low, high := u.params[0], u.params[1]
	if mask != nil { // a masked one bounds nothing
		low, high = tensor.Where(mask, low, math.Inf(-1)), high.Expand(u.batch...)
	}
	return checkParam(u.spec.Name, Param{"high", above(low, openLow), "low comes first: " + u.spec.Name + "(low, high)"}, high, mask)
}

// uniformInputs are ends far apart.
var uniformInputs = []tensor.Input{{Low: -2, High: -1}, {Low: 1, High: 3}}

var uniformFamily = lazy[*family]{make: func() *family {
	return define[UniformDist](family{
		Spec:    Spec{"Uniform", []Param{{"low", Real, ""}, {"high", Real, ""}}},
		support: func(p []*tensor.Tensor) Constraint { return closed(p[0], p[1]) },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 { return p[0] + (p[1]-p[0])*r.Float64() },
			grad: func(x float64, p *point) point {
				low, high := p[0], p[1]
				return point{(high - x) / (high - low), (x - low) / (high - low)}
			},
			open: func(p *point) (low, high float64) { return p[0], p[1] },
		}.register("Uniform.Sample", uniformInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs:      withValue(tensor.Input{Low: -0.9, High: 0.9}, uniformInputs),
		valid:       "low < high",
		within:      "low <= x && x <= high",
		twins:       uniformTwins,
		logProb:     is("-log(high - low)"),
		mean:        is("low/2 + high/2"),
		variance:    is("(high - low)^2/12"),
		entropy:     is("log(high - low)"),
		cdf:         is("where(x < low, 0, x > high, 1, share(x - low, high - x))"),
		logCDF:      is("where(x < low, -inf, x > high, 0, logShare(x - low, high - x))"),
		logSurvival: is("where(x < low, 0, x > high, -inf, logShare(high - x, x - low))"),
		quantile:    is("low*(1 - p) + high*p"),
		kl:          is("log1p(((q_low - p_low) + (p_high - q_high))/(q_high - q_low))"),
		klWithin:    "p_low <= q_low && q_low < q_high && q_high <= p_high",
		klInputs:    []tensor.Input{{Low: -0.9, High: -0.1}, {Low: 0.1, High: 0.9}, {Low: -2, High: -1}, {Low: 1, High: 2}},
	})
}}
