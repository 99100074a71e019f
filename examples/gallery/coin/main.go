// Coin asks whether a coin that came up heads six times in ten flips is fair.
//
// Before the flips, most coins are about fair: Beta(10, 10) is what 20 earlier flips would have taught, half of them
// heads. Markov chains draw from what is believed after the flips. It prints
//
//	Heads come up with probability 0.53, between 0.39 and 0.68 with probability 0.9.
//	The coin is about fair, from 0.45 to 0.55, with probability 0.39.
//	The next two flips are both heads with probability 0.29.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1300 independent draws.
package main

//go:generate go run . -plot ../pictures/coin.svg

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

var flips = tensor.Of([]int{1, 1, 1, 1, 1, 1, 0, 0, 0, 0})

func model(c *ppl.Context, flips *tensor.Tensor) {
	heads := ppl.Sample(c, "heads", dist.Beta(10, 10))
	ppl.Plate(c, "flips", flips.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "flip", dist.Bernoulli[dist.Probs](heads), ppl.Obs(flips))
	})
}

// fit draws from the posterior.
func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Progress: progress}.Run(ctx, ppl.Bind(model, flips))
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	// Whatever is asked of heads, the answer is an average over its draws.
	r := post.Summary().Row("heads")
	s.Printf("Heads come up with probability %.2f, between %.2f and %.2f with probability 0.9.\n", r.Mean, r.Q5, r.Q95)
	heads := post.Get("heads")
	fair := tensor.Less(0.45, heads).Mul(tensor.Less(heads, 0.55)) // 1 in draws where the coin is about fair, else 0
	s.Printf("The coin is about fair, from 0.45 to 0.55, with probability %.2f.\n", fair.Mean().Item())
	s.Printf("The next two flips are both heads with probability %.2f.\n", heads.Square().Mean().Item())
	s.Judge(post)
	return s.Draw(plot.Posterior(post, plot.ROPE(0.45, 0.55)))
}

func main() { gallery.Main(run) }
