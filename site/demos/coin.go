package demos

import (
	"context"
	"fmt"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// coinQuestion is a prior Beta(strength, strength) and some flips.
type coinQuestion struct{ Strength, Heads, Tails int }

// coinAnswer has the densities at coinGrid, and what is left of the posterior in a few numbers.
type coinAnswer struct {
	Prior, Posterior []float64
	Draws            []float64 // the share of the draws in each of coinBins, as a density
	Exact, Sampled   coinSummary
}

// coinSummary describes what is known about the probability of heads.
type coinSummary struct {
	Mean float64
	Fair float64 // the probability that it is between 0.45 and 0.55
}

const (
	coinGrid = 201
	coinBins = 50
)

// coin compares the posterior in closed form with draws of NUTS.
func coin(q coinQuestion) (a coinAnswer, err error) {
	if q.Strength < 1 || q.Heads < 0 || q.Tails < 0 {
		return a, fmt.Errorf("the prior has strength %d, and there are %d heads and %d tails; the first is at least 1, the others at least 0",
			q.Strength, q.Heads, q.Tails)
	}
	prior := dist.Beta(q.Strength, q.Strength)
	posterior := dist.Beta(q.Strength+q.Heads, q.Strength+q.Tails)
	a.Prior, a.Posterior = density(prior), density(posterior)
	edges, _ := dist.CDF(posterior, tensor.Of([]float64{0.45, 0.55}))
	mean, _ := posterior.Mean()
	a.Exact = coinSummary{mean.Item(), edges.At(1) - edges.At(0)}

	model := func(c *ppl.Context) {
		p := ppl.Sample(c, "fairness", prior)
		ppl.Sample(c, "heads", dist.Binomial[dist.Probs](q.Heads+q.Tails, p), ppl.Obs(tensor.Scalar(float64(q.Heads))))
	}
	draws, err := infer.MCMC{Chains: 2, Warmup: 300, Draws: 1000, Seed: 1}.Run(context.Background(), model)
	if err != nil {
		return a, err
	}
	a.Draws = make([]float64, coinBins)
	all := draws.Get("fairness").Float64s()
	n := float64(len(all))
	for _, p := range all {
		a.Draws[min(coinBins-1, int(p*coinBins))] += coinBins / n
		a.Sampled.Mean += p / n
		if p > 0.45 && p < 0.55 {
			a.Sampled.Fair += 1 / n
		}
	}
	return a, nil
}

// density returns the density of a distribution at numbers from 0 to 1.
func density(d dist.Distribution) []float64 {
	x := make([]float64, coinGrid)
	for i := range x {
		x[i] = float64(i) / (coinGrid - 1)
	}
	return d.LogProb(tensor.Of(x)).Exp().Float64s()
}
