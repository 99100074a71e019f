// Command figures draws docs/doubt.png, the picture of the README: a Bayesian network and an ordinary one of the same
// shape are trained on the same 8,000 digits, and asked about digits and about images that are none. Run it in its
// folder: go run .
package main

import (
	"context"
	"fmt"
	"log"
	"math"
	"slices"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// net is the network of the bnn-mnist example, 784 → 1024 → 10.
type net struct {
	FC1 *nn.Linear `nn:"fc1"`
	Out *nn.Linear `nn:"out"`
}

func (n *net) Forward(x *tensor.Tensor) *tensor.Tensor {
	return n.Out.Forward(n.FC1.Forward(x).ReLU())
}

type batch struct{ x, y *tensor.Tensor }

const (
	hidden = 1024
	epochs = 20
	size   = 128
	draws  = 50
)

// classifier is a model and its guide over the same network.
type classifier struct {
	name         string
	model, guide func(*ppl.Context, batch)
}

// bayesian gives every weight the prior Normal(0, 1) and a normal of its own in the guide.
func bayesian(n *net, rows int) classifier {
	model := func(c *ppl.Context, b batch) {
		observe(c, nn.RandomModule(c, "net", n, nn.PriorFunc(func(_ string, w *tensor.Tensor) dist.Distribution {
			return dist.Normal(tensor.ZerosLike(w), tensor.OnesLike(w))
		})), b, rows)
	}
	guide := func(c *ppl.Context, _ batch) {
		nn.RandomModule(c, "net", n, nn.PriorFunc(func(name string, w *tensor.Tensor) dist.Distribution {
			loc := ppl.Param(c, name+".loc", he(w))
			scale := ppl.Param(c, name+".scale", func(*tensor.RNG) *tensor.Tensor { return tensor.FullLike(w, 0.02) },
				ppl.Constrained(dist.Positive))
			return dist.Normal(loc, scale)
		}))
	}
	return classifier{"Bayesian network", model, guide}
}

// ordinary has one set of weights, of maximum likelihood.
func ordinary(n *net, rows int) classifier {
	model := func(c *ppl.Context, b batch) { observe(c, nn.Params(c, "net", n), b, rows) }
	return classifier{"ordinary network", model, func(*ppl.Context, batch) {}}
}

// he returns initial weights as He et al. (2015) draw them, and biases of 0.
func he(w *tensor.Tensor) func(*tensor.RNG) *tensor.Tensor {
	return func(rng *tensor.RNG) *tensor.Tensor {
		if w.Rank() == 1 {
			return tensor.ZerosLike(w)
		}
		return tensor.Mul(rng.NormalLike(w), math.Sqrt(2/float64(w.Dim(1))))
	}
}

func observe(c *ppl.Context, n *net, b batch, rows int) {
	logits := n.Forward(b.x)
	ppl.Plate(c, "images", rows, func(c *ppl.Context) {
		ppl.Sample(c, "label", dist.Categorical[dist.Logits](logits), ppl.Obs(b.y))
		ppl.Deterministic(c, "probs", logits.Softmax(-1))
	}, ppl.BatchSize(b.x.Dim(0)))
}

// images returns [N, 784] tensors of pixels in [0, 1].
func images(pixels []byte) *tensor.Tensor {
	return tensor.Mul(tensor.Of(pixels, len(pixels)/mnist.Pixels, mnist.Pixels).As(tensor.Float32), 1.0/255)
}

// train returns the posterior of the classifier.
func train(c classifier, set mnist.Set) (infer.Posterior, error) {
	steps := epochs * ((set.Len() + size - 1) / size)
	rate := 0.015
	if c.name == "ordinary network" { // its weights have no widths to be found
		rate = 0.001
	}
	svi := infer.NewSVI(c.model, c.guide, infer.SVIOptions{
		Optimizer: optim.Adam{LR: rate, Schedule: optim.Cosine(steps, 0)}, Loss: infer.MeanFieldELBO{}, Seed: 1})
	batches, err := infer.Batches(set.Len(), size, infer.BatchOptions{Epochs: epochs, Seed: 1}, func(rows []int) batch {
		var pixels, labels []byte
		for _, r := range rows {
			pixels, labels = append(pixels, set.Image(r)...), append(labels, set.Labels[r])
		}
		return batch{images(pixels), tensor.Of(labels)}
	})
	if err != nil {
		return nil, err
	}
	for step, err := range svi.Run(context.Background(), batches) {
		if err != nil {
			return nil, err
		}
		if step.N%250 == 0 {
			fmt.Printf("%s: step %d of %d, loss %.2f nats an image\n", c.name, step.N, steps, step.Loss/float64(set.Len()))
		}
	}
	return svi.Posterior(), nil
}

// ask returns the probabilities of the classes, averaged over the posterior's networks, by image.
func ask(c classifier, p infer.Posterior, pixels []byte) ([][]float64, error) {
	d, err := infer.Predict(context.Background(), c.model, p, batch{x: images(pixels)},
		infer.PredictiveOptions{Draws: draws, Seed: 1, Sites: []string{"probs"}})
	if err != nil {
		return nil, err
	}
	answers, err := infer.Classify(d.Get("probs"))
	if err != nil {
		return nil, err
	}
	return slices.Collect(slices.Chunk(answers.Probs.Float64s(), mnist.Classes)), nil
}

func run() error {
	digits, test, err := mnist.Embedded()
	if err != nil {
		return err
	}
	averages, err := report.Averages(test, 1000, 1)
	if err != nil {
		return err
	}
	strange := []kind{
		{"digits", test.Images},
		{"two digits at once", averages},
		{"digits on their side", report.Turned(test.Images[:1000*mnist.Pixels])},
		{"noise", report.Noise(1000, 1)},
	}
	n := nn.As(&net{FC1: nn.NewLinear(mnist.Pixels, hidden), Out: nn.NewLinear(hidden, mnist.Classes)}, tensor.Float32)
	var all []answered
	for _, c := range []classifier{bayesian(n, digits.Len()), ordinary(n, digits.Len())} {
		p, err := train(c, digits)
		if err != nil {
			return err
		}
		a := answered{name: c.name}
		for i, k := range strange {
			probs, err := ask(c, p, k.pixels)
			if err != nil {
				return err
			}
			if i == 0 {
				a.calibration = calibration(probs, test.Labels)
			}
			a.sure = append(a.sure, sure(k.name, probs))
		}
		all = append(all, a)
	}
	return drawFigure("../doubt.png", all)
}

// kind is a kind of images.
type kind struct {
	name   string
	pixels []byte
}

func main() {
	if err := run(); err != nil {
		log.Fatal("figures: ", err)
	}
}
