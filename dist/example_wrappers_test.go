package dist_test

import (
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// Of three machines two failed, after 2 and 5 weeks; the third one ran for 8 and has not failed yet.
func ExampleCensored() {
	seen := tensor.Of([]float64{math.Inf(1), math.Inf(1), 8})
	life := dist.Censored(dist.Weibull(6, 1.5), math.Inf(-1), seen)
	fmt.Printf("%.4f\n", life.LogProb(tensor.Of([]float64{2, 5, 8})).Float64s())
	// Output:
	// [-2.1281 -2.2382 -1.5396]
}

// Each patient was well at one visit and ill at the next one; the last one is well still, and the second one was ill at
// the first visit.
func ExampleIntervalCensored() {
	visits := tensor.Of([]float64{
		1, 3,
		2, 4,
		5, 6,
	}, 3, 2)
	onset := dist.IntervalCensored(dist.LogNormal(1, 0.5), visits)
	fmt.Printf("%.4f\n", onset.LogProb(tensor.Of([]float64{1, 0, 2})).Float64s())
	// Output:
	// [-0.5880 -1.3104 -2.8708]
}

func ExampleRounded() {
	show(dist.Rounded(dist.Normal(170, 8), 5), 175) // heights to 5 cm
	// Output:
	// log p(175) = -1.594157, P(X ≤ 175) = 0.825749
}

func ExampleTruncated_counts() {
	show(dist.Truncated(dist.Poisson(2), 1, math.Inf(1)), 1) // families with at least one child
	// Output:
	// log p(1) = -1.161439, P(X ≤ 1) = 0.313035
}

func ExampleHurdle() {
	show(dist.Hurdle[dist.Probs](dist.Poisson(2), 0.4), 1)
	// Output:
	// log p(1) = -1.672265, P(X ≤ 1) = 0.587821
}

func ExampleTweedie() {
	rain := dist.Tweedie(3, 2, 1.6) // millimeters a day
	fmt.Printf("%.4f\n", rain.LogProb(tensor.Of([]float64{0, 1, 10})).Float64s())
	// Output:
	// [-1.9398 -1.7962 -4.2077]
}

func ExampleFolded() {
	show(dist.Folded(dist.Normal(1, 2)), 1.5) // sizes of errors with a bias
	// Output:
	// log p(1.5) = -1.256465, P(X ≤ 1.5) = 0.493057
}

func ExampleEmpirical() {
	d := dist.Empirical(tensor.Of([]float64{1, 2, 4}), tensor.Of([]float64{0, 0, 1}))
	mean, _ := dist.Mean(d)
	fmt.Printf("%.4f\n", mean.Item())
	show(d, 2)
	// Output:
	// 2.9403
	// log p(2) = -1.551445, P(X ≤ 2) = 0.423883
}
