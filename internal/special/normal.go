package special

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// NormalCDF returns Φ(x), the distribution function of the standard normal distribution. The left tail keeps
// its relative accuracy; the right tail 1 - Φ(x) is NormalCDF(-x).
// NormalCDF(-Inf) is 0 and NormalCDF(+Inf) is 1.
func NormalCDF(x float64) float64 {
	if x > -1 {
		return math.Erfc(-x/math.Sqrt2) / 2
	}
	return erfcx(-x/math.Sqrt2) / 2 * expMinusSquare(x, 0.5)
}

// NormalLogCDF returns log Φ(x), finite down to x = -1e154 where its value leaves the range of float64.
// NormalLogCDF(-Inf) is -Inf and NormalLogCDF(+Inf) is 0.
func NormalLogCDF(x float64) float64 {
	if x > -1 {
		return math.Log1p(-NormalCDF(-x))
	}
	return math.Log(erfcx(-x/math.Sqrt2)/2) - x*x/2
}

// NormalHazard returns φ(x)/Φ(x), the derivative of [NormalLogCDF]: about -x far to the left, and 0 far to the right.
func NormalHazard(x float64) float64 {
	if x > 0 {
		return math.Exp(-x*x/2) / (math.Sqrt(2*math.Pi) * NormalCDF(x))
	}
	return math.Sqrt(2/math.Pi) / erfcx(-x/math.Sqrt2)
}

// NormalQuantile returns the x with Φ(x) = p for p in [0,1], to full accuracy in the left tail. The x with
// upper tail 1 - Φ(x) = q is -NormalQuantile(q).
// NormalQuantile(0) is -Inf and NormalQuantile(1) is +Inf; it is NaN outside [0,1].
func NormalQuantile(p float64) float64 {
	switch {
	case math.IsNaN(p) || p < 0 || p > 1:
		return math.NaN()
	case 0 < p && p < 0x1p-1022:
		return normalQuantileSubnormal(p)
	}
	return mathext.NormalQuantile(p)
}

// normalQuantileSubnormal solves log Φ(x) = log p by Newton's method; mathext.NormalQuantile rests on math.Log,
// which is wrong for subnormal p. The derivative of log Φ is √(2/π)/erfcx(-x/√2).
func normalQuantileSubnormal(p float64) float64 {
	target := Log(p)
	x := -math.Sqrt(-2 * target)
	for range 4 { // the start is within 0.2, and Newton squares the error
		x -= (NormalLogCDF(x) - target) * erfcx(-x/math.Sqrt2) * math.Sqrt(math.Pi/2)
	}
	return x
}

// erfcx returns exp(x²) erfc(x) for x ≥ 0. From 20 on it is the asymptotic series DLMF 7.12.1.
func erfcx(x float64) float64 {
	if x < 20 {
		return math.Erfc(x) / expMinusSquare(x, 1)
	}
	t := 1 / (2 * x * x)
	return (1 - t*(1-3*t*(1-5*t*(1-7*t*(1-9*t*(1-11*t*(1-13*t))))))) / (x * math.SqrtPi)
}

// expMinusSquare returns exp(-scale·x²) for a scale that is a power of two. The exponential would turn the
// rounding of x² into a relative error x² times larger, so that rounding is found with a fused multiplication
// and put back.
func expMinusSquare(x, scale float64) float64 {
	square := x * x
	if scale*square > 750 {
		return 0
	}
	return math.Exp(-scale*square) * (1 - scale*math.FMA(x, x, -square))
}
