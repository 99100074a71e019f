package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
)

// Functions whose terms cancel near 0, where they are their Taylor series.

var (
	_ = expr.Define("expTail", expTail, "-expm1(-x)")
	_ = expr.Define("expRest", expRest, "")
	_ = expr.Define("coshRest", coshRest, "")
)

// expTail returns t + e⁻ᵗ - 1 for t ≥ 0, which behaves as ½ t² near 0.
func expTail(t float64) float64 {
	if t > 0.5 {
		return t + math.Expm1(-t)
	}
	sum := 0.0
	for n := 16.0; n > 2; n-- {
		sum = (1 - sum) * t / n
	}
	return 0.5 * t * t * (1 - sum)
}

// expRest returns (eʷ - 1 - w - w²/2) / w².
func expRest(w float64) float64 {
	if math.Abs(w) > 1 {
		return (math.Expm1(w)-w)/w/w - 0.5
	}
	sum, power := 0.0, 0.5 // Σ wⁿ / (n+2)!
	for n := 1.0; n < 18; n++ {
		power *= w / (n + 2)
		sum += power
	}
	return sum
}

// coshRest returns cosh t - sinh(t)/t for t up to 1.
func coshRest(t float64) float64 {
	sum, power := 0.0, 1.0 // Σ 2k t²ᵏ / (2k+1)!
	for k := 1.0; k < 12; k++ {
		power *= t * t / (2 * k) / (2*k + 1)
		sum += 2 * k * power
	}
	return sum
}
