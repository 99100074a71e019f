package kernel

import "math"

// The functions of this file are the instructions of the machine that runs expressions, over blocks of float64 that lie
// in the first-level cache. Each takes the length of its first slice; out may be any of the others. Those of arithmetic
// round once, so that they give the same on every tier, but for the bits of NaN.

// Fill sets all of out to v, in copies of twice the length each.
func Fill[T Float](out []T, v T) {
	const most = 1024 // that stay in the first-level cache
	for n := copy(out, []T{v}); n < len(out); {
		n += copy(out[n:], out[:min(n, most)])
	}
}

// Add sets out to a + b.
func Add(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if addVector(out, a, b) {
		return
	}
	for i := range out {
		out[i] = a[i] + b[i]
	}
}

// Sub sets out to a - b.
func Sub(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if subVector(out, a, b) {
		return
	}
	for i := range out {
		out[i] = a[i] - b[i]
	}
}

// Mul sets out to a·b.
func Mul(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if mulVector(out, a, b) {
		return
	}
	for i := range out {
		out[i] = a[i] * b[i]
	}
}

// Div sets out to a/b.
func Div(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if divVector(out, a, b) {
		return
	}
	for i := range out {
		out[i] = a[i] / b[i]
	}
}

// Quotient sets out to a/d, given the inverse 1/d, in less time than Div. It rounds as Div does, but for a quotient in
// some 10¹⁵ that is as good as halfway between two numbers, and for operands next to the smallest normal number.
func Quotient(out, a, d, inverse []float64) {
	a, d, inverse = a[:len(out)], d[:len(out)], inverse[:len(out)]
	if quotientVector(out, a, d, inverse) {
		return
	}
	for i := range out {
		out[i] = a[i] / d[i]
	}
}

// MulAdd sets out to a·b + c, rounded once.
func MulAdd(out, a, b, c []float64) {
	a, b, c = a[:len(out)], b[:len(out)], c[:len(out)]
	if mulAddVector(out, a, b, c) {
		return
	}
	for i := range out {
		out[i] = math.FMA(a[i], b[i], c[i])
	}
}

// Neg sets out to -x.
func Neg(out, x []float64) {
	x = x[:len(out)]
	if negVector(out, x) {
		return
	}
	for i, v := range x {
		out[i] = -v
	}
}

// Abs sets out to |x|.
func Abs(out, x []float64) {
	if x = x[:len(out)]; !absVector(out, x) {
		each(out, x, math.Abs)
	}
}

// Sqrt sets out to the square root: -0 at -0, NaN below.
func Sqrt(out, x []float64) {
	if x = x[:len(out)]; !sqrtVector(out, x) {
		each(out, x, math.Sqrt)
	}
}

// Floor sets out to the largest whole number that is not above x.
func Floor(out, x []float64) {
	if x = x[:len(out)]; !floorVector(out, x) {
		each(out, x, math.Floor)
	}
}

// Min sets out to the smaller of a and b, b where they are equal, and NaN where one is NaN.
func Min(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if minVector(out, a, b) {
		return
	}
	for i, v := range b {
		if a[i] < v || a[i] != a[i] {
			v = a[i]
		}
		out[i] = v
	}
}

// Max sets out to the larger of a and b, b where they are equal, and NaN where one is NaN.
func Max(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if maxVector(out, a, b) {
		return
	}
	for i, v := range b {
		if a[i] > v || a[i] != a[i] {
			v = a[i]
		}
		out[i] = v
	}
}

// Less sets out to 1 where a < b and to 0 elsewhere, as where one is NaN.
func Less(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if lessVector(out, a, b) {
		return
	}
	for i := range out {
		out[i] = float64(bit(a[i] < b[i]))
	}
}

// LessEqual sets out to 1 where a ≤ b and to 0 elsewhere, as where one is NaN.
func LessEqual(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if lessEqualVector(out, a, b) {
		return
	}
	for i := range out {
		out[i] = float64(bit(a[i] <= b[i]))
	}
}

// Equal sets out to 1 where a = b and to 0 elsewhere, as where one is NaN.
func Equal(out, a, b []float64) {
	a, b = a[:len(out)], b[:len(out)]
	if equalVector(out, a, b) {
		return
	}
	for i := range out {
		out[i] = float64(bit(a[i] == b[i]))
	}
}

// Select sets out to a where c is not 0, as where it is NaN, and to b elsewhere. Nothing of the other one is seen, NaN
// included.
func Select(out, c, a, b []float64) {
	c, a, b = c[:len(out)], a[:len(out)], b[:len(out)]
	if selectVector(out, c, a, b) {
		return
	}
	for i, v := range c {
		if v != 0 {
			out[i] = a[i]
		} else {
			out[i] = b[i]
		}
	}
}

// Odds sets out to e⁻ˡˣˡ: the odds of the less likely outcome, for logits x.
func Odds[T Float](out, x []T) {
	if x = x[:len(out)]; !oddsVector(out, x) {
		each(out, x, func(v float64) float64 { return math.Exp(-math.Abs(v)) })
	}
}

// SigmoidOf sets out to the sigmoid of x, given the [Odds] of x. It rounds as a division does, but for a quotient in
// some 10¹² that is as good as halfway between two numbers.
func SigmoidOf(out, x, odds []float64) {
	x, odds = x[:len(out)], odds[:len(out)]
	if sigmoidOfVector(out, x, odds) {
		return
	}
	for i, e := range odds {
		p := 1 / (1 + e)
		if x[i] < 0 {
			p = e / (1 + e)
		}
		out[i] = p
	}
}

// SoftplusOf sets out to log(1 + eˣ), given the [Odds] of x.
func SoftplusOf(out, x, odds []float64) {
	x, odds = x[:len(out)], odds[:len(out)]
	if softplusOfVector(out, x, odds) {
		return
	}
	for i, e := range odds {
		out[i] = max(x[i], 0) + math.Log1p(e)
	}
}

// Log1pSum returns Σ log(1 + x) for x from 0 to 1: logarithms of products, which are kept less 1, so that small ones
// have all their digits.
func Log1pSum[T Float](x []T) (sum float64) {
	const most = 500 * lanes // a product of 2 for each of a lane stays finite
	for len(x) > 0 {
		n := min(len(x), most)
		var growths [lanes]float64
		if !growthVector(&growths, x[:n]) {
			for i, v := range x[:n] {
				growths[i%lanes] += float64(v) + float64(growths[i%lanes]*float64(v))
			}
		}
		Log1p(growths[:], growths[:])
		sum += total(&growths)
		x = x[n:]
	}
	return sum
}

// Sum returns Σ x, added up in lanes.
func Sum(x []float64) float64 {
	if len(x) <= lanes {
		return sumOfFew(x)
	}
	var parts [lanes]float64
	if !sumVector(&parts, x) {
		for i, v := range x {
			parts[i%lanes] += v
		}
	}
	return total(&parts)
}

// sumOfFew returns what lanes of one element each add up to, without them.
func sumOfFew(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// Count returns Σ x, for x that are 0 or 1.
func Count(x []float64) float64 {
	if len(x) <= lanes {
		return sumOfFew(x)
	}
	var p [lanes]float64
	if !sumVector(&p, x) {
		for i, v := range x {
			p[i%lanes] += v
		}
	}
	for half := lanes / 2; half > 0; half /= 2 { // any order gives the same, and this one takes fewest steps
		for i := range half {
			p[i] += p[half+i]
		}
	}
	return p[0]
}

// Dot returns Σ g·d, added up in lanes with fused multiplications. A g of 0 adds nothing whatever d is.
func Dot(g, d []float64) float64 {
	d = d[:len(g)]
	var parts [lanes]float64
	if !dotVector(&parts, g, d) {
		for i, v := range g {
			if v != 0 {
				parts[i%lanes] = math.FMA(v, d[i], parts[i%lanes])
			}
		}
	}
	return total(&parts)
}

// Widen sets out to x.
func Widen(out []float64, x []float32) {
	x = x[:len(out)]
	if widenVector(out, x) {
		return
	}
	for i, v := range x {
		out[i] = float64(v)
	}
}

// Narrow sets out to x, rounded.
func Narrow(out []float32, x []float64) {
	x = x[:len(out)]
	if narrowVector(out, x) {
		return
	}
	for i, v := range x {
		out[i] = float32(v)
	}
}
