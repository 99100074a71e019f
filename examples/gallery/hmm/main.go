// Hmm asks in which years the earth was restless: of every year only the number of earthquakes is known.
//
// A hidden Markov model: each year is calm or restless, which tends to last, and the number of quakes is Poisson with a
// rate of each state. The states are summed out by the forward algorithm, year by year and in logarithms, since
// products of a hundred probabilities underflow. Backwards, the same sums tell how likely each year was restless. It
// prints
//
//	There are 15 large earthquakes in a calm year and 26 in a restless one.
//	Calm lasts 17 years on average, unrest 13.
//	1943, with 41 of them, was restless with probability 1.00.
//	1986, with 6 of them, was restless with probability 0.00.
//	Of 107 years, 44 were restless.
//	No warnings: 4 chains agree (R-hat below 1.01), and are worth more than 1000 independent draws.
package main

//go:generate go run . -plot ../pictures/hmm.svg

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

// quakes are the earthquakes of magnitude 7 or more in the world, by year from 1900 to 2006 (Zucchini & MacDonald 2009,
// "Hidden Markov models for time series", table 1.1).
var quakes = tensor.Of([]int{
	13, 14, 8, 10, 16, 26, 32, 27, 18, 32, 36, 24, 22, 23, 22, 18, 25, 21, 21, 14, 8, 11, 14, 23, 18, 17, 19, 20, 22,
	19, 13, 26, 13, 14, 22, 24, 21, 22, 26, 21, 23, 24, 27, 41, 31, 27, 35, 26, 28, 36, 39, 21, 17, 22, 17, 19, 15,
	34, 10, 15, 22, 18, 15, 20, 15, 22, 19, 16, 30, 27, 29, 23, 20, 16, 21, 21, 25, 16, 18, 15, 18, 14, 10, 15, 8, 15,
	6, 11, 8, 7, 18, 16, 13, 12, 13, 20, 15, 16, 12, 18, 15, 16, 13, 15, 16, 11, 11})

const firstYear = 1900

// forward returns log p(quakes of the years up to t, state of year t) for every year. Both arguments are logarithms:
// emissions [year, state], and transition [from, to]. Either state is as likely in the first year.
func forward(emissions, transition *tensor.Tensor) []*tensor.Tensor {
	alpha := []*tensor.Tensor{emissions.Index(0, 0).Add(tensor.Full(0.5, 2).Log())}
	for t := 1; t < emissions.Dim(0); t++ {
		from := alpha[t-1].Unsqueeze(-1).Add(transition) // [from, to]
		alpha = append(alpha, from.LogSumExp(0).Add(emissions.Index(0, t)))
	}
	return alpha
}

// backward returns log p(quakes of the years after t | state of year t) for every year.
func backward(emissions, transition *tensor.Tensor) []*tensor.Tensor {
	n := emissions.Dim(0)
	beta := make([]*tensor.Tensor, n)
	beta[n-1] = tensor.Zeros(2)
	for t := n - 2; t >= 0; t-- {
		beta[t] = transition.Add(emissions.Index(0, t+1).Add(beta[t+1])).LogSumExp(1)
	}
	return beta
}

func model(c *ppl.Context) {
	calm := ppl.Sample(c, "calm", dist.Gamma(4, 0.25)) // quakes a year, 16 or so
	more := ppl.Sample(c, "more", dist.Gamma(4, 0.25)) // in restless years; positive, so that the states keep their names
	stay := ppl.Sample(c, "stay", dist.Beta(tensor.Full(9, 2), 1).ToEvent(1))

	rates := tensor.Stack(0, calm, calm.Add(more))
	emissions := dist.Poisson(rates).LogProb(quakes.Unsqueeze(-1)) // [year, state]
	leave := tensor.Sub(1, stay)
	transition := tensor.Stack(0, tensor.Stack(0, stay.Index(0, 0), leave.Index(0, 0)),
		tensor.Stack(0, leave.Index(0, 1), stay.Index(0, 1))).Log()

	alpha, beta := forward(emissions, transition), backward(emissions, transition)
	ppl.Factor(c, "quakes", alpha[len(alpha)-1].LogSumExp(0))
	states := tensor.Stack(0, alpha...).Add(tensor.Stack(0, beta...)).Softmax(-1) // [year, state]
	ppl.Deterministic(c, "restless", states.Index(1, 1))
}

func fit(ctx context.Context, progress func(infer.Progress)) (*draws.Draws, error) {
	return infer.MCMC{Seed: 1, Draws: 500, Warmup: 500, Progress: progress}.Run(ctx, model)
}

func run(ctx context.Context, s *gallery.Session) error {
	post, err := fit(ctx, s.Progress)
	if err != nil {
		return err
	}
	sum := post.Summary()
	calm, more := sum.Row("calm").Mean, sum.Row("more").Mean
	s.Printf("There are %.0f large earthquakes in a calm year and %.0f in a restless one.\n", calm, calm+more)
	stay := post.Get("stay") // a state lasts 1 / (1 - stay) years on average
	years := tensor.Div(1, tensor.Sub(1, stay)).Mean(0, 1)
	s.Printf("Calm lasts %.0f years on average, unrest %.0f.\n", years.At(0), years.At(1))
	restless := 0.0
	for i, p := range post.Get("restless").Mean(0, 1).Float64s() {
		restless += p
		if year := firstYear + i; year == 1943 || year == 1986 {
			s.Printf("%d, with %.0f of them, was restless with probability %.2f.\n", year, quakes.At(i), p)
		}
	}
	s.Printf("Of %d years, %.0f were restless.\n", quakes.Dim(0), restless)
	s.Judge(post)
	return s.Draw(plot.LM(post, "restless", gallery.Range(firstYear, 2006, quakes.Dim(0)),
		plot.Labels("year", "probability of unrest")))
}

func main() { gallery.Main(run) }
