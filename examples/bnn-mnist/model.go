package main

import (
	"math"
	"strings"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Net is the network 784 → hidden → classes with a ReLU between.
type Net struct {
	FC1 *nn.Linear `nn:"fc1"`
	Out *nn.Linear `nn:"out"`
}

// Forward maps images X [N, 784] to logits [N, classes].
func (n *Net) Forward(x *tensor.Tensor) *tensor.Tensor {
	return n.Out.Forward(n.FC1.Forward(x).ReLU())
}

// Batch is a mini-batch of images X [N, 784] in [0, 1] and labels Y [N], nil when predicting.
type Batch struct{ X, Y *tensor.Tensor }

// classifier is the model and its guide: a network, a prior scale, and the number of training images.
type classifier struct {
	net   *Net
	prior float64
	rows  int

	// Pixels of the training images, by which the network sees images standardized. Digits it sees as they are: sd is 0.
	mean, sd float64

	start map[string]*tensor.Tensor // where the guide starts, by path and by widthOf it; others start at random
}

// model puts a normal prior on every weight and observes the labels in mini-batches.
func (m *classifier) model(c *ppl.Context, b Batch) {
	random := nn.RandomModule(c, "net", m.net, nn.PriorFunc(func(_ string, w *tensor.Tensor) dist.Distribution {
		return dist.Normal(tensor.ZerosLike(w), tensor.FullLike(w, m.prior))
	}))
	m.observe(c, random.Forward(m.seen(b.X)), b)
}

// seen returns images as the network sees them.
func (m *classifier) seen(images *tensor.Tensor) *tensor.Tensor {
	if m.sd == 0 {
		return images
	}
	return tensor.Div(tensor.Sub(images, m.mean), m.sd)
}

// observe says that the labels come about by the network's logits [N, classes].
func (m *classifier) observe(c *ppl.Context, logits *tensor.Tensor, b Batch) {
	ppl.Plate(c, "images", m.rows, func(c *ppl.Context) {
		ppl.Sample(c, "label", dist.Categorical[dist.Logits](logits), ppl.Obs(b.Y))
		ppl.Deterministic(c, "probs", logits.Softmax(-1))
	}, ppl.BatchSize(b.X.Dim(0)))
}

// guide gives every weight an independent normal: means start as He et al. (2015) start weights, widths small, unless
// they are given.
func (m *classifier) guide(c *ppl.Context, _ Batch) {
	nn.RandomModule(c, "net", m.net, nn.PriorFunc(func(name string, w *tensor.Tensor) dist.Distribution {
		path := strings.TrimPrefix(name, "net.")
		loc := ppl.Param(c, name+".loc", func(rng *tensor.RNG) *tensor.Tensor {
			if mean, ok := m.start[path]; ok {
				return mean
			}
			if w.Rank() == 1 {
				return tensor.ZerosLike(w) // biases
			}
			return tensor.Mul(rng.NormalLike(w), math.Sqrt(2/float64(w.Dim(1))))
		})
		scale := ppl.Param(c, name+".scale", func(*tensor.RNG) *tensor.Tensor {
			if width, ok := m.start[widthOf(path)]; ok {
				return width
			}
			return tensor.FullLike(w, 0.02)
		}, ppl.Constrained(dist.Positive))
		return dist.Normal(loc, scale)
	}))
}

// ignoring returns the guide that learns nothing: the first layer as in the prior, the last so close to zero, N(0,
// width²), that every class is about as likely.
func (m *classifier) ignoring(width float64) func(*ppl.Context, Batch) {
	return func(c *ppl.Context, _ Batch) {
		nn.RandomModule(c, "net", m.net, nn.PriorFunc(func(name string, w *tensor.Tensor) dist.Distribution {
			scale := m.prior
			if name == "net.out.weight" || name == "net.out.bias" {
				scale = width
			}
			return dist.Normal(tensor.ZerosLike(w), tensor.FullLike(w, scale))
		}))
	}
}
