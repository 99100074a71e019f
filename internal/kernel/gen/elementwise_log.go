package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
)

// reduceLog returns x = 2ⁿ m with m from √½ to √2, for normal positive x.
func (v *vec) reduceLog(x value) (n, m value) {
	moved, m := v.moveLog(x)
	base := of(v, 0x1p23, 0x1p52)
	return v.sub(v.or(v.shiftRight(moved, v.fraction()), v.num(base)), v.num(base+float64(v.bias()))), m
}

// reduceLogBelow2 returns reduceLog for x below 2, which AVX-512 can do in fewer steps.
func (v *vec) reduceLogBelow2(x value) (n, m value) {
	if !v.avx512() {
		return v.reduceLog(x)
	}
	moved, m := v.moveLog(x)
	return v.exponent(moved), m
}

// moveLog returns x with its exponent changed at √½ rather than at 1, and m of reduceLog.
func (v *vec) moveLog(x value) (moved, m value) {
	root, one := v.floatBits(math.Sqrt2/2), v.floatBits(1)
	moved = v.addBits(x, v.bits(one-root))
	return moved, v.addBits(v.and(moved, v.bits(1<<v.fraction()-1)), v.bits(root))
}

// logarithm is high + (f + rest). high is exact, and 0 next to 1, where f has no error.
type logarithm struct{ high, f, rest value }

func (v *vec) sumLog(l logarithm) value { return v.add(l.high, v.add(l.f, l.rest)) }

// logOf returns n log 2 + log(1 + f), for f from √½ - 1 to √2 - 1.
func (v *vec) logOf(n, f value) logarithm {
	high, low := v.ln2()
	l := logarithm{high: v.mul(n, high), f: f, rest: v.mul(n, low)}
	if v.double() {
		// With s = f/(2+f), log(1+f) is f - f²/2 + s (f²/2 + s² P(s²)).
		s := v.div(f, v.add(f, v.num(2)))
		z := v.mul(s, s)
		half := v.mul(v.mul(f, v.num(0.5)), f)
		l.rest = v.fma(s, v.fma(z, v.polynomial(z, log64), half), v.sub(l.rest, half))
	} else {
		l.rest = v.fma(v.mul(f, f), v.fma(f, v.polynomial(f, log32), v.num(-0.5)), l.rest)
	}
	return l
}

// hasTables reports whether numbers can be looked up in tables of 16, which makes exponentials and logarithms shorter.
func (v *vec) hasTables() bool { return v.avx512() && v.double() }

// exponent returns n of x = 2ⁿ m with m from 1 to 2, on AVX-512: -Inf for 0, +Inf for +Inf.
func (v *vec) exponent(x value) value {
	n := v.new()
	v.float("VGETEXPP", x, n)
	return n
}

// logByTable returns the logarithm of any x + lost, which is -Inf for 0, +Inf for +Inf, and NaN below. There is nothing
// lost if that is nil.
//
// With x = 2ⁿ m, m from ¾ to 1½, the first four bits of m's fraction tell a number c next to 1/m, 1 beside 1. Then
// log x is n log 2 - log c + log(1 + f) with f = c·m - 1.
func (v *vec) logByTable(x value, lost *value) logarithm {
	const from3to6Quarters, negativeIsNaN = 3, 1 << 3
	m := v.new()
	v.float("VGETMANTP", operand.Imm(from3to6Quarters|negativeIsNaN), x, m)
	down := v.sub(v.exponent(m), v.exponent(x)) // -n
	cell := v.shiftRight(m, v.fraction()-4)
	c := v.lookup(cell, "log_inverse", logInverse)
	f := v.fma(c, m, v.num(-1))
	if lost != nil {
		f = v.add(f, v.op(v.float, "VSCALEFP", v.mul(*lost, c), v.min(v.num(2000), down))) // 0 at 0
	}
	ln2, ln2Low := v.ln2()
	high := v.fnma(down, ln2, v.lookup(cell, "log_high", logHigh))
	rest := v.fnma(down, ln2Low, v.lookup(cell, "log_low", logLow))
	return logarithm{high, f, v.fma(v.mul(f, f), v.polynomial(f, logNear64), rest)}
}

// logFrom1To2 returns the logarithm of 1 + e, for e from 0 to 1.
//
// The first four bits of the fraction tell a number c next to 1/(1 + e), 1 beside 1, and f = c·e + (c - 1) is rounded
// once.
func (v *vec) logFrom1To2(e value) logarithm {
	var inverse, high, low [16]float64
	for i := range inverse {
		inverse[i], high[i], low[i] = logInverse[i], logHigh[i], logLow[i]
		if i >= 8 { // of the half
			const ln2 = 0x1.62e42feep-1
			inverse[i] /= 2
			high[i] = ln2 + logHigh[i]
			low[i] += (ln2 - high[i] + logHigh[i]) + (math.Ln2 - ln2)
		}
	}
	cell := v.shiftRight(v.min(v.num(math.Nextafter(2, 1)), v.add(e, v.num(1))), v.fraction()-4)
	c := v.lookup(cell, "log_inverse_to_2", inverse[:])
	f := v.fma(c, e, v.sub(c, v.num(1)))
	rest := v.fma(v.mul(f, f), v.polynomial(f, logNear64), v.lookup(cell, "log_low_to_2", low[:]))
	return logarithm{v.lookup(cell, "log_high_to_2", high[:]), f, rest}
}

// ends returns y, a function with the domain from pole to +Inf, with what it is at and beyond the ends: there at the
// pole, and +Inf at +Inf.
func (v *vec) ends(y, x value, pole, there float64) value {
	y = v.choose(v.compare(x, less, v.num(math.Inf(1))), y, x) // x may be NaN
	y = v.choose(v.compare(x, equal, v.num(pole)), v.num(there), y)
	return v.choose(v.compare(x, less, v.num(pole)), v.num(math.NaN()), y)
}

// reduceLogOfAll returns reduceLog for subnormal x too, and f = m - 1.
func (v *vec) reduceLogOfAll(x value) (n, f value) {
	const up = 54
	subnormal := v.compare(x, less, v.num(of(v, 0x1p-126, 0x1p-1022)))
	n, m := v.reduceLog(v.choose(subnormal, v.mul(x, v.num(1<<up)), x))
	n = v.sub(n, v.keep(subnormal, v.register(v.num(up))))
	return n, v.sub(m, v.num(1))
}

// parts returns x = 2ⁿ m with m from ½ to 2; n is -Inf for 0, and +Inf for +Inf. One of them is NaN below 0 and for
// NaN.
func (v *vec) parts(x value) (n, m value) {
	if !v.avx512() {
		n, f := v.reduceLogOfAll(x)
		return v.ends(n, x, 0, math.Inf(-1)), v.add(f, v.num(1))
	}
	const negativeIsNaN = 1 << 3
	m = v.new()
	v.float("VGETMANTP", operand.Imm(negativeIsNaN), x, m)
	return v.exponent(x), m
}

// log returns log x: NaN below 0, -Inf at 0.
func (v *vec) log(x value) value {
	if v.hasTables() {
		return v.sumLog(v.logByTable(x, nil))
	}
	return v.ends(v.sumLog(v.logOf(v.reduceLogOfAll(x))), x, 0, math.Inf(-1))
}

// log1p returns log(1 + x): NaN below -1, -Inf at -1.
func (v *vec) log1p(x value) value {
	var y value
	if v.hasTables() {
		u, lost := v.onePlus(x)
		lost = v.keep(v.compare(x, less, v.num(1<<60)), lost) // beyond, nothing is, and NaN at +Inf
		y = v.sumLog(v.logByTable(u, &lost))
	} else {
		y = v.ends(v.sumLog(v.logOf(v.reduceLog1p(x))), x, -1, math.Inf(-1))
	}
	return v.or(y, v.and(x, v.sign())) // -0 at -0
}

// reduceLog1p returns 1 + x = 2ⁿ (1 + f) with f from √½ - 1 to √2 - 1, for x above -1.
func (v *vec) reduceLog1p(x value) (n, f value) {
	one := v.register(v.num(1))
	u := v.add(x, one)
	lost := v.sub(v.min(x, one), v.sub(u, v.max(x, one)))              // 1 + x - u
	return v.reduceLogOfSum(u, lost, v.compare(x, less, v.num(1<<60))) // beyond, nothing is lost, and 2⁻ⁿ may not exist
}

// onePlus returns 1 + x in two parts.
func (v *vec) onePlus(x value) (u, lost value) {
	one := v.register(v.num(1))
	u = v.add(x, one)
	return u, v.sub(v.min(x, one), v.sub(u, v.max(x, one)))
}

// reduceLogOfSum returns u + lost = 2ⁿ (1 + f), with lost only where that is set.
func (v *vec) reduceLogOfSum(u, lost value, where mask) (n, f value) {
	n, m := v.reduceLog(u)
	down := v.keep(where, v.addBits(v.subBits(m, u), v.num(1))) // 2⁻ⁿ
	return n, v.fma(lost, down, v.sub(m, v.num(1)))
}

// xMinusLog1p returns x - log(1 + x): NaN below -1, +Inf at -1.
//
// With 1 + x = 2ⁿ (1 + f), it is x - n log 2 - f, which is 0 where n is, plus f - log(1 + f), which is f²/2 - s (f²/2 +
// s² P(s²)) with s = f/(2+f), as in logParts. The square is rounded with the sum.
func (v *vec) xMinusLog1p(x value) value {
	n, f := v.reduceLog1p(x)
	high, low := v.ln2()
	y := v.fnma(n, low, v.sub(v.fnma(n, high, x), f))
	s := v.div(f, v.add(f, v.num(2)))
	z := v.mul(s, s)
	half := v.mul(f, v.num(0.5))
	y = v.fma(half, f, v.fnma(s, v.fma(z, v.polynomial(z, log64), v.mul(half, f)), y))
	return v.ends(y, x, -1, math.Inf(1))
}

// softplus returns log(1 + eˣ).
func (v *vec) softplus(x value) value { return v.softplusOf(x, v.odds(x)) }

// softplusOf returns max(x, 0) + log(1 + e) for the odds e of x.
func (v *vec) softplusOf(x, e value) value {
	if v.hasTables() {
		return v.add(v.max(v.zero(), x), v.sumLog(v.logFrom1To2(e)))
	}
	// 1 + e is 2 (1 + (e-1)/2) above √2.
	above := v.compare(e, greater, v.num(math.Sqrt2-1))
	n := v.keep(above, v.register(v.num(1)))
	f := v.choose(above, v.fma(e, v.num(0.5), v.num(-0.5)), e)
	return v.add(v.max(v.zero(), x), v.sumLog(v.logOf(n, f)))
}
