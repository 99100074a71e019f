package infer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Errors that say where the mistake is and what helps.

// A mistake of the model is the model's, though an automatic guide runs it first; one of the guide is the guide's.
func TestAutomaticGuidesKnowWhoseMistakeItIs(t *testing.T) {
	step := func(model func(*ppl.Context, int), o AutoOptions) error {
		_, err := NewSVI(model, AutoNormal(model, o), SVIOptions{}).Step(0)
		return err
	}
	for _, model := range []func(*ppl.Context, int){
		func(c *ppl.Context, _ int) { ppl.Sample(c, "x", dist.Normal(0, -1)) },
		func(c *ppl.Context, _ int) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(tensor.Zeros(3)))
		},
		func(c *ppl.Context, _ int) {
			ppl.Sample(c, "z", dist.Normal(0, 1))
			tensor.Zeros(2).Add(tensor.Zeros(3))
		},
		func(c *ppl.Context, _ int) {
			ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Sample(c, "z", dist.Normal(0, 1))
		},
	} {
		require.Regexp(t, "^infer: in the model: ppl: ", step(model, AutoOptions{}).Error())
	}
	real := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
	require.ErrorContains(t, step(real, AutoOptions{InitScale: -1}), "infer: in the guide: ppl: site \"z\": AutoOptions.InitScale is -1")
	require.ErrorContains(t, step(func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Poisson(1)) }, AutoOptions{}), "infer: in the guide: ppl: site \"z\": an automatic guide")
}

// An improper prior has no draws; the error names the Init that needs none, and that one works.
func TestAutoGuidesOfImproperPriors(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		s := ppl.Sample(c, "s", dist.ImproperUniform(dist.Positive, nil, tensor.Shape{2}))
		ppl.Sample(c, "x", dist.Normal(0, s).ToEvent(1), ppl.Obs(tensor.Of([]float64{1, 2})))
	}
	for _, init := range []Init{nil, InitToMedian, InitToSample} {
		_, err := NewSVI(model, AutoNormal(model, AutoOptions{Init: init}), SVIOptions{}).Step(0)
		require.ErrorContains(t, err, `infer: in the guide: ppl: site "auto.s.loc": ImproperUniform(positive) has no draws to start from; InitToUniform needs none: say Init: infer.InitToUniform`)
	}
	_, err := NewSVI(model, AutoNormal(model, AutoOptions{Init: InitToUniform}), SVIOptions{}).Step(0)
	require.NoError(t, err)
	_, err = NewSVI(model, AutoDelta(model, AutoOptions{Init: InitToUniform}), SVIOptions{}).Step(0)
	require.NoError(t, err)
	_, err = MCMC{Chains: 1, Init: InitToMedian}.Sampler(ppl.Bind(model, 0))
	require.ErrorContains(t, err, "InitToUniform needs none")
}

func TestLogLikelihoodOfAFactor(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		ppl.Factor(c, "likelihood", z.Square().Neg())
	}
	_, err := LogLikelihood(background, model, Prior(), 0, LogLikelihoodOptions{})
	require.EqualError(t, err, `infer: LogLikelihood: the model observes nothing, but has the factor "likelihood": if that is its likelihood, write it as a Sample with Obs, because a factor does not say which data it is about`)
}

// A learning rate that is much too large drives some parameter out of bounds first; the error names it and asks.
func TestLearningRateThatIsTooLarge(t *testing.T) {
	for rate, zeros := range map[float64]*tensor.Tensor{1000: tensor.Zeros(3), 100: tensor.Zeros(3).As(tensor.Float32)} {
		t.Run(zeros.DType().String(), func(t *testing.T) {
			model := func(c *ppl.Context, _ int) {
				w := ppl.Sample(c, "w", dist.Normal(zeros, 1).ToEvent(1))
				ppl.Sample(c, "x", dist.Normal(w, 1).ToEvent(1), ppl.Obs(tensor.OnesLike(zeros)))
			}
			s := NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{Optimizer: optim.Adam{LR: rate}})
			var err error
			for range 100 {
				if _, err = s.Step(0); err != nil {
					break
				}
			}
			require.ErrorContains(t, err, `parameter "auto.w.scale" has come to `)
			require.ErrorContains(t, err, "steps: is the learning rate too large?")
		})
	}
	// A mistake of the data is no question of the rate, however far a parameter on the real line has come.
	model := func(c *ppl.Context, y *tensor.Tensor) {
		mu := ppl.Sample(c, "mu", dist.Normal(5000, 1))
		ppl.Sample(c, "y", dist.Normal(mu, 1), ppl.Obs(y))
	}
	s := NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{})
	_, err := s.Step(tensor.Scalar(5000))
	require.NoError(t, err)
	_, err = s.Step(tensor.Zeros(2))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "rate")
}

// Proposals that a model refuses are counted with the reason.
func TestRejectedProposalsHaveAReason(t *testing.T) {
	for name, read := range map[string]bool{"recorded": false, "dynamic": true} {
		t.Run(name, func(t *testing.T) {
			d, err := MCMC{Chains: 2, Warmup: 100, Draws: 200, Seed: 1}.Run(background, func(c *ppl.Context) {
				r := ppl.Sample(c, "r", dist.Normal(0, 1))
				if read {
					_ = r.Detach().Item()
				}
				one := tensor.Scalar(1)
				covariance := tensor.Stack(0, tensor.Stack(0, one, r), tensor.Stack(0, r, one))
				ppl.Sample(c, "x", dist.MultivariateNormal[dist.Covariance](tensor.Zeros(2), covariance), ppl.Obs(tensor.Of([]float64{1, 0.5})))
			})
			require.NoError(t, err)
			require.Positive(t, d.Sampling().Rejected["x"])
			require.Contains(t, d.Sampling().Reasons["x"], "positive definite")
			require.Contains(t, d.Summary().String(), "positive definite")
		})
	}
}
