package special

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestLgammaGolden(t *testing.T) {
	requireGolden[unary](t, Lgamma, "Lgamma", 0, 1e-15, 0)
}

func TestLgammaEnds(t *testing.T) {
	ends{{0, inf}, {inf, inf}, {1, 0}, {2, 0}, {1e306, inf}, {-0.5, nan}, {-inf, nan}, {nan, nan}}.check(t, "Lgamma",
		func(v []float64) float64 { return Lgamma(v[0]) })
}

func TestLgammaRecurrence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := logUniform(1e-5, 1e5).Draw(t, "x")
		next := Lgamma(x + 1)
		requireClose(t, next, Lgamma(x)+math.Log(x), 2e-15, max(1, math.Abs(math.Log(x))), "Γ(x)·x", x)
	})
}

// log Γ(1+x) = -γx + ζ(2)x²/2 - … shows whether 1 + x was rounded.
func TestLgamma1pKeepsTinyArguments(t *testing.T) {
	const euler = 0.57721566490153286061
	for _, x := range []float64{1e-300, 1e-20, 1e-10, -1e-10} {
		requireClose(t, x*(math.Pi*math.Pi/12*x-euler), Lgamma1p(x), 4e-16, 0, "Lgamma1p", x)
	}
}

func BenchmarkGamma(b *testing.B) {
	for name, f := range map[string]unary{"Lgamma": Lgamma, "Digamma": Digamma, "Trigamma": Trigamma} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f(1.7)
			}
		})
	}
}
