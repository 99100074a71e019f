package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// TestMixturesWhoseSupportsDependOnParameters: counts out of totals by row are observed, and a latent lies between
// bounds that its components share.
func TestMixturesWhoseSupportsDependOnParameters(t *testing.T) {
	racing.SkipNumbers(t)
	totals := tensor.Of([]float64{10, 10, 10, 5, 5, 5}, 6, 1)
	model := func(c *ppl.Context) {
		high := ppl.Sample(c, "high", dist.Uniform(1, 3))
		x := ppl.Sample(c, "x", dist.Mixture(dist.Categorical[dist.Probs](tensor.Of([]float64{1, 3})), dist.Uniform(0, high).Expand(2)))
		ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
			weights := dist.Categorical[dist.Logits](tensor.Zeros(2))
			p := tensor.Concat(0, tensor.Of([]float64{0.5}), tensor.Div(x, 3).Reshape(1))
			ppl.Sample(c, "y", dist.Mixture(weights, dist.Binomial[dist.Probs](totals, p)), ppl.Obs(tensor.Of([]float64{7, 8, 5, 0, 4, 5})))
		})
	}
	post, err := MCMC{Draws: 500, Warmup: 300, Seed: 1}.Run(background, model)
	require.NoError(t, err)
	x, high := post.Get("x").Float64s(), post.Get("high").Float64s()
	for i := range x {
		require.True(t, 0 < x[i] && x[i] < high[i])
	}

	// The exact mean of x, by quadrature: ∫ p(x) x L(x) dx over ∫ p(x) L(x) dx, with p(x) = ½ ∫ 1/h dh from max(1, x)
	// to 3.
	total, mean, square := 0.0, 0.0, 0.0
	for i := range 3000 {
		at := (float64(i) + 0.5) / 1000
		l := math.Log(3 / max(1, at))
		for j, k := range []float64{7, 8, 5, 0, 4, 5} {
			n := []float64{10, 10, 10, 5, 5, 5}[j]
			mass := func(p float64) float64 { return math.Pow(p, k) * math.Pow(1-p, n-k) }
			l *= mass(0.5) + mass(at/3)
		}
		total += l
		mean += l * at
		square += l * at * at
	}
	mean /= total
	within(t, "x", x, mean, math.Sqrt(square/total-mean*mean), 400)
}

// TestProposalsOfInvalidComponents are rejected, as those of other invalid parameters.
func TestProposalsOfInvalidComponents(t *testing.T) {
	model := func(c *ppl.Context) {
		scale := ppl.Sample(c, "scale", dist.Normal(1, 1))
		scales := tensor.Concat(0, tensor.Of([]float64{1}), scale.Reshape(1))
		ppl.Sample(c, "y", dist.Mixture(dist.Categorical[dist.Probs](tensor.Of([]float64{1, 1})), dist.Normal(0, scales)), ppl.Obs(tensor.Scalar(0.5)))
	}
	post, err := MCMC{Chains: 2, Draws: 600, Warmup: 200, Seed: 1, InitValues: []ppl.Values{{"scale": tensor.Scalar(1)}}}.Run(background, model)
	require.NoError(t, err)
	require.Positive(t, post.Sampling().Rejected["y"])
	for _, v := range post.Get("scale").Float64s() {
		require.Positive(t, v)
	}
}

// TestMixtureOfOtherSupportsIsNoLatent, and the error says so.
func TestMixtureOfOtherSupportsIsNoLatent(t *testing.T) {
	model := func(c *ppl.Context) {
		weights := dist.Categorical[dist.Logits](tensor.Zeros(2))
		ppl.Sample(c, "x", dist.Mixture(weights, dist.Uniform(tensor.Of([]float64{0, 2}), tensor.Of([]float64{1, 3}))))
	}
	_, err := MCMC{Draws: 5, Warmup: 5}.Run(background, model)
	for _, words := range []string{`"x"`, "the components of a mixture have different supports", "give all components the same support"} {
		require.ErrorContains(t, err, words)
	}
}
