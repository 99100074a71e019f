package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Both logarithms agree with the golden probabilities as far as those are in the range of float64.
func TestTailsGolden(t *testing.T) {
	compare := func(name string, s Tails, p, q float64, args []float64) {
		requireClose(t, logOf(p, q), s.LogLower, 1e-12, 0, name, args...)
		requireClose(t, logOf(q, p), s.LogUpper, 1e-12, 0, name, args...)
		requireClose(t, s.LogLower+math.Log(s.Lower), s.LogUpper+math.Log(s.Upper), 1e-12, 1, name+": density", args...)
	}
	for _, row := range golden(t, "GammaInc") {
		compare("GammaTails", GammaTails(row[0], row[1], math.Log(row[1])), row[2], row[3], row[:2])
	}
	for _, row := range golden(t, "BetaInc") {
		compare("BetaTails", BetaTails(row[0], row[1], row[2], 1-row[2]), row[3], row[4], row[:3])
	}
	for _, row := range golden(t, "StudentTCDF") {
		df, x, p := row[0], row[1], row[2]
		compare("StudentTTails", StudentTTails(df, x, math.Log(-x)), p, 1-p, row[:2])
		compare("StudentTTails", StudentTTails(df, -x, math.Log(-x)), 1-p, p, row[:2])
	}
	for _, row := range golden(t, "NormalCDF") {
		if z, p := row[0], row[1]; z < 0 {
			compare("NormalTails", NormalTails(z), p, 1-p, row[:1])
			compare("NormalTails", NormalTails(-z), 1-p, p, row[:1])
		}
	}
}

// logOf returns log p, from the smaller of p and q = 1-p.
func logOf(p, q float64) float64 {
	if q < p {
		return math.Log1p(-q)
	}
	return math.Log(p)
}

// The hazard is the slope of the logarithm: far out, where it grows as the distance, too.
func TestNormalHazard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := -logUniform(1e-3, 1e150).Draw(t, "-z")
		h := NormalTails(z).Lower
		require.GreaterOrEqual(t, h*(1+1e-15), -z)
		require.LessOrEqual(t, h*(1-1e-15), -z+min(1/-z, 0.8)) // Gordon's bounds for Mills' ratio, and the value at 0
	})
}

func TestTailsEnds(t *testing.T) {
	below, above := Below(), Above()
	require.Equal(t, below, GammaTails(2, 0, -inf))
	require.Equal(t, above, GammaTails(2, inf, inf))
	require.Equal(t, below, GammaTails(1e301, 3, math.Log(3)))
	require.Equal(t, below, BetaTails(2, 3, 0, 1))
	require.Equal(t, above, BetaTails(2, 3, 1, 0))
	require.Equal(t, below, BetaTails(inf, 3, 0.4, 0.6))
	require.Equal(t, above, BetaTails(2, inf, 0.4, 0.6))
	require.Equal(t, below, StudentTTails(3, -inf, inf))
	require.Equal(t, above, StudentTTails(3, inf, inf))
	require.Equal(t, -inf, NormalTails(-inf).LogLower)
	require.Equal(t, [2]float64{0, 0}, [2]float64{NormalTails(-inf).LogUpper, NormalTails(-inf).Upper})
	require.Zero(t, NormalTails(-inf).Density())
	for _, s := range []Tails{
		NormalTails(nan), GammaTails(nan, 1, 0), GammaTails(-1, 1, 0), GammaTails(0, 1, 0), GammaTails(1, -1, nan), GammaTails(1, nan, nan),
		BetaTails(0, 1, 0.5, 0.5), BetaTails(1, -1, 0.5, 0.5), BetaTails(nan, 1, 0.5, 0.5), BetaTails(1, 1, nan, nan),
		StudentTTails(0, 1, 0), StudentTTails(-1, 1, 0), StudentTTails(nan, 1, 0), StudentTTails(1, nan, nan),
	} {
		require.True(t, math.IsNaN(s.LogLower) && math.IsNaN(s.LogUpper), "%v", s)
	}
}

// The leading terms meet what holds everywhere.
// Powers are what the series and the fraction are where a parameter is 1.
func TestBetaPowerTail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, x := logUniform(1e-200, 1e8).Draw(t, "a"), dyadic.Draw(t, "x")
		for _, v := range [][4]float64{{a, 1, x, 1 - x}, {1, a, 1 - x, x}} {
			power, whole := betaPowerTail(v[0], v[1], v[2], v[3]).both(), betaAnyTail(v[0], v[1], v[2], v[3]).both()
			requireClose(t, whole.LogLower, power.LogLower, 1e-12, 0, "log lower", v[:]...)
			requireClose(t, whole.LogUpper, power.LogUpper, 1e-12, 0, "log upper", v[:]...)
			requireClose(t, whole.Lower, power.Lower, 1e-12, 0, "lower", v[:]...)
			requireClose(t, whole.Upper, power.Upper, 1e-12, 0, "upper", v[:]...)
		}
	})
}

func TestBetaTailsAtZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := logUniform(1e-3, 1e3).Draw(t, "a"), logUniform(1e-3, 1e6).Draw(t, "b")
		x := logUniform(1e-280, 1e-30).Draw(t, "x")
		whole, leading := BetaTails(a, b, x, 1), BetaTailsAtZero(a, b, math.Log(x))
		requireClose(t, whole.LogLower, leading.LogLower, 1e-12, 0, "log I", a, b, x)
		requireClose(t, whole.Lower, leading.Lower, 1e-12, 0, "hazard", a, b, x)
	})
}
