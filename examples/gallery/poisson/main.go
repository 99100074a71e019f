// Poisson asks whether lung cancer was more common in one of four towns than in the others, whose people differ in age.
//
// Counts of cases mean nothing without the number of people they come from, the exposure. The log of the rate is a sum
// of one effect of the town and one of the age, and the expected count is exposure times rate. Towns and ages differ by
// as much as the data say. It prints
//
//	Fredericia has the highest risk of the four towns with probability 0.71.
//	At the same age its risk is 1.16 times that of Horsens, from 0.96 to 1.59 with probability 0.9.
//	At the same age its risk is 1.18 times that of Kolding, from 0.97 to 1.67 with probability 0.9.
//	At the same age its risk is 1.12 times that of Vejle, from 0.94 to 1.54 with probability 0.9.
//	Warning: 3 of 4000 transitions were divergent: the posterior has regions of high curvature that the chains do
//	  not reach, and the answer may be biased. Raise TargetAccept (0.95, 0.99), reparameterize (ppl.LocScale for a
//	  hierarchy), or use stronger priors.
package main

//go:generate go run . -plot ../pictures/poisson.svg

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

// Lung cancer in Danish towns from 1968 to 1971, a row for each age (Andersen 1977, "Multiplicative Poisson models with
// unequal cell rates").
var (
	towns = []string{"Fredericia", "Horsens", "Kolding", "Vejle"}
	ages  = []string{"40-54", "55-59", "60-64", "65-69", "70-74", "75 and over"}

	cases = tensor.Of([]int{
		11, 13, 4, 5,
		11, 6, 8, 7,
		11, 15, 7, 10,
		10, 10, 11, 14,
		11, 12, 9, 8,
		10, 2, 12, 7,
	}, 6, 4)
	people = tensor.Of([]int{
		3059, 2879, 3142, 2520,
		800, 1083, 1050, 878,
		710, 923, 895, 839,
		581, 834, 702, 631,
		509, 634, 535, 539,
		605, 782, 659, 619,
	}, 6, 4)
)

// model measures rates from that of one case in 200 people. Plates of ages and towns cross: inside of both, a site has
// shape [ages, towns].
func model(c *ppl.Context) {
	level := ppl.Sample(c, "level", dist.Normal(0, 1))
	spread := ppl.Sample(c, "spread", dist.HalfNormal(0.5)) // of towns
	var town, age *tensor.Tensor
	onTowns := func(c *ppl.Context, body func(c *ppl.Context)) { ppl.Plate(c, "towns", len(towns), body, ppl.Dim(-1)) }
	onAges := func(c *ppl.Context, body func(c *ppl.Context)) { ppl.Plate(c, "ages", len(ages), body, ppl.Dim(-2)) }
	onTowns(c, func(c *ppl.Context) { town = ppl.Sample(c, "town", dist.Normal(0, spread)) }) // [towns]
	onAges(c, func(c *ppl.Context) { age = ppl.Sample(c, "age", dist.Normal(0, 1)) })         // [ages, 1]
	onAges(c, func(c *ppl.Context) {
		onTowns(c, func(c *ppl.Context) {
			rate := tensor.Div(level.Add(town).Add(age).Exp(), 200)
			ppl.Sample(c, "cases", dist.Poisson(people.Mul(rate)), ppl.Obs(cases))
		})
	})
}

// noncentered draws the towns' effects in units of their spread, which the data hardly tell from 0.
var noncentered = ppl.LocScale(model, 0, "town")

func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 2, Kernel: infer.NUTS{TargetAccept: 0.99}, Progress: progress}.Run(ctx, noncentered)
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	town := post.Get("town") // [chain, draw, towns]
	first := town.Slice(2, 0, 1)
	highest := tensor.Less(town.Slice(2, 1, 4).Max(2), first.Squeeze(2))
	s.Printf("Fredericia has the highest risk of the four towns with probability %.2f.\n", highest.Mean().Item())
	for i := 1; i < len(towns); i++ {
		ratio := first.Squeeze(2).Sub(town.Index(2, i)).Exp()
		x := [][]float64{ratio.Float64s()}
		s.Printf("At the same age its risk is %.2f times that of %s, from %.2f to %.2f with probability 0.9.\n",
			draws.Quantile(x, 0.5), towns[i], draws.Quantile(x, 0.05), draws.Quantile(x, 0.95))
	}
	s.Judge(post)
	return s.Draw(plot.Forest(post, plot.Sites("town", "age", "spread")))
}

func main() { gallery.Main(run) }
