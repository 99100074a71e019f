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
