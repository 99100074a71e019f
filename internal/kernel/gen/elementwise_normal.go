package main

// normalTail returns Φ(-|x|) as q, and the same without its factor e^(-x²/2) as mills, which is q where near is set,
// within 1 of 0.
func (v *vec) normalTail(x value) (q, mills value, near mask) {
	a := v.abs(x)
	near = v.compare(a, less, v.num(1))
	c := v.fnma(a, v.polynomial(v.mul(a, a), normalNear64), v.num(0.5))

	far := v.min(v.num(1e300), a)
	w := v.add(far, v.num(4))
	s := v.div(v.sub(far, v.num(4)), w)
	mills = v.div(v.polynomial(s, mills64), w)

	// The exponential would turn the rounding of x² into a relative error x² times as large.
	square := v.mul(x, x)
	lost := v.fused("VFMSUB", x, x, square)
	half := v.min(v.num(800), v.mul(square, v.num(0.5))) // 0 beyond
	p, r := v.reducePower(v.negate(half))
	r = v.fma(v.keep(v.compare(half, less, v.num(800)), lost), v.num(-0.5), r)
	m := v.expm1Near0(r)
	q = v.scale(v.fma(mills, m, mills), p)
	return v.choose(near, c, q), v.choose(near, c, mills), near
}

// normalCDF returns Φ(x), the probability of the standard normal distribution below x.
func (v *vec) normalCDF(x value) value {
	q, _, _ := v.normalTail(x)
	return v.choose(v.compare(x, greater, v.num(0)), v.sub(v.num(1), q), q)
}

// normalLogCDF returns log Φ(x): log(1 - q) for positive x, and otherwise the logarithm of q in parts, less x²/2.
func (v *vec) normalLogCDF(x value) value {
	q, mills, near := v.normalTail(x)
	one := v.register(v.num(1))
	right := v.compare(x, greater, v.num(0))
	u := v.choose(right, v.sub(one, q), mills)
	lost := v.sub(v.sub(one, u), q)
	var y value
	if v.hasTables() {
		lost = v.keep(right, lost)
		y = v.sumLog(v.logByTable(u, &lost))
	} else {
		y = v.sumLog(v.logOf(v.reduceLogOfSum(u, lost, right)))
	}
	half := v.mul(v.mul(x, v.num(-0.5)), x)
	y = v.add(y, v.choose(near, v.zero(), v.choose(right, v.zero(), half)))
	return v.or(y, v.sign()) // -0 far to the right
}
