package dist_test

import (
	"fmt"
	"math"

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

// Dry days and wet ones, and how many umbrellas are seen.
func ExampleDiscreteHMM() {
	weather := dist.DiscreteHMM(
		dist.Categorical[dist.Probs](tensor.Of([]float64{0.8, 0.2})),
		dist.Categorical[dist.Probs](tensor.Of([]float64{0.7, 0.3, 0.4, 0.6}, 2, 2)),
		dist.Poisson(tensor.Of([]float64{1, 6})), 5)
	umbrellas := tensor.Of([]float64{0, 7, 3, 5, 1})
	fmt.Printf("%.6f\n", weather.LogProb(umbrellas).Item())
	fmt.Println("most likely", weather.Viterbi(umbrellas))
	fmt.Printf("wet with %.3f\n", weather.Smooth(umbrellas).Slice(1, 1, 2).Float64s())
	// Output:
	// -11.292870
	// most likely [5]{0 1 1 1 0}
	// wet with [0.003 0.999 0.806 0.970 0.056]
}

// A local level: a walk that is seen with noise, its third value not at all.
func ExampleGaussianStateSpace() {
	one := tensor.Ones(1, 1)
	level := dist.GaussianStateSpace(
		dist.MultivariateNormal[dist.ScaleTril](tensor.Zeros(1), tensor.Mul(one, 10)),
		one, tensor.Mul(one, 0.5), // the level moves by 0.5
		one, one, 4) // and is seen with an error of 1
	level = level.Observed(tensor.Of([]float64{1, 1, 0, 1}, 4, 1))
	x := tensor.Of([]float64{2, 3, math.NaN(), 5}, 4, 1)
	mean, _ := level.Smooth(x)
	fmt.Printf("%.6f\n%.3f\n", level.LogProb(x).Item(), mean.Float64s())
	next, _ := dist.Mean(level.Forecast(x, 1))
	fmt.Printf("%.3f\n", next.Item())
	// Output:
	// -7.547097
	// [2.959 3.207 3.506 3.804]
	// 3.804
}

// Three sites in a row, of which each is near to its neighbors.
func ExampleCAR() {
	row := dist.NewAdjacency(tensor.Of([]float64{0, 1, 0, 1, 0, 1, 0, 1, 0}, 3, 3))
	sites := dist.CAR(tensor.Zeros(3), 0.9, 2, row)
	fmt.Printf("%.6f\n", sites.LogProb(tensor.Of([]float64{1, 1.2, 0.7})).Item())
	variance, _ := dist.Variance(sites)
	fmt.Printf("%.4f\n", variance.Float64s())
	// Output:
	// -2.898887
	// [1.5658 1.3158 1.5658]
}
