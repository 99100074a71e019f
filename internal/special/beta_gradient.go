package special

import "math"

// BetaOddsGrad returns the derivative of the log-odds log x/y of a beta variable by a, at a fixed value of its
// distribution function, for a, b in (0,∞) and x, y = 1-x in (0,1), the smaller of which is exact. In the log-odds v
// the density is κ(v) = sᵃ(1-s)ᵇ/B(a,b) with s = 1/(1+e⁻ᵛ), and the derivative is
//
//	-∫₋∞ᵘ κ g dv / κ(u) = ∫ᵤ^∞ κ g dv / κ(u),  g = log s - ψ(a) + ψ(a+b).
//
// g grows from -∞ and changes its sign once, so that one of the integrals has terms of one sign only. For b = 1, where
// the distribution function is xᵃ, it is -log(x)/(a·y). That by b is -1 times BetaOddsGrad(b,a,y,x).
func BetaOddsGrad(a, b, x, y float64) float64 {
	if math.IsNaN(a+b+x+y) || !(a > 0 && b > 0 && x > 0 && y > 0) || a > huge || b > huge {
		return math.NaN()
	}
	if b == 1 {
		return -log1mOther(x, y) / (a * y)
	}
	return betaPlace{a, b, x, y, BetaLambda(a, b, x, y)}.gradient()
}

// betaPlace is a place in a beta distribution.
type betaPlace struct{ a, b, x, y, lambda float64 }

// gradient returns the derivative by that integral which has terms of one sign.
func (p betaPlace) gradient() float64 {
	g := p.score()
	return p.integral(math.Copysign(1, g), g)
}

// score returns g. For large parameters it is the relative distance from the mean, apart from what log and ψ differ by.
func (p betaPlace) score() float64 {
	if min(p.a, p.b) >= 10 && -p.lambda/p.a > -0.5 {
		return math.Log1p(-p.lambda/p.a) + logMinusDigamma(p.a) - logMinusDigamma(p.a+p.b)
	}
	return log1mOther(p.x, p.y) + digammaRise(p.a, p.b)
}

// digammaRise returns ψ(a+b) - ψ(a), with relative accuracy as b → 0.
func digammaRise(a, b float64) float64 {
	if b < a/2 {
		return Gauss(a, b, Trigamma)
	}
	return Digamma(a+b) - Digamma(a)
}

// exponent returns log κ at a distance d from the place, less that at the place, and rise what log s grows by. Where
// the two terms of the exponent are large and cancel, their parts of first order are put together.
func (p betaPlace) exponent(d float64) (exponent, rise float64) {
	rise = logRise(p.x, p.y, d)
	if math.Abs(d) < 0.5 && p.a+p.b > 100 {
		s := math.Sinh(d / 2)
		return p.a*XMinusLog1p(p.y*math.Expm1(-d)) + p.b*XMinusLog1p(p.x*math.Expm1(d)) - 4*p.a*p.y*s*s + p.lambda*math.Expm1(d), rise
	}
	return p.a*rise + p.b*logRise(p.y, p.x, -d), rise
}

// logRise returns what log x grows by when the log-odds grow by d, and y = 1-x: d - log(1 + x (eᵈ - 1)), or -log(1 + y
// (e⁻ᵈ
// - 1)) where that would cancel.
func logRise(x, y, d float64) float64 {
	if d < 0 || x > 0.5 {
		return -log1pTimesExpm1(y, -d)
	}
	return d - log1pTimesExpm1(x, d)
}

// log1pTimesExpm1 returns log(1 + x (eᵈ - 1)).
func log1pTimesExpm1(x, d float64) float64 {
	if d > 700 {
		return Log(x) + d
	}
	return math.Log1p(x * math.Expm1(d))
}

// integral returns the one over the given side of the place, -1 or 1, where g is given. Where 1-s or s is negligible,
// to the right or left, the integrand is an exponential times a constant or a line: going out its integral is known,
// going in one panel crosses it. Elsewhere panels keep clear of the branches at ±iπ. The exponent falls by 10 in one at
// most.
func (p betaPlace) integral(side, g float64) float64 {
	const negligible, enough = 42, 45
	left, right := -negligible-math.Log1p(p.b), negligible+math.Log1p(p.a)
	odds, total, width := log1mOther(p.x, p.y)-log1mOther(p.y, p.x), 0.0, 0.0
	for d := 0.0; ; d += width {
		height, rise := p.exponent(side * d)
		if height < -enough {
			return total
		}
		v, here := odds+side*d, g+rise
		switch rest := math.Exp(-v); {
		case side < 0 && v < left:
			return total + math.Exp(height)*(1/p.a-here)/p.a
		case side > 0 && v > right:
			return total + math.Exp(height)*((here+rest)/p.b-rest/(1+p.b))
		}
		width = max(3, left-v, v-right)
		for lower, _ := p.exponent(side * (d + width)); lower < height-10; lower, _ = p.exponent(side * (d + width)) {
			width /= 2
		}
		total += Gauss(d, width, func(d float64) float64 {
			height, rise := p.exponent(side * d)
			return math.Exp(height) * side * (g + rise)
		})
	}
}
