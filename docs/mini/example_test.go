package mini_test

import (
	"fmt"

	. "github.com/credence-ppl/credence/docs/mini"
	"github.com/credence-ppl/credence/tensor"
)

// A kiosk sells 10 portions of ice cream a degree, give or take 20. It has sold 300: how warm was it?
func Example() {
	kiosk := func(c *Context) {
		warmth := Sample(c, "warmth", Normal{tensor.Scalar(20), tensor.Scalar(5)})
		Observe(c, "sales", Normal{tensor.Mul(warmth, 10), tensor.Scalar(20)}, tensor.Scalar(300))
	}
	const n = 2000
	mean := 0.0
	for _, draw := range HMC(kiosk, n, 0.8, 4, tensor.NewRNG(1)) { // 4 steps of 0.8: a quarter of a swing
		mean += draw["warmth"].Item() / n
	}
	fmt.Printf("%.0f degrees\n", mean)

	guide := func(c *Context) {
		Sample(c, "warmth", Normal{Param(c, "loc", 20), Param(c, "log scale", 0).Exp()})
	}
	found := SVI(kiosk, guide, 2000, 0.05, tensor.NewRNG(1))
	fmt.Printf("%.0f ± %.0f degrees\n", found["loc"].Item(), found["log scale"].Exp().Item())

	// Output:
	// 29 degrees
	// 29 ± 2 degrees
}
