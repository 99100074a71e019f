package mistakes

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// right is a program without a mistake.
type right struct {
	name    string
	program func() error
}

// Right programs of all kinds, near the mistakes too, have neither errors nor warnings.
func TestRightPrograms(t *testing.T) {
	names := map[string]bool{}
	for _, programs := range [][]right{ofFamilies(), ofCounts(), ofSeries(), ofPlates(), ofHandlers(), ofSamplers(), ofPredictions(), ofNetworks(), ofTraining()} {
		for _, r := range programs {
			require.False(t, names[r.name], r.name)
			names[r.name] = true
			t.Run(r.name, func(t *testing.T) {
				t.Parallel()
				require.NoError(t, r.program())
			})
		}
	}
	require.GreaterOrEqual(t, len(names), 120)
}

// quick draws a few dozen times. It leaves out the warnings that there should be more draws.
func quick(model ppl.Model) error {
	return sampled(infer.MCMC{Seed: 1, Chains: 2, Warmup: 300, Draws: 200}, model)
}

func sampled(m infer.MCMC, model ppl.Model) error {
	d, err := m.Run(ctx, model)
	if err != nil {
		return err
	}
	for _, warning := range d.Summary().Warnings {
		if !strings.Contains(warning, "run longer") {
			return fmt.Errorf("warning: %s", warning)
		}
	}
	return nil
}

// learns trains for some steps and evaluates. The loss is finite.
func learns[D any](model, guide func(*ppl.Context, D), data D) error {
	svi := infer.NewSVI(model, guide, infer.SVIOptions{Optimizer: optim.Adam{LR: 0.02}})
	if err := steps(svi, 20, data); err != nil {
		return err
	}
	return finite(svi.Evaluate(data, infer.EvaluateOptions{}))
}

func finite(e infer.Evaluation, err error) error {
	if err == nil && (math.IsNaN(e.Loss) || math.IsInf(e.Loss, 0)) {
		return fmt.Errorf("the loss is %v", e.Loss)
	}
	return told(e, err)
}

// guided trains a model without data of its own under an automatic guide.
func guided(guide func(func(*ppl.Context, struct{}), infer.AutoOptions) func(*ppl.Context, struct{}), model ppl.Model) error {
	free := ppl.NoData(model)
	return learns(free, guide(free, infer.AutoOptions{}), struct{}{})
}

func n(mean, scale float64) dist.Distribution { return dist.Normal(mean, scale) }

func of(v ...float64) *tensor.Tensor { return tensor.Of(v) }

// ofFamilies has every family as the distribution of data, and those of real numbers as that of a latent.
func ofFamilies() []right {
	eye, zeros := tensor.Eye(2), tensor.Zeros(2)
	weights := dist.Categorical[dist.Probs](of(1, 2))
	positive := func(x *tensor.Tensor) *tensor.Tensor { return x.Exp() }
	families := []struct {
		name string
		make func(x *tensor.Tensor) dist.Distribution // from a number
	}{
		{"Normal", func(x *tensor.Tensor) dist.Distribution { return dist.Normal(x, 1) }},
		{"Laplace", func(x *tensor.Tensor) dist.Distribution { return dist.Laplace(x, 1) }},
		{"StudentT", func(x *tensor.Tensor) dist.Distribution { return dist.StudentT(5, x, 1) }},
		{"Cauchy", func(x *tensor.Tensor) dist.Distribution { return dist.Cauchy(x, 1) }},
		{"LogNormal", func(x *tensor.Tensor) dist.Distribution { return dist.LogNormal(x, 0.5) }},
		{"Exponential", func(x *tensor.Tensor) dist.Distribution { return dist.Exponential(positive(x)) }},
		{"Gamma", func(x *tensor.Tensor) dist.Distribution { return dist.Gamma(3, positive(x)) }},
		{"InverseGamma", func(x *tensor.Tensor) dist.Distribution { return dist.InverseGamma(3, positive(x)) }},
		{"HalfNormal", func(x *tensor.Tensor) dist.Distribution { return dist.HalfNormal(positive(x)) }},
		{"HalfCauchy", func(x *tensor.Tensor) dist.Distribution { return dist.HalfCauchy(positive(x)) }},
		{"Beta", func(x *tensor.Tensor) dist.Distribution { return dist.Beta(positive(x), 2) }},
		{"Uniform", func(x *tensor.Tensor) dist.Distribution { return dist.Uniform(-1, tensor.Add(positive(x), 50)) }},
		{"LogUniform", func(x *tensor.Tensor) dist.Distribution { return dist.LogUniform(0.1, tensor.Add(positive(x), 50)) }},
		{"Bernoulli of log-odds", func(x *tensor.Tensor) dist.Distribution { return dist.Bernoulli[dist.Logits](x) }},
		{"Bernoulli of a probability", func(x *tensor.Tensor) dist.Distribution { return dist.Bernoulli[dist.Probs](x.Sigmoid()) }},
		{"Binomial", func(x *tensor.Tensor) dist.Distribution { return dist.Binomial[dist.Logits](10, x) }},
		{"Poisson", func(x *tensor.Tensor) dist.Distribution { return dist.Poisson(positive(x)) }},
		{"Categorical of logits", func(x *tensor.Tensor) dist.Distribution {
			return dist.Categorical[dist.Logits](tensor.Stack(0, x, tensor.Scalar(0), tensor.Scalar(1)))
		}},
		{"Categorical of log-probabilities", func(x *tensor.Tensor) dist.Distribution {
			return dist.Categorical[dist.Logits](tensor.Stack(0, x, tensor.Scalar(0)).LogSoftmax(-1))
		}},
		{"Categorical of weights", func(x *tensor.Tensor) dist.Distribution {
			return dist.Categorical[dist.Probs](tensor.Stack(0, positive(x), tensor.Scalar(1), tensor.Scalar(0)))
		}},
		{"Dirichlet", func(x *tensor.Tensor) dist.Distribution {
			return dist.Dirichlet(tensor.Stack(0, positive(x), tensor.Scalar(2), tensor.Scalar(3)))
		}},
		{"MultivariateNormal of a covariance", func(x *tensor.Tensor) dist.Distribution {
			return dist.MultivariateNormal[dist.Covariance](tensor.Stack(0, x, x), eye)
		}},
		{"MultivariateNormal of a factor", func(x *tensor.Tensor) dist.Distribution {
			return dist.MultivariateNormal[dist.ScaleTril](tensor.Stack(0, x, x), eye)
		}},
		{"LowRankMultivariateNormal", func(x *tensor.Tensor) dist.Distribution {
			return dist.LowRankMultivariateNormal(tensor.Stack(0, x, x), tensor.Ones(2, 1), tensor.Ones(2))
		}},
		{"Mixture", func(x *tensor.Tensor) dist.Distribution {
			return dist.Mixture(weights, dist.Normal(tensor.Stack(0, x, x.Add(tensor.Scalar(1))), 1))
		}},
		{"Truncated", func(x *tensor.Tensor) dist.Distribution { return dist.Truncated(dist.Normal(x, 1), -3, 3) }},
		{"OrderStatistics", func(x *tensor.Tensor) dist.Distribution { return dist.OrderStatistics(dist.Normal(x, 1), 3) }},
		{"Transformed", func(x *tensor.Tensor) dist.Distribution {
			return dist.Transformed(dist.Normal(zeros, 1).ToEvent(1), dist.Affine(x, 2.0))
		}},
		{"an event of normals", func(x *tensor.Tensor) dist.Distribution { return dist.Normal(tensor.Stack(0, x, x, x), 1).ToEvent(1) }},
	}
	var programs []right
	for _, f := range families {
		discrete := strings.HasPrefix(f.name, "B") && f.name != "Beta" || f.name == "Poisson" || strings.HasPrefix(f.name, "Categorical")
		data := f.make(tensor.Scalar(0.3)).Sample(tensor.NewRNG(1), 5)
		model := func(c *ppl.Context, data *tensor.Tensor) {
			x := ppl.Sample(c, "x", n(0, 1))
			ppl.Plate(c, "rows", 5, func(c *ppl.Context) { ppl.Sample(c, "y", f.make(x), ppl.Obs(data)) })
		}
		programs = append(programs,
			right{f.name + " of data, by SVI", func() error { return learns(model, infer.AutoNormal(model, infer.AutoOptions{}), data) }},
			right{f.name + " of data, by NUTS", func() error { return quick(ppl.Bind(model, data)) }})
		if !discrete && f.name != "Cauchy" && f.name != "HalfCauchy" { // no tails that trajectories do not cross
			programs = append(programs, right{f.name + " of a latent", func() error {
				return quick(func(c *ppl.Context) { ppl.Sample(c, "z", f.make(tensor.Scalar(0.3))) })
			}})
		}
	}
	return programs
}

// ofPlates has all that plates can do, under every automatic guide that goes with it.
func ofPlates() []right {
	y, table := of(0.2, -0.4, 1.3, 0.8), tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	models := map[string]ppl.Model{
		"rows": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(y)) })
		},
		"latents of rows": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(m, 1))
				ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(y))
			})
		},
		"one row": func(c *ppl.Context) {
			ppl.Plate(c, "rows", 1, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", n(0, 1))
				ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(of(2)))
			})
		},
		"nested": func(c *ppl.Context) {
			ppl.Plate(c, "columns", 3, func(c *ppl.Context) {
				m := ppl.Sample(c, "m", n(0, 1))
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(table)) })
			})
		},
		"crossed": func(c *ppl.Context) {
			var a, b *tensor.Tensor
			ppl.Plate(c, "rows", 2, func(c *ppl.Context) { a = ppl.Sample(c, "a", n(0, 1)) }, ppl.Dim(-2))
			ppl.Plate(c, "columns", 3, func(c *ppl.Context) { b = ppl.Sample(c, "b", n(0, 1)) }, ppl.Dim(-1))
			ppl.Plate(c, "columns", 3, func(c *ppl.Context) {
				ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(a.Add(b), 1), ppl.Obs(table)) }, ppl.Dim(-2))
			}, ppl.Dim(-1))
		},
		"again": func(c *ppl.Context) {
			var z *tensor.Tensor
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { z = ppl.Sample(c, "z", n(0, 1)) })
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(y)) })
		},
		"groups taken by rows": func(c *ppl.Context) {
			var effect *tensor.Tensor
			ppl.Plate(c, "groups", 2, func(c *ppl.Context) { effect = ppl.Sample(c, "effect", n(0, 1)) })
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(effect.Take(0, []int{0, 0, 1, 1}), 1), ppl.Obs(y))
			})
		},
		"a loop": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			for i, c := range ppl.Range(c, 3) {
				m = ppl.Sample(c, "z", dist.Normal(m, 1))
				ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(tensor.Scalar(float64(i))))
			}
		},
		"events": func(c *ppl.Context) {
			w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3), 1).ToEvent(1))
			ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(table.MatMul(w), 1), ppl.Obs(of(1, 2))) })
		},
		"a column made rows": func(c *ppl.Context) {
			w := ppl.Sample(c, "w", dist.Normal(tensor.Zeros(3, 1), 1).ToEvent(2))
			ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(table.MatMul(w).Squeeze(-1), 1), ppl.Obs(tensor.Of([]float64{1, 2}, 2, 1).Squeeze(-1)))
			})
		},
		"missing values": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			ppl.Plate(c, "rows", 3, ppl.Mask(func(c *ppl.Context) {
				ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(of(1, math.NaN(), 2)))
			}, of(1, 0, 1)))
		},
		"log-weights of rows": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Factor(c, "f", y.Sub(m).Square().Neg()) })
		},
		"a deterministic site": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			s := ppl.Deterministic(c, "scale", m.Exp())
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, s), ppl.Obs(y)) })
		},
		"a deterministic site of tiny values": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			ppl.Deterministic(c, "p-value", m.Square().Add(tensor.Scalar(710)).Neg().Exp())
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(y)) })
		},
		"bounds that depend on a latent": func(c *ppl.Context) {
			top := ppl.Sample(c, "top", dist.Gamma(20, 2))
			z := ppl.Sample(c, "z", dist.Uniform(0, top))
			ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(2)))
		},
		"whole numbers as data": func(c *ppl.Context) {
			rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
			ppl.Plate(c, "days", 3, func(c *ppl.Context) { ppl.Sample(c, "count", dist.Poisson(rate), ppl.Obs(tensor.Of([]int{1, 2, 0}))) })
		},
		"half the precision": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", dist.Normal(tensor.Scalar(0).As(tensor.Float32), 1))
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(y.As(tensor.Float32))) })
		},
	}
	type free = func(*ppl.Context, struct{})
	guides := map[string]func(free, infer.AutoOptions) free{
		"AutoNormal": infer.AutoNormal[struct{}], "AutoDelta": infer.AutoDelta[struct{}],
		"AutoMultivariateNormal": infer.AutoMultivariateNormal[struct{}], "AutoLowRankMultivariateNormal": infer.AutoLowRankMultivariateNormal[struct{}],
	}
	var programs []right
	for name, model := range models {
		for by, guide := range guides {
			programs = append(programs, right{name + ", by " + by, func() error { return guided(guide, model) }})
		}
		programs = append(programs, right{name + ", by NUTS", func() error { return quick(model) }})
	}
	for by, batch := range map[string]ppl.PlateOption{"SubsampleSize": ppl.SubsampleSize(2), "BatchIndices": ppl.BatchIndices([]int{3, 1})} {
		programs = append(programs, right{"latents of a batch by " + by, func() error {
			return guided(infer.AutoNormal[struct{}], func(c *ppl.Context) {
				ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
					z := ppl.Sample(c, "z", n(0, 1))
					ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(y.Take(0, ppl.Indices(c, "rows"))))
				}, batch)
			})
		}})
	}
	programs = append(programs, right{"SubsampleSize of all rows, by NUTS", func() error {
		return quick(func(c *ppl.Context) {
			ppl.Plate(c, "rows", 4, func(c *ppl.Context) {
				z := ppl.Sample(c, "z", n(0, 1))
				ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(y.Take(0, ppl.Indices(c, "rows"))))
			}, ppl.SubsampleSize(4))
		})
	}})
	return programs
}

// ofHandlers has each handler at what it is for.
func ofHandlers() []right {
	y := of(0.2, -0.4)
	model := func(c *ppl.Context) {
		m := ppl.Sample(c, "m", n(0, 1))
		s := ppl.Sample(c, "s", dist.Gamma(5, 5))
		ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(m, s))
			ppl.Sample(c, "y", dist.Normal(z, 1), ppl.Obs(y))
		})
	}
	withParam := func(c *ppl.Context) {
		w := ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) }, ppl.Constrained(dist.Positive))
		ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, w), ppl.Obs(y)) })
	}
	one := tensor.Scalar(1)
	wrapped := map[string]ppl.Model{
		"Condition":                 ppl.Condition(model, ppl.Values{"m": one}),
		"Condition on other data":   ppl.Condition(model, ppl.Values{"y": of(1, 1)}),
		"Do":                        ppl.Do(model, ppl.Values{"m": one}),
		"Condition inside Do":       ppl.Do(ppl.Condition(model, ppl.Values{"m": one}), ppl.Values{"s": one}),
		"Scale":                     ppl.Scale(model, 0.5),
		"Mask of nothing":           ppl.Mask(model, tensor.Scalar(1)),
		"Scope":                     ppl.Scope(model, "a"),
		"LocScale":                  ppl.LocScale(model, 0, "z"),
		"LocScale halfway":          ppl.LocScale(model, 0.5, "z"),
		"LocScale of all":           ppl.LocScale(model, 0, "m", "z"),
		"Infer":                     ppl.Infer(model, infer.Init(infer.InitToMedian), "m", "s"),
		"LocScale inside Condition": ppl.Condition(ppl.LocScale(model, 0, "z"), ppl.Values{"m": one}),
		"Lift":                      ppl.Lift(withParam, func(string, *tensor.Tensor) dist.Distribution { return dist.Gamma(5, 5) }),
		"two scopes": func(c *ppl.Context) {
			ppl.Scope(model, "a")(c)
			ppl.Scope(model, "b")(c)
		},
		"a handler of one's own": ppl.WithHandler(model, ppl.HandlerFunc(func(s *ppl.Site, next ppl.Next) { next.Apply(s) })),
		"parts under handlers": func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			ppl.Scale(func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(one)) }, 2)(c)
			ppl.Mask(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(m, 1), ppl.Obs(one)) }, tensor.Scalar(0))(c)
		},
	}
	var programs []right
	for name, m := range wrapped {
		programs = append(programs,
			right{name + ", by SVI", func() error { return guided(infer.AutoNormal[struct{}], m) }},
			right{name + ", by NUTS", func() error {
				return sampled(infer.MCMC{Seed: 1, Chains: 2, Warmup: 200, Draws: 50, Kernel: infer.NUTS{TargetAccept: 0.98}}, m)
			}})
	}
	ran := func(m ppl.Model) func() error { return func() error { return told(ppl.Run(m, 1)) } }
	trace, err := ppl.Run(model, 1)
	if err != nil {
		panic(err)
	}
	return append(programs,
		right{"Block", ran(ppl.Block(model, "m", "z"))},
		right{"Uncondition", ran(ppl.Uncondition(model))},
		right{"Substitute", ran(ppl.Substitute(model, ppl.Values{"m": one}))},
		right{"Substitute for a parameter", ran(ppl.Substitute(withParam, ppl.Values{"w": tensor.Scalar(3)}))},
		right{"Replay", ran(ppl.Replay(model, trace))},
		right{"no data in a run", ran(func(c *ppl.Context) { ppl.Sample(c, "y", n(0, 1), ppl.Obs(nil)) })},
		right{"a shared parameter", ran(func(c *ppl.Context) {
			withParam(c)
			ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return one }, ppl.Constrained(dist.Positive), ppl.Shared())
		})},
		right{"a power of a batch", ran(func(c *ppl.Context) {
			ppl.Plate(c, "rows", 10, ppl.Scale(func(c *ppl.Context) { ppl.Sample(c, "y", n(0, 1), ppl.Obs(y)) }, 0.5), ppl.BatchSize(2))
		})},
		right{"a whole model to the power that its plate multiplies by", ran(ppl.Scale(func(c *ppl.Context) {
			m := ppl.Sample(c, "m", n(0, 1))
			ppl.Plate(c, "rows", 10, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(y)) }, ppl.BatchSize(2))
		}, 5))},
		right{"logits that are 0 or 1", ran(func(c *ppl.Context) { ppl.Sample(c, "k", dist.Categorical[dist.Logits](of(0, 1, 0))) })},
		right{"logits that add up to 1", ran(func(c *ppl.Context) { ppl.Sample(c, "k", dist.Categorical[dist.Logits](of(1.5, -0.5))) })},
		right{"infinite logits", ran(func(c *ppl.Context) { ppl.Sample(c, "k", dist.Categorical[dist.Logits](of(math.Inf(-1), 0))) })},
	)
}

// ofSamplers has the settings of samplers.
func ofSamplers() []right {
	y := of(1.2, 0.4, 0.9)
	model := func(c *ppl.Context) {
		m := ppl.Sample(c, "m", n(0, 1))
		s := ppl.Sample(c, "s", dist.Gamma(5, 5))
		ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, s), ppl.Obs(y)) })
	}
	var programs []right
	for name, m := range map[string]infer.MCMC{
		"Dense":           {Kernel: infer.NUTS{TargetAccept: 0.95, Metric: infer.Metric{Dense: true}}},
		"Diagonal":        {Kernel: infer.NUTS{TargetAccept: 0.95, Metric: infer.Metric{Diagonal: true}}},
		"Blocks":          {Kernel: infer.NUTS{TargetAccept: 0.95, Metric: infer.Metric{Blocks: [][]string{{"m", "s"}}}}},
		"Fisher":          {Kernel: infer.NUTS{TargetAccept: 0.95, Metric: infer.Metric{Fisher: true}}},
		"Initial":         {Kernel: infer.NUTS{TargetAccept: 0.95, Metric: infer.Metric{Initial: map[string]*tensor.Tensor{"m": tensor.Scalar(0.3)}}}},
		"HMC":             {Kernel: infer.HMC{PathLength: 2}},
		"TargetAccept":    {Kernel: infer.NUTS{TargetAccept: 0.95}},
		"InitToMedian":    {Init: infer.InitToMedian},
		"InitToSample":    {Init: infer.InitToSample},
		"InitValues":      {InitValues: []ppl.Values{{"m": tensor.Scalar(0), "s": tensor.Scalar(1)}}},
		"some InitValues": {InitValues: []ppl.Values{{"m": tensor.Scalar(0)}, {"m": tensor.Scalar(1)}}},
		"Thin":            {Thin: 2},
		"Sites":           {Sites: []string{"m"}},
	} {
		m.Seed, m.Chains, m.Warmup, m.Draws = 1, 2, 300, 300
		if m.Kernel == nil {
			m.Kernel = infer.NUTS{TargetAccept: 0.95} // at 0.8 one transition in a thousand diverges
		}
		programs = append(programs, right{"MCMC with " + name, func() error { return sampled(m, model) }})
	}
	return append(programs,
		right{"MCMC as it is", func() error { return told(infer.MCMC{Seed: 1}.Run(ctx, ppl.Bind(normalModel, y))) }},
		right{"a flat prior that the data make up for", func() error {
			return told(infer.MCMC{Seed: 1}.Run(ctx, func(c *ppl.Context) {
				m := ppl.Sample(c, "m", dist.Flat())
				ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(m, 1), ppl.Obs(y)) })
			}))
		}},
		right{"a wide prior", func() error {
			return told(infer.MCMC{Seed: 1}.Run(ctx, func(c *ppl.Context) { ppl.Sample(c, "z", n(1e6, 1e5)) }))
		}},
		right{"a funnel without its scale", func() error {
			return told(infer.MCMC{Seed: 1}.Run(ctx, ppl.LocScale(func(c *ppl.Context) {
				logScale := ppl.Sample(c, "log scale", n(0, 1))
				ppl.Plate(c, "groups", 3, func(c *ppl.Context) { ppl.Sample(c, "effect", dist.Normal(0, logScale.Exp())) })
			}, 0, "effect")))
		}},
		right{"a model that reads a latent", func() error {
			return quick(func(c *ppl.Context) {
				z := ppl.Sample(c, "z", n(0, 1))
				scale := 1.0
				if z.Detach().Item() > 100 {
					scale = 2
				}
				ppl.Sample(c, "y", dist.Normal(z, scale), ppl.Obs(tensor.Scalar(1)))
			})
		}},
		right{"a mixture with an order", func() error {
			data := of(-5.1, -4.9, -5.3, 5.2, 4.9, 5.1)
			return quick(func(c *ppl.Context) {
				means := ppl.Sample(c, "means", dist.OrderStatistics(dist.Normal(0, 10), 2))
				ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
					ppl.Sample(c, "y", dist.Mixture(dist.Categorical[dist.Probs](tensor.Ones(2)), dist.Normal(means, 1)), ppl.Obs(data))
				})
			})
		}},
		right{"AutoLaplace", func() error { return told(infer.AutoLaplace(ctx, model, infer.LaplaceOptions{})) }},
		right{"NewLayout", func() error { return told(infer.NewLayout(model)) }},
	)
}

// ofPredictions has predictions and comparisons.
func ofPredictions() []right {
	three, five := of(0.3, -0.2, 0.8), tensor.Zeros(5)
	d, err := infer.MCMC{Seed: 1, Chains: 2, Warmup: 300, Draws: 500}.Run(ctx, ppl.Bind(groupsModel, three))
	if err != nil {
		panic(err)
	}
	from := infer.FromDraws(d)
	programs := []right{
		{"LOO", func() error {
			l, err := infer.LogLikelihood(ctx, normalModel, from, three, infer.LogLikelihoodOptions{})
			if err != nil {
				return err
			}
			return told(l.LOO(), nil)
		}},
		{"WAIC", func() error {
			l, err := infer.LogLikelihood(ctx, normalModel, from, three, infer.LogLikelihoodOptions{})
			if err != nil {
				return err
			}
			return told(l.WAIC(), nil)
		}},
		{"Classify", func() error { return told(infer.Classify(of(1.2, -0.3, 0.4).Reshape(1, 1, 1, 3).Softmax(-1))) }},
		{"predictions of a guide", func() error {
			svi := infer.NewSVI(groupsModel, infer.AutoNormal(groupsModel, infer.AutoOptions{}), infer.SVIOptions{})
			if err := steps(svi, 5, three); err != nil {
				return err
			}
			return told(infer.Predict(ctx, groupsModel, svi.Posterior(), three, infer.PredictiveOptions{}))
		}},
	}
	for name, p := range map[string]struct {
		from infer.Posterior
		data *tensor.Tensor
		o    infer.PredictiveOptions
	}{
		"of draws":             {from, three, infer.PredictiveOptions{}},
		"some":                 {from, three, infer.PredictiveOptions{Draws: 800}},
		"of the prior":         {infer.Prior(), three, infer.PredictiveOptions{}},
		"of new groups":        {from, five, infer.PredictiveOptions{Fresh: []string{"groups"}}},
		"with latents drawn":   {from, three, infer.PredictiveOptions{Resample: []string{"effect"}}},
		"of a latent":          {from, three, infer.PredictiveOptions{Sites: []string{"effect"}}},
		"that keep their data": {from, three, infer.PredictiveOptions{Keep: []string{"y"}, Sites: []string{"y"}}},
	} {
		programs = append(programs, right{"predictions " + name, func() error { return told(infer.Predict(ctx, groupsModel, p.from, p.data, p.o)) }})
	}
	do := ppl.With(groupsModel, func(m ppl.Model) ppl.Model { return ppl.Do(m, ppl.Values{"mean": tensor.Scalar(1)}) })
	for name, o := range map[string]infer.PredictiveOptions{"changes": {Resample: []string{"effect"}}, "leaves": {Keep: []string{"effect"}}} {
		programs = append(programs, right{"an intervention that " + name + " the effects", func() error { return told(infer.Predict(ctx, do, from, three, o)) }})
	}
	return programs
}
