package infer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestInitToMedian(t *testing.T) {
	d := dist.Gamma(tensor.Of([]float64{1e-3, 2, 300}), 1)
	v := InitToMedian(Latent{Dist: d}, tensor.NewRNG(1))
	require.Equal(t, tensor.Shape{3}, v.Shape())
	require.InEpsilon(t, 300, v.At(2), 0.1)
	require.Greater(t, v.At(0), 0.0, "inside the support, though half of the draws are hardly above 0")
	require.Equal(t, tensor.Float32, InitToMedian(Latent{Dist: dist.Normal(tensor.Zeros(2).As(tensor.Float32), 1)}, tensor.NewRNG(1)).DType())
}

func TestInitValues(t *testing.T) {
	tau := func(values ...float64) (byChain []ppl.Values) {
		for _, v := range values {
			byChain = append(byChain, ppl.Values{"tau": tensor.Scalar(v)})
		}
		return byChain
	}
	starts := func(m MCMC) (taus []float64) {
		m.Chains = 2
		s, err := m.Sampler(schools)
		require.NoError(t, err)
		for _, c := range s.chains {
			values, err := c.target.values(c.at.X)
			require.NoError(t, err)
			for i, site := range c.target.shown() {
				if site.Name == "tau" {
					taus = append(taus, values[i].Detach().Item())
				}
			}
		}
		return taus
	}
	require.InDeltaSlice(t, []float64{3, 3}, starts(MCMC{InitValues: tau(3), Init: InitToMedian}), 1e-12)
	require.InDeltaSlice(t, []float64{3, 4}, starts(MCMC{InitValues: tau(3, 4)}), 1e-12)
	byChain := func(l Latent, rng *tensor.RNG) *tensor.Tensor {
		return InitToValues(tau(5, 6)[l.Chain], InitToMedian)(l, rng)
	}
	require.InDeltaSlice(t, []float64{5, 6}, starts(MCMC{Init: byChain}), 1e-12)

	_, err := MCMC{InitValues: []ppl.Values{{"sigma": tensor.Scalar(3)}}}.Sampler(schools)
	require.ErrorContains(t, err, `names site "sigma"`)
	_, err = MCMC{InitValues: tau(-3)}.Sampler(schools)
	require.ErrorContains(t, err, "must be")
	_, err = MCMC{InitValues: tau(1, 2)}.Sampler(schools)
	require.EqualError(t, err, "infer: MCMC.InitValues has 2 sets of values for 4 chains; give one for all, or one for each")
}

// TestInitToValuesInGuides: others start as otherwise says.
func TestInitToValuesInGuides(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Sample(c, "a", dist.Gamma(2, 1))
		ppl.Sample(c, "b", dist.Normal(0, 1))
	}
	zero := func(l Latent, _ *tensor.RNG) *tensor.Tensor { return tensor.Zeros(drawShape(l.Dist)...) }
	s := NewSVI(model, AutoDelta(model, AutoOptions{Init: InitToValues(ppl.Values{"a": tensor.Scalar(1)}, zero)}), SVIOptions{})
	_, err := s.Step(0)
	require.NoError(t, err)
	for _, name := range []string{"a", "b"} { // log 1 and 0, but for the step
		require.InDelta(t, 0, param(t, s, "auto."+name+".loc")[0], 0.02)
	}
}
