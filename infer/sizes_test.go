package infer_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// flipped is the README's model.
func flipped(c *ppl.Context, flips *tensor.Tensor) {
	fairness := ppl.Sample(c, "fairness", dist.Beta(10, 10))
	ppl.Plate(c, "flips", flips.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "flip", dist.Bernoulli[dist.Probs](fairness), ppl.Obs(flips))
	})
}

// Settings that count are errors where they are negative, or so large that memory would end the program.
func TestCountsThatCannotBe(t *testing.T) {
	flips := tensor.Of([]int{1, 1, 0})
	model := ppl.Bind(flipped, flips)
	svi := func(loss ELBO) *SVI[*tensor.Tensor] {
		return NewSVI(flipped, AutoNormal(flipped, AutoOptions{}), SVIOptions{Loss: loss})
	}
	sampler, err := MCMC{Chains: 2, Warmup: 10}.Sampler(model)
	require.NoError(t, err)
	for _, n := range []int{math.MinInt, -1, math.MaxInt - 1, math.MaxInt} {
		for what, f := range map[string]func() error{
			"Predict": func() error {
				_, err := Predict(background, flipped, Prior(), flips, PredictiveOptions{Draws: n})
				return err
			},
			"LogLikelihood": func() error {
				_, err := LogLikelihood(background, flipped, Prior(), flips, LogLikelihoodOptions{Draws: n})
				return err
			},
			"TraceELBO":     func() error { _, err := svi(TraceELBO{Particles: n}).Step(flips); return err },
			"MeanFieldELBO": func() error { _, err := svi(MeanFieldELBO{Particles: n}).Step(flips); return err },
			"Evaluate":      func() error { _, err := svi(nil).Evaluate(flips, EvaluateOptions{Particles: n}); return err },
			"Chains":        func() error { _, err := MCMC{Chains: n}.Run(background, model); return err },
			"Draws":         func() error { _, err := MCMC{Draws: n}.Run(background, model); return err },
			"Thin":          func() error { _, err := MCMC{Thin: n}.Run(background, model); return err },
			"Sampler.Run":   func() error { _, err := sampler.Run(background, n); return err },
			"Rounds": func() error {
				for _, err := range (MCMC{Draws: n}).Rounds(background, model, 10) {
					return err
				}
				return nil
			},
			"Batches": func() error {
				_, err := Batches(n, n, BatchOptions{}, func(rows []int) int { return len(rows) })
				return err
			},
			"Plate": func() error {
				_, err := ppl.Run(func(c *ppl.Context) {
					ppl.Plate(c, "rows", n, func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1)) })
				}, 1)
				return err
			},
			"Expand": func() error {
				_, err := ppl.Run(func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1).Expand(n, 2).ToEvent(2)) }, 1)
				return err
			},
		} {
			t.Run(what, func(t *testing.T) { require.Error(t, f(), "%d", n) })
		}
	}
	const most = min(1<<31, math.MaxInt/2)
	_, err = MCMC{Warmup: math.MaxInt}.Run(background, model)
	require.EqualError(t, err, fmt.Sprintf("infer: MCMC with 4 chains of 1000 draws, every 1-th of them kept, after %d transitions; there are at most %d transitions in all", math.MaxInt, most))
	_, err = Predict(background, flipped, Prior(), flips, PredictiveOptions{Draws: math.MaxInt - 1})
	require.EqualError(t, err, fmt.Sprintf("infer: Predict of %d draws; there are at most %d", math.MaxInt-1, most))
}

var (
	nilContext context.Context
	nilReader  io.Reader
)

// What is nil is named.
func TestNilArguments(t *testing.T) {
	flips := tensor.Of([]int{1, 1, 0})
	svi := NewSVI(flipped, AutoNormal(flipped, AutoOptions{}), SVIOptions{})
	for words, f := range map[string]func() error{
		`infer: in the model: ppl: after site "fairness": tensor: the tensor is nil; a model that runs without its data has to do without their shape, too`: func() error {
			_, err := Predict(background, flipped, Prior(), nil, PredictiveOptions{})
			return err
		},
		"infer: in the model: ppl: after site \"fairness\": tensor: the tensor is nil": func() error { _, err := svi.Step(nil); return err },
		"infer: Predict has no posterior; take that of an SVI, FromDraws, or Prior()": func() error {
			_, err := Predict(background, flipped, FromDraws(nil), flips, PredictiveOptions{})
			return err
		},
		"infer: LogLikelihood has no posterior": func() error {
			_, err := LogLikelihood(background, flipped, FromDraws(nil), flips, LogLikelihoodOptions{})
			return err
		},
		"the function to run, a model or the body of a plate, is nil": func() error {
			_, err := Predict(background, nil, Prior(), flips, PredictiveOptions{})
			return err
		},
		`infer: Metric.Initial is nil for site "fairness"; it is variances on the real line`: func() error {
			_, err := MCMC{Kernel: NUTS{Metric: Metric{Initial: map[string]*tensor.Tensor{"fairness": nil}}}}.Run(background, ppl.Bind(flipped, flips))
			return err
		},
		"infer: MCMC has no model": func() error { _, err := MCMC{}.Run(background, nil); return err },
		"infer: SVI.Run has no batches": func() error {
			for _, err := range svi.Run(background, nil) {
				return err
			}
			return nil
		},
		"infer: MCMC has no context; take context.Background()": func() error { _, err := MCMC{}.Run(nilContext, ppl.Bind(flipped, flips)); return err },
		"infer: Sampler.Run has no context": func() error {
			s, err := MCMC{}.Sampler(ppl.Bind(flipped, flips))
			require.NoError(t, err)
			_, err = s.Run(nilContext, 1)
			return err
		},
		"infer: Predict has no context": func() error { _, err := Predict(nilContext, flipped, Prior(), flips, PredictiveOptions{}); return err },
		"infer: LogLikelihood has no context": func() error {
			_, err := LogLikelihood(nilContext, flipped, Prior(), flips, LogLikelihoodOptions{})
			return err
		},
		"infer: SVI.Run has no context": func() error {
			for _, err := range svi.Run(nilContext, slices.Values([]*tensor.Tensor{flips})) {
				return err
			}
			return nil
		},
		"infer: MCMC.Kernel is a nil *infer.NUTS": func() error {
			_, err := MCMC{Kernel: (*NUTS)(nil)}.Run(background, ppl.Bind(flipped, flips))
			return err
		},
		"infer: SVIOptions.Loss is a nil *infer.TraceELBO": func() error {
			_, err := NewSVI(flipped, AutoNormal(flipped, AutoOptions{}), SVIOptions{Loss: (*TraceELBO)(nil)}).Step(flips)
			return err
		},
		"optim: the optimizer is nil": func() error {
			_, err := NewSVI(flipped, AutoNormal(flipped, AutoOptions{}), SVIOptions{Optimizer: (*optim.Adam)(nil)}).Step(flips)
			return err
		},
		"infer: saving the checkpoint: the writer is nil": func() error { return svi.Save(nil) },
		"infer: checkpoint: the reader is nil":            func() error { return svi.Load(nil) },
		"infer: saving the sampler: the writer is nil": func() error {
			s, err := MCMC{}.Sampler(ppl.Bind(flipped, flips))
			require.NoError(t, err)
			require.EqualError(t, s.Load(nil), "infer: checkpoint: the reader is nil")
			return s.Save(nil)
		},
		"infer: saving the checkpoint: the path is empty": func() error { return svi.SaveFile("") },
		"draws: reading chain 0: the reader is nil":       func() error { _, err := draws.ReadCSV(nilReader); return err },
		"draws: writing chain 0: the writer is nil":       func() error { return draws.New(1, 1).WriteCSV(nil, 0) },
		"infer: Batches has no function":                  func() error { _, err := Batches[int](3, 1, BatchOptions{}, nil); return err },
		"infer: Classify of nil":                          func() error { _, err := Classify(nil); return err },
	} {
		require.ErrorContains(t, f(), words)
	}
}
