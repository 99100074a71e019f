package special

import "math"

// GammaIncP returns the regularised lower incomplete gamma function
//
//	P(a,x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt,
//
// the distribution function of a gamma variable with shape a and rate 1, for a, x ≥ 0. P(a,0) is 0 and
// P(a,+Inf) is 1; P(0,x) is 1 and P(+Inf,x) is 0. P(0,0) and P(+Inf,+Inf) are NaN, as is every negative
// argument.
func GammaIncP(a, x float64) float64 {
	if p, ok := gammaIncLimit(a, x); ok {
		return p
	}
	return gammaTail(a, x).probability(false)
}

// GammaIncQ returns the regularised upper incomplete gamma function Q(a,x) = 1 - P(a,x), accurate where P is
// close to 1. Its ends are those of GammaIncP.
func GammaIncQ(a, x float64) float64 {
	if p, ok := gammaIncLimit(a, x); ok {
		return 1 - p
	}
	return gammaTail(a, x).probability(true)
}

// huge counts as infinite, so that products with numbers of moderate size stay in the range of float64.
const huge = 1e300

// gammaIncLimit returns P(a,x) where a or x is outside (0,huge], and whether that is the case.
func gammaIncLimit(a, x float64) (p float64, ok bool) {
	switch {
	case math.IsNaN(a) || math.IsNaN(x) || a < 0 || x < 0 || a == 0 && x == 0 || a > huge && x > huge:
		return math.NaN(), true
	case x == 0 || a > huge:
		return 0, true
	case a == 0 || x > huge:
		return 1, true
	}
	return 0, false
}

// gammaTail returns the tail Q(a,x) if upper, P(a,x) if not, for a and x in (0,∞), with the density of log x. It picks
// the one that is small or at most 0.92, so that little cancels when the other follows from it. A little beyond a that
// is the lower one, because there the fraction of the upper one needs many terms, each of which rounds.
func gammaTail(a, x float64) tail {
	switch {
	case useGammaUniform(a, x):
		return gammaUniformTail(a, x)
	case a < 1 && x < 1.5:
		return smallShapeTail(a, x)
	case x < a+1:
		m, _ := lowerSeries(a, x)
		return tail{LogPoisson(a, x, x-a) + math.Log(m), a / m, false}
	}
	f, _ := upperFraction(a, x)
	return tail{LogPoisson(a, x, x-a) + Log(a*f), 1 / f, true}
}

// LogPoisson returns log xᵃe⁻ˣ/Γ(a+1), the common factor of both tails of the gamma distribution, given also off = x -
// a, as [LogGammaKernel] is.
func LogPoisson(a, x, off float64) float64 {
	if a < Large {
		return a*Log(x) - x - Lgamma1p(a)
	}
	return -a*deviance(off/a, x, a) - 0.5*math.Log(a) - halfLog2Pi - StirlingError(a)
}

// halfSquaredEta returns η²/2 = λ - 1 - log λ for λ = x/a.
func halfSquaredEta(a, x float64) float64 { return deviance((x-a)/a, x, a) }

// excess returns μ - log λ for λ = 1 + μ, given both because either may be the more exact.
func excess(mu, lambda float64) float64 {
	if mu < -0.5 {
		return mu - Log(lambda)
	}
	return XMinusLog1p(mu)
}

// smallShapeTail returns gammaTail for a < 1 and x < 1.5, from P(a,x) = xᵃ/Γ(a+1) · (1 + s) with the alternating
// series s = a Σ_{n≥1} (-x)ⁿ/((a+n) n!) (DLMF 8.7.1). Both factors are 1 + O(a), so that 1 - P can be had
// without cancellation.
func smallShapeTail(a, x float64) tail {
	s, term := 0.0, 1.0
	for n := 1.0; ; n++ {
		term *= -x / n
		next := term / (a + n)
		s += next
		if !(math.Abs(next) > 0x1p-54*math.Abs(s)) {
			break
		}
	}
	s *= a
	logFactor := a*Log(x) - Lgamma1p(a)
	factor := math.Exp(logFactor)
	if factor*(1+s) < 0.5 {
		return tail{logFactor + math.Log1p(s), a * math.Exp(-x) / (1 + s), false}
	}
	upper := max(0, -math.Expm1(logFactor)-factor*s)
	return tail{Log(upper), a / upper * factor * math.Exp(-x), true}
}

// lowerSeries returns m with P(a,x) = xᵃe⁻ˣ/Γ(a+1) · m and its derivative with respect to a, for x up to about a (DLMF
// 8.11.4):
//
//	m = Σ_{n≥0} xⁿ/((a+1)…(a+n)),   ∂m/∂a = -Σ_{n≥1} xⁿ/((a+1)…(a+n)) · Σ_{j≤n} 1/(a+j).
func lowerSeries(a, x float64) (m, dm float64) {
	m = 1
	term, harmonic := 1.0, 0.0
	for n := 1.0; ; n++ {
		inverse := 1 / (a + n)
		term *= x * inverse
		harmonic += inverse
		m += term
		dm -= term * harmonic
		if !(term > 0x1p-54*m) {
			return m, dm
		}
	}
}

// upperFraction returns f with Q(a,x) = xᵃe⁻ˣ/Γ(a) · f and its derivative with respect to a, for x from about a (and 1)
// upwards. It evaluates Legendre's continued fraction (DLMF 8.9.2, even part)
//
//	1/f = x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - …))
//
// by the modified Lentz algorithm (Thompson and Barnett 1986), carrying the derivative of each step: 1/f is a
// product of ratios c·d, so the logarithmic derivatives of c and d add up to that of 1/f.
func upperFraction(a, x float64) (f, df float64) {
	b := x + 1 - a
	inverse, dlog := b, -1/b // 1/f and ∂ log(1/f)/∂a
	c, dc := b, -1.0
	d, dd := 0.0, 0.0
	for n := 1.0; ; n++ {
		b += 2
		num := n * (a - n) // with derivative n
		dc = -1 + (n-num*dc/c)/c
		c = b + num/c
		ddenominator := -1 + n*d + num*dd
		d = 1 / (b + num*d)
		dd = -d * d * ddenominator
		ratio, dratio := c*d, dc/c-d*ddenominator
		inverse *= ratio
		dlog += dratio
		if !(math.Abs(ratio-1) > 0x1p-52 || math.Abs(dratio) > 0x1p-52*math.Abs(dlog)) {
			return 1 / inverse, -dlog / inverse
		}
	}
}
