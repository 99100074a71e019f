package special

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Over its whole region the uniform expansion agrees with the continued fraction, which also holds there, only
// more slowly.
func TestBetaUniformMeetsFraction(t *testing.T) {
	tested := 0
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.OneOf(logUniform(minUniformBeta, 3*minUniformBeta), logUniform(minUniformBeta, 1e6)).Draw(t, "a")
		b := rapid.OneOf(logUniform(minUniformBeta, 3*minUniformBeta), logUniform(minUniformBeta, 1e6)).Draw(t, "b")
		u := rapid.OneOf(rapid.Float64Range(-1.9, 1.9), rapid.Float64Range(-0.6, 0.6), rapid.Float64Range(-0.01, 0.01)).Draw(t, "u")
		x0 := a / (a + b)
		x := x0 + u*x0*(1-x0)
		if x <= 0 || x >= 1 {
			return
		}
		lambda := BetaLambda(a, b, x, 1-x)
		tail, ok := betaUniformTail(a, b, x, 1-x, lambda)
		if !ok {
			return
		}
		tested++
		require.Equal(t, lambda <= 0, tail.upper)
		want := betaFractionTail(a, b, x, 1-x, lambda)
		if tail.upper {
			want = betaFractionTail(b, a, 1-x, x, -lambda)
		}
		requireClose(t, want.log, tail.log, 2e-14, 1, "log tail", a, b, x)
		requireClose(t, want.hazard, tail.hazard, 2e-13, 0, "hazard", a, b, x)
	})
	if !testing.Short() { // which draws a fifth
		require.Greater(t, tested, 30)
	}
}

// With x₀ = 0 the coefficients are those of the gamma distribution.
func TestBetaUniformCoefOfGammaLimit(t *testing.T) {
	for n, f := range betaUniformCoef(0, 1) {
		require.InDelta(t, gammaUniformCoef[n], f, 1e-17, "f_%d", n)
	}
}
