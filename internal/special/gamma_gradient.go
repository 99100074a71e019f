package special

import "math"

// GammaSampleGrad returns dx/da for a gamma variable x with shape a > 0 and rate 1 at a fixed value of its
// distribution function: the implicit reparameterisation gradient
//
//	dx/da = -(∂P(a,x)/∂a) / (xᵃ⁻¹e⁻ˣ/Γ(a))
//
// of M. Figurnov, S. Mohamed, A. Mnih, "Implicit Reparameterization Gradients" (2018), equation 5. It is positive and keeps its relative
// accuracy in both tails, where numerator and denominator underflow. At x = 0 it is 0, at +Inf it is
// +Inf, at a = 0 it is +Inf; it is NaN for negative arguments and where a and x are both 0 or both +Inf.
func GammaSampleGrad(a, x float64) float64 {
	if x == 0 && a > 0 {
		return 0
	}
	if math.IsInf(x, 1) && 0 <= a && !math.IsInf(a, 1) {
		return x
	}
	return x * gammaLogSampleGrad(a, x, log(x))
}

// LogGammaSampleGrad returns d log x/da = GammaSampleGrad(a,x)/x as a function of log x, for a > 0. It needs no
// representable x: to the far left, P(a,x) = xᵃ/Γ(a+1) and so d log x/da = (ψ(a+1) - log x)/a.
// At log x = -Inf and at a = 0 it is +Inf, at log x = +Inf it is 0; it is NaN for a < 0.
func LogGammaSampleGrad(a, logx float64) float64 {
	return gammaLogSampleGrad(a, math.Exp(logx), logx)
}

// GammaIncPDA returns ∂P(a,x)/∂a, the derivative of GammaIncP by its first argument, for a > 0 and x ≥ 0. It is negative, with
// 0 as the limit at x = 0 and x = +Inf; it is NaN for negative arguments.
func GammaIncPDA(a, x float64) float64 {
	if p, ok := gammaIncLimit(a, x); ok && a != 0 {
		return 0 * p
	}
	return -a * math.Exp(logPoisson(a, x)) * gammaLogSampleGrad(a, x, log(x))
}

// gammaLogSampleGrad returns d log x/da at x and its logarithm, one of which may be the more exact.
// In terms of the factors m and f of the two tails, with the gamma density divided out,
//
//	d log x/da = -((log x - ψ(a+1))·m + ∂m/∂a)/a = (log x - ψ(a))·f + ∂f/∂a.
//
// The summands of the first share a sign for x < a, those of the second for x > a: nothing cancels.
func gammaLogSampleGrad(a, x, logx float64) float64 {
	switch {
	case math.IsNaN(a) || math.IsNaN(logx) || a < 0 || math.IsInf(a, 1) && math.IsInf(x, 1):
		return math.NaN()
	case math.IsInf(a, 1) || math.IsInf(x, 1):
		return 0
	case a == 0:
		return math.Inf(1)
	case useTemme(a, x):
		return temmeSampleGrad(a, x) / a
	case x < math.Max(a, 1.5):
		m, dm := lowerSeries(a, x)
		return -((logx-Digamma(a+1))*m + dm) / a
	}
	f, df := upperFraction(a, x)
	return (logx-Digamma(a))*f + df
}
