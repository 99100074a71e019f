package ppl_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func hierarchy(c *ppl.Context) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
		theta := ppl.Sample(c, "theta", dist.Normal(mu, tau))
		ppl.Sample(c, "y", dist.Normal(theta, 2), ppl.Obs(tensor.Of([]float64{1, 2, 3})))
	})
	ppl.Sample(c, "w", dist.Laplace(tensor.Zeros(2), tau).ToEvent(1))
	ppl.Sample(c, "s", dist.StudentT(4, mu, tau))
	ppl.Sample(c, "t", dist.Cauchy(mu, tau))
}

// TestLocScaleChangesVariables: the density of the decentered values is that of the values they stand for, times
// dx/dx_decentered = τ^(1-c).
func TestLocScaleChangesVariables(t *testing.T) {
	mu, tau := 0.7, 2.5
	dec := []float64{0.3, -1, 2}
	for _, centered := range []float64{0, 0.4, 1} {
		m := ppl.LocScale(hierarchy, centered, "theta", "w", "s", "t")
		tr, err := ppl.Run(ppl.Substitute(m, ppl.Values{
			"mu": tensor.Scalar(mu), "tau": tensor.Scalar(tau), "theta_decentered": tensor.Of(dec), "w_decentered": tensor.Of(dec[:2]),
			"s_decentered": tensor.Scalar(1.5), "t_decentered": tensor.Scalar(-2),
		}), 1)
		require.NoError(t, err)
		theta := tr.Value("theta")
		require.Equal(t, ppl.DeterministicSite, tr.Site("theta").Kind)
		for i, v := range dec {
			require.InDelta(t, mu+math.Pow(tau, 1-centered)*(v-centered*mu), theta.At(i), 1e-14)
		}
		plain, err := ppl.Run(ppl.Substitute(hierarchy, ppl.Values{
			"mu": tensor.Scalar(mu), "tau": tensor.Scalar(tau), "theta": theta, "w": tr.Value("w"),
			"s": tr.Value("s"), "t": tr.Value("t"),
		}), 1)
		require.NoError(t, err)
		require.InDelta(t, plain.LogProb().Item()+7*(1-centered)*math.Log(tau), tr.LogProb().Item(), 1e-11)
	}
}

func TestLocScaleMistakes(t *testing.T) {
	for found, m := range map[string]ppl.Model{
		"no such site":       ppl.LocScale(hierarchy, 0, "eta"),
		"it is not a latent": ppl.LocScale(hierarchy, 0, "y"),
		"has no location and scale, as Normal, Laplace, StudentT and Cauchy have": ppl.LocScale(hierarchy, 0, "tau"),
		"from 0 to 1": ppl.LocScale(hierarchy, 2, "theta"),
	} {
		_, err := ppl.Run(m, 1)
		require.ErrorContains(t, err, found)
	}
}
