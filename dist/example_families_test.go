package dist_test

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// show prints the log-density of a distribution of numbers at a value, and the probability of less.
func show(d dist.Distribution, x float64) {
	p, _ := dist.CDF(d, tensor.Scalar(x))
	fmt.Printf("log p(%v) = %.6f, P(X ≤ %v) = %.6f\n", x, d.LogProb(tensor.Scalar(x)).Item(), x, p.Item())
}

func ExampleLogistic() {
	show(dist.Logistic(1, 2), 2)
	// Output:
	// log p(2) = -2.141301, P(X ≤ 2) = 0.622459
}

func ExampleGumbel() {
	show(dist.Gumbel(1, 2), 2)
	// Output:
	// log p(2) = -1.799678, P(X ≤ 2) = 0.545239
}

func ExampleAsymmetricLaplace() {
	show(dist.AsymmetricLaplace(0, 2, 3), -1) // slowly falling below 0
	// Output:
	// log p(-1) = -2.063787, P(X ≤ -1) = 0.761834
}

func ExampleWeibull() {
	show(dist.Weibull(3, 2), 2) // scale 3, concentration 2
	// Output:
	// log p(2) = -1.255375, P(X ≤ 2) = 0.358820
}

func ExamplePareto() {
	show(dist.Pareto(1, 3), 2)
	// Output:
	// log p(2) = -1.673976, P(X ≤ 2) = 0.875000
}

func ExampleLogLogistic() {
	show(dist.LogLogistic(3, 2), 2)
	// Output:
	// log p(2) = -1.546380, P(X ≤ 2) = 0.307692
}

func ExampleGompertz() {
	show(dist.Gompertz(0.1, 0.5), 2)
	// Output:
	// log p(2) = -2.167560, P(X ≤ 2) = 0.157876
}

func ExampleHalfStudentT() {
	show(dist.HalfStudentT(4, 2), 2)
	// Output:
	// log p(2) = -1.538688, P(X ≤ 2) = 0.626099
}

func ExampleChi2() {
	show(dist.Chi2(3), 2)
	// Output:
	// log p(2) = -1.572365, P(X ≤ 2) = 0.427593
}

func ExampleBetaPrime() {
	show(dist.BetaPrime(2, 3), 2)
	// Output:
	// log p(2) = -2.315008, P(X ≤ 2) = 0.888889
}

func ExampleKumaraswamy() {
	show(dist.Kumaraswamy(2, 3), 0.4)
	// Output:
	// log p(0.4) = 0.526762, P(X ≤ 0.4) = 0.407296
}

func ExampleBetaProportion() {
	show(dist.BetaProportion(0.25, 8), 0.4) // Beta(2, 6)
	// Output:
	// log p(0.4) = 0.267251, P(X ≤ 0.4) = 0.841370
}

func ExampleLogitNormal() {
	show(dist.LogitNormal(0, 1), 0.3)
	// Output:
	// log p(0.3) = 0.282752, P(X ≤ 0.3) = 0.198415
}

func ExampleGammaPoisson() {
	show(dist.GammaPoisson(3, 0.5), 4)
	// Output:
	// log p(4) = -2.209647, P(X ≤ 4) = 0.429355
}

func ExampleNegativeBinomial2() {
	show(dist.NegativeBinomial2(6, 3), 4) // mean 6, the same
	// Output:
	// log p(4) = -2.209647, P(X ≤ 4) = 0.429355
}

func ExampleGeneralizedPareto() {
	show(dist.GeneralizedPareto(1, 2, 0.2), 4)
	// Output:
	// log p(4) = -2.267333, P(X ≤ 4) = 0.730671
}

func ExampleGeneralizedExtremeValue() {
	show(dist.GeneralizedExtremeValue(1, 2, 0.2), 4)
	// Output:
	// log p(4) = -2.536662, P(X ≤ 4) = 0.763892
}

func ExampleTriangular() {
	show(dist.Triangular(0, 4, 1), 2)
	// Output:
	// log p(2) = -1.098612, P(X ≤ 2) = 0.666667
}

func ExampleContinuousBernoulli() {
	show(dist.ContinuousBernoulli[dist.Probs](0.3), 0.4)
	// Output:
	// log p(0.4) = 0.054994, P(X ≤ 0.4) = 0.503055
}

func ExampleExGaussian() {
	show(dist.ExGaussian(1, 2, 0.5), 4)
	// Output:
	// log p(4) = -2.062094, P(X ≤ 4) = 0.678818
}

func ExampleSkewNormal() {
	show(dist.SkewNormal(1, 2, 3), 4)
	// Output:
	// log p(4) = -2.043942, P(X ≤ 4) = 0.866386
}

func ExampleInverseGaussian() {
	show(dist.InverseGaussian(2, 3), 4)
	// Output:
	// log p(4) = -2.824074, P(X ≤ 4) = 0.900911
}

func ExampleGeometric() {
	show(dist.Geometric[dist.Probs](0.3), 2) // two failures, then a success
	// Output:
	// log p(2) = -1.917323, P(X ≤ 2) = 0.657000
}

func ExampleDiscreteUniform() {
	show(dist.DiscreteUniform(1, 6), 2)
	// Output:
	// log p(2) = -1.791759, P(X ≤ 2) = 0.333333
}

func ExampleBetaBinomial() {
	fmt.Printf("%.6f\n", dist.BetaBinomial(10, 2, 3).LogProb(tensor.Of([]float64{0, 4, 10})).Float64s())
	// Output:
	// [-2.719100 -1.967112 -4.510860]
}

func ExampleGeneralizedPoisson() {
	fmt.Printf("%.6f\n", dist.GeneralizedPoisson(2, 0.3).LogProb(tensor.Of([]float64{0, 3, 8})).Float64s())
	// Output:
	// [-2.000000 -1.869191 -3.940224]
}

func ExampleHypergeometric() {
	fmt.Printf("%.6f\n", dist.Hypergeometric(20, 8, 9).LogProb(tensor.Of([]float64{0, 4, 8})).Float64s())
	// Output:
	// [-6.637854 -1.108425 -9.546574]
}

func ExampleOrderedLogistic() {
	cutpoints := tensor.Of([]float64{-1, 0.5, 2}) // four ratings
	fmt.Printf("%.6f\n", dist.OrderedLogistic(1, cutpoints).Categorical().Probs().Float64s())
	show(dist.OrderedLogistic(1, cutpoints), 2)
	// Output:
	// [0.119203 0.258338 0.353518 0.268941]
	// log p(2) = -1.039821, P(X ≤ 2) = 0.731059
}

func ExampleOrderedProbit() {
	cutpoints := tensor.Of([]float64{-1, 0.5, 2})
	fmt.Printf("%.6f\n", dist.OrderedProbit(1, cutpoints).Categorical().Probs().Float64s())
	// Output:
	// [0.022750 0.285787 0.532807 0.158655]
}

func ExampleOneHotCategorical() {
	d := dist.OneHotCategorical[dist.Probs](tensor.Of([]float64{1, 2, 7}))
	fmt.Printf("%.6f\n", d.LogProb(tensor.Of([]float64{0, 1, 0})).Item())
	// Output:
	// -1.609438
}

func ExampleMultinomial() {
	d := dist.Multinomial[dist.Probs](10, tensor.Of([]float64{1, 2, 7}))
	fmt.Printf("%.6f\n", d.LogProb(tensor.Of([]float64{1, 3, 6})).Item())
	// Output:
	// -2.537547
}

func ExampleDirichletMultinomial() {
	d := dist.DirichletMultinomial(10, tensor.Of([]float64{1, 2, 7}))
	fmt.Printf("%.6f\n", d.LogProb(tensor.Of([]float64{1, 3, 6})).Item())
	// Output:
	// -3.218638
}

func ExampleSkellam() {
	show(dist.Skellam(3, 1.5), 2) // goals of two teams
	// Output:
	// log p(2) = -1.700907, P(X ≤ 2) = 0.694561
}

func ExampleVonMises() {
	show(dist.VonMises(0.5, 2), 1)
	// Output:
	// log p(1) = -0.906705, P(X ≤ 1) = 0.743336
}

func ExampleRelaxedBernoulli() {
	show(dist.RelaxedBernoulli[dist.Probs](0.5, 0.7), 0.9)
	// Output:
	// log p(0.9) = 0.312756, P(X ≤ 0.9) = 0.562500
}

func ExampleRelaxedOneHotCategorical() {
	d := dist.RelaxedOneHotCategorical[dist.Probs](0.5, tensor.Of([]float64{1, 2, 7}))
	fmt.Printf("%.6f\n", d.LogProb(tensor.Of([]float64{0.25, 0.25, 0.5})).Item())
	// Output:
	// -1.154348
}

func ExampleSkewStudentT() {
	show(dist.SkewStudentT(5, 2, 0, 1), 2)
	// Output:
	// log p(2) = -1.444931, P(X ≤ 2) = 0.659074
}
