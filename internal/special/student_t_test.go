package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestStudentTCDFGolden(t *testing.T) {
	requireGolden[binary](t, StudentTCDF, "StudentTCDF", 0, 1e-12, 0)
}

// A golden row is also one of the inverse, as far as the rounding of F lets t through: it moves t by half a unit of F
// over the density.
func TestStudentTQuantileGolden(t *testing.T) {
	tested := 0
	for _, row := range golden(t, "StudentTCDF") {
		df, x, p := row[0], row[1], row[2]
		rounding := 0x1p-53 * p / studentTDensity(df, x) / -x
		if rounding < 1e-12 {
			requireClose(t, x, StudentTQuantile(df, p), 2e-12, 0, "StudentTQuantile", df, p)
			tested++
		}
	}
	require.Greater(t, tested, 200)
}

func studentTDensity(df, t float64) float64 {
	return math.Exp(-(df+1)/2*math.Log1p(t/df*t)-LogBeta(df/2, 0.5)) / math.Sqrt(df)
}

func TestStudentTEnds(t *testing.T) {
	ends{
		{3, 0, 0.5}, {3, -inf, 0}, {3, inf, 1}, {3, -1e200, 0}, {3, 1e200, 1}, {5e-324, -inf, 0}, {5e-324, 2, 0.5}, {0, -3, 0.5}, {0, 3, 0.5},
		{inf, 0, 0.5}, {inf, -inf, 0}, {0, inf, nan}, {0, -inf, nan}, {-1, 2, nan}, {nan, 2, nan}, {2, nan, nan},
	}.check(t, "StudentTCDF", func(v []float64) float64 { return StudentTCDF(v[0], v[1]) })
	ends{
		{3, 0, -inf}, {3, 0.5, 0}, {3, 1, inf}, {1e-5, 1e-300, -inf}, {1e-5, 1 - 0x1p-53, inf}, {5e-324, 0.5, 0}, {5e-324, 0.3, -inf},
		{inf, 0, -inf}, {inf, 0.5, 0}, {0, 0.3, nan}, {-1, 0.3, nan}, {3, -0.1, nan}, {3, 1.1, nan}, {nan, 0.3, nan}, {3, nan, nan},
	}.check(t, "StudentTQuantile", func(v []float64) float64 { return StudentTQuantile(v[0], v[1]) })
}

// With one degree of freedom t is the tangent of a uniform angle, and with two F is ½ (1 + t/√(2+t²)).
func TestStudentTClosedForms(t *testing.T) {
	for _, x := range []float64{1e-200, 1e-9, 0.3, 1, 7, 1e9, 1e140} {
		requireClose(t, math.Atan2(1, x)/math.Pi, StudentTCDF(1, -x), 1e-13, 0, "StudentTCDF", 1, -x)
		r := math.Hypot(math.Sqrt2, x)
		requireClose(t, 1/r/(r+x), StudentTCDF(2, -x), 1e-13, 0, "StudentTCDF", 2, -x)
	}
	for _, p := range []float64{1e-305, 1e-200, 1e-9, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5 - 0x1p-40} {
		requireClose(t, -math.Sin(math.Pi*(0.5-p))/math.Sin(math.Pi*p), StudentTQuantile(1, p), 1e-13, 0, "StudentTQuantile", 1, p)
		requireClose(t, -(1-2*p)/math.Sqrt(2*p*(1-p)), StudentTQuantile(2, p), 1e-13, 0, "StudentTQuantile", 2, p)
	}
}

// With many degrees of freedom the distribution is normal: from 1e25 on the difference, t⁴/(4 df), is lost in rounding.
func TestStudentTOfNormalLimit(t *testing.T) {
	for _, df := range []float64{1e25, 1e49, 1e51, 1e200, math.MaxFloat64, inf} {
		for _, x := range []float64{-37, -20, -5, -1.2, -0.3, -1e-5, -1e-30} {
			requireClose(t, NormalCDF(x), StudentTCDF(df, x), 1e-12, 0, "StudentTCDF", df, x)
		}
		for _, p := range []float64{1e-300, 1e-20, 0.01, 0.24, 0.26, 0.4} {
			requireClose(t, NormalQuantile(p), StudentTQuantile(df, p), 1e-13, 0, "StudentTQuantile", df, p)
		}
	}
}

func TestStudentTLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		df := rapid.OneOf(logUniform(1e-3, 1e8), logUniform(0.5, 50)).Draw(t, "df")
		p := rapid.OneOf(logUniform(1e-300, 0.5), rapid.Float64Range(0, 0.5)).Draw(t, "p")
		x := StudentTQuantile(df, p)
		if math.IsInf(x, 0) {
			return
		}
		tolerance := 1e-13*(10-math.Log(p)) + 4e-16*-x*studentTDensity(df, x)/p // the rounding of x moves log F by its slope
		requireClose(t, p, StudentTCDF(df, x), tolerance, 0, "StudentTCDF of its inverse", df, p)
		require.Equal(t, 1-StudentTCDF(df, x), StudentTCDF(df, -x))
		require.LessOrEqual(t, StudentTCDF(df, x*1.0001), StudentTCDF(df, x)*(1+1e-12))

		q := dyadic.Draw(t, "q")
		require.Equal(t, StudentTQuantile(df, q), -StudentTQuantile(df, 1-q))
	})
}

func TestStudentTAgreesWithGonum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		df, x := logUniform(0.5, 1e3).Draw(t, "df"), rapid.Float64Range(-10, 10).Draw(t, "t")
		if math.Abs(x) < 1e-3 {
			return // gonum takes 1 - df/(df+t²)
		}
		d := distuv.StudentsT{Sigma: 1, Nu: df}
		requireClose(t, d.CDF(x), StudentTCDF(df, x), 1e-10, 1e-3, "StudentTCDF", df, x)
		requireClose(t, d.Prob(x), studentTDensity(df, x), 1e-12, 0, "density", df, x)
	})
}

func BenchmarkStudentT(b *testing.B) {
	for name, df := range map[string]float64{"few": 4, "many": 300} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				StudentTCDF(df, -1.3)
			}
		})
	}
}
