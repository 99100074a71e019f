package dist

import (
	"math"

	"github.com/credence-ppl/credence/expr"
	"github.com/credence-ppl/credence/internal/special"
)

// Functions of extreme values: Gumbel, Weibull and what lies between them.

var (
	_ = expr.Define("lgamma1p", special.Lgamma1p, "digamma(1 + x)")
	_ = expr.Define("lgammaSpread", lgammaSpread, "2*digammaRise(1 + x, 1 + 2*x, x)")
	_ = expr.Define("expGap", expGap, "expm1(x)")

	// What log Γ at r = x/y exceeds its tangent at 1 by.
	_ = expr.Define("lgammaFrom1", func(x, y float64) float64 {
		r, d := x/y, (x-y)/y
		rest := special.Log(r)*r - d // r log r - r + 1
		if math.Abs(d) < 0.5 {
			rest = r * special.XMinusLog1p(-d/r) // the same by 1/r
		}
		if d == 0 {
			return 0
		}
		return rest + bregman([]float64{1}, []float64{r}, func(s, t float64) float64 { return d * d * excess(s+t*r) })
	}, "digammaRise(1, x/y, (x - y)/y)/y", "-x/y*digammaRise(1, x/y, (x - y)/y)/y")
)

func init() {
	// log(1 - exp(-eᵛ)), where eᵛ may underflow.
	expr.Abbreviate("log1mexpexp", "where(v < -37, v, log1mexp(-exp(v)))", "v")

	// The divergence between Gumbel distributions whose scales are s and scale, and whose locations differ by d in units
	// of the second. Neither term is negative: e to the power of t = d + log Γ(1+s/scale), less its tangent, and
	// log Γ(s/scale), less that at 1.
	expr.Abbreviate("gumbelKL", `
		rest = lgammaFrom1(s, scale)
		near = logQuotient(s, scale) - 0.57721566490153286061*((s - scale)/scale) + rest
		rest + expGap(d + where(s < scale/2, lgamma1p(s/scale), near))`, "s", "scale", "d")
}

// expGap returns eᵗ - 1 - t.
func expGap(t float64) float64 {
	if math.Abs(t) < 1 {
		return t * t * (expRest(t) + 0.5)
	}
	return math.Expm1(t) - t
}

// lgammaSpread returns log Γ(1+2e) - 2 log Γ(1+e), the logarithm of the second moment over the square of the first of
// a Weibull variable with concentration 1/e. Its series is that of DLMF 5.7.3.
func lgammaSpread(e float64) float64 {
	if math.Abs(e) > 0.03 {
		return special.Lgamma1p(2*e) - 2*special.Lgamma1p(e)
	}
	sum, power, two := 0.0, -e, 2.0
	for k, zeta := range zetas {
		power, two = -power*e, 2*two
		sum += zeta * (two - 2) / float64(k+2) * power
	}
	return sum
}

// zetas are ζ(2), ζ(3), …
var zetas = [...]float64{1.6449340668482264365, 1.2020569031595942854, 1.0823232337111381915, 1.0369277551433699263, 1.0173430619844491397,
	1.0083492773819228268, 1.0040773561979443394, 1.0020083928260822144, 1.0009945751278180853, 1.0004941886041194646, 1.0002460865533080483,
	1.0001227133475784891, 1.0000612481350587048}
