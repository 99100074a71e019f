package thirdparty_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/thirdparty"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// groups is a mean that two groups in a plate share, and an offset of each: all with standard normal priors, of which
// only the sums are observed, with variance ¼.
func groups(c *ppl.Context, y *tensor.Tensor) {
	mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
	ppl.Plate(c, "groups", 2, func(c *ppl.Context) {
		offset := ppl.Sample(c, "offset", dist.Normal(0, 1))
		ppl.Sample(c, "y", dist.Normal(mean.Add(offset), 0.5), ppl.Obs(y))
	})
}

// trained returns an SVI after training, and its loss with the standard error.
func trained[D any](t *testing.T, model, guide func(*ppl.Context, D), data D) (*infer.SVI[D], infer.Evaluation) {
	t.Helper()
	const steps = 2000
	s := infer.NewSVI(model, guide, infer.SVIOptions{
		Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(steps, 0)}, Loss: infer.TraceELBO{Particles: 8}, Seed: 1})
	for range steps {
		_, err := s.Step(data)
		require.NoError(t, err)
	}
	e, err := s.Evaluate(data, infer.EvaluateOptions{Particles: 2000})
	require.NoError(t, err)
	return s, e
}

func TestAutoCopulaFindsNormalPosteriors(t *testing.T) {
	y := vec(1, 3)
	s, e := trained(t, groups, thirdparty.AutoCopula(groups, infer.AutoOptions{}), y)

	// The observed have variance 1 + 1 + ¼ and covariance 1; what follows is the conditional normal distribution.
	const a, b = 2.25, 1.0
	const det = a*a - b*b
	evidence := -0.5*(a*1-2*b*3+a*9)/det - 0.5*math.Log(det) - math.Log(2*math.Pi)
	require.InDelta(t, -evidence, e.Loss, 0.02+4*e.StdErr)
	mean := []float64{(a - b) * 4 / det, (a*1 - b*3) / det, (a*3 - b*1) / det}
	variance := []float64{1 - 2*(a-b)/det, 1 - a/det, 1 - a/det}

	const n = 20_000
	d, err := infer.Predict(context.Background(), groups, s.Posterior(), y, infer.PredictiveOptions{Draws: n, Seed: 2, Sites: []string{"mean", "offset"}})
	require.NoError(t, err)
	rows, _ := d.Matrix("mean", "offset")
	for i := range mean {
		sum, squares := 0.0, 0.0
		for _, row := range rows {
			sum += row[i]
			squares += (row[i] - mean[i]) * (row[i] - mean[i])
		}
		// Within 4 standard errors, and what training leaves.
		sd := math.Sqrt(variance[i])
		require.InDelta(t, mean[i], sum/n, sd*(4/math.Sqrt(n)+0.03), "mean of element %d", i)
		require.InDelta(t, variance[i], squares/n, variance[i]*(4*math.Sqrt(2.0/n)+0.06), "variance of element %d", i)
	}
}

// TestAutoCopulaUnderScale: the loss is a multiple, so that the posterior is the one that it was.
func TestAutoCopulaUnderScale(t *testing.T) {
	loss := func(scale float64) float64 {
		model := func(c *ppl.Context, y *tensor.Tensor) { ppl.Scale(ppl.Bind(groups, y), scale)(c) }
		e, err := infer.NewSVI(model, thirdparty.AutoCopula(model, infer.AutoOptions{}), infer.SVIOptions{Seed: 1}).Evaluate(vec(1, 3), infer.EvaluateOptions{})
		require.NoError(t, err)
		return e.Loss
	}
	require.InEpsilon(t, 0.25*loss(1), loss(0.25), 1e-12)
}

// TestAutoCopulaKnowsSkewness: the logarithm of a Gamma(1, 2), the posterior of a rate of which the count 0 was seen,
// with evidence ½, is skewed. A normal guide loses twice as much.
func TestAutoCopulaKnowsSkewness(t *testing.T) {
	model := func(c *ppl.Context, n float64) {
		rate := ppl.Sample(c, "rate", dist.Gamma(1, 1))
		ppl.Sample(c, "n", dist.Poisson(rate), ppl.Obs(scalar(n)))
	}
	lost := func(guide func(*ppl.Context, float64)) float64 {
		_, e := trained(t, model, guide, 0)
		return e.Loss + math.Log(0.5)
	}
	normal, copula := lost(infer.AutoNormal(model, infer.AutoOptions{})), lost(thirdparty.AutoCopula(model, infer.AutoOptions{}))
	t.Log(normal, copula)
	require.Less(t, copula, normal/2)
}

// TestAutoCopulaRefuses what a guide of all latents together cannot mean, as those of the library do.
func TestAutoCopulaRefuses(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Plate(c, "rows", 10, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, 1)) }, ppl.SubsampleSize(2))
	}
	_, err := infer.NewSVI(model, thirdparty.AutoCopula(model, infer.AutoOptions{}), infer.SVIOptions{Optimizer: optim.Adam{LR: 0.1}}).Step(0)
	require.ErrorContains(t, err, `site "z": it is a latent of every row of plate "rows", of which a run looks at 2 of 10`)
}
