package main

import "math"

// lgamma returns log Γ(x): NaN below 0, +Inf at 0.
//
// With k the whole number next to x + ¼ and t = x - k, log Γ(2 + t) is t times a polynomial in t + ¼, and
//
//	k = 0: log Γ(x) = log Γ(2 + t) - log(x + x²)
//	k = 1: log Γ(x) = log Γ(2 + t) - log x
//	k = 2: log Γ(x) = log Γ(2 + t)
//	k = 3: log Γ(x) = log Γ(2 + t) + log(x - 1).
//
// Beyond, it is (x - ½) log x - x + ½ log 2π + P(1/x²)/x, Stirling's formula. All of these are a·log w + base + u·P,
// with the logarithm in two parts, because the others cancel much of it. The first part is the logarithm rounded: were
// it larger, a·log w - x would be infinite before log Γ(x) is. Beside 1 and 2 t is exact, and nothing is lost between
// the parts. Without the ¼, log Γ(2 + t) and log x would cancel too much at 3/2.
func (v *vec) lgamma(x value) value {
	k := v.nearest(v.add(x, v.num(0.25)))
	w := v.choose(v.compare(k, equal, v.num(0)), v.fma(x, x, x), x)
	w = v.choose(v.compare(k, equal, v.num(3)), v.sub(x, v.num(1)), w)
	var l logarithm
	if v.hasTables() {
		l = v.logByTable(w, nil)
	} else {
		l = v.logOf(v.reduceLogOfAll(w))
	}
	log := v.sumLog(l)
	low := v.add(l.rest, v.sub(l.f, v.sub(log, l.high)))

	t, r := v.sub(x, k), v.div(v.num(1), x)
	p, q := v.polynomial(v.add(t, v.num(0.25)), of(v, lgamma32, lgamma64)), v.polynomial(v.mul(r, r), of(v, stirling32, stirling64))
	large := v.compare(k, greater, v.num(3))
	a := v.choose(large, v.sub(x, v.num(0.5)), v.max(v.num(-1), v.sub(k, v.num(2))))
	base := v.fma(a, low, v.keep(large, v.register(v.num(math.Log(2*math.Pi)/2))))
	rest := v.fma(v.choose(large, r, t), v.choose(large, q, p), base)
	y := v.add(v.fma(a, log, v.keep(large, v.negate(x))), rest)
	return v.ends(y, x, 0, math.Inf(1))
}

// nearest returns the whole number next to x. Where x is so large that there may be another, it is large too.
func (v *vec) nearest(x value) value { return v.sub(v.add(x, v.rounder()), v.rounder()) }

// digamma returns ψ(x), the derivative of log Γ(x): NaN below 0, -Inf at 0.
//
// From 1 to 2 it is the distance from the zero, which is kept in two parts, times a polynomial. Below, that is ψ(x + 1)
// = ψ(x) + 1/x; x + 1 is not needed itself, so that it does not have to be rounded. Above, ψ(x) is log x - 1/(2x) -
// P(1/x²)/x².
func (v *vec) digamma(x value) value {
	r := v.div(v.num(-1), x)
	z := v.mul(r, r)
	tail := v.fnma(z, v.polynomial(z, of(v, digammaTail32, digammaTail64)), v.mul(r, v.num(0.5)))
	var l logarithm
	if v.hasTables() {
		l = v.logByTable(x, nil)
	} else {
		n, m := v.reduceLog(x)
		l = v.logOf(n, v.sub(m, v.num(1)))
	}
	y := v.add(l.high, v.add(l.f, v.add(l.rest, tail)))

	below := v.compare(x, less, v.num(1))
	t := v.sub(x, v.choose(below, v.num(0.5), v.num(1.5)))
	zero := of(v, float64(float32(digammaZero[0])), digammaZero[0])
	distance := v.sub(v.sub(t, v.num(zero)), v.num(digammaZero[0]-zero+digammaZero[1]))
	near := v.fma(distance, v.polynomial(t, of(v, digamma32, digamma64)), v.keep(below, r))
	y = v.choose(v.compare(x, less, v.num(2)), near, y)
	return v.ends(y, x, 0, math.Inf(-1))
}

// trigamma returns ψ′(x): NaN below 0, +Inf at 0.
//
// From 1 to 2 it is a polynomial. Below, that is ψ′(x + 1) = ψ′(x) - 1/x², as in digamma. Above, it is 1/x + 1/(2x²) +
// P(1/x²)/x³.
func (v *vec) trigamma(x value) value {
	r := v.div(v.num(1), x)
	z := v.mul(r, r)
	tail := v.fma(z, v.fma(r, v.polynomial(z, trigammaTail64), v.num(0.5)), r)
	below := v.compare(x, less, v.num(1))
	t := v.sub(x, v.choose(below, v.num(0.5), v.num(1.5)))
	near := v.fma(r, v.keep(below, r), v.polynomial(t, trigamma64))
	y := v.choose(v.compare(x, less, v.num(2)), near, tail)
	return v.choose(v.compare(x, less, v.num(0)), v.num(math.NaN()), y)
}

// logMinusDigamma returns log x - ψ(x): NaN below 0, +Inf at 0.
//
// It is composed as trigamma; for x and x + 1 it differs by 1/x - log(1 + 1/x).
func (v *vec) logMinusDigamma(x value) value {
	r := v.div(v.num(1), v.abs(x))
	z := v.mul(r, r)
	tail := v.fma(z, v.polynomial(z, digammaTail64), v.mul(r, v.num(0.5)))
	below := v.compare(x, less, v.num(1))
	t := v.sub(x, v.choose(below, v.num(0.5), v.num(1.5)))
	near := v.add(v.keep(below, v.xMinusLog1p(r)), v.polynomial(t, logMinusDigamma64))
	y := v.choose(v.compare(x, less, v.num(2)), near, tail)
	return v.choose(v.compare(x, less, v.num(0)), v.num(math.NaN()), y)
}

// stirlingError returns log Γ(x) - [(x-½) log x - x + ½ log 2π] for x ≥ 10.
func (v *vec) stirlingError(x value) value {
	r := v.div(v.num(1), x)
	return v.mul(r, v.polynomial(v.mul(r, r), stirlingLarge64))
}
