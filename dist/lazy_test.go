package dist

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// lazies are all lazy variables of the package.
var lazies = map[string]func(){
	"asinh":                         func() { asinh.get() },
	"asymmetricLaplaceFamily":       func() { asymmetricLaplaceFamily.get() },
	"asymmetricLaplaceNoise":        func() { asymmetricLaplaceNoise.get() },
	"bernoulliLogits":               func() { bernoulliLogits.get() },
	"bernoulliProbs":                func() { bernoulliProbs.get() },
	"betaBinomialFamily":            func() { betaBinomialFamily.get() },
	"betaFamily":                    func() { betaFamily.get() },
	"betaFromLogs":                  func() { betaFromLogs.get() },
	"betaPrimeDraws":                func() { betaPrimeDraws.get() },
	"betaPrimeFamily":               func() { betaPrimeFamily.get() },
	"betaPrimeSlopes":               func() { betaPrimeSlopes.get() },
	"binomialLogits":                func() { binomialLogits.get() },
	"binomialProbs":                 func() { binomialProbs.get() },
	"cauchyFamily":                  func() { cauchyFamily.get() },
	"cauchyNoise":                   func() { cauchyNoise.get() },
	"chiDensity":                    func() { chiDensity.get() },
	"chiEntropy":                    func() { chiEntropy.get() },
	"chiFromLog":                    func() { chiFromLog.get() },
	"continuousBernoulliLogits":     func() { continuousBernoulliLogits.get() },
	"continuousBernoulliProbs":      func() { continuousBernoulliProbs.get() },
	"deltaCDF":                      func() { deltaCDF.get() },
	"deltaDensity":                  func() { deltaDensity.get() },
	"deltaQuantile":                 func() { deltaQuantile.get() },
	"deltaHits":                     func() { deltaHits.get() },
	"deltaLogCDF":                   func() { deltaLogCDF.get() },
	"deltaLogSurvival":              func() { deltaLogSurvival.get() },
	"dirichletMultinomialAll":       func() { dirichletMultinomialAll.get() },
	"dirichletMultinomialEach":      func() { dirichletMultinomialEach.get() },
	"discreteUniformFamily":         func() { discreteUniformFamily.get() },
	"exGaussianFamily":              func() { exGaussianFamily.get() },
	"expAbove":                      func() { expAbove.get() },
	"expBelow":                      func() { expBelow.get() },
	"exponential":                   func() { exponential.get() },
	"exponentialFamily":             func() { exponentialFamily.get() },
	"firstOrder":                    func() { firstOrder.get() },
	"foldedMean":                    func() { foldedMean.get() },
	"foldedVariance":                func() { foldedVariance.get() },
	"gammaFamily":                   func() { gammaFamily.get() },
	"gammaFromLog":                  func() { gammaFromLog.get() },
	"generalizedExtremeValueFamily": func() { generalizedExtremeValueFamily.get() },
	"generalizedParetoFamily":       func() { generalizedParetoFamily.get() },
	"generalizedPoissonFamily":      func() { generalizedPoissonFamily.get() },
	"geometricLogits":               func() { geometricLogits.get() },
	"geometricProbs":                func() { geometricProbs.get() },
	"gompertzFamily":                func() { gompertzFamily.get() },
	"gumbelFamily":                  func() { gumbelFamily.get() },
	"gumbelNoise":                   func() { gumbelNoise.get() },
	"halfCauchyFamily":              func() { halfCauchyFamily.get() },
	"halfNormalFamily":              func() { halfNormalFamily.get() },
	"halfStudentTFamily":            func() { halfStudentTFamily.get() },
	"hurdleLogits":                  func() { hurdleLogits.get() },
	"hurdleProbs":                   func() { hurdleProbs.get() },
	"hypergeometricFamily":          func() { hypergeometricFamily.get() },
	"intoInterval":                  func() { intoInterval.get() },
	"inverseGammaFamily":            func() { inverseGammaFamily.get() },
	"inverseGammaFromLog":           func() { inverseGammaFromLog.get() },
	"inverseGaussianDraws":          func() { inverseGaussianDraws.get() },
	"inverseGaussianFamily":         func() { inverseGaussianFamily.get() },
	"inverseGaussianSlopes":         func() { inverseGaussianSlopes.get() },
	"inverseWishartMean":            func() { inverseWishartMean.get() },
	"inverseWishartVariance":        func() { inverseWishartVariance.get() },
	"isMultiple":                    func() { isMultiple.get() },
	"keptPositive":                  func() { keptPositive.get() },
	"kumaraswamyFamily":             func() { kumaraswamyFamily.get() },
	"kumaraswamyLogRest":            func() { kumaraswamyLogRest.get() },
	"laplaceFamily":                 func() { laplaceFamily.get() },
	"laplaceNoise":                  func() { laplaceNoise.get() },
	"lastMultiple":                  func() { lastMultiple.get() },
	"lastWhole":                     func() { lastWhole.get() },
	"lkjDensity":                    func() { lkjDensity.get() },
	"lkjDiagonal":                   func() { lkjDiagonal.get() },
	"lkjEntropy":                    func() { lkjEntropy.get() },
	"lkjRootMean":                   func() { lkjRootMean.get() },
	"lkjRootVariance":               func() { lkjRootVariance.get() },
	"lkjScale":                      func() { lkjScale.get() },
	"logComplement":                 func() { logComplement.get() },
	"logDifference":                 func() { logDifference.get() },
	"logGammaSlope":                 func() { logGammaSlope.get() },
	"logisticFamily":                func() { logisticFamily.get() },
	"logisticNoise":                 func() { logisticNoise.get() },
	"logLogisticFamily":             func() { logLogisticFamily.get() },
	"logNormalFamily":               func() { logNormalFamily.get() },
	"logRatioSlope":                 func() { logRatioSlope.get() },
	"logShareOfLogs":                func() { logShareOfLogs.get() },
	"logShareOfWeights":             func() { logShareOfWeights.get() },
	"logSum":                        func() { logSum.get() },
	"logUniformFamily":              func() { logUniformFamily.get() },
	"multinomialAll":                func() { multinomialAll.get() },
	"multinomialEach":               func() { multinomialEach.get() },
	"multivariateT":                 func() { multivariateT.get() },
	"multivariateTEntropy":          func() { multivariateTEntropy.get() },
	"nearestMultiple":               func() { nearestMultiple.get() },
	"negativeBinomialLogits":        func() { negativeBinomialLogits.get() },
	"negativeBinomialProbs":         func() { negativeBinomialProbs.get() },
	"normalFamily":                  func() { normalFamily.get() },
	"normalSpread":                  func() { normalSpread.get() },
	"opARFollow":                    func() { opARFollow.get() },
	"opCategorical":                 func() { opCategorical.get() },
	"opCategoricalKL":               func() { opCategoricalKL.get() },
	"opCategoricalSample":           func() { opCategoricalSample.get() },
	"opCategoricalSum":              func() { opCategoricalSum.get() },
	"opCountsDraw":                  func() { opCountsDraw.get() },
	"opCutpoint":                    func() { opCutpoint.get() },
	"opDirichlet":                   func() { opDirichlet.get() },
	"opDirichletDraw":               func() { opDirichletDraw.get() },
	"opDirichletKL":                 func() { opDirichletKL.get() },
	"opHMM":                         func() { opHMM.get() },
	"opHMMSample":                   func() { opHMMSample.get() },
	"opHMMSmooth":                   func() { opHMMSmooth.get() },
	"opHMMViterbi":                  func() { opHMMViterbi.get() },
	"opLogGamma":                    func() { opLogGamma.get() },
	"opMultivariateNormalDraw":      func() { opMultivariateNormalDraw.get() },
	"opOneHotCategory":              func() { opOneHotCategory.get() },
	"opOutside":                     func() { opOutside.get() },
	"opStateSpace":                  func() { opStateSpace.get() },
	"opStateSpacePredict":           func() { opStateSpacePredict.get() },
	"opStateSpaceSmooth":            func() { opStateSpaceSmooth.get() },
	"opStop":                        func() { opStop.get() },
	"orderedLogistic":               func() { orderedLogistic.get() },
	"orderedProbit":                 func() { orderedProbit.get() },
	"paretoFamily":                  func() { paretoFamily.get() },
	"poissonFamily":                 func() { poissonFamily.get() },
	"power":                         func() { power.get() },
	"relaxedBernoulliLogits":        func() { relaxedBernoulliLogits.get() },
	"relaxedBernoulliProbs":         func() { relaxedBernoulliProbs.get() },
	"sigmoid":                       func() { sigmoid.get() },
	"skellamFamily":                 func() { skellamFamily.get() },
	"skewNormalFamily":              func() { skewNormalFamily.get() },
	"skewStudentTFamily":            func() { skewStudentTFamily.get() },
	"skewStudentTFromNoise":         func() { skewStudentTFromNoise.get() },
	"skewStudentTNoise":             func() { skewStudentTNoise.get() },
	"skewStudentTSlopes":            func() { skewStudentTSlopes.get() },
	"softplus":                      func() { softplus.get() },
	"studentTFamily":                func() { studentTFamily.get() },
	"studentTFromNoise":             func() { studentTFromNoise.get() },
	"tanh":                          func() { tanh.get() },
	"triangularFamily":              func() { triangularFamily.get() },
	"tweedieFamily":                 func() { tweedieFamily.get() },
	"uniformFamily":                 func() { uniformFamily.get() },
	"vonMisesFamily":                func() { vonMisesFamily.get() },
	"vonMisesFromNoise":             func() { vonMisesFromNoise.get() },
	"vonMisesNoise":                 func() { vonMisesNoise.get() },
	"vonMisesSlopes":                func() { vonMisesSlopes.get() },
	"weibullFamily":                 func() { weibullFamily.get() },
	"wholeBelow":                    func() { wholeBelow.get() },
	"widerBy":                       func() { widerBy.get() },
	"wishartMean":                   func() { wishartMean.get() },
	"wishartVariance":               func() { wishartVariance.get() },
	"zeroInflatedLogits":            func() { zeroInflatedLogits.get() },
	"zeroInflatedProbs":             func() { zeroInflatedProbs.get() },
}

// MakeEverything makes what they hold, for tests of the table of operations.
func MakeEverything() {
	for _, make := range lazies {
		make()
	}
}

func TestLaziesAreAll(t *testing.T) {
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	found := 0
	for _, f := range files {
		if !regexp.MustCompile(`^[a-z0-9_]+\.go$`).MatchString(f.Name()) {
			continue
		}
		source, err := os.ReadFile(f.Name())
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`(?m)^(?:var |\t)(\w+) *= lazy\[`).FindAllStringSubmatch(string(source), -1) {
			require.Contains(t, lazies, m[1], "%s: add it to lazies in lazy_test.go", f.Name())
			found++
		}
	}
	require.Len(t, lazies, found)
}
