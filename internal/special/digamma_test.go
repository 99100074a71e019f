package special

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"pgregory.net/rapid"
)

func TestDigammaGolden(t *testing.T) {
	requireGolden[unary](t, Digamma, "Digamma", 0, 1e-15, 0)
	requireGolden[unary](t, Trigamma, "Trigamma", 0, 1e-15, 0)
}

func TestDigammaEnds(t *testing.T) {
	ends{{0, -inf}, {inf, inf}, {5e-324, -inf}, {-0.5, nan}, {-inf, nan}, {nan, nan}}.check(t, "Digamma",
		func(v []float64) float64 { return Digamma(v[0]) })
	ends{{0, inf}, {inf, 0}, {1e-200, inf}, {-0.5, nan}, {-inf, nan}, {nan, nan}}.check(t, "Trigamma",
		func(v []float64) float64 { return Trigamma(v[0]) })
}

func TestDigammaRecurrence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := logUniform(1e-3, 1e3).Draw(t, "x")
		requireClose(t, Digamma(x), Digamma(x+1)-1/x, 1e-15, 1+1/x, "Digamma", x)
		requireClose(t, Trigamma(x), Trigamma(x+1)+1/(x*x), 2e-15, 0, "Trigamma", x)
		require.Negative(t, Trigamma(x*1.001)-Trigamma(x))
	})
}

func TestDigammaAgreesWithGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := logUniform(1e-3, 1e6).Draw(t, "x")
		requireClose(t, mathext.Digamma(x), Digamma(x), 1e-9, 1, "Digamma", x)
		requireClose(t, mathext.Zeta(2, x), Trigamma(x), 3e-15, 0, "Trigamma", x)
	})
}
