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
	n = v.new()
	v.float("VGETEXPP", moved, n)
	return n, m
}

// moveLog returns x with its exponent changed at √½ rather than at 1, and m of reduceLog.
func (v *vec) moveLog(x value) (moved, m value) {
	root, one := v.floatBits(math.Sqrt2/2), v.floatBits(1)
	moved = v.addBits(x, v.bits(one-root))
	return moved, v.addBits(v.and(moved, v.bits(1<<v.fraction()-1)), v.bits(root))
}

// logParts returns n log 2 + log(1 + f), for f from √½ - 1 to √2 - 1, as n·high + f + rest. The product is exact.
func (v *vec) logParts(n, f value) (high constant, rest value) {
	high, low := v.ln2()
	rest = v.mul(n, low)
	if v.double() {
		// With s = f/(2+f), log(1+f) is f - f²/2 + s (f²/2 + s² P(s²)).
		s := v.div(f, v.add(f, v.num(2)))
		z := v.mul(s, s)
		half := v.mul(v.mul(f, v.num(0.5)), f)
		rest = v.fma(s, v.fma(z, v.polynomial(z, log64), half), v.sub(rest, half))
	} else {
		rest = v.fma(v.mul(f, f), v.fma(f, v.polynomial(f, log32), v.num(-0.5)), rest)
	}
	return high, rest
}

// combineLog returns n log 2 + log(1 + f) for f from √½ - 1 to √2 - 1.
func (v *vec) combineLog(n, f value) value {
	high, rest := v.logParts(n, f)
	return v.fma(n, high, v.add(f, rest))
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
	n, m = v.new(), v.new()
	v.float("VGETEXPP", x, n)
	v.float("VGETMANTP", operand.Imm(negativeIsNaN), x, m)
	return n, m
}

// log returns log x: NaN below 0, -Inf at 0.
func (v *vec) log(x value) value {
	n, f := v.reduceLogOfAll(x)
	return v.ends(v.combineLog(n, f), x, 0, math.Inf(-1))
}

// log1p returns log(1 + x): NaN below -1, -Inf at -1.
func (v *vec) log1p(x value) value {
	y := v.combineLog(v.reduceLog1p(x))
	return v.or(v.ends(y, x, -1, math.Inf(-1)), v.and(x, v.sign())) // -0 at -0
}

// reduceLog1p returns 1 + x = 2ⁿ (1 + f) with f from √½ - 1 to √2 - 1, for x above -1.
func (v *vec) reduceLog1p(x value) (n, f value) {
	one := v.register(v.num(1))
	u := v.add(x, one)
	lost := v.sub(v.min(x, one), v.sub(u, v.max(x, one)))              // 1 + x - u
	return v.reduceLogOfSum(u, lost, v.compare(x, less, v.num(1<<60))) // beyond, nothing is lost, and 2⁻ⁿ may not exist
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

// softplus returns max(x, 0) + log(1 + e) with e = e⁻ˡˣˡ.
func (v *vec) softplus(x value) value {
	e := v.expNegative(v.or(x, v.sign()))
	// 1 + e is 2 (1 + (e-1)/2) above √2.
	above := v.compare(e, greater, v.num(math.Sqrt2-1))
	n := v.keep(above, v.register(v.num(1)))
	f := v.choose(above, v.fma(e, v.num(0.5), v.num(-0.5)), e)
	return v.add(v.max(v.zero(), x), v.combineLog(n, f))
}
