package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Over its whole region, and up to its edges, the uniform expansion agrees with the series or the continued
// fraction, which also hold there, only more slowly.
func TestGammaUniformMeetsOtherMethods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.OneOf(logUniform(minUniformShape, 13), logUniform(minUniformShape, 3000)).Draw(t, "a")
		lambda := rapid.OneOf(logUniform(0.3, 0.31), logUniform(0.3, 2.35), logUniform(2.3, 2.35)).Draw(t, "x/a")
		x := a * lambda
		if !useGammaUniform(a, x) {
			return
		}
		tail := gammaUniformTail(a, x)
		require.Equal(t, x >= a, tail.upper)
		tolerance := 1e-15 * (10 + a) // the other methods lose a factor a of the elasticity to log x - ψ(a+1)
		difference := math.Log(x) - Digamma(a+1)
		if tail.upper {
			f, df := upperFraction(a, x)
			requireClose(t, LogPoisson(a, x, x-a)+math.Log(a*f), tail.log, 1e-14, 1, "log Q", a, x)
			requireClose(t, 1/f, tail.hazard, 1e-13, 0, "hazard", a, x)
			requireClose(t, (1+a*difference)*f+a*df, gammaUniformElasticity(a, x), tolerance, 0, "elasticity", a, x)
		} else {
			m, dm := lowerSeries(a, x)
			requireClose(t, LogPoisson(a, x, x-a)+math.Log(m), tail.log, 1e-14, 1, "log P", a, x)
			requireClose(t, a/m, tail.hazard, 1e-13, 0, "hazard", a, x)
			requireClose(t, -difference*m-dm, gammaUniformElasticity(a, x), tolerance, 0, "elasticity", a, x)
		}
	})
}
