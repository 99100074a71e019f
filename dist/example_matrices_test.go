package dist_test

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Intercepts and slopes that are correlated: a factor of correlations and scales make that of a covariance.
func ExampleLKJCholesky() {
	l := tensor.Of([]float64{1, 0, 0.6, 0.8}, 2, 2)
	scales := tensor.Of([]float64{2, 0.5})
	effects := dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(2), scales.Unsqueeze(-1).Mul(l))
	fmt.Printf("log p(L) = %.4f\n", dist.LKJCholesky(2, 2).LogProb(l).Item())
	fmt.Printf("log p(effects) = %.4f\n", effects.LogProb(tensor.Of([]float64{1, 0})).Item())
	// Output:
	// log p(L) = -0.7340
	// log p(effects) = -1.8100
}

func ExampleLKJ() {
	correlations := tensor.Of([]float64{1, 0.6, 0.6, 1}, 2, 2)
	d := dist.LKJ(2, 2)
	variance, _ := dist.Variance(d)
	fmt.Printf("log p(X) = %.4f, standard deviation of a correlation %.4f\n", d.LogProb(correlations).Item(), variance.Sqrt().At(1, 0))
	// Output:
	// log p(X) = -0.7340, standard deviation of a correlation 0.4472
}

func ExampleMultivariateStudentT() {
	d := dist.MultivariateStudentT(4, tensor.Zeros(2), tensor.Of([]float64{1, 0, 0.5, 2}, 2, 2))
	variance, _ := dist.Variance(d) // twice the squares of L's rows
	fmt.Printf("log p(0, 0) = %.4f, variances %v\n", d.LogProb(tensor.Zeros(2)).Item(), variance)
	// Output:
	// log p(0, 0) = -2.5310, variances [2]{2 8.5}
}

// The same distribution by its covariance and by the inverse.
func ExampleMultivariateNormal_precision() {
	covariance := dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), tensor.Of([]float64{2, 1, 1, 1}, 2, 2))
	precision := dist.MultivariateNormal[dist.Precision](tensor.Zeros(2), tensor.Of([]float64{1, -1, -1, 2}, 2, 2))
	kl, _ := dist.KL(covariance, precision)
	x := tensor.Of([]float64{1, 0.5})
	fmt.Printf("%.4f %.4f, divergence %.4f\n", covariance.LogProb(x).Item(), precision.LogProb(x).Item(), kl.Item())
	// Output:
	// -2.0879 -2.0879, divergence 0.0000
}

func ExampleLogisticNormal() {
	shares := dist.LogisticNormal(tensor.Zeros(2), 0.5)
	fmt.Printf("%.4f\n", shares.LogProb(tensor.Of([]float64{0.5, 0.25, 0.25})).Item())
	// Output:
	// 2.0532
}

// Effects of three regions beside an intercept.
func ExampleZeroSumNormal() {
	effects := dist.ZeroSumNormal(2, 3)
	variance, _ := dist.Variance(effects)
	fmt.Printf("%.4f, variance %.4f\n", effects.LogProb(tensor.Of([]float64{1, 0.5, -1.5})).Item(), variance.At(0))
	// Output:
	// -3.6617, variance 2.6667
}
