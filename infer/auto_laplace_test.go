package infer

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func laplaceOf(t *testing.T, model ppl.Model) *LaplacePosterior {
	t.Helper()
	l, err := AutoLaplace(context.Background(), model, LaplaceOptions{})
	require.NoError(t, err)
	return l
}

// TestAutoLaplaceIsExactForANormalPosterior: mode, covariance, evidence, and draws.
func TestAutoLaplaceIsExactForANormalPosterior(t *testing.T) {
	l := laplaceOf(t, ppl.Bind(regression, 0))
	mean, covariance, evidence := regressionPosterior()
	require.InDelta(t, evidence, l.LogEvidence(), 1e-8)
	require.Equal(t, 5, l.Layout().Len())
	c := l.Covariance()
	for i := range 5 {
		require.InDelta(t, mean.AtVec(i), l.Mode().At(i), 1e-7)
		for j := range 5 {
			require.InDelta(t, covariance.At(i, j), c.At(i, j), 1e-7)
		}
	}
	requireRegressionPosterior(t, regressionDraws(t, l, 10_000), 0)
}

// TestAutoLaplaceOnTheRealLine: mode and curvature of Gamma and Beta posteriors there have closed forms, and supports
// that depend on a latent are those of its draw.
func TestAutoLaplaceOnTheRealLine(t *testing.T) {
	l := laplaceOf(t, func(c *ppl.Context) {
		ppl.Sample(c, "g", dist.Gamma(tensor.Of([]float64{3, 50}), 2).ToEvent(1))
		ppl.Sample(c, "p", dist.Beta(4, 9))
	})
	// With g = eᵘ: α u - β eᵘ. With p = σ(u): α log p + β log (1 - p).
	want := []float64{math.Log(3. / 2), math.Log(50. / 2), math.Log(4. / 9)}
	variance := []float64{1. / 3, 1. / 50, 13. / (4 * 9)}
	for i := range want {
		require.InDelta(t, want[i], l.Mode().At(i), 1e-7)
		require.InEpsilon(t, variance[i], l.Covariance().At(i, i), 1e-6)
	}

	model := func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Uniform(0, 1))
		ppl.Sample(c, "w", dist.Uniform(0, z))
	}
	d := predict(t, model, laplaceOf(t, ppl.Bind(model, 0)), 0, PredictiveOptions{Draws: 500, Sites: []string{"z", "w"}})
	z, w := d.Get("z").Float64s(), d.Get("w").Float64s()
	for i := range z {
		require.Less(t, w[i], z[i])
	}
}

// TestAutoLaplacePredictsForNewRows and other data than it was made for.
func TestAutoLaplacePredictsForNewRows(t *testing.T) {
	model := func(c *ppl.Context, n int) {
		mu := ppl.Sample(c, "mu", dist.Normal(5, 1e-3))
		ppl.Plate(c, "rows", n, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(mu, 1e-3))
			ppl.Deterministic(c, "d", z)
		})
	}
	l := laplaceOf(t, ppl.Bind(model, 3))
	p := predict(t, model, l, 7, PredictiveOptions{Draws: 4, Fresh: []string{"rows"}, Sites: []string{"d"}})
	require.Equal(t, tensor.Shape{1, 4, 7}, p.Get("d").Shape())
	require.InDelta(t, 5, p.Get("d").Mean().Item(), 0.01)
}

func TestAutoLaplaceInFloat32(t *testing.T) {
	l := laplaceOf(t, func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Normal(tensor.Of([]float32{0, 1}), 1).ToEvent(1))
		ppl.Sample(c, "x", dist.Normal(z.Sum(-1), 0.5), ppl.Obs(tensor.Of([]float32{3}).Reshape()))
	})
	// The gain of both elements is 1 / (1 + 1 + 0.25) of the data's surprise, which is 2.
	require.InDelta(t, 2/2.25, l.Mode().At(0), 1e-3)
	require.InDelta(t, 1-1/2.25, l.Covariance().At(0, 0), 0.01)
	require.InDelta(t, -1/2.25, l.Covariance().At(1, 0), 0.01)
}

// TestAutoLaplaceOnEveryScale: latents of which one is a trillion times wider than another, and one that is narrow far
// from 0.
func TestAutoLaplaceOnEveryScale(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Sample(c, "wide", dist.Normal(1e6, 1e6))
		ppl.Sample(c, "narrow", dist.Normal(0, 1e-6))
		ppl.Sample(c, "far", dist.Normal(5, 1e-9))
	}
	l := laplaceOf(t, ppl.Bind(model, 0))
	require.InDelta(t, 0, l.LogEvidence(), 1e-9)
	for i, sd := range []float64{1e6, 1e-6, 1e-9} {
		require.InEpsilon(t, sd, math.Sqrt(l.Covariance().At(i, i)), 1e-9)
	}
	p := predict(t, model, l, 0, PredictiveOptions{Draws: 1000, Sites: []string{"narrow"}})
	require.InEpsilon(t, 1e-6, math.Sqrt(p.Get("narrow").Square().Mean().Item()), 0.1)

	// The funnel's mode is far down in it, at -σ² n/2.
	l = laplaceOf(t, func(c *ppl.Context) {
		v := ppl.Sample(c, "v", dist.Normal(0, 3))
		ppl.Plate(c, "p", 9, func(c *ppl.Context) { ppl.Sample(c, "z", dist.Normal(0, tensor.Mul(v, 0.5).Exp())) })
	})
	require.InDelta(t, -40.5, l.Mode().At(0), 1e-5)
}

func TestAutoLaplaceErrors(t *testing.T) {
	flat := func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.ImproperUniform(dist.Real, nil, tensor.Shape{2}))
		ppl.Factor(c, "f", z.Sum(-1).Square().Neg())
	}
	of := func(log func(z *tensor.Tensor) *tensor.Tensor) ppl.Model {
		return func(c *ppl.Context) { ppl.Factor(c, "f", log(ppl.Sample(c, "z", dist.Flat()))) }
	}
	up := of(func(z *tensor.Tensor) *tensor.Tensor { return z.Exp().Neg() })
	kink := of(func(z *tensor.Tensor) *tensor.Tensor { return z.Square().Add(z.Abs()).Neg() })
	quartic := of(func(z *tensor.Tensor) *tensor.Tensor { return z.Square().Square().Neg() })
	ripple := of(func(z *tensor.Tensor) *tensor.Tensor { return z.Add(tensor.Mul(tensor.Mul(z, 200).Cos(), 0.01)) })
	saddle := func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Flat(2))
		ppl.Factor(c, "f", z.Square().Sum(-1).Add(tensor.Mul(z.Index(-1, 0).Mul(z.Index(-1, 1)), 4)).Neg())
	}
	edge := of(func(z *tensor.Tensor) *tensor.Tensor { return z.Square().Neg().Add(tensor.Mul(z.Log(), 1e-13)) })
	valley := of(func(z *tensor.Tensor) *tensor.Tensor { return z.Square() })
	atZero := LaplaceOptions{Init: InitToValues(ppl.Values{"z": tensor.Zeros()}, nil)}
	// The textbook's function whose mixed derivatives at 0 are -1 and 1: xy (x² - y²) / (x² + y²), on a peak.
	twisted := func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Flat(2))
		x, y := z.Index(-1, 0), z.Index(-1, 1)
		xx, yy := x.Square(), y.Square()
		ppl.Factor(c, "f", x.Mul(y).Mul(xx.Sub(yy)).Div(xx.Add(yy).Add(tensor.Scalar(1e-300))).Sub(xx).Sub(yy))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, c := range map[string]struct {
		ctx   context.Context
		model ppl.Model
		o     LaplaceOptions
		words string
	}{
		"no context":   {nil, latents("z"), LaplaceOptions{}, "infer: AutoLaplace has no context; take context.Background()"},
		"no model":     {background(), nil, LaplaceOptions{}, "infer: AutoLaplace has no model"},
		"cancelled":    {ctx, latents("z"), LaplaceOptions{}, "infer: AutoLaplace: context canceled"},
		"no latents":   {background(), func(c *ppl.Context) {}, LaplaceOptions{}, "infer: AutoLaplace: the model has no latents"},
		"discrete":     {background(), func(c *ppl.Context) { ppl.Sample(c, "z", dist.Bernoulli[dist.Probs](0.5)) }, LaplaceOptions{}, "is discrete"},
		"subsampled":   {background(), inPlate("p", 9, ppl.SubsampleSize(3)), LaplaceOptions{}, "the plate looks at 3 of its 9 rows"},
		"flat":         {background(), flat, LaplaceOptions{Init: InitToUniform}, `the curvature at the mode is not positive definite: of what each element has alone, `},
		"no mode":      {background(), up, LaplaceOptions{Init: InitToUniform}, `depending on how far one looks: the density has a kink or no maximum there, or is flatter than a parabola`},
		"kink":         {background(), kink, LaplaceOptions{Init: InitToUniform}, `depending on how far one looks`},
		"Laplace":      {background(), func(c *ppl.Context) { ppl.Sample(c, "z", dist.Laplace(0, 1)) }, LaplaceOptions{}, `depending on how far one looks`},
		"quartic":      {background(), quartic, LaplaceOptions{Init: InitToUniform}, `depending on how far one looks`},
		"ripple":       {background(), ripple, LaplaceOptions{Init: InitToValues(ppl.Values{"z": tensor.Scalar(0.0026)}, nil)}, `the posterior has no mode where the search for it ended: its log-density at element 0 of site "z" is `},
		"saddle":       {background(), saddle, LaplaceOptions{Init: InitToUniform}, `the curvature at the mode is not positive definite: of what each element has alone, -1 is left in the direction mostly of element`},
		"valley":       {background(), valley, atZero, `the second derivative by element 0 of site "z" is 1.9999999999999998 at 0, where the search for the mode ended: the posterior has no maximum there`},
		"twisted":      {background(), twisted, LaplaceOptions{Init: InitToValues(ppl.Values{"z": tensor.Zeros(2)}, nil)}, `depending on which comes first: the density is not smooth there`},
		"edge":         {background(), edge, LaplaceOptions{Init: InitToUniform}, `the log-density or its derivative is not finite where element 0 of site "z" is `},
		"no draws yet": {background(), flat, LaplaceOptions{}, "has no draws to start from; InitToUniform needs none"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := AutoLaplace(c.ctx, c.model, c.o)
			require.ErrorContains(t, err, c.words)
			t.Log(err)
		})
	}
}

func background() context.Context { return context.Background() }
