package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A golden row (a, b, x, I, 1-I) is also one of the inverse, as far as the rounding of I lets x through: it
// moves log x by half a unit of I over the density of log x.
func TestBetaIncInvGolden(t *testing.T) {
	tested := 0
	for _, row := range golden(t, "BetaInc") {
		a, b, x, y := row[0], row[1], row[2], 1-row[2]
		kernel := math.Exp(logBetaKernel(a, b, x, y, BetaLambda(a, b, x, y))) // density times xy
		if p := row[3]; p < 1 && p*0x1p-53*y/kernel < 1e-12 {
			requireClose(t, x, BetaIncInv(a, b, p), 1e-11, 0, "BetaIncInv", a, b, p)
			tested++
		}
		if q := row[4]; x >= 0.5 && q < 1 && q*0x1p-53*x/kernel < 1e-12 { // 1-x is exact
			requireClose(t, y, BetaIncInv(b, a, q), 1e-11, 0, "BetaIncInv", b, a, q)
			tested++
		}
	}
	require.Greater(t, tested, 500)
}

func TestBetaIncInvEnds(t *testing.T) {
	ends{
		{2, 3, 0, 0}, {2, 3, 1, 1}, {1e-5, 1, 0.5, 0}, {1, 1e-5, 0.5, 1}, {2, 2, 0.5, 0.5}, {1e-3, 1e-3, 0.5, 0.5},
		{2, 3, -0.1, nan}, {2, 3, 1.1, nan}, {0, 3, 0.5, nan}, {2, 0, 0.5, nan}, {inf, 3, 0.5, nan}, {2, inf, 0.5, nan},
		{nan, 3, 0.5, nan}, {2, nan, 0.5, nan}, {2, 3, nan, nan},
	}.check(t, "BetaIncInv", func(v []float64) float64 { return BetaIncInv(v[0], v[1], v[2]) })
}

// I_x(a,1) = xᵃ and I_x(1,b) = 1 - (1-x)ᵇ.
func TestBetaIncInvClosedForms(t *testing.T) {
	for _, s := range []float64{0.05, 0.7, 1, 3, 1e3, 1e7} {
		for _, p := range []float64{1e-10, 0.2, 0.5, 0.8, 0.999} {
			requireClose(t, math.Exp(math.Log(p)/s), BetaIncInv(s, 1, p), 1e-13, 0, "BetaIncInv", s, 1, p)
			requireClose(t, -math.Expm1(math.Log1p(-p)/s), BetaIncInv(1, s, p), 1e-13, 0, "BetaIncInv", 1, s, p)
		}
	}
}

// As a grows, a·y becomes a gamma variable with shape b and rate 1.
func TestBetaIncInvOfGammaLimit(t *testing.T) {
	const a = 1e50
	for _, b := range []float64{0.05, 0.3, 0.9, 1, 3} {
		for _, p := range []float64{1e-300, 1e-5, 0.1, 0.4, 0.5} {
			_, y := betaLowerInv(a, b, p)
			requireClose(t, GammaIncQInv(b, p)/a, y, 1e-12, 0, "betaLowerInv", a, b, p)
			requireClose(t, GammaIncPInv(b, p)/a, BetaIncInv(b, a, p), 1e-12, 0, "BetaIncInv", b, a, p)
		}
	}
}

func TestBetaIncInvOfNarrowDistribution(t *testing.T) {
	for _, p := range []float64{1e-300, 0.3, 0.5, 0.7, 1 - 1e-15} {
		for _, a := range []float64{1e40, 1.234e70, 1e200} {
			requireClose(t, 0.5, BetaIncInv(a, a, p), 1e-15, 0, "BetaIncInv", a, a, p)
			requireClose(t, 0.25, BetaIncInv(a, 3*a, p), 1e-15, 0, "BetaIncInv", a, 3*a, p)
		}
	}
}

func TestBetaIncOfInverse(t *testing.T) {
	shape := logUniform(0.01, 1e8)
	rapid.Check(t, func(t *rapid.T) {
		a, b := shape.Draw(t, "a"), shape.Draw(t, "b")
		p := rapid.OneOf(logUniform(1e-250, 1), rapid.Float64Range(0, 1)).Draw(t, "p")
		if x := BetaIncInv(a, b, p); 1e-300 < x && x < 0.9 {
			// The rounding of x moves log I by its slope.
			kernel := math.Exp(logBetaKernel(a, b, x, 1-x, BetaLambda(a, b, x, 1-x)))
			tolerance := 1e-13*(10-math.Log(p)) + 4e-16*kernel/p/(1-x)
			requireClose(t, p, BetaInc(a, b, x), tolerance, 0, "BetaInc of its inverse", a, b, p)
		}
	})
}

func BenchmarkBetaIncInv(b *testing.B) {
	for b.Loop() {
		BetaIncInv(3, 4, 0.2)
	}
}
