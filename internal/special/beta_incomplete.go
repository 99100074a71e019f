package special

import "math"

// BetaInc returns the regularised incomplete beta function
//
//	I_x(a,b) = 1/B(a,b) ∫₀ˣ tᵃ⁻¹ (1-t)ᵇ⁻¹ dt,
//
// the distribution function of a beta variable, for a, b ≥ 0 and x in [0,1].
// I_0 is 0 and I_1 is 1. Inside, it is 1 for a = 0 or b = +Inf, where all mass is at 0, and 0 for b = 0 or a =
// +Inf. It is NaN where the mass has no place (a = b = 0, both +Inf), on x = 0 with a = 0, on x = 1 with b = 0,
// and outside the domain.
func BetaInc(a, b, x float64) float64 {
	if p, ok := betaIncLimit(a, b, x); ok {
		return p
	}
	return betaTail(a, b, x, 1-x).probability(false)
}

// BetaIncC returns 1 - I_x(a,b), accurate where BetaInc is close to 1. Its ends are those of BetaInc. For x
// within rounding of 1, BetaInc(b,a,1-x) sees an exact distance from 1 that x cannot hold.
func BetaIncC(a, b, x float64) float64 {
	if p, ok := betaIncLimit(a, b, x); ok {
		return 1 - p
	}
	return betaTail(a, b, x, 1-x).probability(true)
}

// betaIncLimit returns I_x(a,b) where a or b is outside (0,huge] or x outside (0,1), and whether that is the
// case.
func betaIncLimit(a, b, x float64) (p float64, ok bool) {
	atZero := a == 0 || b > huge
	atOne := b == 0 || a > huge
	switch {
	case math.IsNaN(a) || math.IsNaN(b) || math.IsNaN(x) || a < 0 || b < 0 || x < 0 || x > 1,
		atZero && atOne, a == 0 && x == 0, b == 0 && x == 1:
		return math.NaN(), true
	case x == 0 || x < 1 && atOne:
		return 0, true
	case x == 1 || atZero:
		return 1, true
	}
	return 0, false
}

// betaTail returns the tail 1-I_x(a,b) if upper, I_x(a,b) if not, for a, b in (0,∞) and x, y = 1-x in (0,1), the
// smaller of which is exact, with the density of the log-odds. It picks the one that is small or about 1/2, so that the
// other follows without cancellation.
func betaTail(a, b, x, y float64) tail {
	if t := betaPowerTail(a, b, x, y); t.log < -0x1p-1000 {
		return t
	}
	return betaAnyTail(a, b, x, y)
}

// betaPowerTail returns the tail that is a power, I_x(a,1) = xᵃ or 1 - I_x(1,b) = yᵇ, where a parameter is 1.
func betaPowerTail(a, b, x, y float64) (t tail) {
	switch {
	case a == 1:
		return tail{b * log1mOther(y, x), b * x, true}
	case b == 1:
		return tail{a * log1mOther(x, y), a * y, false}
	}
	return t
}

// betaAnyTail returns betaTail for any parameters.
func betaAnyTail(a, b, x, y float64) tail {
	switch {
	case useBetaSeries(a, b, x):
		return betaSeriesTail(a, b, x)
	case useBetaSeries(b, a, y):
		return betaSeriesTail(b, a, y).flip()
	}
	lambda := BetaLambda(a, b, x, y)
	if t, ok := betaUniformTail(a, b, x, y, lambda); ok {
		return t
	}
	if lambda < 0 {
		return betaFractionTail(b, a, y, x, -lambda).flip()
	}
	return betaFractionTail(a, b, x, y, lambda)
}

// betaFractionTail returns betaTail for x at or below the mean, λ ≥ 0.
func betaFractionTail(a, b, x, y, lambda float64) tail {
	f := betaFraction(a, b, x, y, lambda)
	return tail{logBetaKernel(a, b, x, y, lambda) + math.Log(f), 1 / f, false}
}

// useBetaSeries reports whether betaSeriesTail converges fast.
func useBetaSeries(a, b, x float64) bool {
	return a <= 1 && x <= 0.5 && b*x <= 1
}

// betaSeriesTail returns betaTail where useBetaSeries holds, from the power series (DLMF 8.17.7)
//
//	I_x(a,b) = xᵃ/(a B(a,b)) · (1 + s),  s = a Σ_{n≥1} (1-b)ₙ xⁿ/(n! (a+n)).
//
// As in smallShapeTail, both factors are 1 + O(a) and 1 - I_x follows without cancellation.
func betaSeriesTail(a, b, x float64) tail {
	s, term := 0.0, 1.0
	for n := 1.0; ; n++ {
		term *= (n - b) / n * x
		next := term / (a + n)
		s += next
		if !(math.Abs(next) > 0x1p-54*math.Abs(s)) {
			break
		}
	}
	s *= a
	logFactor := a*Log(x) - Lgamma1p(a) - lgammaDrop(a, b)
	factor := math.Exp(logFactor)
	density := a * math.Exp(b*math.Log1p(-x)) // over the factor
	if factor*(1+s) < 0.5 {
		return tail{logFactor + math.Log1p(s), density / (1 + s), false}
	}
	upper := max(0, -math.Expm1(logFactor)-factor*s)
	return tail{Log(upper), density / upper * factor, true}
}

// BetaLambda returns λ = a - (a+b)x, the distance of x below the mean, times a+b, given also y = 1-x. Rounding errors
// of the products are put back: near the mean of a narrow distribution they would be many standard deviations times the
// float64 precision.
func BetaLambda(a, b, x, y float64) float64 {
	if x > y {
		return -BetaLambda(b, a, y, x)
	}
	ax, bx := float64(a*x), float64(b*x) // rounded here, where a processor would fuse the products into the sums below
	low := -math.FMA(a, x, -ax) - math.FMA(b, x, -bx)
	rest := a - ax
	low += (a - rest) - ax
	return (rest - bx) + low
}

// logBetaKernel returns log xᵃyᵇ/B(a,b).
func logBetaKernel(a, b, x, y, lambda float64) float64 {
	if a < Large || b < Large {
		return a*log1mOther(x, y) + b*log1mOther(y, x) - LogBeta(a, b)
	}
	return -betaDeviance(a, b, x, y, lambda) - 0.5*math.Log(1/a+1/b)
}

// betaDeviance returns -log xᵃyᵇ/B(a,b) - ½ log(1/a+1/b) for a and b from Large on, where the terms of that formula
// cancel: the exponent of the density, ½ log 2π and the error of Stirling's formula. λ is that of [BetaLambda], and y =
// 1-x; the smaller of x and y is exact.
func betaDeviance(a, b, x, y, lambda float64) float64 {
	return betaExponent(a, b, x, y, lambda) + halfLog2Pi + betaStirlingError(a, b)
}

// betaExponent returns a(x/x₀ - 1 - log x/x₀) + b(y/y₀ - 1 - log y/y₀), with the mean x₀ = a/(a+b) = 1-y₀.
func betaExponent(a, b, x, y, lambda float64) float64 {
	return a*excess(-lambda/a, x*(1+b/a)) + b*excess(lambda/b, y*(1+a/b))
}

// log1mOther returns log x where y = 1-x, from the smaller of the two, which is exact.
func log1mOther(x, y float64) float64 {
	if x < y {
		return Log(x)
	}
	return math.Log1p(-y)
}

// betaFraction returns I_x(a,b)·B(a,b)/(xᵃyᵇ) for x at or below the mean, λ ≥ 0, by the continued fraction of
// DiDonato and Morris (1992), the even part of DLMF 8.17.22, with the modified Lentz algorithm.
func betaFraction(a, b, x, y, lambda float64) float64 {
	beta := a / (a + 1) * (lambda + 1)
	inverse := beta // the reciprocal of the result
	c, d := beta, 0.0
	for n := 1.0; ; n++ {
		odd := a + 2*n - 1
		right := (b - n) * x
		alpha := (a + n - 1) / odd * ((a + b + n - 1) * x / odd) * n * right
		beta = n + n*right/odd + (a+n)/(odd+2)*(lambda+1+n*(1+y))
		c = beta + alpha/c
		d = 1 / (beta + alpha*d)
		ratio := c * d
		inverse *= ratio
		if !(math.Abs(ratio-1) > 0x1p-52) {
			return 1 / inverse
		}
	}
}
