package special

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestLogBetaGolden(t *testing.T) {
	requireGolden[binary](t, LogBeta, "LogBeta", 0, 5e-15, 1)
}

func TestLogBetaEnds(t *testing.T) {
	ends{
		{0, 2, inf}, {2, 0, inf}, {0, 0, inf}, {2, inf, -inf}, {inf, inf, -inf}, {0, inf, nan}, {inf, 0, nan}, {1, 1, 0},
		{-1, 2, nan}, {2, -1, nan}, {nan, 2, nan}, {2, nan, nan}, {inf, nan, nan},
	}.check(t, "LogBeta", func(v []float64) float64 { return LogBeta(v[0], v[1]) })
}

// B(a+1,b) = B(a,b)·a/(a+b).
func TestLogBetaRecurrence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := logUniform(1e-5, 1e8).Draw(t, "a")
		b := logUniform(1e-5, 1e8).Draw(t, "b")
		requireClose(t, LogBeta(a, b), LogBeta(b, a), 0, 0, "swapped LogBeta", a, b)
		ratio := -math.Log1p(b / a)
		requireClose(t, LogBeta(a+1, b), LogBeta(a, b)+ratio, 1e-14, max(1, math.Abs(ratio)), "LogBeta", a, b)
	})
}

// log Γ(b) - log Γ(a+b) = -aψ(b) - a²ψ′(b)/2 - …, from below and above the switch to the Gauss rule.
func TestLgammaDropKeepsTinyArguments(t *testing.T) {
	for _, b := range []float64{1e-3, 0.7, 3, 10, 1e4, 1e10} {
		for _, a := range []float64{1e-300, 1e-20, min(1e-9*b, 1e-3)} {
			requireClose(t, -a*(Digamma(b)+a*Trigamma(b)/2), lgammaDrop(a, b), 1e-14, 0, "lgammaDrop", a, b)
		}
		below, above := lgammaDrop(math.Nextafter(0.01, 0), b), lgammaDrop(0.01, b)
		requireClose(t, above, below, 2e-14, 0, "lgammaDrop at the switch", b)
	}
}

func BenchmarkLogBeta(b *testing.B) {
	for name, v := range map[string][2]float64{"small": {0.5, 2.5}, "mixed": {0.5, 40}, "large": {30, 40}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				LogBeta(v[0], v[1])
			}
		})
	}
}
