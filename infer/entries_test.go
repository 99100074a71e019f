package infer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// TestEveryEntryTakesEveryModel runs a model with data and one that needs none, with handlers and without, through all
// entries: what is written once for one entry serves all others.
func TestEveryEntryTakesEveryModel(t *testing.T) {
	groups := func(c *ppl.Context, x *tensor.Tensor) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
		ppl.Plate(c, "rows", x.Dim(0), func(c *ppl.Context) {
			theta := ppl.Sample(c, "theta", dist.Normal(mu, 1))
			ppl.Sample(c, "x", dist.Normal(theta, 1), ppl.Obs(x))
		})
	}
	x := tensor.Of([]float64{1, 2, 3})
	noncentered := ppl.With(groups, func(m ppl.Model) ppl.Model { return ppl.LocScale(m, 0, "theta") })
	conditioned := ppl.With(noncentered, func(m ppl.Model) ppl.Model { return ppl.Condition(m, ppl.Values{"mu": tensor.Scalar(1)}) })
	for name, model := range map[string]func(*ppl.Context, *tensor.Tensor){
		"plain": groups, "LocScale": noncentered, "LocScale and Condition": conditioned,
	} {
		t.Run(name, func(t *testing.T) { enter(t, model, x, "x") })
	}

	bound := ppl.Bind(groups, x)
	for name, model := range map[string]ppl.Model{
		"bound": bound, "bound, Scale and Mask": ppl.Mask(ppl.Scale(bound, 0.5), tensor.Scalar(1)), "bound and LocScale": ppl.LocScale(bound, 0, "theta"),
	} {
		t.Run(name, func(t *testing.T) { enter(t, ppl.NoData(model), struct{}{}, "x") })
	}
	twice := func(c *ppl.Context) {
		ppl.Scope(bound, "a")(c)
		ppl.Scope(ppl.LocScale(bound, 0, "theta"), "b")(c)
	}
	t.Run("Scope", func(t *testing.T) { enter(t, ppl.NoData(twice), struct{}{}, "a/x", "b/x") })
}

// enter runs a model, of which data are observed in three rows, through all entries.
func enter[D any](t *testing.T, model func(*ppl.Context, D), data D, observed ...string) {
	_, err := ppl.Run(ppl.Bind(model, data), 1)
	require.NoError(t, err)
	post, err := MCMC{Chains: 1, Warmup: 20, Draws: 10}.Run(t.Context(), ppl.Bind(model, data))
	require.NoError(t, err)
	svi := NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{})
	train(t, svi, data, 3)
	for _, from := range []Posterior{Prior(), FromDraws(post), svi.Posterior()} {
		p, err := Predict(t.Context(), model, from, data, PredictiveOptions{Draws: 5})
		require.NoError(t, err)
		for _, name := range observed {
			require.Equal(t, tensor.Shape{1, 5, 3}, p.Get(name).Shape())
		}
		l, err := LogLikelihood(t.Context(), model, from, data, LogLikelihoodOptions{Draws: 5})
		require.NoError(t, err)
		require.Subset(t, l.Names(), observed)
	}
}
