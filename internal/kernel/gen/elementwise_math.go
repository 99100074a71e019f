package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
)

// fraction returns the number of bits of the fraction of an element, and bias that of its exponent.
func (v *vec) fraction() int { return of(v, 23, 52) }
func (v *vec) bias() uint64  { return of[uint64](v, 127, 1023) }

// rounder returns 1.5·2^fraction: added to a number, it leaves the nearest whole number in the lowest bits.
func (v *vec) rounder() constant { return v.num(of(v, 0x1.8p23, 0x1.8p52)) }

// ln2 returns log 2 in two parts. Products of the first with exponents are exact.
func (v *vec) ln2() (high, low constant) {
	if v.double() {
		return v.num(0x1.62e42feep-1), v.num(math.Ln2 - 0x1.62e42feep-1)
	}
	return v.num(0x1.62ep-1), v.num(math.Ln2 - 0x1.62ep-1)
}

// power is a power of 2 that a vector is to be multiplied with: n, and for AVX2 n as an integer too.
type power struct{ n, integer value }

// reduceExp returns x = n log 2 + r with |r| ≤ ½ log 2, and eʳ - 1.
func (v *vec) reduceExp(x value) (p power, m value) {
	p, r := v.reducePower(x)
	return p, v.expm1Near0(r)
}

// expm1Near0 returns eʳ - 1 for |r| ≤ ½ log 2.
func (v *vec) expm1Near0(r value) value {
	return v.fma(v.mul(r, r), v.polynomial(r, of(v, exp32, exp64)), r)
}

// reducePower returns x = n log 2 + r with |r| ≤ ½ log 2.
func (v *vec) reducePower(x value) (p power, r value) {
	high, low := v.ln2()
	shifted := v.fma(x, v.num(math.Log2E), v.rounder())
	p.n = v.sub(shifted, v.rounder())
	if !v.avx512() {
		p.integer = v.subBits(shifted, v.rounder())
	}
	return p, v.fnma(p.n, low, v.fnma(p.n, high, x))
}

// scale returns a·2ⁿ, rounded once, for n up to twice the range of exponents.
func (v *vec) scale(a value, p power) value {
	if v.avx512() {
		return v.op(v.float, "VSCALEFP", a, p.n)
	}
	// In two steps, because 2ⁿ may not exist. A shift of 32 bits halves 64-bit numbers as well that are so small.
	half := v.new()
	v.VPSRAD(operand.Imm(1), p.integer, half)
	return v.mul(v.mul(a, v.power2(half)), v.power2(v.subBits(p.integer, half)))
}

// power2 returns 2 to the power of an integer.
func (v *vec) power2(n value) value { return v.shiftLeft(v.addBits(n, v.bits(v.bias())), v.fraction()) }

// clamp returns x between two numbers, and NaN if x is.
func (v *vec) clamp(x value, low, high float64) value {
	return v.min(v.num(high), v.max(v.num(low), x))
}

// exp returns eˣ.
func (v *vec) exp(x value) value {
	return v.expWithin(v.clamp(x, of(v, -104.0, -746), of(v, 89.0, 710))) // 0 and +Inf outside
}

// expNegative returns eˣ for x that is not positive.
func (v *vec) expNegative(x value) value {
	return v.expWithin(v.max(v.num(of(v, -104.0, -746)), x))
}

// expWithin returns eˣ for x that is not far from the range of exponents.
//
// By table, x is (n + k/16) log 2 + r with k from 0 to 15, and eˣ is 2ⁿ times 2^(k/16) eʳ.
func (v *vec) expWithin(x value) value {
	if !v.hasTables() {
		n, m := v.reduceExp(x)
		return v.scale(v.add(m, v.num(1)), n)
	}
	sixteenths := v.num(0x1.8p48) // as rounder, for k in the lowest bits
	shifted := v.fma(x, v.num(math.Log2E), sixteenths)
	n := v.sub(shifted, sixteenths)
	high, low := v.ln2()
	r := v.fnma(n, low, v.fnma(n, high, x))
	root := v.lookup(shifted, "exp_roots", expRoots)
	m := v.fma(v.mul(r, r), v.polynomial(r, expNear64), r)
	return v.op(v.float, "VSCALEFP", v.fma(m, root, root), n) // which takes n for the whole number below
}

// power2Times returns a·2ⁿ where a is a power of 2 and the result is normal.
func (v *vec) power2Times(a float64, p power) value {
	if v.avx512() {
		return v.op(v.float, "VSCALEFP", v.num(a), p.n)
	}
	return v.addBits(v.shiftLeft(p.integer, v.fraction()), v.num(a))
}

// tiny returns a bound for |x| below which x is the nearest number to eˣ - 1 and log(1 + x).
func (v *vec) tiny() constant { return v.num(of(v, 0x1p-25, 0x1p-54)) }

// expm1 returns eˣ - 1 = 2ⁿ (eʳ - 1) + (2ⁿ - 1). It is computed in halves, because 2ⁿ may overflow where eˣ does not.
func (v *vec) expm1(x value) value {
	p, m := v.reduceExp(v.clamp(x, -40, of(v, 89.0, 710))) // -1 and +Inf outside
	half := v.power2Times(0.5, p)
	y := v.fma(m, half, v.sub(half, v.num(0.5)))
	return v.choose(v.compare(v.abs(x), less, v.tiny()), x, v.add(y, y))
}

// sigmoid returns 1/(1 + e⁻ˣ), or eˣ/(1 + eˣ) for negative x.
func (v *vec) sigmoid(x value) value {
	e := v.odds(x)
	return v.div(v.sigmoidShare(x, e), v.add(e, v.num(1)))
}

// odds returns e⁻ˡˣˡ.
func (v *vec) odds(x value) value { return v.expNegative(v.or(x, v.sign())) }

// sigmoidShare returns what divided by 1 + e is the sigmoid of x, for the odds e of x.
func (v *vec) sigmoidShare(x, e value) value {
	return v.choose(v.compare(x, less, v.num(0)), e, v.num(1))
}

// sigmoidOf returns the sigmoid of x, given its odds e, in less time than a division takes if there is nothing else to
// do meanwhile. With AVX-512, an inverse of 1 + e that is right to r = 2⁻¹⁴ is made right to r³, and what the quotient
// is off by divided once more.
func (v *vec) sigmoidOf(x, e value) value {
	a, d := v.sigmoidShare(x, e), v.add(e, v.num(1))
	if !v.avx512() {
		return v.div(a, d)
	}
	r := v.new()
	v.float("VRCP14P", d, r)
	off := v.fnma(r, d, v.num(1))
	r = v.fma(v.fma(off, off, off), r, r)
	q := v.mul(a, r)
	return v.fma(v.fnma(q, d, a), r, q)
}

// tanh returns m/(-2 - m) with the sign of x, for m = e⁻²ˡˣˡ - 1.
func (v *vec) tanh(x value) value {
	twice := v.or(v.add(x, x), v.sign())
	p, m := v.reduceExp(v.max(v.num(-40), twice)) // -1 below
	two := v.power2Times(1, p)
	m = v.fma(m, two, v.sub(two, v.num(1)))
	return v.copySign(v.abs(v.div(m, v.add(m, v.num(2)))), x)
}

// relu returns x if it is positive or NaN and 0 elsewhere.
func (v *vec) relu(x value) value { return v.drop(v.compare(x, lessEqual, v.num(0)), x) }
