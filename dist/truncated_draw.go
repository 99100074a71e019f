package dist

import (
	"math"
	"slices"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// Sample draws by the quantile of a uniform number, in the tail of base that is smaller.
func (d *TruncatedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if d.counts() {
		return d.countsAt(d.uniform(rng, shape))
	}
	return d.at(d.uniform(rng, shape))
}

// RSample draws as Sample does. A draw z moves with a parameter p as the point of a fixed value of the distribution
// function F does, by -∂F/∂p / ∂F/∂z (Figurnov, Mohamed, Mnih 2018, "Implicit reparameterization gradients").
func (d *TruncatedDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	if d.counts() {
		failRSample("Truncated")
	}
	return d.moving(d.Sample(rng, shape...))
}

// Quantile returns the base's within the interval; see [Quantile].
func (d *TruncatedDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
	if d.counts() {
		return nil, false
	}
	if full, ok := tensor.BroadcastShapes(p.Shape(), d.BatchShape()); ok {
		p = p.Expand(full...)
	}
	start, end := tensor.LessEqual(p, 0), tensor.LessEqual(1, p)
	allowed := tensor.LessEqual(0, p).Mul(tensor.LessEqual(p, 1))
	inner := tensor.Where(allowed.Mul(tensor.Sub(1, either(start, end))), p, 0.5)
	z := d.at(aside(inner).Float64s(), p.Shape())
	x := d.moving(z).Add(inner.Sub(stop(inner)).Mul(d.LogProb(z).Neg().Exp()))
	low, high := d.ends()
	x = tensor.Where(start, low, tensor.Where(end, high, x))
	return tensor.Where(allowed, x, math.NaN()), true
}

// uniform returns numbers between 0 and 1 for draws, and their shape.
func (d *TruncatedDist) uniform(rng *tensor.RNG, shape []int) ([]float64, tensor.Shape) {
	full := tensor.Join(shape, d.BatchShape())
	return aside(rng.Uniform(full...)).Float64s(), full
}

// moving returns z with the derivatives of a quantile. Of the two sides of the distribution function it takes the
// smaller one.
func (d *TruncatedDist) moving(z *tensor.Tensor) *tensor.Tensor {
	lower, _ := d.LogCDF(z)
	upper, _ := d.LogSurvival(z)
	if !lower.NeedsGrad() {
		return z
	}
	logProb := stop(d.LogProb(z))
	side := func(log *tensor.Tensor) *tensor.Tensor {
		still := stop(log)
		slope := still.Sub(logProb).Exp()
		known := tensor.Less(math.Inf(-1), still).Mul(tensor.LessEqual(slope, math.MaxFloat32))
		return tensor.Where(known, log.Sub(still).Mul(tensor.Where(known, slope, 0)), 0)
	}
	return z.Add(tensor.Where(tensor.Less(stop(lower), stop(upper)), side(lower).Neg(), side(upper)))
}

// inversion is the base as a distribution of numbers that no derivative flows through, in Float64 where it can be, and
// what of it lies between the ends.
type inversion struct {
	base      Distribution
	t         tensor.DType
	shape     tensor.Shape
	low, high []float64 // of the support
	target    []float64 // the logarithm of the base's probability up to a quantile, or above it
	left      []bool    // which of the two, the smaller one
}

// invert returns what is needed for the quantiles of probabilities.
func (d *TruncatedDist) invert(u []float64, shape tensor.Shape) *inversion {
	c := &inversion{base: withParams(d.base, func(p *tensor.Tensor) *tensor.Tensor { return wide(p.Detach()) }), shape: shape}
	c.t, _ = DTypeOf(c.base)
	if _, known := LogCDF(c.base, plusInf); !known {
		panic(d.noTails())
	}
	low, high := d.ends()
	c.low, c.high = c.spread(low), c.spread(high)
	before := d.before(d.low)
	belowLow, aboveLow := c.read(LogCDF, before), c.read(LogSurvival, before)
	belowHigh, aboveHigh := c.read(LogCDF, d.high), c.read(LogSurvival, d.high)
	c.target, c.left = make([]float64, len(u)), make([]bool, len(u))
	for i, v := range u {
		p, q := math.Log(v), math.Log1p(-v)
		if c.left[i] = belowHigh[i] <= aboveLow[i]; c.left[i] {
			c.target[i] = special.LogAddExp(q+belowLow[i], p+belowHigh[i])
		} else {
			c.target[i] = special.LogAddExp(q+aboveLow[i], p+aboveHigh[i])
		}
	}
	return c
}

// spread returns a number for each quantile.
func (c *inversion) spread(x *tensor.Tensor) []float64 {
	return wide(aside(x)).Expand(c.shape...).Float64s()
}

// read returns a function of the base for each quantile.
func (c *inversion) read(f func(Distribution, *tensor.Tensor) (*tensor.Tensor, bool), x *tensor.Tensor) []float64 {
	y, _ := f(c.base, x.As(c.t))
	return c.spread(y)
}

// sides returns the logarithms of the probabilities below and above values, those that a quantile is told from.
func (c *inversion) sides(at *tensor.Tensor) (below, above []float64) {
	if slices.Contains(c.left, true) {
		below = c.read(LogCDF, at)
	}
	if slices.Contains(c.left, false) {
		above = c.read(LogSurvival, at)
	}
	return below, above
}

// tensor returns numbers as values of the base.
func (c *inversion) tensor(x []float64) *tensor.Tensor {
	return tensor.Of(x).Reshape(c.shape...).As(c.t)
}

// at returns the quantiles of the given probabilities: the roots x of log F(x) = log(F(low) + u (F(high) - F(low))), or
// of the same for 1 - F where that is smaller, by Newton's method within brackets.
func (d *TruncatedDist) at(u []float64, shape tensor.Shape) *tensor.Tensor {
	c := d.invert(u, shape)
	lo, hi, target, left := slices.Clone(c.low), slices.Clone(c.high), c.target, c.left
	x, start := make([]float64, len(u)), make([]float64, len(u))
	for i := range start {
		if start[i] = math.Exp(target[i]); !left[i] {
			start[i] = -math.Expm1(target[i])
		}
	}
	if guess, ok := Quantile(c.base, c.tensor(start)); ok {
		copy(x, c.spread(guess))
	}
	for i := range x {
		if !(x[i] > lo[i] && x[i] < hi[i]) {
			x[i] = halfway(lo[i], hi[i])
		}
	}
	// what rounding makes of logarithms
	precise := map[tensor.DType]float64{tensor.Float64: 1e-15, tensor.Float32: 2e-7}[c.t]
	for range 100 {
		at := c.tensor(x)
		copy(x, c.spread(at))
		below, above := c.sides(at)
		density := c.spread(c.base.LogProb(at))
		moved := false
		for i := range x {
			var tail, over float64
			if left[i] {
				tail, over = below[i], below[i]-target[i]
			} else {
				tail, over = above[i], target[i]-above[i]
			}
			if over > 0 {
				hi[i] = min(hi[i], x[i])
			} else {
				lo[i] = max(lo[i], x[i])
			}
			next := x[i] - over*math.Exp(tail-density[i])
			if !(next >= lo[i] && next <= hi[i]) {
				next = halfway(lo[i], hi[i])
			}
			if math.Abs(over) > precise*(1+math.Abs(target[i])) && next != x[i] {
				x[i], moved = next, true
			}
		}
		if !moved {
			break
		}
	}
	own, _ := DTypeOf(d.base)
	for i := range x {
		if own == tensor.Float32 {
			x[i] = float64(inside(float32(x[i]), c.low[i], c.high[i]))
		} else {
			x[i] = inside(x[i], c.low[i], c.high[i])
		}
	}
	return tensor.Of(x).Reshape(shape...).As(own)
}

// countsAt returns the quantiles of counts, the least whose probability up to it is enough: by steps that double from
// the lower end on, and by halves between the last two.
func (d *TruncatedDist) countsAt(u []float64, shape tensor.Shape) *tensor.Tensor {
	c := d.invert(u, shape)
	few, x, enough := make([]float64, len(u)), make([]float64, len(u)), make([]float64, len(u))
	for i, low := range c.low {
		few[i], enough[i] = low-1, c.high[i]
		x[i] = math.Floor(halfway(few[i], enough[i]))
	}
	for range 2200 { // as many as there are powers of 2
		below, above := c.sides(c.tensor(x))
		moved := false
		for i := range x {
			if c.left[i] && below[i] >= c.target[i] || !c.left[i] && above[i] <= c.target[i] {
				enough[i] = x[i]
			} else {
				few[i] = x[i]
			}
			next := math.Floor(halfway(few[i], enough[i]))
			if next > few[i] && next < enough[i] && c.target[i] == c.target[i] {
				x[i], moved = next, true
			}
		}
		if !moved {
			break
		}
	}
	for i, v := range c.target {
		if v != v {
			enough[i] = v
		}
	}
	own, _ := DTypeOf(d.base)
	return tensor.Of(enough).Reshape(shape...).As(own)
}

// halfway returns a number between two ends, in the middle or, from an infinite one, twice as far out as the other.
func halfway(low, high float64) float64 {
	switch {
	case math.IsInf(low, -1) && math.IsInf(high, 1):
		return 0
	case math.IsInf(low, -1):
		return high - math.Max(1, math.Abs(high))
	case math.IsInf(high, 1):
		return low + math.Max(1, math.Abs(low))
	case low > 0 && high/low > 4: // by magnitude
		return math.Sqrt(low) * math.Sqrt(high)
	case high < 0 && low/high > 4:
		return -math.Sqrt(-low) * math.Sqrt(-high)
	}
	return low/2 + high/2
}
