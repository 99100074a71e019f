package dist

import "math"

// nearlyOne is how far from 1 the ratio of two parameters is taken for near: farther out r - 1 - log r loses little to
// cancellation.
const nearlyOne = 0.1

// minusLog1p is t - log(1 + t) for t ≥ -1, which behaves as ½ t² near 0.
//
// There log(1+t) = 2 artanh(r) with r = t/(2+t), so that t - 2r = t·r and the rest is a series in r².
func minusLog1p(t float64) float64 {
	switch {
	case t > 0x1p100:
		return t // +Inf too
	case t < -nearlyOne || t > nearlyOne:
		return t - math.Log1p(t)
	}
	r := t / (2 + t)
	r2 := r * r
	series := 1.0/3 + r2*(1.0/5+r2*(1.0/7+r2*(1.0/9+r2*(1.0/11+r2*(1.0/13)))))
	return r * (t - 2*r2*series)
}

// ratioKL is a/b - 1 - log(a/b) for positive a and b that differ by d = a - b.
func ratioKL(d, a, b float64) float64 {
	t := d / b
	if t < -0.5 {
		return t - (log(a) - log(b)) // 1 + t may round to 0
	}
	return minusLog1p(t)
}

// squareRatio is (s/scale)² - 1.
func squareRatio(s, scale float64) float64 { return (s - scale) / scale * (s/scale + 1) }

// squareRatioKL is t - log(1 + t) for t = squareRatio(s, scale).
func squareRatioKL(s, scale float64) float64 {
	t := squareRatio(s, scale)
	if t < -0.5 {
		return t - 2*(log(s)-log(scale))
	}
	return minusLog1p(t)
}

// invalidKL is the divergence where a parameter is not allowed: +Inf, or NaN if one of them is.
func invalidKL(args ...float64) float64 {
	if v := invalid(args...); math.IsNaN(v) {
		return v
	}
	return math.Inf(1)
}
