// Censoring asks when a side effect of radiotherapy begins, of patients who are looked at only now and then.
//
// What is known of a patient is an interval: it began between the last visit without and the first one with it, before
// the first visit of all, or it has not begun. Such data have a probability, that of the interval, and no density. The
// middle of an interval may stand for it where visits are frequent. To leave out who is still well hides that times are
// long, and here all that chemotherapy does to them. Times have a Weibull distribution, whose scale chemotherapy
// multiplies. It prints
//
//	By intervals 72 % are well after two years, from 63 to 81 with probability 0.9.
//	  Chemotherapy multiplies the time by 0.56, from 0.41 to 0.75.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 2500 independent draws.
//	By middles of intervals 72 % are well after two years, from 63 to 80 with probability 0.9.
//	  Chemotherapy multiplies the time by 0.57, from 0.42 to 0.76.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 2300 independent draws.
//	By those alone who are not well 34 % are well after two years, from 21 to 47 with probability 0.9.
//	  Chemotherapy multiplies the time by 0.99, from 0.76 to 1.28.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 2400 independent draws.
package main

//go:generate go run . -plot ../pictures/censoring.svg

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var never = math.Inf(1)

// The last month without and the first with retraction of the breast, of 46 patients with radiotherapy and 48 with
// chemotherapy, too (Finkelstein & Wolfe 1985, "A semiparametric model for regression analysis of interval-censored
// failure time data").
var (
	without = tensor.Of([]float64{0, 0, 0, 4, 5, 5, 6, 7, 7, 11, 11, 15, 17, 17, 17, 18, 19, 19, 22, 24, 24, 25, 26, 27, 32,
		33, 34, 36, 36, 36, 36, 37, 37, 37, 37, 38, 40, 45, 46, 46, 46, 46, 46, 46, 46, 46,
		0, 0, 4, 4, 5, 8, 8, 10, 10, 11, 11, 11, 11, 11, 12, 13, 13, 13, 13, 14, 14, 15, 16, 16, 16, 16, 17, 17, 17, 18, 18,
		19, 21, 22, 23, 24, 24, 30, 30, 31, 32, 33, 34, 34, 35, 35, 44, 48})
	with = tensor.Of([]float64{5, 7, 8, 11, 11, 12, 10, 14, 16, 15, 18, never, 25, 25, never, never, 26, 35, never, never,
		never, 37, 40, 34, never, never, never, 44, 48, never, never, 44, never, never, never, never, never, never, never,
		never, never, never, never, never, never, never,
		5, 22, 8, 9, 8, 12, 21, 17, 35, 13, 17, 20, never, never, 20, 39, never, never, never, 17, 19, 22, 20, 24, 24, 60, 23,
		26, 27, 24, 25, 32, never, 32, never, 30, 31, 34, 36, never, never, 40, never, never, 39, never, 48, never})
	chemo = tensor.Concat(0, tensor.Zeros(46), tensor.Ones(48))

	seen   = tensor.Less(with, never) // 1 if it began
	middle = tensor.Div(tensor.Add(without, with), 2)
)

// analysis says what was observed of times.
type analysis func(c *ppl.Context, times dist.Distribution)

// intervals tells that a time lies between its edges or, of those who are well, after them.
func intervals(c *ppl.Context, times dist.Distribution) {
	edges := tensor.Stack(1, tensor.Where(seen, without, 0), tensor.Where(seen, with, without))
	ppl.Sample(c, "interval", dist.IntervalCensored(times, edges), ppl.Obs(tensor.Sub(2, seen)))
}

// middles has values, and those who are well at the ends of what can be seen.
func middles(c *ppl.Context, times dist.Distribution) {
	last := tensor.Where(seen, math.Inf(1), without)
	ppl.Sample(c, "time", dist.Censored(times, 0, last), ppl.Obs(tensor.Where(seen, middle, without)))
}

func notWell(c *ppl.Context, times dist.Distribution) {
	ppl.Sample(c, "time", dist.Mask(times, seen), ppl.Obs(middle))
}

var months = tensor.Of([]float64{12, 24, 36, 48})

// model also computes the share of patients with radiotherapy alone who are well after some months.
func model(c *ppl.Context, a analysis) {
	shape := ppl.Sample(c, "shape", dist.LogNormal(0, 0.5)) // above 1 the risk grows with time
	level := ppl.Sample(c, "level", dist.Normal(4, 1))      // log months
	effect := ppl.Sample(c, "effect", dist.Normal(0, 1))    // of chemotherapy on log months
	ppl.Plate(c, "patients", seen.Dim(0), func(c *ppl.Context) {
		a(c, dist.Weibull(level.Add(effect.Mul(chemo)).Exp(), shape))
	})
	well, _ := dist.LogSurvival(dist.Weibull(level.Exp(), shape), months)
	ppl.Plate(c, "months", months.Dim(0), func(c *ppl.Context) { ppl.Deterministic(c, "well", well.Exp()) })
}

func fit(ctx context.Context, a analysis, progress func(infer.Progress)) (*draws.Draws, error) {
	post, err := infer.MCMC{Seed: 1, Progress: progress}.Run(ctx, ppl.Bind(model, a))
	if err == nil {
		post.SetCoords("months", []string{"12", "24", "36", "48"})
	}
	return post, err
}

func run(ctx context.Context, s *gallery.Session) error {
	names := []string{"intervals", "middles of intervals", "those alone who are not well"}
	models := map[string]*draws.Draws{}
	for i, a := range []analysis{intervals, middles, notWell} {
		post, err := fit(ctx, a, s.Progress)
		if err != nil {
			return err
		}
		models[names[i]] = post
		well, factor := post.Summary().Row("well[24]"), [][]float64{post.Get("effect").Exp().Float64s()}
		s.Printf("By %s %.0f %% are well after two years, from %.0f to %.0f with probability 0.9.\n"+
			"  Chemotherapy multiplies the time by %.2f, from %.2f to %.2f.\n", names[i], 100*well.Mean, 100*well.Q5, 100*well.Q95,
			draws.Quantile(factor, 0.5), draws.Quantile(factor, 0.05), draws.Quantile(factor, 0.95))
		s.Judge(post)
	}
	return s.Draw(plot.Forests(models, plot.Sites("well")))
}

func main() { gallery.Main(run) }
