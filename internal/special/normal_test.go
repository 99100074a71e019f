package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNormalGolden(t *testing.T) {
	requireGolden[unary](t, NormalCDF, "NormalCDF", 0, 1e-15, 0)
	requireGolden[unary](t, NormalLogCDF, "NormalLogCDF", 0, 1e-15, 0)
	requireGolden[unary](t, NormalQuantile, "NormalQuantile", 0, 2e-15, 0)
}

func TestNormalEnds(t *testing.T) {
	ends{{-inf, 0}, {inf, 1}, {0, 0.5}, {-1e200, 0}, {1e200, 1}, {nan, nan}}.check(t, "NormalCDF",
		func(v []float64) float64 { return NormalCDF(v[0]) })
	ends{{-inf, -inf}, {inf, 0}, {-1e200, -inf}, {1e200, 0}, {nan, nan}}.check(t, "NormalLogCDF",
		func(v []float64) float64 { return NormalLogCDF(v[0]) })
	ends{{-inf, inf}, {inf, 0}, {0, math.Sqrt(2 / math.Pi)}, {-1e150, 1e150}, {60, 0}, {nan, nan}}.check(t, "NormalHazard",
		func(v []float64) float64 { return NormalHazard(v[0]) })
	ends{{0, -inf}, {1, inf}, {0.5, 0}, {-1e-300, nan}, {1.0000001, nan}, {inf, nan}, {nan, nan}}.check(t, "NormalQuantile",
		func(v []float64) float64 { return NormalQuantile(v[0]) })
}

func TestNormalLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-37, 37).Draw(t, "x")
		p := NormalCDF(x)
		requireClose(t, 1, p+NormalCDF(-x), 4e-16, 0, "both tails", x)
		requireClose(t, p, math.Exp(NormalLogCDF(x)), 2e-13, 0, "exp of NormalLogCDF", x)
		requireClose(t, math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)/p, NormalHazard(x), 4e-13, 0, "NormalHazard", x)
		if x < 0 {
			requireClose(t, x, NormalQuantile(p), 2e-15, 1, "NormalQuantile of NormalCDF", x)
		}
		y := rapid.Float64Range(-37, 37).Draw(t, "y")
		if x <= y {
			require.LessOrEqual(t, p, NormalCDF(y))
			require.LessOrEqual(t, NormalLogCDF(x), NormalLogCDF(y))
		}
	})
}

func BenchmarkNormal(b *testing.B) {
	for name, f := range map[string]unary{
		"CDF": func(x float64) float64 { return NormalCDF(-x) }, "LogCDF": func(x float64) float64 { return NormalLogCDF(-x) },
		"Quantile": func(x float64) float64 { return NormalQuantile(x / 100) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f(1.7)
			}
		})
	}
}
