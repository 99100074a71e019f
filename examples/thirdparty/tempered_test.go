package thirdparty_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/thirdparty"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// rows is a normal mean with two observed sites in a plate, one of which has a mask.
func rows(c *ppl.Context, x *tensor.Tensor) {
	mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
	ppl.Plate(c, "rows", x.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "x", dist.Normal(mean, 1), ppl.Obs(x))
		ppl.Mask(func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Normal(mean, 2), ppl.Obs(x))
		}, tensor.Of([]int{1, 0, 1}))(c)
	})
}

func TestTemperedScalesWhatIsObserved(t *testing.T) {
	x := tensor.Of([]float64{1, 2, 4})
	model := ppl.Bind(rows, x)
	plain, err := ppl.Run(model, 1)
	require.NoError(t, err)
	for site, power := range map[string]float64{"x": 0.25, "y": 0.5, "mean": 1} {
		tempered := thirdparty.Tempered(ppl.Infer(model, thirdparty.Weight(0.5), "y"), 0.25)
		trace, err := ppl.Run(tempered, 1)
		require.NoError(t, err)
		require.InDelta(t, power*plain.Site(site).LogProbSum().Item(), trace.Site(site).LogProbSum().Item(), 1e-12, site)
	}
}

// TestTemperedPosterior: with n data of which each counts beta, a normal mean has precision 1 + beta n.
func TestTemperedPosterior(t *testing.T) {
	const beta = 0.25
	x := tensor.Of([]float64{1, 2, 4, 5, 3, 3, 2, 4})
	mean := func(c *ppl.Context, x *tensor.Tensor) {
		mean := ppl.Sample(c, "mean", dist.Normal(0, 1))
		ppl.Plate(c, "rows", x.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(mean, 1), ppl.Obs(x)) })
	}
	post, err := infer.MCMC{Seed: 1, Chains: 2, Warmup: 300, Draws: 1500}.Run(context.Background(), thirdparty.Tempered(ppl.Bind(mean, x), beta))
	require.NoError(t, err)
	row := post.Summary().Rows[0]
	precision := 1 + beta*8.0
	require.InDelta(t, beta*24/precision, row.Mean, 4*row.MCSE)
	require.InDelta(t, 1/precision, row.SD*row.SD, 4*math.Sqrt(2/row.ESSBulk)/precision)
}

func TestTemperedMistakes(t *testing.T) {
	model := ppl.Bind(rows, tensor.Of([]float64{1, 2, 4}))
	for words, m := range map[string]ppl.Model{
		`site "x": Tempered has the power 2 for it; it must be above 0 and at most 1`: thirdparty.Tempered(model, 2),
		`site "mean": Infer has thirdparty.Weight(0.5) for it; a weight is a number`:  ppl.Infer(model, thirdparty.Weight(0.5), "mean"),
		`site "z": Infer names it, and the model has no such site`:                    ppl.Infer(model, thirdparty.Weight(0.5), "z"),
	} {
		_, err := ppl.Run(m, 1)
		require.ErrorContains(t, err, words)
	}
}
