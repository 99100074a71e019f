package special

import "math"

// GammaSampleGrad returns dx/da for a gamma variable x with shape a > 0 and rate 1 at a fixed value of its
// distribution function: the implicit reparameterization gradient
//
//	dx/da = -(∂P(a,x)/∂a) / (xᵃ⁻¹e⁻ˣ/Γ(a))
//
// of M. Figurnov, S. Mohamed, A. Mnih, "Implicit Reparameterization Gradients" (2018), arXiv:1805.08498. It is
// positive and keeps its relative accuracy in both tails, where numerator and denominator underflow. It is 0 at
// x = 0 and at a = +Inf, +Inf at x = +Inf and at a = 0, NaN for negative arguments and where a and x are both 0
// or both +Inf.
func GammaSampleGrad(a, x float64) float64 {
	if p, ok := gammaIncLimit(a, x); ok {
		return p / (1 - p) // 0 where P is 0, +Inf where it is 1
	}
	return x / a * gammaElasticity(a, x, Log(x))
}

// LogGammaSampleGrad returns d log x/da = GammaSampleGrad(a,x)/x as a function of log x, for a > 0. It needs no
// representable x: to the far left, P(a,x) = xᵃ/Γ(a+1) and so d log x/da = (ψ(a+1) - log x)/a. It is 0 at x =
// +Inf and at a = +Inf, +Inf at log x = -Inf and at a = 0, NaN for a < 0.
func LogGammaSampleGrad(a, logx float64) float64 {
	x := math.Exp(logx)
	switch {
	case math.IsNaN(a) || math.IsNaN(x) || a < 0:
		return math.NaN()
	case math.IsInf(logx, -1):
		return math.Inf(1)
	case x > huge || a > huge:
		return 0
	}
	return gammaElasticity(a, x, logx) / a
}

// LogGammaMeanRatioGrad returns dl/da of l = log(x/a) for a gamma variable x with shape a and rate 1, at a fixed value
// of its distribution function: LogGammaSampleGrad(a, l + log a) - 1/a, which for large a are nearly the same. Its ends
// are those of LogGammaSampleGrad.
func LogGammaMeanRatioGrad(a, l float64) float64 {
	x := a * math.Exp(l)
	switch {
	case !(a > 0) || x > huge || a > huge || math.IsInf(l, -1):
		return LogGammaSampleGrad(a, l)
	case useGammaUniform(a, x):
		eta := math.Copysign(math.Sqrt(2*XMinusLog1p(math.Expm1(l))), l)
		return gammaUniformStretch(a, eta) / a
	}
	return (gammaElasticity(a, x, l+Log(a)) - 1) / a
}

// gammaElasticity returns d log x/d log a at a fixed value of P, given x and its logarithm, one of which may be
// the more exact. With the factor xᵃe⁻ˣ/Γ(a+1) divided out of both P and the density it is, by m and f of the
// two tails,
//
//	-(log x - ψ(a+1))·m - ∂m/∂a = (1 + a(log x - ψ(a+1)))·f + a·∂f/∂a.
//
// The summands of the first share a sign for x < a, those of the second for x > a, so that little cancels.
func gammaElasticity(a, x, logx float64) float64 {
	if useGammaUniform(a, x) {
		return gammaUniformElasticity(a, x)
	}
	difference := logx - Digamma(a+1)
	if x < max(a, 1.5) {
		m, dm := lowerSeries(a, x)
		return -difference*m - dm
	}
	f, df := upperFraction(a, x)
	return (1+a*difference)*f + a*df
}
