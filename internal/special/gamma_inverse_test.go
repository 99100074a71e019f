package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A golden row (a, x, P, Q) is also one of both inverses, as far as the rounding of P or Q lets x through: it
// moves log x by half a unit of P over the density of log x.
func TestGammaIncInvGolden(t *testing.T) {
	tested := 0
	for _, row := range golden(t, "GammaInc") {
		a, x := row[0], row[1]
		density := a * math.Exp(LogPoisson(a, x, x-a))
		for i, inverse := range []binary{GammaIncPInv, GammaIncQInv} {
			tail := row[2+i]
			if tail == 1 || tail*0x1p-53/density > 1e-12 {
				continue
			}
			requireClose(t, x, inverse(a, tail), 1e-11, 0, "inverse", a, tail, float64(i))
			tested++
		}
	}
	require.Greater(t, tested, 800)
}

func TestGammaIncInvEnds(t *testing.T) {
	p := ends{
		{2, 0, 0}, {2, 1, inf}, {1e-5, 0.5, 0}, {1e-5, 0, 0}, {2, -1e-9, nan}, {2, 1.1, nan}, {2, nan, nan},
		{0, 0.5, nan}, {-1, 0.5, nan}, {inf, 0.5, nan}, {nan, 0.5, nan},
	}
	p.check(t, "GammaIncPInv", func(v []float64) float64 { return GammaIncPInv(v[0], v[1]) })
	p.check(t, "GammaIncQInv", func(v []float64) float64 { return GammaIncQInv(v[0], 1-v[1]) })
}

func TestGammaIncInvOfExponential(t *testing.T) {
	for _, p := range []float64{1e-300, 1e-10, 0.3, 0.5, 0.500001, 0.9, 1 - 0x1p-53} {
		requireClose(t, -math.Log1p(-p), GammaIncPInv(1, p), 1e-13, 0, "GammaIncPInv", 1, p)
		requireClose(t, -math.Log(p), GammaIncQInv(1, p), 1e-13, 0, "GammaIncQInv", 1, p)
	}
}

func TestGammaIncInvOfNarrowDistribution(t *testing.T) {
	for _, p := range []float64{1e-300, 0.3, 0.5, 0.7, 1 - 1e-15} {
		for _, a := range []float64{1e40, 1.234e70, 1e200} {
			requireClose(t, a, GammaIncPInv(a, p), 1e-15, 0, "GammaIncPInv", a, p)
			requireClose(t, a, GammaIncQInv(a, p), 1e-15, 0, "GammaIncQInv", a, p)
		}
	}
}

func TestGammaIncOfInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := logUniform(0.01, 1e8).Draw(t, "a")
		p := rapid.OneOf(logUniform(1e-250, 1), rapid.Float64Range(0, 1)).Draw(t, "p")
		// The rounding of x moves log P and log Q by their slopes.
		tolerance := func(x float64) float64 {
			return 1e-15*(10-math.Log(p)) + 4e-16*a*math.Exp(LogPoisson(a, x, x-a))/p
		}
		if x := GammaIncPInv(a, p); x > 1e-300 {
			requireClose(t, p, GammaIncP(a, x), tolerance(x), 0, "P of its inverse", a, p)
		}
		if x := GammaIncQInv(a, p); x > 1e-300 {
			requireClose(t, p, GammaIncQ(a, x), tolerance(x), 0, "Q of its inverse", a, p)
		}
	})
}

func BenchmarkGammaIncPInv(b *testing.B) {
	for b.Loop() {
		GammaIncPInv(3, 0.2)
	}
}
