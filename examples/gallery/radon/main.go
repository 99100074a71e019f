// Radon asks how much of a radioactive gas there is in the houses of each county, when some counties have few houses.
//
// Each county has a level of its own. To estimate it from its own houses alone trusts one house too much; to take all
// counties for one hides their differences. A hierarchy does neither: levels vary around what the uranium in the soil
// lets expect, by as much as the data say, and counties with few houses are moved towards that. Data are made, so that
// the truth is known. It prints
//
//	Upstairs there is 44 % as much radon as in the basement, from 32 to 61 with probability 0.9.
//	By its own houses alone the level of a county is wrong by a factor 1.37 on average, with the others by 1.29.
//	County 0 has one house: 0.6 alone; with the others 2.4, from 1.1 to 4.0; in truth 2.3.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1600 independent draws.
package main

//go:generate go run . -plot ../pictures/radon.svg

import (
	"context"
	"fmt"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/plot"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// survey has measurements of houses in counties; radon is in logarithms.
type survey struct {
	uranium  *tensor.Tensor // of each county
	county   []int          // of each house
	upstairs *tensor.Tensor // of each house: 1 if measured on the first floor, 0 in the basement
	radon    *tensor.Tensor // of each house
}

func model(c *ppl.Context, d survey) {
	base := ppl.Sample(c, "base", dist.Normal(0, 2))       // in a county with the average of uranium
	uranium := ppl.Sample(c, "uranium", dist.Normal(0, 1)) // more radon by uranium
	spread := ppl.Sample(c, "spread", dist.HalfNormal(1))  // of counties with the same uranium
	upstairs := ppl.Sample(c, "upstairs", dist.Normal(0, 1))
	noise := ppl.Sample(c, "noise", dist.HalfNormal(1))
	var level *tensor.Tensor
	ppl.Plate(c, "counties", d.uranium.Dim(0), func(c *ppl.Context) {
		level = ppl.Sample(c, "level", dist.Normal(base.Add(uranium.Mul(d.uranium)), spread))
	})
	ppl.Plate(c, "houses", len(d.county), func(c *ppl.Context) {
		mean := level.Take(0, d.county).Add(upstairs.Mul(d.upstairs)) // of the county of each house
		ppl.Sample(c, "radon", dist.Normal(mean, noise), ppl.Obs(d.radon))
	})
}

const counties = 30

// simulate returns a survey, by the model with parameters that are known, and the true levels.
func simulate() (d survey, level *tensor.Tensor, err error) {
	d = survey{uranium: tensor.NewRNG(1).Normal(counties)}
	var upstairs []int
	for j := range counties {
		for h := range 1 + j/5 { // from 1 to 6 houses
			d.county = append(d.county, j)
			upstairs = append(upstairs, h%3/2)
		}
	}
	d.upstairs = tensor.Of(upstairs)
	// The model itself makes the data: radon is nil and drawn, and the parameters are set.
	truth := ppl.Condition(ppl.Bind(model, d), ppl.Values{"base": tensor.Scalar(1.3), "uranium": tensor.Scalar(0.5),
		"spread": tensor.Scalar(0.4), "upstairs": tensor.Scalar(-0.7), "noise": tensor.Scalar(0.8)})
	trace, err := ppl.Run(truth, 1)
	if err == nil {
		d.radon, level = trace.Value("radon"), trace.Value("level")
	}
	return d, level, err
}

// fit draws levels in units of their spread, so that chains reach small spreads, too: see eightschools.
func fit(ctx context.Context, d survey, progress func(infer.Progress)) (*draws.Draws, error) {
	noncentered := ppl.LocScale(ppl.Bind(model, d), 0, "level")
	return infer.MCMC{Seed: 1, Draws: 2000, Progress: progress}.Run(ctx, noncentered)
}

// alone returns the mean of the houses of each county, as if in the basement.
func alone(d survey, upstairs float64) (mean [counties]float64) {
	var houses [counties]float64
	for h, j := range d.county {
		houses[j]++
		mean[j] += (d.radon.At(h) - upstairs*d.upstairs.At(h) - mean[j]) / houses[j]
	}
	return mean
}

func run(ctx context.Context, s *gallery.Session) error {
	d, truth, err := simulate()
	if err != nil {
		return err
	}
	post, err := fit(ctx, d, s.Progress)
	if err != nil {
		return err
	}
	sum := post.Summary()
	up := sum.Row("upstairs")
	s.Printf("Upstairs there is %.0f %% as much radon as in the basement, from %.0f to %.0f with probability 0.9.\n",
		100*math.Exp(up.Median), 100*math.Exp(up.Q5), 100*math.Exp(up.Q95))
	own, wrongAlone, wrong := alone(d, up.Mean), 0.0, 0.0
	for j := range counties {
		wrongAlone += math.Abs(own[j]-truth.At(j)) / counties
		wrong += math.Abs(sum.Row(fmt.Sprintf("level[%d]", j)).Median-truth.At(j)) / counties
	}
	s.Printf("By its own houses alone the level of a county is wrong by a factor %.2f on average, with the others by %.2f.\n",
		math.Exp(wrongAlone), math.Exp(wrong))
	r, e := sum.Row("level[0]"), math.Exp
	s.Printf("County 0 has one house: %.1f alone; with the others %.1f, from %.1f to %.1f; in truth %.1f.\n",
		e(own[0]), e(r.Median), e(r.Q5), e(r.Q95), e(truth.At(0)))
	s.Judge(post)
	return s.Draw(plot.Forest(post, plot.Sites("level")))
}

func main() { gallery.Main(run) }
