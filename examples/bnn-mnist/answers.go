package main

import (
	"context"
	"slices"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/tensor"
)

// answers are what the posterior's networks together say of images: probabilities [image][class] averaged over the
// networks, and how uncertain they are.
type answers struct {
	probs       [][]float64
	uncertainty []report.Uncertainty
}

// ask returns the answers of the posterior's networks.
func (t *training) ask(ctx context.Context, pixels []byte) (answers, error) {
	var a answers
	err := inChunks(pixels, func(pixels []byte) error {
		p, err := infer.Predict(ctx, t.classifier.model, t.posterior, Batch{X: images(pixels)},
			infer.PredictiveOptions{Draws: t.o.draws, Seed: t.o.seed, Sites: []string{"probs"}})
		if err != nil {
			return err
		}
		return a.add(p.Get("probs"))
	})
	return a, err
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

// inChunks calls ask with some images at a time, to bound the memory.
func inChunks(pixels []byte, ask func(pixels []byte) error) error {
	const most = chunk * mnist.Pixels
	for ; len(pixels) > 0; pixels = pixels[min(most, len(pixels)):] {
		if err := ask(pixels[:min(most, len(pixels))]); err != nil {
			return err
		}
	}
	return nil
}
