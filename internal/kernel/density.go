package kernel

import "math"

// The functions of this file are for float32 alone, but for LogSum, and have no twins in Go: package dist computes the
// same by formulas, in float64 and for all operands that broadcast. They panic on the portable tier.
//
// They compute in float32 and add up in float64. Sums are NaN or infinite if a scale is not positive and finite, or a
// value not finite. Where they take add, its bit i says that results are added to the i-th slice, rather than stored.

// Squares returns Σ (x - loc)².
func Squares(x []float32, loc float32) float64 {
	var parts [lanes]float64
	done(squaresVector(&parts, x, loc))
	return total(&parts)
}

// Centered sets or adds factor · (x - loc) to d.
func Centred(d, x []float32, loc, factor float32, add uint) {
	done(centredVector(d, x[:len(d)], loc, factor, add))
}

// Distances returns Σ |x - loc|.
func Distances(x []float32, loc float32) float64 {
	var parts [lanes]float64
	done(distancesVector(&parts, x, loc))
	return total(&parts)
}

// Sides sets or adds factor to d where x is above loc, -factor where it is below, and 0 where it is loc.
func Sides(d, x []float32, loc, factor float32, add uint) {
	done(sidesVector(d, x[:len(d)], loc, factor, add))
}

// StandardSquares returns Σ ((x - loc) / scale)².
func StandardSquares(x, loc, scale []float32) float64 {
	var parts [lanes]float64
	done(standardSquaresVector(&parts, x, loc[:len(x)], scale[:len(x)]))
	return total(&parts)
}

// LogSum returns Σ log x, computed as the logarithm of products of mantissas; the error is at most 2⁻⁵³ an element.
func LogSum[T Float](x []T) (sum float64) {
	for len(x) > 0 {
		n := min(len(x), mostMantissas)
		var mantissas, exponents [lanes]float64
		if !logsVector(&mantissas, &exponents, x[:n]) {
			logParts(&mantissas, &exponents, x[:n])
		}
		sum += logProduct(&mantissas, &exponents, n)
		x = x[n:]
	}
	return sum
}

// logParts multiplies mantissas and adds up exponents.
func logParts[T Float](mantissas, exponents *[lanes]float64, x []T) {
	for i := range mantissas {
		mantissas[i] = 1
	}
	for i, v := range x {
		m, e := math.Frexp(float64(v))
		if v < 0 {
			m = math.NaN()
		}
		mantissas[i%lanes] *= m
		exponents[i%lanes] += float64(e)
	}
}

// mostMantissas can be multiplied in the lanes of a kernel: products of 2 for each of a lane stay finite, and those of
// ½ normal.
const mostMantissas = 1000 * lanes

// logProduct returns the logarithm of the product of mantissas, themselves products of n numbers from ½ to 2, and 2 to
// the exponents.
func logProduct(mantissas, exponents *[lanes]float64, n int) float64 {
	product, exponent := 1.0, 0
	for _, m := range mantissas {
		if n > 1000 { // their product may leave the range
			var e int
			m, e = math.Frexp(m)
			exponent += e
		}
		product *= m
	}
	return math.Log(product) + math.Ln2*(float64(exponent)+total(exponents))
}

// Inverses sets or adds factor / x to d: factor times the derivative of [LogSum].
func Inverses(d, x []float32, factor float32, add uint) {
	done(inversesVector(d, x[:len(d)], factor, add))
}

// Surprises returns Σ -log p of outcomes x, 0 or 1, where p for 1 is the sigmoid of logits; NaN if there are other
// outcomes. odds are the Odds of logits.
//
// -log p is max(s, 0) + log(1 + odds) with s = (1-2x)·logit.
func Surprises(x, logits, odds []float32) float64 {
	var misses [lanes]float64
	done(missesVector(&misses, x, logits[:len(x)]))
	return total(&misses) + Log1pSum(odds[:len(x)])
}

// OutcomeGrads sets or adds factor times the derivatives of log p with respect to the logits of outcomes x, each 0 or
// 1.
func OutcomeGrads(d, x, logits, odds []float32, factor float32, add uint) {
	n := len(d)
	done(outcomeGradsVector(d, x[:n], logits[:n], odds[:n], factor, add))
}

// NormalGrads sets or adds factor times the derivatives of a normal log-density.
func NormalGrads(dx, dloc, dscale, x, loc, scale []float32, factor float32, add uint) {
	n := len(x)
	done(normalGradsVector(dx[:n], dloc[:n], dscale[:n], x, loc[:n], scale[:n], factor, add))
}

// NormalKL returns the sum of the divergences from normals with means m and standard deviations s to one with loc and
// scale, without cancellation where they are nearly the same.
func NormalKL(m, s []float32, loc, scale float32) (sum float64) {
	for s := s[:len(m)]; len(m) > 0; {
		n := min(len(m), mostMantissas)
		sum += normalKL(m[:n], s[:n], loc, scale)
		m, s = m[n:], s[n:]
	}
	return sum
}

// normalKL adds up ½ (d² + r² - 1) - log r, with d = (m-loc)/scale and r = s/scale. In float64, with the logarithm of a
// product, that is exact enough for float32, unless m is loc and s is scale up to a thousandth of it. Elements have
// logarithms of their own there, and where the squares overflow.
func normalKL(m, s []float32, loc, scale float32) float64 {
	const cancels = 0x1p-20 // for an element
	var distances, deviations, mantissas, exponents [lanes]float64
	done(normalKLPartsVector(&distances, &deviations, &mantissas, &exponents, m, s, loc))
	n, precision := float64(len(m)), 1/float64(scale)
	squares := (total(&distances) + total(&deviations)) * precision * precision
	logs := logProduct(&mantissas, &exponents, len(m)) - n*math.Log(float64(scale))
	if sum := 0.5*(squares-n) - logs; sum > cancels*n && sum < math.Inf(1) {
		return sum
	}
	var parts [lanes]float64
	done(normalKLVector(&parts, m, s, loc, scale, 1/scale))
	return 0.5 * total(&parts)
}

// NormalKLGrads sets or adds factor times the derivatives of [NormalKL] with respect to m and s.
func NormalKLGrads(dm, ds, m, s []float32, loc, scale, factor float32, add uint) {
	n := len(m)
	done(normalKLGradsVector(dm[:n], ds[:n], m, s[:n], loc, scale, 1/scale, factor, add))
}

func done(ok bool) {
	if !ok {
		panic("kernel: densities have no kernels on this tier")
	}
}
