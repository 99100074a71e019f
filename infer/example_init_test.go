package infer_test

import (
	"context"
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Chains that start at different places in one latent, and at the prior's median in all others.
func ExampleInitToValues() {
	model := func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 10))
		ppl.Sample(c, "x", dist.Normal(mu, 1), ppl.Obs(tensor.Scalar(3)))
	}
	init := func(l infer.Latent, rng *tensor.RNG) *tensor.Tensor {
		start := ppl.Values{"mu": tensor.Scalar(float64(10 * l.Chain))}
		return infer.InitToValues(start, infer.InitToMedian)(l, rng)
	}
	post, err := infer.MCMC{Chains: 2, Init: init, Seed: 1}.Run(context.Background(), model)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f\n", post.Get("mu").Mean().Item())
	// Output: 3
}
