// Abtest asks which of two versions of a page sells more, and what it costs to decide now.
//
// Of the visitors of each version some buy. Before the test, shares around 5 % were likely. The answer is the
// probability that B is better, and how many buyers would be lost on average by taking B where it is not. It prints
//
//	B is better with probability 0.965.
//	Of 1000 visitors, it sells to 11.7 more, from 1.2 to 22.3 with probability 0.9.
//	Whoever takes B now loses 0.08 of 1000 on average because A may be better; with A, it would be 11.8.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 2500 independent draws.
package main

//go:generate go run . -plot ../pictures/abtest.svg

import (
	"context"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Visitors and buyers of the versions A and B, made up.
var (
	visitors = tensor.Of([]int{2410, 2388})
	buyers   = tensor.Of([]int{112, 139})
)

func model(c *ppl.Context) {
	var share *tensor.Tensor
	ppl.Plate(c, "versions", 2, func(c *ppl.Context) {
		share = ppl.Sample(c, "share", dist.Beta(3, 57))
		ppl.Sample(c, "buyers", dist.Binomial[dist.Probs](visitors, share), ppl.Obs(buyers))
	})
	// What is asked for is a function of the latents, and has a posterior like them.
	ppl.Deterministic(c, "B - A", share.Index(0, 1).Sub(share.Index(0, 0)))
}

func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Progress: progress}.Run(ctx, model)
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	difference := post.Get("B - A")
	r := post.Summary().Row("B - A")
	s.Printf("B is better with probability %.3f.\n", tensor.Less(0, difference).Mean().Item())
	s.Printf("Of 1000 visitors, it sells to %.1f more, from %.1f to %.1f with probability 0.9.\n", 1000*r.Mean, 1000*r.Q5, 1000*r.Q95)
	lossB, lossA := tensor.Maximum(difference.Neg(), 0), tensor.Maximum(difference, 0)
	s.Printf("Whoever takes B now loses %.2f of 1000 on average because A may be better; with A, it would be %.1f.\n",
		1000*lossB.Mean().Item(), 1000*lossA.Mean().Item())
	s.Judge(post)
	return s.Draw(plot.Posterior(post, plot.Sites("B - A"), plot.Reference(0)))
}

func main() { gallery.Main(run) }
