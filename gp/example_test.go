package gp_test

import (
	"fmt"

	"github.com/credence-ppl/credence/gp"
	"github.com/credence-ppl/credence/tensor"
)

// The values of a smooth function between four that were seen, and far from all of them.
func ExamplePredict() {
	x := tensor.Of([]float64{-2, -1, 1, 2}, 4, 1)
	y := tensor.Of([]float64{-0.9, -0.8, 0.8, 0.9})
	kernel := gp.SquaredExponential(1, 1.5)
	fmt.Printf("%.6f\n", gp.Process(kernel, x, 0.1).LogProb(y).Item())
	mean, covariance := gp.Predict(kernel, x, y, 0.1, tensor.Of([]float64{0.5, 1.5, 10}, 3, 1))
	fmt.Printf("mean %.3f, deviation %.3f\n", mean.Float64s(), covariance.Diag().Sqrt().Float64s())
	// Output:
	// -3.523761
	// mean [0.452 0.935 0.000], deviation [0.148 0.096 1.000]
}
