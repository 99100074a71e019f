// Vae asks how much of a handwritten digit is in two numbers, and what digits are between two others.
//
// A variational autoencoder: each image has two latent numbers, and a network, the decoder, makes of them how likely
// each pixel is ink. A second network, the encoder, is the guide: it looks at an image and says where its two numbers
// are, so that images that were never seen need no fit of their own. Both learn together, by SVI. It prints
//
//	A digit that was not in the training takes about 300 bits if each of its pixels is described for itself,
//	and 240 or fewer with two numbers from the encoder.
package main

//go:generate go run . -plot ../pictures/vae.png

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/gallery"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

const latents, batch = 2, 100

// autoencoder has the networks, and the number of images to learn from.
type autoencoder struct {
	encoder, decoder *nn.MLP
	images           int
}

func newAutoencoder(images, hidden int) autoencoder {
	tanh := (*tensor.Tensor).Tanh
	return autoencoder{nn.NewMLP(tanh, mnist.Pixels, hidden, 2*latents), nn.NewMLP(tanh, latents, hidden, mnist.Pixels), images}
}

// model draws the numbers of each image of a batch [image, pixel], and its pixels.
func (a autoencoder) model(c *ppl.Context, x *tensor.Tensor) {
	ppl.Plate(c, "images", a.images, func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Normal(tensor.Zeros(x.Dim(0), latents), 1).ToEvent(1))
		logits := nn.Params(c, "decoder", a.decoder).Forward(z)
		ppl.Deterministic(c, "ink", logits.Sigmoid())
		ppl.Sample(c, "pixels", dist.Bernoulli[dist.Logits](logits).ToEvent(1), ppl.Obs(x))
	}, ppl.BatchSize(x.Dim(0)))
}

// guide gives the numbers of each image a normal distribution, of which the encoder says mean and deviation.
func (a autoencoder) guide(c *ppl.Context, x *tensor.Tensor) {
	out := nn.Params(c, "encoder", a.encoder).Forward(x)
	loc, scale := out.Slice(1, 0, latents), out.Slice(1, latents, 2*latents).Exp()
	ppl.Plate(c, "images", a.images, func(c *ppl.Context) {
		ppl.Sample(c, "z", dist.Normal(loc, scale).ToEvent(1))
	}, ppl.BatchSize(x.Dim(0)))
}

// pixels returns images as 1 for ink and 0 for paper [image, pixel].
func pixels(s mnist.Set) *tensor.Tensor {
	x := make([]float64, len(s.Images))
	for i, v := range s.Images {
		x[i] = float64(v / 128)
	}
	return tensor.Of(x, s.Len(), mnist.Pixels)
}

// train learns from images, and calls look after each step with the part that is done.
func train(ctx context.Context, a autoencoder, x *tensor.Tensor, epochs int, look func(done float64)) (*infer.SVI[*tensor.Tensor], error) {
	svi := infer.NewSVI(a.model, a.guide, infer.SVIOptions{Optimizer: optim.Adam{LR: 0.003}, Loss: infer.MeanFieldELBO{}, Seed: 1})
	load := func(rows []int) *tensor.Tensor { return x.Take(0, rows) }
	batches, err := infer.Batches(a.images, batch, infer.BatchOptions{Epochs: epochs, Seed: 1}, load)
	if err != nil {
		return nil, err
	}
	for step, err := range svi.Run(ctx, batches) {
		if err != nil {
			return nil, err
		}
		look(float64(step.N*batch) / float64(epochs*a.images))
	}
	return svi, nil
}

// alone returns how many bits an image takes on average if each pixel has a probability of its own, that of training.
func alone(train, test *tensor.Tensor) float64 {
	ink := tensor.Div(tensor.Add(train.Sum(0), 1), float64(train.Dim(0)+2))
	return -dist.Bernoulli[dist.Probs](ink).LogProb(test).Sum(1).Mean().Item() / math.Ln2
}

func run(ctx context.Context, s *gallery.Session) error {
	learn, test, err := mnist.Embedded()
	if err != nil {
		return err
	}
	x, unseen, a := pixels(learn), pixels(test), newAutoencoder(learn.Len(), 128)
	svi, err := train(ctx, a, x, 12, func(done float64) { s.Status("%.0f %% trained", 100*done) })
	if err != nil {
		return err
	}
	e, err := svi.Evaluate(unseen, infer.EvaluateOptions{})
	if err != nil {
		return err
	}
	bits := e.Loss / float64(a.images) / math.Ln2 // minus the ELBO of an image: it takes so many at most
	s.Printf("A digit that was not in the training takes about %.0f bits if each of its pixels is described for itself,\n"+
		"and %.0f or fewer with two numbers from the encoder.\n", 10*math.Round(alone(x, unseen)/10), 10*math.Round(bits/10))

	// The decoder draws what lies between: z is set to the points of a square, at quantiles of its prior.
	at, _ := dist.Quantile(dist.Normal(0, 1), tensor.Of(gallery.Range(1.0/24, 23.0/24, 12)))
	z := tensor.Stack(-1, at.Expand(12, 12), at.Unsqueeze(-1).Expand(12, 12)).Reshape(12*12, 2)
	square := ppl.With(a.model, func(m ppl.Model) ppl.Model { return ppl.Condition(m, ppl.Values{"z": z}) })
	drawn, err := infer.Predict(ctx, square, svi.Posterior(), tensor.Zeros(12*12, mnist.Pixels), infer.PredictiveOptions{Draws: 1})
	if err != nil {
		return err
	}
	return s.Draw(gallery.Tiles(drawn.Get("ink").Reshape(12, 12, mnist.Rows, mnist.Cols)), nil)
}

func main() { gallery.Main(run) }
