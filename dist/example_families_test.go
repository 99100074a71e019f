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
