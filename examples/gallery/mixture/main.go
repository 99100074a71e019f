// Mixture asks how long one waits for the geyser Old Faithful, whose waits are of two kinds.
//
// After a short eruption the next comes soon, after a long one late; which was which is not written down. Each wait
// comes from one of two normal distributions. The choice is discrete and summed out by dist.Mixture, so that chains
// only move over means, deviations and the share of short waits. The second mean is the first and a gap: otherwise the
// two could change places, and chains would disagree about which is which. It prints
//
//	36 % of the waits are short, from 31 to 42 with probability 0.9.
//	They take 54.7 ± 6.0 minutes, the others 80.1 ± 5.9.
//	A wait of 65 minutes is a short one with probability 0.74, one of 70 with 0.10.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1300 independent draws.
package main

//go:generate go run . -plot ../pictures/mixture.svg

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

// waits are minutes between 272 eruptions in 1985 (Azzalini & Bowman 1990, "A look at some data on the Old Faithful
// geyser"; faithful in R).
var waits = tensor.Of([]int{
	79, 54, 74, 62, 85, 55, 88, 85, 51, 85, 54, 84, 78, 47, 83, 52, 62, 84, 52, 79, 51, 47, 78, 69, 74, 83, 55, 76,
	78, 79, 73, 77, 66, 80, 74, 52, 48, 80, 59, 90, 80, 58, 84, 58, 73, 83, 64, 53, 82, 59, 75, 90, 54, 80, 54, 83,
	71, 64, 77, 81, 59, 84, 48, 82, 60, 92, 78, 78, 65, 73, 82, 56, 79, 71, 62, 76, 60, 78, 76, 83, 75, 82, 70, 65,
	73, 88, 76, 80, 48, 86, 60, 90, 50, 78, 63, 72, 84, 75, 51, 82, 62, 88, 49, 83, 81, 47, 84, 52, 86, 81, 75, 59,
	89, 79, 59, 81, 50, 85, 59, 87, 53, 69, 77, 56, 88, 81, 45, 82, 55, 90, 45, 83, 56, 89, 46, 82, 51, 86, 53, 79,
	81, 60, 82, 77, 76, 59, 80, 49, 96, 53, 77, 77, 65, 81, 71, 70, 81, 93, 53, 89, 45, 86, 58, 78, 66, 76, 63, 88,
	52, 93, 49, 57, 77, 68, 81, 81, 73, 50, 85, 74, 55, 77, 83, 83, 51, 78, 84, 46, 83, 55, 81, 57, 76, 84, 77, 81,
	87, 77, 51, 78, 60, 82, 91, 53, 78, 46, 77, 84, 49, 83, 71, 80, 49, 75, 64, 76, 53, 94, 55, 76, 50, 82, 54, 75,
	78, 79, 78, 78, 70, 79, 70, 54, 86, 50, 90, 54, 54, 77, 79, 64, 75, 47, 86, 63, 85, 82, 57, 82, 67, 74, 54, 83,
	73, 73, 88, 80, 71, 83, 56, 79, 78, 84, 58, 83, 43, 60, 75, 81, 46, 90, 46, 74})

// model observes waits, and computes for some minutes the probability that a wait of that length is a short one.
func model(c *ppl.Context, minutes *tensor.Tensor) {
	short := ppl.Sample(c, "short", dist.Normal(60, 20))
	gap := ppl.Sample(c, "gap", dist.HalfNormal(40))
	long := ppl.Deterministic(c, "long", short.Add(gap))
	sd := ppl.Sample(c, "sd", dist.HalfNormal(tensor.Full(10, 2)).ToEvent(1)) // of both kinds
	share := ppl.Sample(c, "share", dist.Beta(2, 2))                          // of short ones

	weights := tensor.Stack(0, share, tensor.Sub(1, share))
	components := dist.Normal(tensor.Stack(0, short, long), sd)
	ppl.Plate(c, "eruptions", waits.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "wait", dist.Mixture(dist.Categorical[dist.Probs](weights), components), ppl.Obs(waits))
	})

	// By Bayes' theorem: each kind's share times its density, divided by the sum of both.
	joint := components.LogProb(minutes.Unsqueeze(-1)).Add(weights.Log()) // [minutes, kinds]
	ppl.Deterministic(c, "is short", joint.Softmax(-1).Index(-1, 0))
}

var minutes = gallery.Range(40, 100, 61)

func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Draws: 500, Warmup: 500, Progress: progress}.Run(ctx, ppl.Bind(model, tensor.Of(minutes)))
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	sum := post.Summary()
	share, short, long := sum.Row("share"), sum.Row("short"), sum.Row("long")
	s.Printf("%.0f %% of the waits are short, from %.0f to %.0f with probability 0.9.\n", 100*share.Mean, 100*share.Q5, 100*share.Q95)
	s.Printf("They take %.1f ± %.1f minutes, the others %.1f ± %.1f.\n",
		short.Mean, sum.Row("sd[0]").Mean, long.Mean, sum.Row("sd[1]").Mean)
	s.Printf("A wait of 65 minutes is a short one with probability %.2f, one of 70 with %.2f.\n",
		sum.Row("is short[25]").Mean, sum.Row("is short[30]").Mean)
	s.Judge(post)
	return s.Draw(plot.LM(post, "is short", minutes, plot.Labels("wait (minutes)", "probability of a short one")))
}

func main() { gallery.Main(run) }
