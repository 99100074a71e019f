package main

import (
	"math/rand/v2"

	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/tensor"
)

// pieces are what steps are made of, by the public functions: tensors on an arena, which lends the result the
// same memory every time, and an optimizer. All are float32.
var pieces = []benchmark{
	matmul("matmul-b128-forward", 128, 784, 1024, forward),
	matmul("matmul-b128-gradient", 128, 784, 1024, gradient),
	matmul("matmul-b1024-forward", 1024, 784, 1024, forward),
	matmul("matmul-b1024-gradient", 1024, 784, 1024, gradient),
	{name: "normal-814k", kind: piece, prepare: func() func() error {
		like, rng := tensor.Of(make([]float32, weights)), tensor.NewRNG(1)
		return onArena(func(a *tensor.Tape) { rng.On(a).NormalLike(like) })
	}},
	elementwise("exp-64k", 1<<16, (*tensor.Tensor).Exp),
	elementwise("log-64k", 1<<16, (*tensor.Tensor).Log),
	elementwise("softplus-64k", 1<<16, (*tensor.Tensor).Softplus),
	elementwise("exp-814k", weights, (*tensor.Tensor).Exp),
	elementwise("log-814k", weights, (*tensor.Tensor).Log),
	elementwise("softplus-814k", weights, (*tensor.Tensor).Softplus),
	{name: "adam-1.6m", kind: piece, prepare: adam},
}

// weights are the weights and biases of the network 784-1024-10.
const weights = (784+1)*1024 + (1024+1)*10

func onArena(f func(a *tensor.Tape)) func() error {
	arena := tensor.NewArena()
	return func() error {
		arena.Reset()
		f(arena)
		return nil
	}
}

// random returns uniform numbers from low to high.
func random(low, high float32, shape ...int) *tensor.Tensor {
	r := rand.New(rand.NewPCG(1, 1))
	x := make([]float32, tensor.Shape(shape).Size())
	for i := range x {
		x[i] = low + (high-low)*r.Float32()
	}
	return tensor.Of(x, shape...)
}

// forward returns a layer, x [rows, in] · wᵀ, with w [out, in] as layers store it.
func forward(x, w, _ *tensor.Tensor) *tensor.Tensor { return tensor.Linear(x, w, nil) }

// gradient returns that of the layer's weights, gᵀ [out, rows] · x, from the gradient g [rows, out] of its output.
func gradient(x, _, g *tensor.Tensor) *tensor.Tensor { return g.T().MatMul(x) }

func matmul(name string, rows, in, out int, product func(x, w, g *tensor.Tensor) *tensor.Tensor) benchmark {
	prepare := func() func() error {
		x, w, g := random(-1, 1, rows, in), random(-1, 1, out, in), random(-1, 1, rows, out)
		return onArena(func(a *tensor.Tape) { product(a.Leaf(x, false), a.Leaf(w, false), a.Leaf(g, false)) })
	}
	return benchmark{name: name, kind: piece, prepare: prepare, least: work{operations: float64(2 * rows * in * out)}}
}

func elementwise(name string, n int, f func(*tensor.Tensor) *tensor.Tensor) benchmark {
	prepare := func() func() error {
		x := random(0.01, 4, n)
		return onArena(func(a *tensor.Tape) { f(a.Leaf(x, false)) })
	}
	return benchmark{name: name, kind: piece, prepare: prepare}
}

// adam returns a step over the parameters of the mean-field guide of 784-1024-10: a location and a scale for every
// weight and bias.
func adam() func() error {
	var params []*optim.Param
	for range 2 {
		for _, shape := range [][]int{{1024, 784}, {1024}, {10, 1024}, {10}} {
			params = append(params, &optim.Param{X: random(-1, 1, shape...), Grad: random(-1, 1, shape...),
				State: []*tensor.Tensor{random(0, 0, shape...), random(0, 0, shape...)}})
		}
	}
	return func() error {
		for _, p := range params {
			p.Step++
			p.Total++
			optim.Adam{}.Update(p)
		}
		return nil
	}
}
