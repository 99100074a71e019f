package special

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

func TestBetaIncGolden(t *testing.T) {
	requireGolden[ternary](t, BetaInc, "BetaInc", 0, 1e-12, 0)
	requireGolden[ternary](t, BetaIncC, "BetaInc", 1, 1e-12, 0)
}

func TestBetaIncEnds(t *testing.T) {
	p := ends{
		{2, 3, 0, 0}, {2, 3, 1, 1}, {0, 3, 0.5, 1}, {2, 0, 0.5, 0}, {2, inf, 0.5, 1}, {inf, 3, 0.5, 0}, {2, inf, 0, 0}, {inf, 3, 1, 1},
		{0, 3, 1, 1}, {2, 0, 0, 0}, {0, 3, 0, nan}, {2, 0, 1, nan}, {0, 0, 0.5, nan}, {inf, inf, 0.5, nan}, {0, inf, 0.5, 1},
		{2, 3, -0.1, nan}, {2, 3, 1.1, nan}, {-1, 3, 0.5, nan}, {2, -1, 0.5, nan},
		{nan, 3, 0.5, nan}, {2, nan, 0.5, nan}, {2, 3, nan, nan},
	}
	p.check(t, "BetaInc", func(v []float64) float64 { return BetaInc(v[0], v[1], v[2]) })
	p.check(t, "1 - BetaIncC", func(v []float64) float64 { return 1 - BetaIncC(v[0], v[1], v[2]) })
}

// dyadic draws x such that 1-x is exact.
var dyadic = rapid.Map(rapid.IntRange(1, 1<<30-1), func(n int) float64 { return float64(n) * 0x1p-30 })

func TestBetaIncLaws(t *testing.T) {
	shape := rapid.OneOf(logUniform(1e-5, 1e8), logUniform(0.3, 30))
	rapid.Check(t, func(t *rapid.T) {
		a, b, x := shape.Draw(t, "a"), shape.Draw(t, "b"), dyadic.Draw(t, "x")
		p, q := BetaInc(a, b, x), BetaIncC(a, b, x)
		requireClose(t, 1, p+q, 4e-16, 0, "both tails", a, b, x)
		requireClose(t, q, BetaInc(b, a, 1-x), 1e-12, 0, "symmetry", a, b, x)
		y := min(1, x*rapid.SampledFrom([]float64{1 + 1e-12, 1 + 1e-6, 1.1}).Draw(t, "y/x"))
		require.LessOrEqual(t, p, BetaInc(a, b, y)*(1+1e-12))
		require.GreaterOrEqual(t, q*(1+1e-12), BetaIncC(a, b, y))
	})
}

func TestBetaIncAgreesWithGonum(t *testing.T) {
	shape := logUniform(0.1, 1e3)
	rapid.Check(t, func(t *rapid.T) {
		a, b, x := shape.Draw(t, "a"), shape.Draw(t, "b"), dyadic.Draw(t, "x")
		requireClose(t, mathext.RegIncBeta(a, b, x), BetaInc(a, b, x), 1e-10, 1e-3, "BetaInc", a, b, x)
	})
}

func BenchmarkBetaInc(b *testing.B) {
	for name, v := range map[string][3]float64{
		"series": {0.5, 2.5, 0.1}, "fraction": {3, 4, 0.4}, "uniform": {3000, 4000, 0.43},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				BetaInc(v[0], v[1], v[2])
			}
		})
	}
}
