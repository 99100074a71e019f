package main

import (
	"context"
	"slices"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// answers are what the posterior's networks together say of images: probabilities [image][class] averaged over the
// networks, and how uncertain they are.
type answers struct {
	probs       [][]float64
	uncertainty []report.Uncertainty
}

// network returns the probabilities [1, draw, image, class] that some draws of a network give to images.
type network = func(ctx context.Context, pixels []byte) (*tensor.Tensor, error)

// probs returns so many networks of a posterior.
func (t *training) probs(model func(*ppl.Context, Batch), from infer.Posterior, draws int) network {
	return func(ctx context.Context, pixels []byte) (*tensor.Tensor, error) {
		d, err := infer.Predict(ctx, model, from, Batch{X: images(pixels)},
			infer.PredictiveOptions{Draws: draws, Seed: t.o.seed, Sites: []string{"probs"}})
		if err != nil {
			return nil, err
		}
		return d.Get("probs"), nil
	}
}

// ask returns the answers of the posterior's networks.
func (t *training) ask(ctx context.Context, pixels []byte) (answers, error) {
	return ask(ctx, t.probs(t.classifier.model, t.posterior, t.o.draws), pixels)
}

// ask returns the answers of a network, which it asks about some images at a time, to bound the memory.
func ask(ctx context.Context, network network, pixels []byte) (answers, error) {
	const most = chunk * mnist.Pixels
	var a answers
	for ; len(pixels) > 0; pixels = pixels[min(most, len(pixels)):] {
		p, err := network(ctx, pixels[:min(most, len(pixels))])
		if err != nil {
			return answers{}, err
		}
		if err := a.add(p); err != nil {
			return answers{}, err
		}
	}
	return a, nil
}

// add appends what draws of a network say of some more images, probabilities [draw, image, class].
func (a *answers) add(probs *tensor.Tensor) error {
	c, err := infer.Classify(probs)
	if err != nil {
		return err
	}
	entropy, noise, mutual := c.Entropy.Float64s(), c.Noise.Float64s(), c.MutualInformation.Float64s()
	a.probs = slices.AppendSeq(a.probs, slices.Chunk(c.Probs.Float64s(), c.Probs.Dim(-1)))
	for i := range entropy {
		a.uncertainty = append(a.uncertainty, report.Uncertainty{Total: entropy[i], Data: noise[i], Model: mutual[i]})
	}
	return nil
}
