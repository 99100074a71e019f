package main

import (
	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// simulations are a million random numbers each, in Float64 on one thread, of distributions whose parameters are single
// numbers. Those of the peers are in peers/draws_peer.py.
var simulations = []benchmark{
	drawing("normal", dist.Normal(1, 2), 1_000_000),
	drawing("gamma", dist.Gamma(2.5, 2), 1_000_000),
	drawing("gamma-small", dist.Gamma(0.3, 2), 1_000_000),
	drawing("beta", dist.Beta(2, 3), 1_000_000),
	drawing("student-t", dist.StudentT(5, 1, 2), 1_000_000),
	drawing("poisson", dist.Poisson(3), 1_000_000),
	drawing("poisson-large", dist.Poisson(100), 1_000_000),
	drawing("binomial", dist.Binomial[dist.Probs](20, 0.3), 1_000_000),
	drawing("binomial-large", dist.Binomial[dist.Probs](1000, 0.3), 1_000_000),
	drawing("negative-binomial", dist.NegativeBinomial[dist.Probs](5, 0.4), 1_000_000),
	drawing("categorical", dist.Categorical[dist.Probs](tenths), 1_000_000),
	drawing("multinomial", dist.Multinomial[dist.Probs](100, tenths), 100_000),
}

// tenths are the weights of ten categories.
var tenths = tensor.Of([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10})

// drawing returns the case of n draws. Systems agree on the mean of their elements and that of the squares, but for
// chance: what is allowed are six standard errors at least.
func drawing(name string, d dist.Distribution, n int) benchmark {
	prepare := func() func() error {
		rng := tensor.NewRNG(1)
		return onArena(func(a *tensor.Tape) { d.Sample(rng.On(a), n) })
	}
	means := func() []float64 {
		x := d.Sample(tensor.NewRNG(1), n)
		return []float64{x.Mean().Item(), x.Square().Mean().Item()}
	}
	return benchmark{name: "draws-" + name, kind: simulation, prepare: prepare, sums: means, within: 0.03}
}
