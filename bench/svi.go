package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// rows are the rows of data that a batch stands for.
const rows = 60_000

// benchmark is one piece of work: prepare makes its data and returns what is repeated.
type benchmark struct {
	name    string
	prepare func() (step func() error)
}

var cases = []benchmark{
	{"svi-step-b128-meanfield", func() func() error { return svi(128, infer.MeanFieldELBO{}, normal, 784, 1024, 10) }},
	{"svi-step-b128-trace", func() func() error { return svi(128, infer.TraceELBO{}, normal, 784, 1024, 10) }},
	{"svi-step-b1024-meanfield", func() func() error { return svi(1024, infer.MeanFieldELBO{}, normal, 784, 1024, 10) }},
	{"svi-step-deep-laplace-b250-trace", func() func() error { return svi(250, infer.TraceELBO{}, laplace, 784, 400, 400, 10) }},
}

func normal(w *tensor.Tensor) dist.Distribution {
	return dist.Normal(tensor.ZerosLike(w), tensor.OnesLike(w))
}

func laplace(w *tensor.Tensor) dist.Distribution {
	return dist.Laplace(tensor.ZerosLike(w), tensor.OnesLike(w))
}

type batch struct{ x, y *tensor.Tensor }

// svi is a step of Adam on a Bayesian network with an independent normal for every weight, on a batch of n rows.
func svi(n int, loss infer.ELBO, prior func(w *tensor.Tensor) dist.Distribution, sizes ...int) func() error {
	net := nn.As(nn.NewMLP((*tensor.Tensor).ReLU, sizes...), tensor.Float32)
	model := func(c *ppl.Context, b batch) {
		random := nn.RandomModule(c, "net", net, nn.PriorFunc(func(_ string, w *tensor.Tensor) dist.Distribution { return prior(w) }))
		logits := random.Forward(b.x)
		ppl.Plate(c, "images", rows, func(c *ppl.Context) {
			ppl.Sample(c, "label", dist.Categorical[dist.Logits](logits), ppl.Obs(b.y))
		}, ppl.BatchSize(n))
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
	s := infer.NewSVI(model, guide, infer.SVIOptions{Optimizer: optim.Adam{}, Loss: loss})
	b := noise(n)
	return func() error {
		_, err := s.Step(b)
		return err
	}
}

// noise are images of uniform noise and labels, as much work as real ones.
func noise(n int) batch {
	r := rand.New(rand.NewPCG(1, 1))
	x, y := make([]float32, n*784), make([]float32, n)
	for i := range x {
		x[i] = r.Float32()
	}
	for i := range y {
		y[i] = float32(r.IntN(10))
	}
	return batch{tensor.Of(x, n, 784), tensor.Of(y)}
}

// own is credence.
type own struct{ ready map[string]func() error }

func (*own) name() string { return "credence" }

func (*own) versions() map[string]string { return map[string]string{"go": runtime.Version()} }

func (o *own) turn(name string, seconds float64) (times []time.Duration, ok bool, err error) {
	step := o.ready[name]
	if step == nil {
		for _, c := range cases {
			if c.name == name {
				step = c.prepare()
			}
		}
		if o.ready == nil {
			o.ready = map[string]func() error{}
		}
		o.ready[name] = step
		for range 4 {
			if err := step(); err != nil {
				return nil, false, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	for end := time.Now().Add(time.Duration(seconds * float64(time.Second))); time.Now().Before(end) || len(times) < 5; {
		start := time.Now()
		if err := step(); err != nil {
			return nil, false, fmt.Errorf("%s: %w", name, err)
		}
		times = append(times, time.Since(start))
	}
	return times, true, nil
}
