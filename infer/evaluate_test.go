package infer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// meanLoss is minus the exact ELBO of meanModel under N(m, s).
func meanLoss(m, s float64) float64 {
	total := logNormalMean(0, m, s, 1) + entropy(s)
	for _, x := range rows {
		total += logNormalMean(x, m, s, noise)
	}
	return -total
}

// Many evaluations of few draws: their mean is the exact loss, and their spread is what each says of itself.
func TestEvaluateIsUnbiasedAndKnowsItsError(t *testing.T) {
	s := learned(t, 10)
	want := meanLoss(param(t, s, "m")[0], param(t, s, "s")[0])
	const n = 400
	losses, errs := make([]float64, n), 0.0
	for i := range n {
		e, err := s.Evaluate(xrows, EvaluateOptions{Particles: 10, Seed: uint64(i)})
		require.NoError(t, err)
		require.InDelta(t, e.Loss, e.Sites["x"]+e.Sites["z"], 1e-9)
		losses[i] = e.Loss
		errs += e.StdErr * e.StdErr / n
	}
	mean, std := stat.MeanStdDev(losses, nil)
	se := std / math.Sqrt(n)
	require.InDelta(t, want, mean, 4*se)
	require.Less(t, se, 0.05*want)
	// A variance from 400 values has a relative standard error of about √(2/400), more for heavy tails.
	require.InDelta(t, 1, errs/(std*std), 0.3)
}

func TestEvaluateOptions(t *testing.T) {
	s := learned(t, 10)
	byDefault, err := s.Evaluate(xrows, EvaluateOptions{})
	require.NoError(t, err)
	twenty, err := s.Evaluate(xrows, EvaluateOptions{Particles: 20})
	require.NoError(t, err)
	require.Equal(t, twenty, byDefault)
	other, err := s.Evaluate(xrows, EvaluateOptions{Seed: 1})
	require.NoError(t, err)
	require.NotEqual(t, other.Loss, byDefault.Loss)
	single, err := s.Evaluate(xrows, EvaluateOptions{Particles: 1})
	require.NoError(t, err)
	require.True(t, math.IsNaN(single.StdErr))
	_, err = s.Evaluate(xrows, EvaluateOptions{Particles: -1})
	require.EqualError(t, err, "infer: Evaluate with -1 particles; 0 means 20, and a negative number means nothing")
}

// Training goes on as if Evaluate had not been called, before the first step too.
func TestEvaluateChangesNothing(t *testing.T) {
	watched, alone := meanSVI(SVIOptions{}), meanSVI(SVIOptions{})
	for range 5 {
		_, err := watched.Evaluate(xrows, EvaluateOptions{})
		require.NoError(t, err)
		require.Equal(t, saved(t, alone), saved(t, watched))
		require.Equal(t, train(t, alone, xrows, 1), train(t, watched, xrows, 1))
	}
}

func TestEvaluateErrors(t *testing.T) {
	s := fragileSVI(nil)
	_, err := s.Evaluate(fragile{weight: math.NaN()}, EvaluateOptions{})
	var bad *NonFiniteError
	require.ErrorAs(t, err, &bad)
	require.Equal(t, "weight", bad.Site)
	_, err = meanSVI(SVIOptions{}).Evaluate(nil, EvaluateOptions{})
	require.ErrorContains(t, err, "Obs has no data")
	broken := NewSVI(func(c *ppl.Context, _ int) { tensor.Zeros(2).Add(tensor.Zeros(3)) }, func(*ppl.Context, int) {}, SVIOptions{})
	_, err = broken.Evaluate(0, EvaluateOptions{})
	require.ErrorContains(t, err, "infer: in the model: ppl: before the first site: tensor: ")
}

// For a posterior N(0, 1) and a guide N(0, s²) the ratio is s e^(z²(1/s² - 1)/2) with z² = s² χ² of one degree, so
// that its tail has the shape 1 - s². Ratios of a part of the data, or of a power of the density, are not worked out.
func TestEvaluateKnowsTheShapeOfTheRatios(t *testing.T) {
	racing.SkipNumbers(t)
	evaluate := func(model ppl.Model, variance float64, particles int) Evaluation {
		guide := func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, math.Sqrt(variance))) }
		s := NewSVI(ppl.NoData(model), ppl.NoData(guide), SVIOptions{})
		e, err := s.Evaluate(struct{}{}, EvaluateOptions{Particles: particles})
		require.NoError(t, err)
		return e
	}
	latent := func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
	for variance, warnings := range map[float64]int{0.2: 1, 0.9: 0, 1e-6: 1, 1e6: 1} {
		e := evaluate(latent, variance, 10_000)
		require.Len(t, e.Warnings, warnings, variance)
		if variance > 0.1 && variance < 1 { // k̂ has a standard error of about (1 + k)/√300 from 300 draws of the tail
			require.InDelta(t, 1-variance, e.K, 4*(2-variance)/math.Sqrt(300), variance)
		}
	}
	require.Zero(t, evaluate(latent, 1, 10_000).K, "all ratios are the same")
	require.Zero(t, evaluate(latent, 0.2, 99).K)

	batch := func(c *ppl.Context) {
		latent(c)
		ppl.Plate(c, "rows", 4, func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(tensor.Zeros(2))) }, ppl.BatchSize(2))
	}
	require.Zero(t, evaluate(batch, 0.2, 1000).K)
}

func TestEvaluationString(t *testing.T) {
	require.Equal(t, "loss 12345.68 ± 0.25", Evaluation{Loss: 12345.678, StdErr: 0.25}.String())
	require.Equal(t, "loss 1.00\nwarning: a.\nwarning: b.", Evaluation{Loss: 1, StdErr: math.NaN(), Warnings: []string{"a", "b"}}.String())
}
