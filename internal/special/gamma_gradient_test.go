package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestGammaGradientGolden(t *testing.T) {
	requireGolden[binary](t, GammaSampleGrad, "GammaSampleGrad", 0, 1e-13, 0)
	requireGolden[binary](t, LogGammaSampleGrad, "LogGammaSampleGrad", 0, 1e-13, 0)
}

func TestGammaGradientEnds(t *testing.T) {
	ends{
		{2, 0, 0}, {2, inf, inf}, {0, 2, inf}, {inf, 2, 0}, {0, 0, nan}, {inf, inf, nan}, {0, inf, inf}, {inf, 0, 0},
		{-1, 2, nan}, {2, -1, nan}, {nan, 2, nan}, {2, nan, nan},
	}.check(t, "GammaSampleGrad", func(v []float64) float64 { return GammaSampleGrad(v[0], v[1]) })
	ends{
		{2, -inf, inf}, {2, inf, 0}, {2, 1e3, 0}, {0, -1, inf}, {inf, 2, 0}, {-1, 2, nan}, {nan, 2, nan}, {2, nan, nan},
	}.check(t, "LogGammaSampleGrad", func(v []float64) float64 { return LogGammaSampleGrad(v[0], v[1]) })
}

// The gradient is the derivative of the quantile function.
func TestGammaSampleGradIsQuantileDerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := logUniform(0.05, 1e6).Draw(t, "a")
		p := rapid.Float64Range(0.01, 0.99).Draw(t, "p")
		h := 1e-4 * a / (1 + math.Sqrt(a))
		x := GammaIncPInv(a, p)
		slope := (GammaIncPInv(a+h, p) - GammaIncPInv(a-h, p)) / (2 * h)
		requireClose(t, slope, GammaSampleGrad(a, x), 1e-5, 0, "dx/da", a, x)
	})
}

func TestLogGammaSampleGradFollowsGammaSampleGrad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := logUniform(1e-3, 1e6).Draw(t, "a")
		x := logUniform(1e-300, 1e300).Draw(t, "x")
		g := LogGammaSampleGrad(a, math.Log(x))
		requireClose(t, GammaSampleGrad(a, x), x*g, 1e-12, 0, "x d log x/da", a, x)
		require.Positive(t, g)
	})
}

// For x far below the smallest float64, d log x/da = (ψ(a+1) - log x)/a.
func TestLogGammaSampleGradOfUnderflow(t *testing.T) {
	for _, a := range []float64{1e-6, 1e-3, 0.1, 1, 10, 1e3} {
		for _, logx := range []float64{-800, -1e4, -1e100} {
			requireClose(t, (Digamma(a+1)-logx)/a, LogGammaSampleGrad(a, logx), 1e-15, 0, "LogGammaSampleGrad", a, logx)
		}
	}
}

func BenchmarkGammaGradient(b *testing.B) {
	for name, v := range map[string][2]float64{
		"series": {3, 2}, "fraction": {3, 4}, "smallShape": {0.1, 0.2}, "uniform": {300, 310},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				GammaSampleGrad(v[0], v[1])
			}
		})
	}
}
