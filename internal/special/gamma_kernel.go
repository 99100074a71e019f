package special

import "math"

// Large is the shape from which on the series of Stirling's formula is exact: densities take the deviance form there,
// and the sum of their terms, which cancels, below.
const Large = 10

// LogGammaKernel returns log zᵃe⁻ᶻ/Γ(a), the log-density of log z for a gamma variable z with shape a and rate 1, given
// also off = z - a, which the caller may know to more digits than z has.
//
// The terms of that formula are a log a times as large as their sum. From [Large] on it is
//
//	-a·(λ - 1 - log λ) + ½ log a - ½ log 2π - Δ(a),  λ = z/a,
//
// with the error Δ of Stirling's formula: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
func LogGammaKernel(a, z, off float64) float64 {
	if a < Large {
		return a*Log(z) - z - Lgamma(a)
	}
	return -a*deviance(off/a, z, a) + 0.5*math.Log(a) - halfLog2Pi - StirlingError(a)
}

// LogGammaKernelSlope returns log z - ψ(a), the derivative of LogGammaKernel by a; off is z - a.
func LogGammaKernelSlope(a, z, off float64) float64 {
	if a < Large {
		return Log(z) - Digamma(a)
	}
	return logRatio(off/a, z, a) + logMinusDigamma(a)
}

// LogMinusDigamma returns log x - ψ(x) for x > 0, which behaves as 1/(2x) for large x, and as 1/x for small x.
// LogMinusDigamma(0) is +Inf; it is NaN for x < 0.
func LogMinusDigamma(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(1)
	case x < 2:
		return Log(x) - Digamma(x)
	}
	return logMinusDigamma(x)
}

// deviance returns λ - 1 - log λ for λ = z/a, given also μ = λ - 1 because either may be the more exact.
func deviance(mu, z, a float64) float64 {
	if mu < -0.5 {
		return mu - logRatio(mu, z, a)
	}
	return XMinusLog1p(mu)
}

// logRatio returns log(z/a), given also μ = z/a - 1.
func logRatio(mu, z, a float64) float64 {
	switch {
	case mu >= -0.5:
		return math.Log1p(mu)
	case z < 0x1p-900, z/a < 0x1p-900: // z/a may leave the range of float64
		return Log(z) - math.Log(a)
	}
	return math.Log(z / a)
}
