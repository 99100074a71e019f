package special

import "math"

// GammaIncPInv returns the x with P(a,x) = p, the quantile function of a gamma variable with shape a > 0 and
// rate 1. It is 0 at p = 0 and where x is too small for a float64, +Inf at p = 1, and NaN for p outside [0,1]
// or a not in (0,∞).
func GammaIncPInv(a, p float64) float64 {
	if p > 0.5 {
		return gammaIncInv(a, 1-p, true)
	}
	return gammaIncInv(a, p, false)
}

// GammaIncQInv returns the x with Q(a,x) = q, accurate for small q. It is +Inf at q = 0, 0 at q = 1, and
// otherwise as GammaIncPInv.
func GammaIncQInv(a, q float64) float64 {
	if q > 0.5 {
		return gammaIncInv(a, 1-q, false)
	}
	return gammaIncInv(a, q, true)
}

// gammaIncInv returns the x whose upper or lower tail is tail, a number in [0,1/2].
//
// It runs Newton's method on the logarithm of the tail as a function of log x. The density of log x is
// log-concave, so both tails are too, and Newton's iterates approach from one side after the first step.
func gammaIncInv(a, tail float64, upper bool) float64 {
	switch {
	case math.IsNaN(tail) || tail < 0 || !(a > 0) || a > huge:
		return math.NaN()
	case tail == 0 && upper:
		return math.Inf(1)
	case tail == 0:
		return 0
	}
	target := Log(tail)
	x := gammaIncInvStart(a, tail, target, upper)
	for range 100 {
		if x == 0 || math.IsInf(x, 1) {
			break
		}
		logTail, slope := gammaTail(a, x).side(upper) // slope is |d logTail / d log x|
		step := (target - logTail) / slope
		if upper {
			step = -step
		}
		x *= math.Exp(limitStep(step, 1/a))
		// The next error is about ½·step²·|curvature/slope|, with curvature/slope = a - x ∓ slope.
		if step*step*(math.Abs(a-x)+slope+1) < 0x1p-52 {
			break
		}
	}
	return x
}

// limitStep keeps a Newton step for log x (or the log-odds) within about 20 standard deviations, given the
// variance for large shapes. Where the distribution is narrower than the spacing of float64, one tail is 1 and
// its slope 0 beside the root.
func limitStep(step, variance float64) float64 {
	limit := 20 * (variance + math.Sqrt(variance))
	return max(-limit, min(step, limit))
}

// gammaIncInvStart returns a first guess: the Wilson-Hilferty approximation (Proc. Natl. Acad. Sci. 17, 1931) for
// a ≥ 1, and otherwise an inversion of the leading term of either tail, xᵃ/Γ(a+1) or xᵃ⁻¹e⁻ˣ/Γ(a). The
// first is a bound from below for every a.
func gammaIncInvStart(a, tail, logTail float64, upper bool) float64 {
	if !upper {
		x := math.Exp((logTail + Lgamma1p(a)) / a)
		if a < 1 {
			return x
		}
		return max(x, wilsonHilferty(a, NormalQuantile(tail)))
	}
	if a >= 1 {
		return wilsonHilferty(a, -NormalQuantile(tail))
	}
	if x := -logTail - Lgamma(a); x > 1 {
		return x
	}
	return math.Exp((math.Log1p(-tail) + Lgamma1p(a)) / a)
}

// wilsonHilferty returns the approximate gamma quantile at the standard normal quantile z.
func wilsonHilferty(a, z float64) float64 {
	r := 1 - 1/(9*a) + z/(3*math.Sqrt(a))
	return a * r * r * r
}
