package infer_test

import (
	"context"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/infer"
)

// Banana is Rosenbrock's density: x₀ is normal with mean 1 and variance 1/2, and x₁ given x₀ is normal around x₀² with
// variance 1/10.
type Banana struct{}

func (Banana) Dim() int { return 2 }

func (Banana) ValueAndGrad(x, gradient []float64) (float64, error) {
	a, b := 1-x[0], x[1]-x[0]*x[0]
	gradient[0] = 2*a + 20*x[0]*b
	gradient[1] = -10 * b
	return -a*a - 5*b*b, nil
}

// A density that is plain Go needs no model.
func ExampleMCMC_RunDensity() {
	post, err := infer.MCMC{Kernel: infer.NUTS{TargetAccept: 0.95}, Draws: 4000, Seed: 1}.RunDensity(context.Background(), Banana{})
	if err != nil {
		fmt.Println(err)
		return
	}
	x := post.Get("x").Mean(0).Mean(0)
	// Another type of processor rounds otherwise, and has other draws.
	fmt.Println("means of 1 and 1² + 1/2:", math.Abs(x.At(0)-1) < 0.1, math.Abs(x.At(1)-1.5) < 0.2)
	// Output: means of 1 and 1² + 1/2: true true
}
