// Logistic asks how likely it was that seals of the space shuttle Challenger would fail on the cold morning of 1986.
//
// On 23 earlier flights, seals (O-rings) of the boosters were damaged or not. The log-odds of damage are a straight
// line in the temperature at launch, so that the probability is a logistic curve. Markov chains draw curves that agree
// with the flights. It prints
//
//	Cold makes damage more likely with probability 0.997.
//	At 31 °F a seal is damaged with probability 1.00; it may be from 0.88 to 1.00.
//	At 55 °F a seal is damaged with probability 0.86; it may be from 0.51 to 0.98.
//	At 70 °F a seal is damaged with probability 0.25; it may be from 0.11 to 0.44.
//	At 80 °F a seal is damaged with probability 0.04; it may be from 0.01 to 0.20.
//	It was 31 °F, 22 degrees colder than on any flight before: the curve is all there is to go by.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1900 independent draws.
package main

//go:generate go run . -plot ../pictures/logistic.svg

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

// flights are those of Dalal, Fowlkes and Hoadley 1989, "Risk analysis of the space shuttle: pre-Challenger prediction
// of failure".
type flights struct {
	temperature *tensor.Tensor // °F at launch
	damaged     *tensor.Tensor // 1 where a seal was, else 0
}

var data = flights{
	temperature: tensor.Of([]float64{66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58}),
	damaged:     tensor.Of([]int{0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1}),
}

// model measures temperature from 70 °F in steps of 10, so that its priors are easy to choose: level is the log-odds of
// damage on a mild day, from hardly ever to nearly always, and slope how much 10 degrees change them.
func model(c *ppl.Context, d flights) {
	level := ppl.Sample(c, "level", dist.Normal(0, 2))
	slope := ppl.Sample(c, "slope", dist.Normal(0, 2))
	warmth := tensor.Div(tensor.Sub(d.temperature, 70), 10)
	ppl.Plate(c, "flights", d.temperature.Dim(0), func(c *ppl.Context) {
		logOdds := level.Add(slope.Mul(warmth))
		ppl.Deterministic(c, "risk", logOdds.Sigmoid())
		ppl.Sample(c, "damaged", dist.Bernoulli[dist.Logits](logOdds), ppl.Obs(d.damaged))
	})
}

func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Progress: progress}.Run(ctx, ppl.Bind(model, data))
}

// risks returns draws of the probability of damage at some temperatures: the model runs at them with draws from the
// posterior, and without data.
func risks(ctx context.Context, post *draws.Draws, temperature *tensor.Tensor) (*draws.Draws, error) {
	return infer.Predict(ctx, model, infer.FromDraws(post), flights{temperature: temperature},
		infer.PredictiveOptions{Seed: 2, Sites: []string{"risk"}})
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	colder := tensor.Less(post.Get("slope"), 0)
	s.Printf("Cold makes damage more likely with probability %.3f.\n", colder.Mean().Item())
	temperatures := []float64{31, 55, 70, 80}
	risk, err := risks(ctx, post, tensor.Of(temperatures))
	if err != nil {
		return err
	}
	for i, f := range temperatures {
		r := risk.Summary().Rows[i]
		s.Printf("At %.0f °F a seal is damaged with probability %.2f; it may be from %.2f to %.2f.\n",
			f, r.Median, r.Q5, r.Q95)
	}
	s.Printf("It was 31 °F, 22 degrees colder than on any flight before: the curve is all there is to go by.\n")
	s.Judge(post)
	along := gallery.Range(30, 82, 53)
	if risk, err = risks(ctx, post, tensor.Of(along)); err != nil {
		return err
	}
	return s.Draw(plot.LM(risk, "risk", along, plot.Labels("temperature (°F)", "probability of damage"),
		plot.Observed(data.temperature.Float64s(), data.damaged.Float64s())))
}

func main() { gallery.Main(run) }
