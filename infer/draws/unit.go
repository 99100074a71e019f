package draws

import "math"

// What judges draws does not depend on their unit: they are first divided by a power of two, which rounds nothing, so
// that the largest is near 1 and no square of them leaves the range of numbers.

// unitOf returns the exponent of the least power of two above all |v|, 0 if all are 0.
func unitOf(x []float64) int {
	largest := 0.0
	for _, v := range x {
		largest = max(largest, math.Abs(v))
	}
	_, exponent := math.Frexp(largest)
	return exponent
}

// divide divides x by 2^exponent.
func divide(x []float64, exponent int) {
	if exponent == 0 {
		return
	}
	if unit := math.Ldexp(1, -exponent); unit >= 0x1p-1022 && !math.IsInf(unit, 0) {
		for i := range x {
			x[i] *= unit
		}
		return
	}
	for i, v := range x { // the unit itself is out of range
		x[i] = math.Ldexp(v, -exponent)
	}
}

// rounding returns how far apart numbers of some size may be by rounding alone.
func rounding(size float64) float64 { return 4 * 0x1p-52 * size }

// same reports whether all numbers differ by no more than rounding.
func same(x []float64) bool {
	for _, v := range x[1:] {
		if math.Abs(v-x[0]) > rounding(max(math.Abs(v), math.Abs(x[0]))) {
			return false
		}
	}
	return true
}

// mean returns the mean of numbers whose sum does not overflow. The mean of equal numbers is that number.
func mean(x []float64) float64 {
	n, sum, rest := float64(len(x)), 0.0, 0.0
	for _, v := range x {
		sum += v
	}
	m := sum / n
	if math.IsInf(m, 0) {
		return m
	}
	for _, v := range x {
		rest += v - m
	}
	return m + rest/n
}

// variance returns the variance of a sample, which divides by one less than its size.
func variance(x []float64) float64 {
	center, sum := mean(x), 0.0
	for _, v := range x {
		sum += (v - center) * (v - center)
	}
	return sum / float64(len(x)-1)
}
