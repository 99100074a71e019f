package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/progress"
	"github.com/credence-ppl/credence/examples/bnn-mnist/serve"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/tensor"
)

// training is one run of the program: the data, the model, and what is learned.
type training struct {
	o           options
	train, test mnist.Set
	classifier  classifier
	svi         *infer.SVI[Batch]
	strange     []byte          // images of -strange
	posterior   infer.Posterior // of the trained network
	seconds     float64         // spent in training
	seen        int             // images trained on

	page      *serve.Server  // that shows the training, or nil
	asked     int            // networks that it asks
	trained   func() error   // what a page does when the training is over and saved
	likeliest *serve.Network // the ordinary network, once it is trained
}

func newTraining(o options) (*training, error) {
	train, test, err := load(o)
	if err != nil {
		return nil, err
	}
	if o.batch > train.Len() {
		return nil, fmt.Errorf("-batch %d: there are %d training images", o.batch, train.Len())
	}
	loss, err := o.loss()
	if err != nil {
		return nil, err
	}
	t := &training{o: o, train: train, test: test}
	net := &Net{FC1: nn.NewLinear(mnist.Pixels, o.hidden), Out: nn.NewLinear(o.hidden, len(train.Classes()))}
	t.classifier = classifier{net: nn.As(net, tensor.Float32), prior: o.prior, rows: train.Len()}
	if !t.digits() {
		if t.classifier.mean, t.classifier.sd = moments(train.Images); t.classifier.sd == 0 {
			return nil, fmt.Errorf("-data %s: all pixels of the training images have the same shade, expected pictures", o.data)
		}
	}
	if o.strange != "" {
		if t.strange, err = mnist.Images(o.strange); err != nil {
			return nil, fmt.Errorf("-strange: %w", err)
		}
	}
	if o.start != "" {
		if t.classifier.start, err = readWeights(o.start, t.classifier.net, train.Classes()); err != nil {
			return nil, err
		}
	}
	t.svi = infer.NewSVI(t.classifier.model, t.classifier.guide, infer.SVIOptions{
		Optimizer: optim.Adam{LR: o.lr, Schedule: optim.Cosine(o.epochs*t.steps(), 0)},
		Loss:      loss, Seed: o.seed})
	if o.load != "" {
		if err := t.resume(o.load); err != nil {
			return nil, fmt.Errorf("-load %s: %w", o.load, err)
		}
	}
	return t, nil
}

func load(o options) (train, test mnist.Set, err error) {
	if o.data == "" {
		return mnist.Embedded()
	}
	return mnist.Load(o.data, o.seed)
}

// moments returns the mean and the standard deviation of pixels, as numbers in [0, 1].
func moments(pixels []byte) (mean, sd float64) {
	var counts [256]float64
	for _, p := range pixels {
		counts[p]++
	}
	n := float64(len(pixels))
	for p, count := range counts {
		mean += count / n * float64(p) / 255
	}
	for p, count := range counts {
		sd += count / n * math.Pow(float64(p)/255-mean, 2)
	}
	if slices.Max(counts[:]) == n {
		return mean, 0
	}
	return mean, math.Sqrt(sd)
}

// weights returns the number of weights of the network, biases included.
func (t *training) weights() int64 {
	hidden := int64(t.o.hidden)
	return (mnist.Pixels+1)*hidden + (hidden+1)*int64(len(t.train.Classes()))
}

// steps returns the number of steps in an epoch.
func (t *training) steps() int { return (t.train.Len() + t.o.batch - 1) / t.o.batch }

// run trains until the epochs are done or ctx is canceled.
func (t *training) run(ctx context.Context) error {
	batches, err := infer.Batches(t.train.Len(), t.o.batch,
		infer.BatchOptions{Epochs: t.o.epochs, Seed: t.o.seed, Skip: t.svi.Steps()},
		func(rows []int) Batch {
			t.seen += len(rows)
			return pick(t.train, rows)
		})
	if err != nil {
		return err
	}
	line := progress.New(os.Stderr, progress.Options{Epochs: t.o.epochs, Steps: t.steps(), Terminal: progress.IsTerminal(os.Stderr), Columns: progress.Columns(os.Stderr)})
	defer line.Done()
	start := time.Now()
	before := 0
	defer func() { t.seconds = time.Since(start).Seconds() }()
	for step, err := range t.svi.Run(ctx, batches) {
		if errors.Is(err, context.Canceled) {
			return nil
		}
		if err != nil {
			return err
		}
		seen, elbo := t.seen-before, -step.Loss/float64(t.train.Len())
		before = t.seen
		line.Step(step.N, seen, elbo)
		if t.page == nil {
			continue
		}
		asked := time.Now()
		if err := t.page.Step(ctx, step.N, seen, elbo); err != nil {
			return err
		}
		if time.Since(asked) > time.Second { // somebody paused it
			line.Done()
		}
	}
	return nil
}

// check returns nil if the loaded network, which is trained already, is one of this program's with these flags.
func (t *training) check() error {
	_, err := t.svi.Evaluate(whole(t.train.Slice(0, 1)), infer.EvaluateOptions{Particles: 1, Seed: t.o.seed})
	return err
}

// pick returns the images of the given rows as a batch.
func pick(s mnist.Set, rows []int) Batch {
	pixels, labels := make([]byte, 0, len(rows)*mnist.Pixels), make([]byte, len(rows))
	for i, r := range rows {
		pixels = append(pixels, s.Image(r)...)
		labels[i] = s.Labels[r]
	}
	return Batch{X: images(pixels), Y: tensor.Of(labels)}
}

// images turns bytes into floats in [0, 1], [N, 784].
func images(pixels []byte) *tensor.Tensor {
	x := make([]float32, len(pixels))
	for i, p := range pixels {
		x[i] = float32(p) / 255
	}
	return tensor.Of(x, len(x)/mnist.Pixels, mnist.Pixels)
}
