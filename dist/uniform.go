package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// UniformDist is the uniform distribution on an interval.
type UniformDist struct{ univariate }

// Uniform has the same density everywhere from low to high, ends included:
//
//	log p(x) = -log(high - low),  low ≤ x ≤ high
func Uniform[L, H tensor.Like](low L, high H) *UniformDist {
	return &UniformDist{newUnivariate(uniformFamily, tensor.To(low), tensor.To(high))}
}

// Low returns the lower end, as it was given.
func (d *UniformDist) Low() *tensor.Tensor { return d.params[0] }

// High returns the upper end, as it was given.
func (d *UniformDist) High() *tensor.Tensor { return d.params[1] }

// Expand returns d with another batch shape; see [Expand].
func (d *UniformDist) Expand(shape ...int) *UniformDist { return Expand(d, shape...).(*UniformDist) }

// ToEvent returns d with its last n batch dimensions as event dimensions; see [ToEvent].
func (d *UniformDist) ToEvent(n int) *IndependentDist { return independent(d, n) }

// Mask returns d with log-probability 0 where mask is 0; see [Mask].
func (d *UniformDist) Mask(mask *tensor.Tensor) *MaskedDist { return newMasked(d, mask) }

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
func (u *univariate) ascending(mask *tensor.Tensor) error {
	low, h := u.params[0], u.params[1]
	if mask != nil { // what stands in for a masked one lies above its own low
		h = h.Expand(u.batch...)
	}
	return checkParam(u.spec.Name, Param{"high", above{low}, "low comes first: " + u.spec.Name + "(low, high)"}, h, mask)
}

// uniformInputs are ends far apart.
var uniformInputs = []tensor.Input{{Low: -2, High: -1}, {Low: 1, High: 3}}

var uniformFamily = &family{
	Spec:    Spec{"Uniform", []Param{{"low", Real, ""}, {"high", Real, ""}}},
	support: func(p []*tensor.Tensor) Constraint { return interval{p[0], p[1]} },
	wrap:    func(u univariate) Distribution { return &UniformDist{u} },
	draw: sampler{
		sample: func(r *tensor.RNG, p *point) float64 { return p[0] + (p[1]-p[0])*r.Float64() },
		grad: func(x float64, p *point) point {
			low, high := p[0], p[1]
			return point{(high - x) / (high - low), (x - low) / (high - low)}
		},
		open: func(p *point) (low, high float64) { return p[0], p[1] },
	}.register("Uniform.Sample", uniformInputs...).apply,
	pathwise: true,
	density: pointwise{
		value: lanes3(func(x, low, high float64) float64 {
			if !(low < high && x >= low && x <= high) {
				return invalid(x, low, high)
			}
			return -special.Log(high - low)
		}),
		grad: grads3(func(x, low, high float64) (dx, dlow, dhigh float64) {
			if !(low < high && x >= low && x <= high) {
				return 0, 0, 0
			}
			return 0, 1 / (high - low), -1 / (high - low)
		}),
	}.registerSummed("Uniform.LogProb", 0, withValue(tensor.Input{Low: -0.9, High: 0.9}, uniformInputs)),
	cumulative: cumulative{
		valid: func(v *point) bool { return special.Finite(v[1]) && special.Finite(v[2]) && v[1] < v[2] },
		cdf:   func(v *point) float64 { return min(max((v[0]-v[1])/(v[2]-v[1]), 0), 1) },
		tails: func(v *point) special.Tails { return uniformTails(v[0], v[1], v[2]) },
		moves: func(v *point) point {
			x, low, high := v[0], v[1], v[2]
			return point{1, -(high - x) / (high - low), -(x - low) / (high - low)}
		},
		quantile: func(v *point) float64 { return v[1]*(1-v[0]) + v[2]*v[0] },
		slopes:   func(v *point) point { return point{v[2] - v[1], 1 - v[0], v[0]} },
	}.register("Uniform", 0, withValue(tensor.Input{Low: -0.9, High: 0.9}, uniformInputs)...),
	mean: pointwise{
		value: lanes2(func(low, high float64) float64 { return 0.5*low + 0.5*high }),
		grad:  grads2(func(_, _ float64) (dlow, dhigh float64) { return 0.5, 0.5 }),
	}.register("Uniform.Mean", 0, uniformInputs),
	variance: pointwise{
		value: lanes2(func(low, high float64) float64 { return (high - low) * (high - low) / 12 }),
		grad:  grads2(func(low, high float64) (dlow, dhigh float64) { return (low - high) / 6, (high - low) / 6 }),
	}.register("Uniform.Variance", 0, uniformInputs),
	entropy: pointwise{
		value: lanes2(func(low, high float64) float64 { return special.Log(high - low) }),
		grad:  grads2(func(low, high float64) (dlow, dhigh float64) { return -1 / (high - low), 1 / (high - low) }),
	}.register("Uniform.Entropy", 0, uniformInputs),
	kl: pointwise{
		value: lanes4(func(a, b, low, high float64) float64 {
			if !(a < b && low <= a && b <= high) {
				return invalidKL(a, b, low, high)
			}
			return math.Log1p(((a - low) + (high - b)) / (b - a))
		}),
		grad: grads4(func(a, b, low, high float64) (da, db, dlow, dhigh float64) {
			if !(a < b && low <= a && b <= high) {
				return 0, 0, 0, 0
			}
			return 1 / (b - a), -1 / (b - a), -1 / (high - low), 1 / (high - low)
		}),
	}.registerSummed("Uniform.KL", 0, []tensor.Input{{Low: -0.9, High: -0.1}, {Low: 0.1, High: 0.9}, {Low: -2, High: -1}, {Low: 1, High: 2}}),
}

func init() { registerFamilyKL(uniformFamily) }

// uniformTails has the density of x.
func uniformTails(x, low, high float64) special.Tails {
	switch {
	case x < low:
		return special.Below()
	case x > high:
		return special.Above()
	}
	below, above := x-low, high-x
	return special.Tails{LogLower: logShare(below, above), LogUpper: logShare(above, below), Lower: 1 / below, Upper: 1 / above}
}

// logShare returns the logarithm of the share that part has of part + rest.
func logShare(part, rest float64) float64 {
	if part < rest {
		return special.Log(part) - special.Log(part+rest)
	}
	return math.Log1p(-rest / (part + rest))
}

// above is the set of numbers above a bound. One that is not a number bounds nothing: it has been refused before, or is
// masked.
type above struct{ bound *tensor.Tensor }

func (c above) String() string                     { return "above " + c.bound.String() }
func (above) EventDim() int                        { return 0 }
func (c above) Inside(shape ...int) *tensor.Tensor { return tensor.Add(c.bound, 1).Expand(shape...) }

func (c above) Check(x *tensor.Tensor) ([]int, bool) {
	if c.bound.Rank() == 0 {
		bound := element(c.bound, nil)
		return firstBad(x, func(v float64) bool { return v > bound || !special.Finite(bound) })
	}
	shape, _ := tensor.BroadcastShapes(x.Shape(), c.bound.Shape()) // as those of all parameters do
	for i := range shape.Size() {
		index := unravel(shape, i)
		if bound := element(c.bound, index); !(element(x, index) > bound) && special.Finite(bound) {
			return index, false
		}
	}
	return nil, true
}
