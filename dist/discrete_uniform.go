package dist

import (
	"math"

	"github.com/credence-ppl/credence/tensor"
)

// DiscreteUniformDist is the uniform distribution on the whole numbers of an interval.
type DiscreteUniformDist struct {
	univariate[*DiscreteUniformDist]
}

// DiscreteUniform gives the same probability to each whole number from low to high, ends included:
//
//	log p(x) = -log(high - low + 1),  x = low, low+1, …, high
//
// EnumerateSupport lists the values if they are the same for the whole batch. NumPyro and PyMC have the same ends,
// Stan's discrete_range too; in SciPy it is randint(low, high + 1).
func DiscreteUniform[L, H tensor.Like](low L, high H) *DiscreteUniformDist {
	return newUnivariate[DiscreteUniformDist](discreteUniformFamily.get(), tensor.To(low), tensor.To(high))
}

// Low returns the least value, as it was given.
func (d *DiscreteUniformDist) Low() *tensor.Tensor { return d.params[0] }

// High returns the largest value, as it was given.
func (d *DiscreteUniformDist) High() *tensor.Tensor { return d.params[1] }

// EnumerateSupport lists the values, if there is one interval of up to a million.
func (d *DiscreteUniformDist) EnumerateSupport() (*tensor.Tensor, bool) {
	low, high := d.params[0], d.params[1]
	if low.Size() != 1 || high.Size() != 1 {
		return nil, false
	}
	first, n := element(aside(low).Reshape(), nil), element(aside(high).Reshape(), nil)-element(aside(low).Reshape(), nil)+1
	if !(n >= 1 && n <= 1e6) {
		return nil, false
	}
	values := make([]float64, int(n))
	for i := range values {
		values[i] = first + float64(i)
	}
	return enumerate(values, d.batch)
}

// Validate checks the ends, of which low must not be above high.
func (d *DiscreteUniformDist) Validate() error { return d.CheckParams(nil) }

// CheckParams returns Validate but for masked ends; see [CheckParams].
func (d *DiscreteUniformDist) CheckParams(mask *tensor.Tensor) error {
	if err := d.univariate.CheckParams(mask); err != nil {
		return err
	}
	low, high := d.params[0], d.params[1]
	if mask != nil { // a masked one bounds nothing
		low, high = tensor.Where(mask, low, math.Inf(-1)), high.Expand(d.batch...)
	}
	return checkParam(d.spec.Name, Param{"high", above(low, 0), "low comes first: DiscreteUniform(low, high)"}, high, mask)
}

// wholeNumber are the whole numbers that Float64 tells apart.
var wholeNumber = discrete{"a whole number up to 2⁵³ in size", tensor.To(-0x1p53), tensor.To(0x1p53), isWhole}

var discreteUniformInputs = []tensor.Input{{Low: -5, High: -1, Whole: true}, {Low: 1, High: 5, Whole: true}}

var discreteUniformFamily = lazy[*family]{make: func() *family {
	return define[DiscreteUniformDist](family{
		Spec:    Spec{"DiscreteUniform", []Param{{"low", wholeNumber, ""}, {"high", wholeNumber, ""}}},
		support: func(p []*tensor.Tensor) Constraint { return IntegerInterval(p[0], p[1]) },
		draw: sampler{
			sample: func(r *tensor.RNG, p *point) float64 {
				return min(p[0]+math.Floor(r.Float64()*(p[1]-p[0]+1)), p[1])
			},
		}.register("DiscreteUniform.Sample", discreteUniformInputs...).apply,
	}, formulasOf{
		inputs:      append([]tensor.Input{{Low: -1, High: 1, Whole: true}}, discreteUniformInputs...),
		discrete:    true,
		valid:       "low <= high",
		within:      "low <= x && x <= high && x == floor(x)",
		with:        "below = floor(x) - low + 1; above = high - floor(x)",
		logProb:     is("-log(high - low + 1)"),
		mean:        is("low/2 + high/2"),
		variance:    is("(high - low)/12*(high - low + 2)"),
		entropy:     is("log(high - low + 1)"),
		cdf:         is("where(x < low, 0, x >= high, 1, share(below, above))"),
		logCDF:      is("where(x < low, -inf, x >= high, 0, logShare(below, above))"),
		logSurvival: is("where(x < low, 0, x >= high, -inf, logShare(above, below))"),
		kl:          is("log1p(((q_low - p_low) + (p_high - q_high))/(q_high - q_low + 1))"),
		klWithin:    "p_low <= q_low && q_low <= q_high && q_high <= p_high",
		klInputs:    []tensor.Input{{Low: -3, High: -1, Whole: true}, {Low: 1, High: 3, Whole: true}, {Low: -9, High: -4, Whole: true}, {Low: 4, High: 9, Whole: true}},
	})
}}
