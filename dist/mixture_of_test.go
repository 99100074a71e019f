package dist_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/tensor"
)

// A mixture of components of one family is the same by either function.
func TestMixtureOfIsAMixture(t *testing.T) {
	weights := dist.Categorical[dist.Logits](tensor.Of([]float64{0.3, -1, 0, 2}, 2, 2))
	loc, scale := vec(-1, 4), vec(0.5, 2)
	f := func(unlike bool) func(in ...*tensor.Tensor) *tensor.Tensor {
		return func(in ...*tensor.Tensor) *tensor.Tensor {
			d := dist.Mixture(weights, dist.Normal(in[1], in[2]))
			if unlike {
				d = dist.MixtureOf(weights, dist.Normal(in[1].Index(0, 0), in[2].Index(0, 0)), dist.Normal(in[1].Index(0, 1), in[2].Index(0, 1)))
			}
			above, ok := dist.LogSurvival(d, in[0])
			require.True(t, ok)
			return d.LogProb(in[0]).Sum().Add(above.Sum())
		}
	}
	x := tensor.Of([]float64{-3, 0, 1, 9}, 2, 2)
	want, wantGrads := tensor.ValueAndGrad(f(false), x, loc, scale)
	got, grads := tensor.ValueAndGrad(f(true), x, loc, scale)
	require.InDelta(t, want.Item(), got.Item(), 1e-13)
	for i := range grads {
		require.InDeltaSlice(t, wantGrads[i].Float64s(), grads[i].Float64s(), 1e-13)
	}
}

func TestMixtureOfRefuses(t *testing.T) {
	weights := dist.Categorical[dist.Probs](vec(1, 1))
	refuses := func(words string, f func()) {
		t.Helper()
		defer func() { require.ErrorContains(t, recover().(error), words) }()
		f()
	}
	refuses("weights is nil", func() { dist.MixtureOf(nil, dist.Normal(0, 1)) })
	refuses("components are missing", func() { dist.MixtureOf(weights) })
	refuses("nil for component 1", func() { dist.MixtureOf(weights, dist.Normal(0, 1), nil) })
	refuses("events of shapes [] and [2]", func() { dist.MixtureOf(weights, dist.Normal(0, 1), dist.Normal(vec(0, 1), 1).ToEvent(1)) })
	refuses("which has densities", func() { dist.MixtureOf(weights, dist.Delta(0), dist.Normal(0, 1)) })
	refuses("batch shapes [[2] [3]]", func() { dist.MixtureOf(weights, dist.Normal(vec(0, 1), 1), dist.Normal(vec(0, 1, 2), 1)) })
	refuses("another element type than the weights", func() {
		dist.MixtureOf(weights, dist.Normal(vec(0, 1), 1), dist.Normal(vec(0, 1).As(tensor.Float32), 1))
	})
	refuses("3 categories", func() {
		dist.MixtureOf(dist.Categorical[dist.Probs](vec(1, 1, 1)), dist.Normal(0, 1), dist.Laplace(0, 1))
	})

	refuses("base is nil", func() { dist.ZeroInflated[dist.Probs](nil, 0.3) })
	refuses("which has densities", func() { dist.ZeroInflated[dist.Probs](dist.Gamma(1, 1), 0.3) })
	refuses("events of shape [2]", func() { dist.ZeroInflated[dist.Probs](dist.Poisson(vec(1, 2)).ToEvent(1), 0.3) })
	refuses("does not broadcast", func() { dist.ZeroInflated[dist.Probs](dist.Poisson(vec(1, 2)), vec(0.1, 0.2, 0.3)) })
	require.ErrorContains(t, dist.ZeroInflated[dist.Probs](dist.Poisson(1), 1.5).Validate(), "ZeroInflated: gate must be in [0, 1]")
	require.ErrorContains(t, dist.ZeroInflated[dist.Probs](dist.Poisson(-1), 0.5).Validate(), "rate")
}

// Supports that differ are a union, which observations may lie in and latents may not.
func TestSupportOfUnlikeComponents(t *testing.T) {
	d := dist.MixtureOf(dist.Categorical[dist.Probs](vec(1, 1)), dist.Exponential(1), dist.Uniform(-2, -1))
	require.NoError(t, dist.CheckSupport(d, vec(3, -1.5), nil))
	require.ErrorContains(t, dist.CheckSupport(d, vec(3, -0.5), nil), "or in [-2, -1]")
	func() {
		defer func() { require.ErrorContains(t, recover().(error), "observe the mixture") }()
		d.Support().Bijection()
	}()
	require.Equal(t, dist.Real, dist.MixtureOf(dist.Categorical[dist.Probs](vec(1, 1)), dist.Normal(0, 1), dist.Cauchy(0, 1)).Support())
}

// Where counts are far out, or the gate is nearly open or shut, no digits are lost.
func TestZeroInflatedInTheTails(t *testing.T) {
	for _, c := range []struct{ gate, rate, x, want float64 }{
		{1e-300, 1e3, 0, -690.7755278982137},     // log(1e-300 + e⁻¹⁰⁰⁰)
		{0, 1e3, 0, -1000},                       // no zeros but those of the base
		{1, 2, 0, 0},                             // nothing else
		{1 - 0x1p-53, 2, 3, -38.449118497225322}, // log 2⁻⁵³ + log(4/3) - 2
		{0.5, 2, 200, -727.29569826097636},       // log ½ + 200 log 2 - 2 - log 200!
	} {
		probs := dist.ZeroInflated[dist.Probs](dist.Poisson(c.rate), c.gate)
		require.InEpsilon(t, 1+c.want, 1+probs.LogProb(tensor.Scalar(c.x)).Item(), 1e-14, "%+v", c)
		logits := dist.ZeroInflated[dist.Logits](dist.Poisson(c.rate), math.Log(c.gate)-math.Log1p(-c.gate))
		require.InEpsilon(t, 1+c.want, 1+logits.LogProb(tensor.Scalar(c.x)).Item(), 1e-14, "%+v", c)
	}
}
