package special

import (
	"testing"

	"pgregory.net/rapid"
)

func TestBetaOddsGradGolden(t *testing.T) {
	requireGolden[ternary](t, func(a, b, x float64) float64 { return BetaOddsGrad(a, b, x, 1-x) }, "BetaOddsGrad", 0, 1e-12, 0)
}

func TestBetaOddsGradEnds(t *testing.T) {
	ends{
		{0, 3, 0.5, nan}, {2, 0, 0.5, nan}, {2, 3, 0, nan}, {2, 3, 1, nan}, {-1, 3, 0.5, nan}, {2, -1, 0.5, nan}, {inf, 3, 0.5, nan},
		{nan, 3, 0.5, nan}, {2, nan, 0.5, nan}, {2, 3, nan, nan},
	}.check(t, "BetaOddsGrad", func(v []float64) float64 { return BetaOddsGrad(v[0], v[1], v[2], 1-v[2]) })
}

// The closed form for b = 1 is what the integral is there.
func TestBetaOddsGradClosedForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, x := logUniform(1e-200, 1e8).Draw(t, "a"), dyadic.Draw(t, "x")
		integral := betaPlace{a, 1, x, 1 - x, BetaLambda(a, 1, x, 1-x)}.gradient()
		requireClose(t, integral, BetaOddsGrad(a, 1, x, 1-x), 1e-13, 0, "BetaOddsGrad", a, 1, x)
	})
}

func BenchmarkBetaOddsGrad(b *testing.B) {
	for name, v := range map[string][3]float64{"small": {0.5, 2.5, 0.1}, "middle": {3, 4, 0.4}, "large": {3000, 4000, 0.43}, "tail": {3, 4, 1e-30}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				BetaOddsGrad(v[0], v[1], v[2], 1-v[2])
			}
		})
	}
}
