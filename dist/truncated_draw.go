package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// Sample draws by the quantile of a uniform number, in the tail of base that is smaller.
func (d *TruncatedDist) Sample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.at(d.uniform(rng, shape))
}

// RSample draws as Sample does. A draw z moves with a parameter p as the point of a fixed value of the distribution
// function F does, by -∂F/∂p / ∂F/∂z (Figurnov, Mohamed, Mnih 2018, "Implicit reparameterization gradients").
func (d *TruncatedDist) RSample(rng *tensor.RNG, shape ...int) *tensor.Tensor {
	return d.moving(d.Sample(rng, shape...))
}

// Quantile returns the base's within the interval; see [Quantile].
func (d *TruncatedDist) Quantile(p *tensor.Tensor) (*tensor.Tensor, bool) {
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

// at returns the quantiles of the given probabilities: the roots x of log F(x) = log(F(low) + u (F(high) - F(low))), or
// of the same for 1 - F where that is smaller, by Newton's method within brackets.
func (d *TruncatedDist) at(u []float64, shape tensor.Shape) *tensor.Tensor {
	base := withParams(d.base, func(p *tensor.Tensor) *tensor.Tensor { return wide(p.Detach()) })
	t, _ := DTypeOf(base)
	spread := func(x *tensor.Tensor) []float64 { return wide(aside(x)).Expand(shape...).Float64s() }
	read := func(f func(Distribution, *tensor.Tensor) (*tensor.Tensor, bool), x *tensor.Tensor) []float64 {
		y, known := f(base, x.As(t))
		if !known {
			panic(d.noTails())
		}
		return spread(y)
	}
	low, high := d.ends()
	lo, hi := spread(low), spread(high)
	belowLow, aboveLow := read(LogCDF, d.low), read(LogSurvival, d.low)
	belowHigh, aboveHigh := read(LogCDF, d.high), read(LogSurvival, d.high)
	ends := make([][2]float64, len(u))
	target, left, x := make([]float64, len(u)), make([]bool, len(u)), make([]float64, len(u))
	start := make([]float64, len(u))
	for i, v := range u {
		ends[i] = [2]float64{lo[i], hi[i]}
		left[i] = belowHigh[i] <= aboveLow[i]
		p, q := math.Log(v), math.Log1p(-v)
		if left[i] {
			target[i] = special.LogAddExp(q+belowLow[i], p+belowHigh[i])
			start[i] = math.Exp(target[i])
		} else {
			target[i] = special.LogAddExp(q+aboveLow[i], p+aboveHigh[i])
			start[i] = -math.Expm1(target[i])
		}
	}
	if guess, ok := Quantile(base, tensor.Of(start).Reshape(shape...).As(t)); ok {
		copy(x, spread(guess))
	}
	for i := range x {
		if !(x[i] > lo[i] && x[i] < hi[i]) {
			x[i] = between(lo[i], hi[i])
		}
	}
	// what rounding makes of logarithms
	precise := map[tensor.DType]float64{tensor.Float64: 1e-15, tensor.Float32: 2e-7}[t]
	for range 100 {
		at := tensor.Of(x).Reshape(shape...).As(t)
		copy(x, spread(at))
		below, above, density := read(LogCDF, at), read(LogSurvival, at), spread(base.LogProb(at))
		moved := false
		for i := range x {
			tail := below[i]
			over := below[i] - target[i]
			if !left[i] {
				tail, over = above[i], target[i]-above[i]
			}
			if over > 0 {
				hi[i] = min(hi[i], x[i])
			} else {
				lo[i] = max(lo[i], x[i])
			}
			next := x[i] - over*math.Exp(tail-density[i])
			if !(next >= lo[i] && next <= hi[i]) {
				next = between(lo[i], hi[i])
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
			x[i] = float64(inside(float32(x[i]), ends[i][0], ends[i][1]))
		} else {
			x[i] = inside(x[i], ends[i][0], ends[i][1])
		}
	}
	return tensor.Of(x).Reshape(shape...).As(own)
}

// between returns a number between two ends, in the middle or, from an infinite one, twice as far out as the other.
func between(low, high float64) float64 {
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
