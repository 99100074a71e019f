// Extremes asks how high the sea rises once in a hundred years, from the highest tide of each of 65.
//
// The largest of many values has, under wide conditions, a generalized extreme value distribution, whatever the values
// themselves have; its shape says whether there is a bound. The level that is reached once in 100 years is a quantile,
// and lies beyond most of what was seen. The model says how little is known about it. Coles 2001, "An Introduction to
// Statistical Modeling of Extreme Values", section 3.4.1, finds 4.69 m by maximum likelihood, from 4.50 to 5.27. It
// prints
//
//	Once in 100 years the sea rises above 4.74 m, from 4.54 to 5.13 with probability 0.9.
//	There is a level that it can never reach with probability 0.64.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1800 independent draws.
package main

//go:generate go run . -plot ../pictures/extremes.svg

import (
	"context"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// highest are the highest levels of the sea at Port Pirie, South Australia, in meters, in the years from 1923 to 1987
// (Coles 2001).
var highest = tensor.Of([]float64{4.03, 3.83, 3.65, 3.88, 4.01, 4.08, 4.18, 3.80, 4.36, 3.96, 3.98, 4.69, 3.85, 3.96,
	3.85, 3.93, 3.75, 3.63, 3.57, 4.25, 3.97, 4.05, 4.24, 4.22, 3.73, 4.37, 4.06, 3.71, 3.96, 4.06, 4.55, 3.79, 3.89,
	4.11, 3.85, 3.86, 3.86, 4.21, 4.01, 4.11, 4.24, 3.96, 4.21, 3.74, 3.85, 3.88, 3.66, 4.11, 3.71, 4.18, 3.90, 3.78,
	3.91, 3.72, 4.00, 3.66, 3.62, 4.33, 4.55, 3.75, 4.08, 3.90, 3.88, 3.94, 4.33})

// model also computes the levels that are exceeded once in so many years.
func model(c *ppl.Context, years *tensor.Tensor) {
	loc := ppl.Sample(c, "loc", dist.Normal(4, 1))
	scale := ppl.Sample(c, "scale", dist.HalfNormal(0.5))
	shape := ppl.Sample(c, "shape", dist.Normal(0, 0.15)) // below 0 there is a highest level
	yearly := dist.GeneralizedExtremeValue(loc, scale, shape)
	ppl.Plate(c, "years", highest.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "highest", yearly, ppl.Obs(highest))
	})
	level, _ := dist.Quantile(yearly, tensor.Sub(1, tensor.Div(1, years)))
	ppl.Deterministic(c, "level", level)
}

// powers of 10 are the years that the picture has; that with number century is 100.
var powers = gallery.Range(0.05, 2.5, 50)

const century = 39

func run(ctx context.Context, s *gallery.Session) error {
	years := make([]float64, len(powers))
	for i, p := range powers {
		years[i] = math.Pow(10, p)
	}
	post, err := infer.MCMC{Seed: 1, Kernel: infer.NUTS{TargetAccept: 0.99}, Progress: s.Progress}.Run(ctx, ppl.Bind(model, tensor.Of(years)))
	if err != nil {
		return err
	}
	levels := [][]float64{post.Get("level").Index(2, century).Float64s()}
	s.Printf("Once in 100 years the sea rises above %.2f m, from %.2f to %.2f with probability 0.9.\n",
		draws.Quantile(levels, 0.5), draws.Quantile(levels, 0.05), draws.Quantile(levels, 0.95))
	s.Printf("There is a level that it can never reach with probability %.2f.\n", tensor.Less(post.Get("shape"), 0).Mean().Item())
	s.Judge(post)
	at, level := positions()
	return s.Draw(plot.LM(post, "level", powers, plot.Observed(at, level), plot.Labels("years between such levels, as a power of 10", "level in meters")))
}

// positions returns the levels in order, over the logarithms of the years between years that were as high: the k-th
// highest of n has about (n + 1)/k.
func positions() (at, level []float64) {
	level = highest.Float64s()
	slices.Sort(level)
	n := float64(len(level))
	for i := range level {
		at = append(at, math.Log10((n+1)/(n-float64(i))))
	}
	return at, level
}

func main() { gallery.Main(run) }
