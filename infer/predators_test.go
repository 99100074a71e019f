package infer_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ode"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// Pelts of hares and lynxes, in thousands, that the Hudson's Bay Company collected from 1900 to 1920 (Hewitt 1921,
// "The Conservation of the Wild Life of Canada"), as in Stan's case study (Carpenter 2018, "Predator-Prey Population
// Dynamics: the Lotka-Volterra model in Stan").
var (
	hares  = []float64{30, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22, 25.4, 27.1, 40.3, 57, 76.6, 52.3, 19.5, 11.2, 7.6, 14.6, 16.2, 24.7}
	lynxes = []float64{4, 6.1, 9.8, 35.2, 59.4, 41.7, 19, 13, 8.3, 9.1, 7.4, 8, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8, 9.7, 10.1, 8.6}
)

var predators = ode.MustParse(`
	hare' = (birth - hunt*lynx)*hare
	lynx' = (feed*hare - death)*lynx`, "birth", "hunt", "death", "feed")

// pelts is the model of the case study.
func pelts(c *ppl.Context) {
	var pelts []float64
	years := make([]float64, len(hares))
	for i := range hares {
		years[i] = float64(i)
		pelts = append(pelts, hares[i], lynxes[i])
	}
	rates := tensor.Of([]float64{1, 0.05, 1, 0.05})
	theta := ppl.Sample(c, "theta", dist.Truncated(dist.Normal(rates, tensor.Of([]float64{0.5, 0.05, 0.5, 0.05})), 0, math.Inf(1)).ToEvent(1))
	sigma := ppl.Sample(c, "sigma", dist.LogNormal(tensor.Full(-1, 2), 1).ToEvent(1))
	start := ppl.Sample(c, "start", dist.LogNormal(tensor.Full(math.Log(10), 2), 1).ToEvent(1))
	populations := ode.Solve(predators, start, theta, tensor.Of(years), ode.Options{})
	ppl.Plate(c, "years", len(years), func(c *ppl.Context) {
		ppl.Sample(c, "pelts", dist.LogNormal(populations.Log(), sigma).ToEvent(1), ppl.Obs(tensor.Of(pelts, len(years), 2)))
	})
}

// TestPredatorsAndPrey compares with the means and standard deviations that the case study and posteriordb
// (hudson_lynx_hare-lotka_volterra) have published.
func TestPredatorsAndPrey(t *testing.T) {
	racing.SkipNumbers(t)
	post, err := MCMC{Chains: 2, Warmup: 300, Draws: 300, Seed: 1, InitValues: []ppl.Values{{
		"theta": tensor.Of([]float64{0.5, 0.025, 0.8, 0.025}), "sigma": tensor.Of([]float64{0.3, 0.3}), "start": tensor.Of([]float64{30, 4})}}}.Run(background, pelts)
	require.NoError(t, err)
	t.Log(post.Summary())
	want := map[string][2]float64{
		"theta[0]": {0.547, 0.063}, "theta[1]": {0.0277, 0.0042}, "theta[2]": {0.800, 0.089}, "theta[3]": {0.0241, 0.0035},
		"sigma[0]": {0.248, 0.043}, "sigma[1]": {0.251, 0.044}, "start[0]": {34.0, 2.92}, "start[1]": {5.94, 0.53},
	}
	for _, row := range post.Summary().Rows {
		w, ok := want[row.Name()]
		require.True(t, ok, row.Name())
		delete(want, row.Name())
		require.InDelta(t, w[0], row.Mean, 4.5*row.MCSE+0.02*w[1], row.Name())
		require.InEpsilon(t, w[1], row.SD, 0.25, row.Name())
	}
	require.Empty(t, want)
}

// A solution that goes to infinity is a point without density, which the warnings tell of, and no more.
func TestSolutionsThatEndAreRefused(t *testing.T) {
	explosion := ode.MustParse("y' = y^2")
	model := func(c *ppl.Context) {
		start := ppl.Sample(c, "start", dist.HalfNormal(2))
		y := ode.Solve(explosion, start.Reshape(1), nil, tensor.Of([]float64{1}), ode.Options{})
		ppl.Sample(c, "y", dist.Normal(y.Squeeze(0), 10).ToEvent(1), ppl.Obs(tensor.Of([]float64{1})))
	}
	post, err := MCMC{Chains: 1, Warmup: 50, Draws: 50, Seed: 1}.Run(background, model)
	require.NoError(t, err)
	require.Positive(t, post.Sampling().Rejected[""])
	require.Contains(t, post.Sampling().Reasons[""], "the steps became too short to advance the time: the solution goes to infinity here")
	for _, v := range post.Get("start").Float64s() {
		require.Less(t, v, 1.0)
	}
	_, err = MCMC{Chains: 1, Warmup: 50, Draws: 50, Seed: 1, Init: InitToValues(ppl.Values{"start": tensor.Scalar(2)}, nil)}.Run(background, model)
	require.ErrorContains(t, err, "no point to start from: 5 attempts ended alike")
	require.ErrorContains(t, err, "ode: at time 0.500000")
}
