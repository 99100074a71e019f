package dist

import (
	"math"
	"sync"

	"github.com/credence-ppl/credence/internal/special"
	"github.com/credence-ppl/credence/tensor"
)

// cumulative is the distribution function of a family in all its forms, as functions of a value (a probability for the
// quantile function) and the parameters. Values and parameters that are NaN or not allowed never reach them, but for
// valid.
type cumulative struct {
	valid func(v *point) bool // the parameters are allowed
	cdf   func(v *point) float64

	// tails has its densities in any unit of the value: what makes them finite. moves is how fast the value in that unit
	// moves with each operand, so that the distribution function has the derivatives density·moves.
	tails func(v *point) special.Tails
	moves func(v *point) point

	density func(v *point) float64 // in the unit of tails; nil where there is no faster way than by them

	quantile func(v *point) float64 // nil for counts
	slopes   func(v *point) point   // the derivatives of quantile

	ops cumulativeOps
}

// point is a list of the operands of a function at one place, such as a value and the parameters, or what belongs to
// each of them.
type point [maxOperands]float64

type cumulativeOps struct{ cdf, logCDF, logSurvival, quantile *pointwise }

// register enters the operations of the family in the table. noGrad are the operands that are never differentiated, and
// inputs the ranges of all in gradient checks.
func (c cumulative) register(name string, noGrad uint, inputs ...tensor.Input) *cumulative {
	n := len(inputs)
	enter := func(what string, value func(v *point) float64, grad func(v *point) point, noGrad uint, inputs []tensor.Input) *pointwise {
		return pointwise{value: lanesAt(n, value), grad: gradsAt(n, grad)}.register(name+"."+what, noGrad, inputs)
	}
	if c.density == nil {
		c.density = func(v *point) float64 { return c.tails(v).Density() }
	}
	c.ops.cdf = enter("CDF", c.checked(c.cdf), c.scaled(c.density), noGrad, inputs)
	c.ops.logCDF = enter("LogCDF", c.checked(func(v *point) float64 { return c.tails(v).LogLower + 0 }), // 0, not -0
		c.scaled(func(v *point) float64 { t := c.tails(v); return unlessNever(t.LogLower, t.Lower) }), noGrad, inputs)
	c.ops.logSurvival = enter("LogSurvival", c.checked(func(v *point) float64 { return c.tails(v).LogUpper + 0 }),
		c.scaled(func(v *point) float64 { t := c.tails(v); return -unlessNever(t.LogUpper, t.Upper) }), noGrad, inputs)
	if c.quantile != nil {
		c.ops.quantile = enter("Quantile", c.checkedQuantile, c.finiteSlopes, noGrad, append([]tensor.Input{probability}, inputs[1:]...))
	}
	return &c
}

// unlessNever returns the hazard, or 0 where the probability is: a derivative is 0 where its function is -Inf.
func unlessNever(log, hazard float64) float64 {
	if math.IsInf(log, -1) {
		return 0
	}
	return hazard
}

func (c *cumulative) allows(v *point) bool { return !math.IsNaN(v[0]) && c.valid(v) }

// checked returns f, or NaN where the value is NaN or a parameter is not allowed.
func (c *cumulative) checked(f func(v *point) float64) func(v *point) float64 {
	return func(v *point) float64 {
		if !c.allows(v) {
			return math.NaN()
		}
		return f(v)
	}
}

// scaled returns the moves times a density, and 0 where that is, however fast the moves.
func (c *cumulative) scaled(density func(v *point) float64) func(v *point) point {
	return func(v *point) (d point) {
		if !c.allows(v) {
			return d
		}
		s := density(v)
		if s == 0 {
			return d
		}
		for i, m := range c.moves(v) {
			d[i] = s * m
		}
		return d
	}
}

func (c *cumulative) checkedQuantile(v *point) float64 {
	if !(v[0] >= 0 && v[0] <= 1 && c.valid(v)) {
		return math.NaN()
	}
	return c.quantile(v)
}

// finiteSlopes returns the slopes but for those that are infinite, as all are where the quantile is, which are 0.
func (c *cumulative) finiteSlopes(v *point) (d point) {
	if !special.Finite(c.checkedQuantile(v)) {
		return d
	}
	for i, s := range c.slopes(v) {
		if special.Finite(s) {
			d[i] = s
		}
	}
	return d
}

// points are lent to the functions below: what indirect calls point to cannot live on the stack.
var points = sync.Pool{New: func() any { return new(point) }}

func lanesAt(n int, f func(v *point) float64) func(out []float64, in *operands) {
	return func(out []float64, in *operands) {
		v := points.Get().(*point)
		for i := range in[0] {
			for j := range n {
				v[j] = in[j][i]
			}
			out[i] = f(v)
		}
		points.Put(v)
	}
}

func gradsAt(n int, f func(v *point) point) func(d, in *operands) {
	return func(d, in *operands) {
		v := points.Get().(*point)
		for i := range in[0] {
			for j := range n {
				v[j] = in[j][i]
			}
			g := f(v)
			for j := range n {
				d[j][i] = g[j]
			}
		}
		points.Put(v)
	}
}

// What families have in common.

// validScale and validLocScale are the checks of parameters of those names.
func validScale(v *point) bool    { return isPositive(v[1]) }
func validLocScale(v *point) bool { return special.Finite(v[1]) && isPositive(v[2]) }

func isPositive(x float64) bool { return x > 0 && x <= math.MaxFloat64 }

// standard returns the value in units of a scale around a location.
func standard(v *point) float64 { return (v[0] - v[1]) / v[2] }

// standardMoves returns those of standard.
func standardMoves(v *point) point { return point{1 / v[2], -1 / v[2], -standard(v) / v[2]} }

// farMoves returns those of standard, and of the logarithm of its size where that is above 1.
func farMoves(x, loc, scale float64) (dx, dloc, dscale float64) {
	d := x - loc
	if math.Abs(d) < scale {
		return 1 / scale, -1 / scale, -d / scale / scale
	}
	inverse := 0.5 / math.Abs(x/2-loc/2) // the distance may overflow
	return inverse, -inverse, -math.Copysign(1/scale, d)
}

// scaleMoves returns those of log x - log scale, and of x where x/scale may underflow.
func scaleMoves(v *point) point {
	x, scale := v[0], v[1]
	if x/scale < 0x1p-900 {
		return point{1, -x / scale}
	}
	return point{1 / x, -1 / scale}
}

// nearZero returns the tails so close to the end 0 of a support that the density is the one there.
func nearZero(x, density float64) special.Tails {
	return special.Tails{LogLower: special.Log(density) + special.Log(x), LogUpper: -density * x, Lower: 1 / x, Upper: density}
}

// atZero returns the tails at the end 0 of a support, where the density is given.
func atZero(density float64) special.Tails {
	t := special.Below()
	t.Upper = density
	return t
}
