package mistakes

import (
	"errors"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/nn"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// ofNetworks has networks as parameters and as latents.
func ofNetworks() []right {
	x := tensor.Of([]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 4, 3)
	labels := tensor.Of([]int{0, 1, 2, 1})
	classify := func(net *nn.MLP, c *ppl.Context) {
		ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
			ppl.Sample(c, "label", dist.Categorical[dist.Logits](net.Forward(x)), ppl.Obs(labels))
		})
	}
	mlp := func() *nn.MLP { return nn.NewMLP((*tensor.Tensor).Tanh, 3, 4, 3) }
	random := func(c *ppl.Context, _ struct{}) {
		classify(nn.RandomModule(c, "net", mlp(), nn.PriorFunc(standard)), c)
	}
	trained := func(c *ppl.Context, _ struct{}) { classify(nn.Params(c, "net", mlp()), c) }
	return []right{
		{"a random network, by SVI", func() error { return learns(random, infer.AutoNormal(random, infer.AutoOptions{}), struct{}{}) }},
		{"a random network, by a guide of its own", func() error {
			return learns(random, func(c *ppl.Context, _ struct{}) {
				nn.RandomModule(c, "net", mlp(), nn.PriorFunc(func(site string, like *tensor.Tensor) dist.Distribution {
					loc := ppl.Param(c, site+".loc", func(*tensor.RNG) *tensor.Tensor { return tensor.ZerosLike(like) })
					scale := ppl.Param(c, site+".scale", func(*tensor.RNG) *tensor.Tensor { return tensor.FullLike(like, 0.1) }, ppl.Constrained(dist.Positive))
					return dist.Normal(loc, scale)
				}))
			}, struct{}{})
		}},
		{"a trained network", func() error { return learns(trained, func(*ppl.Context, struct{}) {}, struct{}{}) }},
		{"a network of one output", func() error {
			model := func(c *ppl.Context, _ struct{}) {
				net := nn.Params(c, "net", nn.NewLinear(3, 1))
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(net.Forward(x).Squeeze(-1), 1), ppl.Obs(of(1, 2, 3, 4)))
				})
			}
			return learns(model, func(*ppl.Context, struct{}) {}, struct{}{})
		}},
		{"a network in half the precision", func() error {
			model := func(c *ppl.Context, _ struct{}) {
				net := nn.Params(c, "net", nn.As(nn.NewLinear(3, 3), tensor.Float32))
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
					ppl.Sample(c, "label", dist.Categorical[dist.Logits](net.Forward(x.As(tensor.Float32))), ppl.Obs(labels))
				})
			}
			return learns(model, func(*ppl.Context, struct{}) {}, struct{}{})
		}},
		{"a random layer, by NUTS", func() error {
			return quick(func(c *ppl.Context) {
				net := nn.RandomModule(c, "net", nn.NewLinear(3, 1), nn.Priors{"weight": n(0, 1), "bias": n(0, 1)})
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Normal(net.Forward(x).Squeeze(-1), 10), ppl.Obs(of(1, 2, 3, 4)))
				})
			})
		}},
	}
}

// ofTraining has training that goes well: to the end, and evaluated with many draws.
func ofTraining() []right {
	y := of(0.3, -0.2, 0.8, 1.1, 0.4, 0.9, 0.1, 1.4, 0.6, 0.2)
	model := func(c *ppl.Context, y *tensor.Tensor) {
		m := ppl.Sample(c, "m", n(0, 1))
		ppl.Plate(c, "rows", 10, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(y)) }, ppl.BatchSize(y.Dim(0)))
	}
	fitted := func(model, guide func(*ppl.Context, *tensor.Tensor), o infer.SVIOptions) error {
		if o.Optimizer == nil {
			o.Optimizer = optim.Adam{LR: 0.1, Schedule: optim.Cosine(500, 0.01)}
		}
		svi := infer.NewSVI(model, guide, o)
		if err := steps(svi, 500, y); err != nil {
			return err
		}
		return finite(svi.Evaluate(y, infer.EvaluateOptions{Particles: 2000}))
	}
	correlated := func(c *ppl.Context, _ *tensor.Tensor) {
		a := ppl.Sample(c, "a", n(0, 1))
		ppl.Sample(c, "b", dist.Normal(a, 0.2))
	}
	coin := func(c *ppl.Context, y *tensor.Tensor) {
		k := ppl.Sample(c, "k", dist.Bernoulli[dist.Probs](0.5))
		ppl.Sample(c, "x", dist.Normal(k, 1), ppl.Obs(tensor.Scalar(1)))
	}
	options := infer.AutoOptions{}
	return []right{
		{"a fitted AutoNormal", func() error { return fitted(model, infer.AutoNormal(model, options), infer.SVIOptions{}) }},
		{"a fitted AutoNormal with divergences in closed form", func() error {
			return fitted(model, infer.AutoNormal(model, options), infer.SVIOptions{Loss: infer.MeanFieldELBO{}})
		}},
		{"a fitted AutoNormal by gradient descent", func() error {
			return fitted(model, infer.AutoNormal(model, options), infer.SVIOptions{Optimizer: sgd(0.02)})
		}},
		{"a fitted AutoMultivariateNormal", func() error {
			return fitted(correlated, infer.AutoMultivariateNormal(correlated, options), infer.SVIOptions{Loss: infer.TraceELBO{Particles: 10}})
		}},
		{"a fitted AutoDelta", func() error { return fitted(model, infer.AutoDelta(model, options), infer.SVIOptions{}) }},
		{"a fitted guide of a discrete latent", func() error {
			return fitted(coin, func(c *ppl.Context, _ *tensor.Tensor) {
				p := ppl.Param(c, "p", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(0) })
				ppl.Sample(c, "k", dist.Bernoulli[dist.Logits](p))
			}, infer.SVIOptions{Loss: infer.TraceELBO{Particles: 10}})
		}},
		{"a fitted guide with an auxiliary variable", func() error {
			return learns(model, func(c *ppl.Context, _ *tensor.Tensor) {
				u := ppl.Sample(c, "u", n(0, 0.01), ppl.Auxiliary())
				loc := ppl.Param(c, "loc", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(0.5) })
				ppl.Sample(c, "m", dist.Normal(loc.Add(u), 0.3))
			}, y)
		}},
		{"a guide that is the posterior", func() error {
			posterior := func(c *ppl.Context, _ *tensor.Tensor) { ppl.Sample(c, "m", n(0, 1)) }
			return finite(infer.NewSVI(posterior, posterior, infer.SVIOptions{}).Evaluate(y, infer.EvaluateOptions{Particles: 1000}))
		}},
		{"mini-batches, the last of which is smaller", func() error {
			svi := infer.NewSVI(model, infer.AutoNormal(model, options), infer.SVIOptions{})
			batches, err := infer.Batches(10, 4, infer.BatchOptions{Epochs: 5}, func(rows []int) *tensor.Tensor { return y.Take(0, rows) })
			if err != nil {
				return err
			}
			for _, err := range svi.Run(ctx, batches) {
				if err != nil {
					return err
				}
			}
			return finite(svi.Evaluate(y, infer.EvaluateOptions{}))
		}},
		{"mini-batches of which each row has its own latent, and nothing is shared but parameters", func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
				ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) {
					z := ppl.Sample(c, "z", n(0, 1))
					ppl.Sample(c, "y", dist.Normal(z.Mul(w), 1), ppl.Obs(y))
				})
			}
			encoder := func(c *ppl.Context, y *tensor.Tensor) {
				w := ppl.Param(c, "encoder.w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(0.5) })
				ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(y.Mul(w), 0.7)) })
			}
			svi := infer.NewSVI(model, encoder, infer.SVIOptions{})
			if err := errors.Join(steps(svi, 1, of(1, 2, 3)), steps(svi, 1, of(2))); err != nil {
				return err
			}
			return finite(svi.Evaluate(y, infer.EvaluateOptions{}))
		}},
		{"data that have grown", func() error {
			model := func(c *ppl.Context, y *tensor.Tensor) {
				m := ppl.Sample(c, "m", n(0, 1))
				ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(y)) }, ppl.BatchSize(y.Dim(0)))
			}
			svi := infer.NewSVI(model, infer.AutoNormal(model, options), infer.SVIOptions{})
			if err := errors.Join(steps(svi, 3, of(1, 2)), steps(svi, 3, of(1, 2, 3))); err != nil {
				return err
			}
			return finite(svi.Evaluate(of(1, 2, 3), infer.EvaluateOptions{}))
		}},
		{"rows of documents, which differ in length", func() error {
			model := func(c *ppl.Context, words *tensor.Tensor) {
				rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
				ppl.Plate(c, "documents", 100, func(c *ppl.Context) {
					ppl.Plate(c, "words", words.Dim(0), func(c *ppl.Context) {
						ppl.Sample(c, "word", dist.Poisson(rate), ppl.Obs(words.Unsqueeze(-1)))
					})
				}, ppl.BatchSize(1))
			}
			svi := infer.NewSVI(model, infer.AutoNormal(model, options), infer.SVIOptions{})
			for _, words := range []*tensor.Tensor{of(1, 2, 3), of(4, 1), of(0, 0, 1, 2)} {
				if _, err := svi.Step(words); err != nil {
					return err
				}
			}
			return finite(svi.Evaluate(of(1, 2), infer.EvaluateOptions{}))
		}},
		{"a parameter that a constant is made of, too", func() error {
			return fitted(func(c *ppl.Context, y *tensor.Tensor) {
				w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
				ppl.Deterministic(c, "constant", w.Detach())
				ppl.Plate(c, "rows", 10, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(w, 1), ppl.Obs(y)) })
			}, func(*ppl.Context, *tensor.Tensor) {}, infer.SVIOptions{})
		}},
	}
}
