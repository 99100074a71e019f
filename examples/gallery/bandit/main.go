// Bandit asks which of three headlines to show, while finding out which is clicked on most.
//
// An even split shows bad headlines as often as the good one. Thompson sampling shows each visitor the headline that is
// best in one draw from the posterior: as often as it is believed to be the best. What is uncertain is tried, what is
// bad is given up. After every hundred visitors the posterior is approximated anew by Laplace's method, which takes no
// draws and a millisecond. It prints
//
//	The headlines were shown 313, 220 and 4467 times.
//	388 visitors clicked; an even split brings 283, the best headline alone 400.
//	The best is clicked on by 8.1 %, from 7.5 to 8.7 with probability 0.9; in truth 8.
package main

//go:generate go run . -plot ../pictures/bandit.svg

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

// truth is how often each headline is clicked on. Only the simulation knows.
var truth = tensor.Of([]float64{0.04, 0.05, 0.08})

const (
	rounds = 50
	batch  = 100 // visitors in a round
)

// history is how often each headline was shown, and clicked on.
type history struct{ shown, clicked *tensor.Tensor }

func model(c *ppl.Context, h history) {
	ppl.Plate(c, "headlines", truth.Dim(0), func(c *ppl.Context) {
		rate := ppl.Sample(c, "rate", dist.Beta(2, 30))
		ppl.Sample(c, "clicked", dist.Binomial[dist.Probs](h.shown, rate), ppl.Obs(h.clicked))
	})
}

// believe returns as many draws from the posterior as there are visitors in a round.
func believe(ctx context.Context, h history, seed uint64) (*draws.Draws, error) {
	posterior, err := infer.AutoLaplace(ctx, ppl.Bind(model, h), infer.LaplaceOptions{})
	if err != nil {
		return nil, err
	}
	return infer.Predict(ctx, model, posterior, h, infer.PredictiveOptions{Draws: batch, Seed: seed, Sites: []string{"rate"}})
}

// play plays all rounds, and returns what has happened then, and the clicks after each round.
func play(ctx context.Context, seed uint64) (h history, clicks []float64, err error) {
	rng := tensor.NewRNG(seed)
	h = history{shown: tensor.Zeros(3), clicked: tensor.Zeros(3)}
	for round := range rounds {
		post, err := believe(ctx, h, seed*rounds+uint64(round))
		if err != nil {
			return h, clicks, err
		}
		best := post.Get("rate").Index(0, 0).ArgMax(1) // in each draw, for one visitor each
		shown := tensor.Equal(best.Unsqueeze(-1), tensor.Of([]int{0, 1, 2})).Sum(0)
		clicked := dist.Binomial[dist.Probs](shown, truth).Sample(rng)
		h = history{h.shown.Add(shown), h.clicked.Add(clicked)}
		clicks = append(clicks, h.clicked.Sum().Item())
	}
	return h, clicks, nil
}

func run(ctx context.Context, s *gallery.Session) error {
	h, clicks, err := play(ctx, 1)
	if err != nil {
		return err
	}
	total := float64(rounds * batch)
	s.Printf("The headlines were shown %.0f, %.0f and %.0f times.\n", h.shown.At(0), h.shown.At(1), h.shown.At(2))
	s.Printf("%.0f visitors clicked; an even split brings %.0f, the best headline alone %.0f.\n",
		clicks[rounds-1], total*truth.Mean().Item(), total*truth.Max().Item())
	post, err := believe(ctx, h, 0)
	if err != nil {
		return err
	}
	r := post.Summary().Row("rate[2]")
	s.Printf("The best is clicked on by %.1f %%, from %.1f to %.1f with probability 0.9; in truth 8.\n", 100*r.Mean, 100*r.Q5, 100*r.Q95)
	return s.Draw(plot.Forest(post, plot.Sites("rate")))
}

func main() { gallery.Main(run) }
