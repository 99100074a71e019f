package special

import "math"

// ScaledExpInt returns eˣ E₁(x) = ∫₀^∞ e⁻ᵗ / (x+t) dt for x ≥ 0; it is +Inf at 0 and 0 at +Inf. Up to 1 it is the
// series of DLMF 6.6.2, above it the continued fraction of DLMF 6.9.1, from its end.
func ScaledExpInt(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x > 1e16:
		return 1 / x
	case x > 1:
		f := x
		for n := math.Ceil(20 + 100/x); n > 0; n-- {
			f = x + n/(1+n/f)
		}
		return 1 / f
	}
	sum, term := 0.0, 1.0
	for n := 1.0; n < 20; n++ {
		term *= -x / n
		sum -= term / n
	}
	return math.Exp(x) * (sum - eulerGamma - Log(x))
}

const eulerGamma = 0.57721566490153286060651209008240243104215933593992
