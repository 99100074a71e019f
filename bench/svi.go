package main

import (
	"math"
	"math/rand/v2"
	"os"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/bnn-mnist/mnist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// population are the rows of data that a batch stands for.
const population = 60_000

// svi is a step of Adam on a Bayesian network with an independent normal for every weight.
type svi struct {
	rows  int // of a batch
	loss  infer.ELBO
	prior func(w *tensor.Tensor) dist.Distribution
	sizes []int // of the layers, inputs first
	data  func(rows int) (batch, error)
}

func normal(w *tensor.Tensor) dist.Distribution {
	return dist.Normal(tensor.ZerosLike(w), tensor.OnesLike(w))
}

func laplace(w *tensor.Tensor) dist.Distribution {
	return dist.Laplace(tensor.ZerosLike(w), tensor.OnesLike(w))
}

type batch struct{ x, y *tensor.Tensor }

func (s svi) prepare() func() error {
	net := nn.As(nn.NewMLP((*tensor.Tensor).ReLU, s.sizes...), tensor.Float32)
	model := func(c *ppl.Context, b batch) {
		random := nn.RandomModule(c, "net", net, nn.PriorFunc(func(_ string, w *tensor.Tensor) dist.Distribution { return s.prior(w) }))
		logits := random.Forward(b.x)
		ppl.Plate(c, "images", population, func(c *ppl.Context) {
			ppl.Sample(c, "label", dist.Categorical[dist.Logits](logits), ppl.Obs(b.y))
		}, ppl.BatchSize(s.rows))
	}
	guide := func(c *ppl.Context, _ batch) {
		nn.RandomModule(c, "net", net, nn.PriorFunc(func(name string, w *tensor.Tensor) dist.Distribution {
			loc := ppl.Param(c, name+".loc", func(rng *tensor.RNG) *tensor.Tensor {
				return tensor.Mul(rng.NormalLike(w), math.Sqrt(2/float64(w.Dim(-1))))
			})
			scale := ppl.Param(c, name+".scale", func(*tensor.RNG) *tensor.Tensor { return tensor.FullLike(w, 0.02) },
				ppl.Constrained(dist.Positive))
			return dist.Normal(loc, scale)
		}))
	}
	trainer := infer.NewSVI(model, guide, infer.SVIOptions{Optimizer: optim.Adam{}, Loss: s.loss})
	b, err := s.data(s.rows)
	return func() error {
		if err == nil {
			_, err = trainer.Step(b)
		}
		return err
	}
}

// handwritten returns the first images and labels of the digits that the example has with it. Four fifths of the pixels
// are 0.
func handwritten(n int) (batch, error) {
	train, _, err := mnist.Embedded()
	if err != nil {
		return batch{}, err
	}
	x, y := make([]float32, n*mnist.Pixels), make([]float32, n)
	for i := range x {
		x[i] = float32(train.Images[i]) / 255
	}
	for i := range y {
		y[i] = float32(train.Labels[i])
	}
	return batch{tensor.Of(x, n, mnist.Pixels), tensor.Of(y)}, nil
}

// writeDigits writes a file with the digits for the peers: for each one its label and its pixels, in bytes.
func writeDigits(file string) error {
	train, _, err := mnist.Embedded()
	if err != nil {
		return err
	}
	var all []byte
	for i, label := range train.Labels {
		all = append(append(all, label), train.Image(i)...)
	}
	return os.WriteFile(file, all, 0o644)
}

// noise returns images of uniform noise, of which no pixel is 0, and labels.
func noise(n int) (batch, error) {
	r := rand.New(rand.NewPCG(1, 1))
	x, y := make([]float32, n*784), make([]float32, n)
	for i := range x {
		x[i] = r.Float32()
	}
	for i := range y {
		y[i] = float32(r.IntN(10))
	}
	return batch{tensor.Of(x, n, 784), tensor.Of(y)}, nil
}

// least counts what a step cannot do without.
//
// Operations are those of the matrix products, a multiply-add being two: every layer has one forward and one for the
// weights' gradient, and all but the first have one for the gradient of their input. For 784-1024-10 and 128 rows that
// is 419 million. Everything else is left out, random numbers, logarithms and all. Products with pixels that are 0
// count, though a system need not compute them.
//
// Bytes are those of whole arrays of float32, each counted whenever a loop over all of it has to read or to write it
// because what it waits for needs the whole array of before. That is 18 passes over each weight and bias:
//
//	3  to draw: location and scale are read, the weight is written
//	1  for the product: the weight is read
//	1  for the weights' gradient: it is written
//	1  to update: the gradient is read,
//	6  location, scale and the two moments of Adam of each are read,
//	6  and written
//
// one pass more for weights of layers that hand on a gradient, and over the activations: 2 for the input, which is read
// forward and for the weights' gradient, and 5 for the output of every layer, which is written, read by the next
// layer and again for its weights' gradient, while its gradient is written and read.
//
// The noise is not among them, because it can be drawn again, nor is the divergence from the prior, because the loops
// that draw and update have all it depends on. A write counts once, even though most processors read what they are
// about to overwrite.
func (s svi) least() work {
	w := work{bytes: float64(4 * 2 * s.rows * s.sizes[0])}
	for i, in := range s.sizes[:len(s.sizes)-1] {
		out := s.sizes[i+1]
		products, passes := 2, 18
		if i > 0 {
			products, passes = 3, 19
		}
		w.operations += float64(products * 2 * s.rows * in * out)
		w.bytes += float64(4 * (passes*in*out + 18*out + 5*s.rows*out))
	}
	return w
}
