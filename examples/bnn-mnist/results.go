package main

import (
	"context"
	"math"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/report"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/tensor"
)

// chunk is how many images are predicted or evaluated at a time, to bound the memory.
const chunk = 2000

// negELBO returns minus the ELBO in nats per training image: the mean over equal chunks of all training images, which
// is the ELBO of the whole, because each chunk is scaled to all rows and charged the whole divergence.
func (t *training) negELBO() (float64, error) {
	n := t.train.Len()
	total := 0.0
	for from := 0; from < n; from += chunk {
		to := min(from+chunk, n)
		e, err := t.svi.Evaluate(whole(t.train.Slice(from, to)), infer.EvaluateOptions{Particles: 20, Seed: t.o.seed})
		if err != nil {
			return 0, err
		}
		total += e.Loss * float64(to-from)
	}
	return total / float64(n) / float64(n), nil
}

// negELBOIgnoring returns minus the ELBO, per training image, of the best guide that ignores the data.
func (t *training) negELBOIgnoring() (float64, error) {
	sample := whole(t.train.Slice(0, min(500, t.train.Len())))
	best := math.Inf(1)
	for width := t.o.prior; width > t.o.prior/4096; width /= math.Sqrt2 {
		svi := infer.NewSVI(t.classifier.model, t.classifier.ignoring(width), infer.SVIOptions{Loss: infer.MeanFieldELBO{}})
		e, err := svi.Evaluate(sample, infer.EvaluateOptions{Particles: 2, Seed: t.o.seed})
		if err != nil {
			return 0, err
		}
		best = min(best, e.Loss)
	}
	return best / float64(t.train.Len()), nil
}

func whole(s mnist.Set) Batch {
	return Batch{X: images(s.Images), Y: tensor.Of(s.Labels)}
}

// layers returns the widths of the posterior, by parameter of the network.
func (t *training) layers(ctx context.Context) ([]report.Layer, error) {
	var layers []report.Layer
	for path := range nn.Parameters(t.classifier.net) {
		site := "net." + path + ".scale"
		p, err := infer.Predict(ctx, t.classifier.guide, t.posterior, Batch{}, infer.PredictiveOptions{Draws: 1, Sites: []string{site}})
		if err != nil {
			return nil, err
		}
		layers = append(layers, report.Layer{Name: path, Scales: p.Get(site).Float64s()})
	}
	return layers, nil
}
