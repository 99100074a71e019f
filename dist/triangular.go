package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// TriangularDist is a distribution whose density is a triangle.
type TriangularDist struct{ univariate[*TriangularDist] }

// Triangular returns the distribution whose density rises from 0 at low to its peak, and falls to 0 at high:
//
//	log p(x) = log 2 - log(high - low) + log((x - low) / (peak - low))  for low ≤ x ≤ peak
//	log p(x) = log 2 - log(high - low) + log((high - x) / (high - peak))  for peak ≤ x ≤ high
//
// The peak may be at an end. The order is TFP's; PyMC's Triangular(lower, upper, c) has the peak for c, SciPy's
// triang(c, loc, scale) c = (peak - low) / (high - low).
func Triangular[L, H, P tensor.Like](low L, high H, peak P) *TriangularDist {
	return newUnivariate[TriangularDist](triangularFamily.get(), tensor.To(low), tensor.To(high), tensor.To(peak))
}

// Low returns the lower end, as it was given.
func (d *TriangularDist) Low() *tensor.Tensor { return d.params[0] }

// High returns the upper end, as it was given.
func (d *TriangularDist) High() *tensor.Tensor { return d.params[1] }

// Peak returns the mode, as it was given.
func (d *TriangularDist) Peak() *tensor.Tensor { return d.params[2] }

// Validate checks that low, peak and high are in this order.
func (d *TriangularDist) Validate() error { return d.CheckParams(nil) }

// CheckParams returns Validate but for masked parameters; see [CheckParams].
func (d *TriangularDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.univariate.CheckParams(mask); err != nil {
		return err
	}
	if err := d.ascending(mask); err != nil {
		return err
	}
	low, high, peak := d.params[0], d.params[1], d.params[2]
	top := peak
	if mask != nil { // a masked one bounds nothing
		low, top = tensor.Where(mask, low, math.Inf(-1)), tensor.Where(mask, peak, math.Inf(-1))
		high, peak = high.Expand(d.batch...), peak.Expand(d.batch...)
	}
	const order = "the order is Triangular(low, high, peak)"
	if err := checkParam(d.spec.Name, Param{"peak", above(low, 0), order}, peak, mask); err != nil {
		return err
	}
	return checkParam(d.spec.Name, Param{"high", above(top, 0), order}, high, mask)
}

var triangularInputs = []tensor.Input{{Low: -2, High: -1}, {Low: 1, High: 2}, {Low: -0.3, High: 0.3}}

var triangularFamily = lazy[*family]{make: func() *family {
	return define[TriangularDist](family{
		Spec:    Spec{"Triangular", []Param{{"low", Real, ""}, {"high", Real, ""}, {"peak", Real, ""}}},
		support: func(p []*tensor.Tensor) Constraint { return closed(p[0], p[1]) },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				low, high, peak, u := p[0], p[1], p[2], r.Float64()
				if u*(high-low) < peak-low {
					return low + math.Sqrt(u*(high-low)*(peak-low))
				}
				return high - math.Sqrt((1-u)*(high-low)*(high-peak))
			},
			grad: func(x float64, p *point) point {
				low, high, peak := p[0], p[1], p[2]
				width := high - low
				if x < peak {
					y := (x - low) / 2
					return point{1 - y/width - y/(peak-low), y / width, y / (peak - low)}
				}
				y := (high - x) / 2
				return point{y / width, 1 - y/width - y/(high-peak), y / (high - peak)}
			},
			open: func(p *point) (low, high float64) { return p[0], p[1] },
		}.register("Triangular.Sample", triangularInputs...).apply,
		pathwise: true,
	}, formulasOf{
		inputs: withValue(tensor.Input{Low: -0.8, High: 0.8}, triangularInputs),
		valid:  "low <= peak && peak <= high && low < high",
		within: "low <= x && x <= high",
		with: `
		width = high - low; left = x - low; right = high - x; up = peak - low; down = high - peak
		rising = left/width*(left/up); falling = right/width*(right/down)
		below = up/width + (x - peak)/width*(1 + right/down); above = down/width + (peak - x)/width*(1 + left/up)`,
		twins:    triangularTwins,
		logProb:  is("log(2) - log(width) + where(x < peak, log(left) - log(up), x > peak, log(right) - log(down), 0)"),
		mean:     is("low/3 + high/3 + peak/3"),
		variance: is("((high - low)^2 - (high - peak)*(peak - low))/18"),
		entropy:  is("0.5 - log(2) + log(high - low)"),
		cdf:      is("where(x <= low, 0, x >= high, 1, x < peak, rising, below)"),
		logCDF: is(`
		where(x <= low, -inf, x >= high, 0, x < peak && rising < 0.5, 2*log(left) - log(width) - log(up), x < peak, log1p(-above), falling < 0.5, log1p(-falling), log(below))`),
		logSurvival: is(`
		where(x <= low, 0, x >= high, -inf, x > peak && falling < 0.5, 2*log(right) - log(width) - log(down), x > peak, log1p(-below), rising < 0.5, log1p(-rising), log(above))`),
		quantile: is(`
		width = high - low
		where(p < (peak - low)/width, low + sqrt(p)*sqrt(width*(peak - low)), high - sqrt(1 - p)*sqrt(width*(high - peak)))`),
	})
}}
