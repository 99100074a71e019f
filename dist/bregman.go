package dist

import (
	"math"

	"github.com/credence-ppl/credence/internal/special"
)

// The divergence of two members of an exponential family is that of their log-normalizers: what the log-normalizer A at
// p exceeds its tangent at q by. With the difference taken, nearly equal members lose all digits. As an integral of the
// second derivative along the way from q to p it has only positive terms:
//
//	KL(q‖p) = ∫₀¹ (1-s) · d²A/ds²(q + s(p-q)) ds

// bregman integrates (1-s)·curvature over the way between two lists of positive parameters. The curvature is that at
// r·q + s·p, r + s = 1. Gauss-Legendre panels are so short that no parameter changes by more than a factor of e in one.
func bregman(q, p []float64, curvature func(r, s float64) float64) float64 {
	total := panels(q, p, func(s float64) float64 { return (1 - s) * curvature(1-s, s) })
	return total + panels(p, q, func(r float64) float64 { return r * curvature(r, 1-r) })
}

// panels integrates f over the half of the way that is nearer to x: from 0 to ½, in units of the way to y.
func panels(x, y []float64, f func(s float64) float64) float64 {
	total := 0.0
	for s := 0.0; s < 0.5; {
		step := 0.5 - s
		for i := range x {
			at, d := (1-s)*x[i]+s*y[i], y[i]-x[i]
			if d > 0 {
				step = math.Min(step, at*(math.E-1)/d)
			} else if d < 0 {
				step = math.Min(step, at*(1-1/math.E)/-d)
			}
		}
		total += special.Gauss(s, step, f)
		s += step
	}
	return total
}

// excess returns the second derivative of log Γ(x) less that of x log x: ψ′(x) - 1/x.
func excess(x float64) float64 {
	if x < 16 {
		return special.Trigamma(x) - 1/x
	}
	// DLMF 5.15.8: ψ′(x) ~ 1/x + 1/(2x²) + Σ B₂ₖ / x^(2k+1)
	y := 1 / (x * x)
	sum := 0.0
	for i := len(bernoulliNumbers) - 1; i >= 0; i-- {
		sum = (sum + bernoulliNumbers[i]) * y
	}
	return 0.5*y + sum/x
}

// bernoulliNumbers are B₂, B₄, …
var bernoulliNumbers = [...]float64{1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510}
