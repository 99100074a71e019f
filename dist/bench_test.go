package dist_test

import (
	"testing"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// weights is the number of weights of a 784-1024-10 network.
const weights = 814_090

// BenchmarkNormalSite is what a Bayesian network's weights cost in a step: the prior's and the guide's log-density of
// one draw, or the divergence, with derivatives.
func BenchmarkNormalSite(b *testing.B) {
	rng := tensor.NewRNG(1)
	loc := rng.Normal(weights).As(tensor.Float32)
	scale := tensor.Full(0.05, weights).Add(rng.Uniform(weights)).As(tensor.Float32)
	x := rng.Normal(weights).As(tensor.Float32)
	zero, one := tensor.FullLike(x, 0), tensor.FullLike(x, 1)
	tape := tensor.NewTape()
	run := func(name string, f func(x, loc, scale *tensor.Tensor) *tensor.Tensor) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				tape.Reset()
				tape.Backward(f(tape.Leaf(x, true), tape.Leaf(loc, true), tape.Leaf(scale, true)))
			}
		})
	}
	run("prior", func(x, _, _ *tensor.Tensor) *tensor.Tensor { return dist.Normal(zero, one).LogProbSum(x, nil, 1) })
	run("guide", func(x, loc, scale *tensor.Tensor) *tensor.Tensor {
		return dist.Normal(loc, scale).LogProbSum(x, nil, 1)
	})
	run("kl", func(_, loc, scale *tensor.Tensor) *tensor.Tensor {
		kl, _ := dist.KLSum(dist.Normal(loc, scale), dist.Normal(zero, one), nil, 1)
		return kl
	})
}

// BenchmarkSmallSite is a site of a small model, where only overhead counts.
func BenchmarkSmallSite(b *testing.B) {
	tape := tensor.NewTape()
	x, loc := tensor.Of([]float64{1, 2, 3, 4, 5, 6, 7, 8}), tensor.Of([]float64{1, 2, 3, 4, 5, 6, 7, 9})
	b.ReportAllocs()
	for b.Loop() {
		tape.Reset()
		tape.Backward(dist.Normal(tape.Leaf(loc, true), x).LogProbSum(x, nil, 1))
	}
}
