package infer_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// TestMissingDataAreNaN finds the same bits in every answer, whatever stands where the mask hides data: NaN, as package
// table has it, is as good as a number.
func TestMissingDataAreNaN(t *testing.T) {
	x := tensor.Of([]float64{-1, 0, 1, 2, -2, 0.5})
	present := tensor.Of([]int{1, 0, 1, 1, 0, 1})
	for name, family := range map[string]struct {
		y    []float64
		dist func(line *tensor.Tensor) dist.Distribution
	}{
		"Normal":    {[]float64{-1, 0, 1, 2, 0, 1}, func(l *tensor.Tensor) dist.Distribution { return dist.Normal(l, 1) }},
		"StudentT":  {[]float64{-1, 0, 1, 2, 0, 1}, func(l *tensor.Tensor) dist.Distribution { return dist.StudentT(4, l, 1) }},
		"Gamma":     {[]float64{1, 1, 1, 2, 1, 1}, func(l *tensor.Tensor) dist.Distribution { return dist.Gamma(2, l.Exp()) }},
		"Poisson":   {[]float64{1, 0, 0, 2, 0, 4}, func(l *tensor.Tensor) dist.Distribution { return dist.Poisson(l.Exp()) }},
		"Bernoulli": {[]float64{1, 0, 0, 1, 0, 1}, func(l *tensor.Tensor) dist.Distribution { return dist.Bernoulli[dist.Logits](l) }},
		"Categorical": {[]float64{2, 0, 0, 1, 0, 1}, func(l *tensor.Tensor) dist.Distribution {
			return dist.Categorical[dist.Logits](l.Unsqueeze(-1).Mul(tensor.Of([]float64{0, 1, 2})))
		}},
		"Mixture": {[]float64{-1, 0, 1, 2, 0, 1}, func(l *tensor.Tensor) dist.Distribution {
			return dist.Mixture(dist.Categorical[dist.Probs](tensor.Full(0.5, 2)), dist.Normal(tensor.Stack(-1, l, l.Neg()), 1))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			answers := func(hidden float64) (out [][]float64) {
				y := slices.Clone(family.y)
				y[1], y[4] = hidden, hidden
				model := func(c *ppl.Context, y *tensor.Tensor) {
					slope := ppl.Sample(c, "slope", dist.Normal(0, 1))
					ppl.Plate(c, "rows", 6, ppl.Mask(func(c *ppl.Context) {
						ppl.Sample(c, "y", family.dist(slope.Mul(x)), ppl.Obs(y))
					}, present))
				}
				data := tensor.Of(y)
				post, err := MCMC{Seed: 1, Chains: 2, Warmup: 50, Draws: 50}.Run(background, ppl.Bind(model, data))
				require.NoError(t, err)
				out = append(out, post.Get("slope").Float64s(), post.Stats().Get("lp").Float64s())
				l, err := LogLikelihood(background, model, FromDraws(post), data, LogLikelihoodOptions{})
				require.NoError(t, err)
				require.Equal(t, 4, len(l.LOO().Points))
				out = append(out, []float64{l.LOO().Estimate, l.WAIC().Estimate})
				predicted, err := Predict(background, model, FromDraws(post), data, PredictiveOptions{})
				require.NoError(t, err)
				out = append(out, predicted.Get("y").Float64s(), l.LOOPIT("y", predicted, data))

				laplace, err := AutoLaplace(background, ppl.Bind(model, data), LaplaceOptions{})
				require.NoError(t, err)
				out = append(out, laplace.Mode().Float64s(), laplace.Covariance().Float64s())
				for _, guide := range []func(*ppl.Context, *tensor.Tensor){AutoNormal(model, AutoOptions{}), AutoDelta(model, AutoOptions{})} {
					svi := NewSVI(model, guide, SVIOptions{Seed: 1})
					for range 5 {
						s, err := svi.Step(data)
						require.NoError(t, err)
						out = append(out, []float64{s.Loss})
					}
				}
				return out
			}
			require.Equal(t, answers(1), answers(math.NaN()))
		})
	}
}
