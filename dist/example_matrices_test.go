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

func ExampleWishart() {
	d := dist.Wishart(5, tensor.Of([]float64{2, 0.5, 0.5, 1}, 2, 2))
	mean, _ := dist.Mean(d)
	fmt.Printf("mean %v, log p = %.4f\n", mean, d.LogProb(tensor.Of([]float64{10, 2, 2, 5}, 2, 2)).Item())
	// Output:
	// mean [2 2]{10 2.5 2.5 5}, log p = -7.0360
}

func ExampleWishartCholesky() {
	d := dist.WishartCholesky(5, tensor.Eye(2))
	fmt.Printf("%.4f\n", d.LogProb(tensor.Of([]float64{2, 0, 0.5, 1.5}, 2, 2)).Item())
	// Output:
	// -2.1975
}

func ExampleInverseWishart() {
	d := dist.InverseWishart(6, tensor.Of([]float64{2, 0.5, 0.5, 1}, 2, 2))
	mean, _ := dist.Mean(d)
	fmt.Printf("mean %v, log p = %.4f\n", mean, d.LogProb(mean).Item())
	// Output:
	// mean [2 2]{0.666667 0.166667 0.166667 0.333333}, log p = 0.3390
}

func ExampleInverseWishartCholesky() {
	d := dist.InverseWishartCholesky(6, tensor.Eye(2))
	fmt.Printf("%.4f\n", d.LogProb(tensor.Of([]float64{0.5, 0, 0.1, 0.4}, 2, 2)).Item())
	// Output:
	// 2.6096
}

// Two variables of three regions: regions are correlated, and so are the variables.
func ExampleMatrixNormal() {
	regions := tensor.Of([]float64{1, 0, 0, 0.5, 1, 0, 0, 0.5, 1}, 3, 3)
	d := dist.MatrixNormal(tensor.Zeros(3, 2), regions, tensor.Of([]float64{2, 0, 1, 1}, 2, 2))
	variance, _ := dist.Variance(d)
	fmt.Printf("%.4f, variances %v\n", d.LogProb(tensor.Ones(3, 2)).Item(), variance)
	// Output:
	// -8.0462, variances [3 2]{4 2 5 2.5 5 2.5}
}
