package special

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNothingAllocates(t *testing.T) {
	shapes := []float64{0.1, 3, 300, 1e5}
	require.Zero(t, testing.AllocsPerRun(10, func() {
		for _, f := range []unary{
			Softplus, SoftplusInverse, Sigmoid, LogSigmoid, Log1mExp, Lgamma, Digamma, Trigamma, NormalCDF, NormalLogCDF, NormalQuantile,
		} {
			f(0.3)
		}
		for _, a := range shapes {
			for _, f := range []binary{
				LogAddExp, XLogY, XLog1pY, LogBeta, GammaIncP, GammaIncQ, GammaSampleGrad, LogGammaSampleGrad,
			} {
				f(a, 1.01*a)
			}
			GammaIncPInv(a, 0.3)
			GammaIncQInv(a, 0.3)
			BetaInc(a, 2*a, 0.3)
			BetaIncC(a, 2*a, 0.3)
			BetaIncInv(a, 2*a, 0.3)
			BetaOddsGrad(a, 2*a, 0.3, 0.7)
			NormalTails(-a)
			GammaTails(a, 1.01*a, math.Log(1.01*a))
			BetaTails(a, 2*a, 0.3, 0.7)
			StudentTTails(a, -0.3, math.Log(0.3))
			StudentTCDF(a, -0.3)
			StudentTQuantile(a, 0.3)
		}
	}))
}
