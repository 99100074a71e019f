package dist_test

import (
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Logits are the inputs of a softmax, probs are weights; the program says which.
func ExampleCategorical() {
	logits := tensor.Of([]float64{0, 0.6931471805599453, 0}) // log 1, log 2, log 1
	y := tensor.Scalar(1)
	fmt.Printf("%.4f\n", dist.Categorical[dist.Logits](logits).LogProb(y).Item())
	fmt.Printf("%.4f\n", dist.Categorical[dist.Probs](tensor.Of([]float64{1, 2, 1})).LogProb(y).Item())
	fmt.Println(dist.Categorical[dist.Probs](tensor.Of([]float64{1, -2, 1})).Validate())
	// Output:
	// -0.6931
	// -0.6931
	// dist: Categorical: probs must be non-negative, and not all 0 along the last dimension, found -2 at index [1]; if these are logits, say dist.Categorical[dist.Logits]
}

// The weights of a layer are one event: they have one log-density.
func ExampleToEvent() {
	weights := dist.Normal(0, 1).Expand(3, 2)
	fmt.Println(weights.BatchShape(), weights.EventShape(), weights.LogProb(tensor.Zeros(3, 2)).Shape())
	layer := weights.ToEvent(2)
	fmt.Println(layer.BatchShape(), layer.EventShape(), layer.LogProb(tensor.Zeros(3, 2)).Shape())
	// Output:
	// [3 2] [] [3 2]
	// [] [3 2] []
}

func ExampleKL() {
	kl, ok := dist.KL(dist.Normal(1, 1), dist.Normal(0, 1))
	fmt.Println(kl.Item(), ok)
	_, ok = dist.KL(dist.Normal(0, 1), dist.HalfCauchy(1))
	fmt.Println(ok)
	// Output:
	// 0.5 true
	// false
}

func ExampleQuantile() {
	x, _ := dist.Quantile(dist.Normal(0, 1), tensor.Of([]float64{0.025, 0.5, 0.975}))
	fmt.Printf("%.3f\n", x.Float64s())
	// Output: [-1.960 0.000 1.960]
}

// A lifetime that was not over after 100 hours has the probability of all that are longer. Its logarithm is finite, and
// has derivatives, however improbable that is.
func ExampleLogSurvival() {
	hours := tensor.Of([]float64{100, 100, 100})
	lifetime := dist.Normal(tensor.Of([]float64{90, 10, 1}), 1)
	logProb, ok := dist.LogSurvival(lifetime, hours)
	fmt.Println(ok)
	for _, v := range logProb.Float64s() {
		fmt.Printf("%.4f\n", v)
	}
	// Output:
	// true
	// -53.2313
	// -4055.4189
	// -4906.0142
}

// A hundred numbers that have one thing in common.
func ExampleLowRankMultivariateNormal() {
	d := dist.LowRankMultivariateNormal(tensor.Zeros(100), tensor.Full(2, 100, 1), tensor.Ones(100))
	variance, _ := dist.Variance(d)
	x := d.Sample(tensor.NewRNG(1), 1000)
	fmt.Println("variance", variance.At(0))
	fmt.Printf("of means %.0f\n", x.Mean(-1).Square().Mean().Item())
	// Output:
	// variance 5
	// of means 4
}

// One flip in ten is of a coin that falls on heads nine times in ten.
func ExampleMixture() {
	coins := dist.Binomial[dist.Probs](10, tensor.Of([]float64{0.5, 0.9}))
	heads := dist.Mixture(dist.Categorical[dist.Probs](tensor.Of([]float64{0.9, 0.1})), coins)
	fmt.Printf("%.4f\n", heads.LogProb(tensor.Scalar(9)).Exp().Item()) // 0.9 · 0.0098 + 0.1 · 0.3874
	// Output: 0.0475
}

func ExampleMixtureOf() {
	// Measurements, of which one in ten is a mistake of any size.
	d := dist.MixtureOf(dist.Categorical[dist.Probs](tensor.Of([]float64{0.9, 0.1})), dist.Normal(20, 1), dist.Uniform(0, 100))
	for _, x := range []float64{20, 70} {
		fmt.Printf("%.4f\n", d.LogProb(tensor.Scalar(x)).Exp().Item())
	}
	// Output:
	// 0.3600
	// 0.0010
}

func ExampleZeroInflated() {
	// Fish that were caught, where three in ten visitors did not fish.
	fish := dist.ZeroInflated[dist.Probs](dist.Poisson(2), 0.3)
	fmt.Printf("%.4f\n", fish.LogProb(tensor.Scalar(0)).Exp().Item()) // 0.3 + 0.7 · 0.1353
	fmt.Printf("%.4f\n", fish.LogProb(tensor.Scalar(1)).Exp().Item()) // 0.7 · 0.2707
	// Output:
	// 0.3947
	// 0.1895
}
