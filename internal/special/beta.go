package special

import "math"

// LogBeta returns log B(a,b) = log Γ(a) + log Γ(b) - log Γ(a+b) for a, b > 0. Its error is relative to the
// larger of the result and 1.
// It is +Inf where an argument is 0, -Inf where one is +Inf, NaN where both happen and for negative arguments.
//
// For large arguments the dominant terms of Stirling's formula cancel in closed form, as in A. R. DiDonato, A.
// H. Morris, "Algorithm 708", ACM Trans. Math. Softw. 18 (1992).
func LogBeta(a, b float64) float64 {
	if a > b {
		a, b = b, a
	}
	switch {
	case math.IsNaN(a) || math.IsNaN(b) || a < 0 || a == 0 && math.IsInf(b, 1):
		return math.NaN()
	case a == 0:
		return math.Inf(1)
	case math.IsInf(b, 1):
		return math.Inf(-1)
	case a >= 10:
		return halfLog2Pi - 0.5*math.Log(b) - (a-0.5)*math.Log1p(b/a) - b*math.Log1p(a/b) + betaStirlingError(a, b)
	case b >= 10:
		return Lgamma(a) + lgammaDrop(a, b)
	}
	return Lgamma(a) + Lgamma(b) - Lgamma(a+b)
}

// betaStirlingError returns what Stirling's formula leaves of log B(a,b), for a, b ≥ 10.
func betaStirlingError(a, b float64) float64 {
	return StirlingError(a) + StirlingError(b) - StirlingError(a+b)
}

// lgammaDrop returns log Γ(b) - log Γ(a+b), with relative accuracy as a → 0: there it is -∫ψ from b to a+b by
// the two-point Gauss rule, whose error is a⁵ψ⁗/4320, once the recurrence has made b large.
func lgammaDrop(a, b float64) float64 {
	sum := 0.0
	for b < 10 {
		sum += math.Log1p(a / b)
		b++
	}
	if a < 0.01 {
		const node = 0.5 / 1.7320508075688772935274463415058723669428
		return sum - 0.5*a*(Digamma(b+(0.5-node)*a)+Digamma(b+(0.5+node)*a))
	}
	return sum + a - (a+b-0.5)*math.Log1p(a/b) - a*math.Log(b) + StirlingError(b) - StirlingError(a+b)
}
