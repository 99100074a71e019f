package infer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
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

// TestSettingsOfSites: what Infer says of a site counts more than what is said for all, and less than values by name.
func TestSettingsOfSites(t *testing.T) {
	at := func(v float64) Init {
		return func(l Latent, _ *tensor.RNG) *tensor.Tensor { return tensor.Full(v, drawShape(l.Dist)...) }
	}
	model := func(c *ppl.Context, _ int) {
		ppl.Sample(c, "a", dist.Normal(0, 1))
		ppl.Sample(c, "b", dist.Normal(0, 1))
	}
	set := ppl.With(model, func(m ppl.Model) ppl.Model {
		return ppl.Infer(ppl.Infer(m, at(7), "b"), InitScale(0.5), "b")
	})

	svi := NewSVI(set, AutoNormal(set, AutoOptions{Init: at(3), InitScale: 0.01}), SVIOptions{Optimizer: optim.SGD{LR: 1e-12}})
	_, err := svi.Step(0)
	require.NoError(t, err)
	for name, want := range map[string]float64{"auto.a.loc": 3, "auto.b.loc": 7, "auto.a.scale": 0.01, "auto.b.scale": 0.5} {
		v, err := svi.Param(name)
		require.NoError(t, err)
		require.InDelta(t, want, v.Item(), 1e-9, name)
	}

	starts := func(m MCMC) []float64 {
		m.Chains, m.Init = 1, at(3)
		s, err := m.Sampler(ppl.Bind(set, 0))
		require.NoError(t, err)
		return s.chains[0].at.X
	}
	require.Equal(t, []float64{3, 7}, starts(MCMC{}))
	require.Equal(t, []float64{3, 9}, starts(MCMC{InitValues: []ppl.Values{{"b": tensor.Scalar(9)}}}))

	for words, setting := range map[string]ppl.Setting{
		`site "y": Infer has an infer.Init for it, and it is not a latent`:      at(1),
		`site "y": Infer has an infer.InitScale for it, and it is not a latent`: InitScale(1),
		`site "y": Infer has a nil infer.Init for it`:                           Init(nil),
	} {
		observed := func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(tensor.Scalar(1))) }
		_, err := ppl.Run(ppl.Infer(observed, setting, "y"), 1)
		require.ErrorContains(t, err, words)
	}
	joint := AutoMultivariateNormal(set, AutoOptions{})
	_, err = NewSVI(set, joint, SVIOptions{}).Step(0)
	require.ErrorContains(t, err, `site "b": Infer has an infer.InitScale for it, and a guide of all latents together has one for all of them`)
	started := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.Infer(m, at(7), "b") })
	svi = NewSVI(started, AutoMultivariateNormal(started, AutoOptions{Init: at(3)}), SVIOptions{Optimizer: optim.SGD{LR: 1e-12}})
	_, err = svi.Step(0)
	require.NoError(t, err)
	require.InDelta(t, 3, param(t, svi, "auto.a.loc")[0], 1e-9)
	require.InDelta(t, 7, param(t, svi, "auto.b.loc")[0], 1e-9)

	bad := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.Infer(m, InitScale(-1), "a") })
	_, err = NewSVI(bad, AutoNormal(bad, AutoOptions{}), SVIOptions{}).Step(0)
	require.ErrorContains(t, err, `site "a": Infer has InitScale(-1) for it; it must be positive and finite`)
}
