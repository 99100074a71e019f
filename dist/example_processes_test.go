package dist_test

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

func ExampleGaussianRandomWalk() {
	walk := dist.GaussianRandomWalk(dist.Normal(0, 1), 0.5, 2, 4) // four values, from Normal(0, 1) on
	mean, _ := dist.Mean(walk)
	variance, _ := dist.Variance(walk)
	fmt.Println(mean, variance)
	fmt.Printf("%.6f\n", walk.LogProb(tensor.Of([]float64{0.3, 1, -1, 2})).Item())
	// Output:
	// [4]{0 0.5 1 1.5} [4]{1 5 9 13}
	// -7.367696
}

func ExampleAR() {
	process := dist.AR(dist.Normal(0, 1), 1, tensor.Of([]float64{0.5, -0.3}), 2, 5)
	mean, _ := dist.Mean(process)
	fmt.Printf("%.4f\n", mean.Float64s())
	fmt.Printf("%.6f\n", process.LogProb(tensor.Of([]float64{0.3, 1, -1, 2, 1})).Item())
	// Output:
	// [0.0000 0.0000 1.0000 1.5000 1.4500]
	// -8.561397
}
