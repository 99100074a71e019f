package infer_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// threeSites observes numbers in a plate, of which training looks at two, a vector, and numbers of which some are
// masked.
func threeSites(c *ppl.Context, y *tensor.Tensor) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
	ppl.Plate(c, "rows", y.Dim(0), func(c *ppl.Context) {
		ppl.Sample(c, "y", dist.Normal(mu, 2), ppl.Obs(y.Take(0, ppl.Indices(c, "rows"))))
	}, ppl.SubsampleSize(2))
	ppl.Sample(c, "v", dist.Normal(mu, tensor.Of([]float64{1, 3})).ToEvent(1), ppl.Obs(tensor.Of([]float64{0.5, -1})))
	ppl.Plate(c, "some", 2, func(c *ppl.Context) {
		ppl.Sample(c, "m", dist.Normal(mu, 1).Mask(tensor.Of([]float64{1, 0})), ppl.Obs(tensor.Of([]float64{0.25, math.NaN()})))
	})
}

func TestLogLikelihoodIsThatOfEveryDatum(t *testing.T) {
	means := []float64{-1, 0, 0.5, 1, 2, 3}
	from := draws.New(2, 3)
	from.Add("mu", nil, tensor.Float64, nil)
	for i, mu := range means {
		from.Put("mu", i/3, i%3, tensor.Scalar(mu))
	}
	y := []float64{1, 2, 3, 4, -5}
	l, err := LogLikelihood(background, threeSites, FromDraws(from), tensor.Of(y), LogLikelihoodOptions{})
	require.NoError(t, err)
	require.Equal(t, []string{"y", "v", "m"}, l.Names())
	require.Equal(t, tensor.Shape{2, 3, 5}, l.Get("y").Shape())
	require.Equal(t, []string{"chain", "draw", "rows"}, l.Dims("y"))
	require.Equal(t, tensor.Shape{2, 3}, l.Get("v").Shape())
	normal := func(x, mu, sigma float64) float64 {
		return -(x-mu)*(x-mu)/(2*sigma*sigma) - math.Log(sigma) - math.Log(2*math.Pi)/2
	}
	for i, mu := range means {
		for j, v := range y {
			require.InDelta(t, normal(v, mu, 2), l.Get("y").At(i/3, i%3, j), 1e-12, "neither scaled nor subsampled")
		}
		require.InDelta(t, normal(0.5, mu, 1)+normal(-1, mu, 3), l.Get("v").At(i/3, i%3), 1e-12)
		require.InDelta(t, normal(0.25, mu, 1), l.Get("m").At(i/3, i%3, 0), 1e-12)
		require.Zero(t, l.Get("m").At(i/3, i%3, 1), "masked")
	}

	one, err := LogLikelihood(background, threeSites, FromDraws(from), tensor.Of(y), LogLikelihoodOptions{Sites: []string{"v"}})
	require.NoError(t, err)
	require.Equal(t, []string{"v"}, one.Names())
}

// However a model masks, what it leaves out does not count.
func TestLogLikelihoodKnowsWhatIsMasked(t *testing.T) {
	y := tensor.Of([]float64{0.3, -1, 2, 0.5, 0, 1, -0.4, 0.2, 1.5, -2, 0.1, 0.7}, 3, 4)
	mask := tensor.Of([]float64{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, 3, 4)
	rows := tensor.Of([]float64{1, 0, 1}, 3)
	normal := func(c *ppl.Context) *dist.NormalDist {
		return dist.Normal(ppl.Sample(c, "mu", dist.Normal(0, 1)), tensor.Ones(3, 4))
	}
	plates := func(c *ppl.Context, body func(c *ppl.Context)) {
		ppl.Plate(c, "rows", 3, func(c *ppl.Context) { ppl.Plate(c, "columns", 4, body, ppl.Dim(-1)) }, ppl.Dim(-2))
	}
	for name, c := range map[string]struct {
		model func(c *ppl.Context, _ struct{})
		data  []string
	}{
		"by the distribution": {func(c *ppl.Context, _ struct{}) {
			d := normal(c)
			plates(c, func(c *ppl.Context) { ppl.Sample(c, "y", d.Mask(mask), ppl.Obs(y)) })
		}, []string{"y[0,0]", "y[1,2]", "y[2,3]"}},
		"by the model": {func(c *ppl.Context, _ struct{}) {
			d := normal(c)
			plates(c, ppl.Mask(func(c *ppl.Context) { ppl.Sample(c, "y", d, ppl.Obs(y)) }, mask))
		}, []string{"y[0,0]", "y[1,2]", "y[2,3]"}},
		"by both": {func(c *ppl.Context, _ struct{}) {
			d := normal(c)
			plates(c, ppl.Mask(func(c *ppl.Context) { ppl.Sample(c, "y", d.Mask(mask), ppl.Obs(y)) }, rows.Unsqueeze(-1)))
		}, []string{"y[0,0]", "y[2,3]"}},
		"parts of events": {func(c *ppl.Context, _ struct{}) {
			d := normal(c)
			ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
				ppl.Sample(c, "y", d.Mask(tensor.Where(rows.Unsqueeze(-1), mask, 0)).ToEvent(1), ppl.Obs(y))
			})
		}, []string{"y[0]", "y[2]"}},
		"events": {func(c *ppl.Context, _ struct{}) {
			d := normal(c)
			ppl.Plate(c, "rows", 3, ppl.Mask(func(c *ppl.Context) { ppl.Sample(c, "y", d.ToEvent(1), ppl.Obs(y)) }, rows))
		}, []string{"y[0]", "y[2]"}},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := LogLikelihood(background, c.model, Prior(), struct{}{}, LogLikelihoodOptions{Draws: 200})
			require.NoError(t, err)
			for _, e := range []draws.ELPD{l.LOO(), l.WAIC()} {
				var names []string
				for _, p := range e.Points {
					names = append(names, p.Name())
				}
				require.Equal(t, c.data, names)
			}
		})
	}

	within := func(c *ppl.Context, _ struct{}) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
		ppl.Sample(c, "y", dist.Normal(mu, 1).Mask(tensor.Less(0, mu)), ppl.Obs(tensor.Scalar(1)))
	}
	_, err := LogLikelihood(background, within, Prior(), struct{}{}, LogLikelihoodOptions{Draws: 20})
	require.ErrorContains(t, err, `infer: LogLikelihood: site "y": the mask is not the same in draw `)
	require.ErrorContains(t, err, " as in the first; what is data must not depend on latents: mask by data, or name the other sites in Sites")
}

// Leave-one-out cross-validation of the eight schools, from MCMC to the report; loo and ArviZ publish elpd -30.8 and p
// 0.9.
func TestLOOOfEightSchools(t *testing.T) {
	post, err := MCMC{Kernel: NUTS{TargetAccept: 0.95}, Seed: 1}.Run(background, eightSchools)
	require.NoError(t, err)
	l, err := LogLikelihood(background, ppl.NoData(eightSchools), FromDraws(post), struct{}{}, LogLikelihoodOptions{})
	require.NoError(t, err)
	require.Equal(t, []string{"y"}, l.Names())
	loo := l.LOO()
	require.InDelta(t, -30.8, loo.Estimate, 0.2)
	require.InDelta(t, 1.4, loo.SE, 0.15)
	require.InDelta(t, 0.9, loo.Parameters, 0.2)
	for _, p := range loo.Points {
		require.Less(t, p.K, 0.9) // 0.6 for the schools that are farthest out, with an error of 0.2
	}
}

func TestLogLikelihoodErrors(t *testing.T) {
	y := tensor.Of([]float64{1, 2})
	for words, o := range map[string]LogLikelihoodOptions{
		"infer: LogLikelihood of -1 draws; 0 means 100":                                                                   {Draws: -1},
		`infer: LogLikelihood: Sites names "mu", which has no data; only sites that the model observes have a likelihood`: {Sites: []string{"mu"}},
		`infer: LogLikelihood: Sites names "z", and the model has no such site; it has ["m" "mu"`:                         {Sites: []string{"z"}},
	} {
		_, err := LogLikelihood(background, threeSites, Prior(), y, o)
		require.ErrorContains(t, err, words)
	}
	_, err := LogLikelihood(background, threeSites, nil, y, LogLikelihoodOptions{})
	require.EqualError(t, err, "infer: LogLikelihood has no posterior; take that of an SVI, FromDraws, or Prior()")

	latent := func(c *ppl.Context, _ int) { ppl.Sample(c, "z", dist.Normal(0, 1)) }
	_, err = LogLikelihood(background, latent, Prior(), 0, LogLikelihoodOptions{})
	require.EqualError(t, err, "infer: LogLikelihood: the model observes nothing; pass it the data that it was fitted to")

	ctx, cancel := context.WithCancel(background)
	cancel()
	l, err := LogLikelihood(ctx, threeSites, Prior(), y, LogLikelihoodOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, l.Draws.Draws(), "what is done is returned")
}

// The likelihood under an intervention takes a posterior that was inferred with it.
func TestLogLikelihoodUnderDo(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		x := ppl.Sample(c, "x", dist.Normal(0, 1))
		w := ppl.Sample(c, "w", dist.Normal(x, 1))
		ppl.Sample(c, "y", dist.Normal(w, 1), ppl.Obs(tensor.Scalar(1)))
	}
	do := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.Do(m, ppl.Values{"x": tensor.Scalar(3)}) })
	trained := func(m func(*ppl.Context, int)) Posterior {
		s := NewSVI(m, AutoNormal(m, AutoOptions{}), SVIOptions{})
		_, err := s.Step(0)
		require.NoError(t, err)
		return s.Posterior()
	}
	sampled := func(m func(*ppl.Context, int)) Posterior {
		d, err := MCMC{Chains: 1, Warmup: 200, Draws: 1000}.Run(background, ppl.Bind(m, 0))
		require.NoError(t, err)
		return FromDraws(d)
	}
	for _, from := range []Posterior{trained(model), sampled(model)} {
		_, err := LogLikelihood(background, do, from, 0, LogLikelihoodOptions{})
		require.EqualError(t, err, `infer: LogLikelihood: the model sets site "x" by Do, and the posterior has values for it: it was inferred without that, and so were the latents ["w"] that come after; take a posterior of the model with Do`)
	}
	_, err := LogLikelihood(background, do, trained(do), 0, LogLikelihoodOptions{})
	require.NoError(t, err)
	l, err := LogLikelihood(background, do, sampled(do), 0, LogLikelihoodOptions{})
	require.NoError(t, err)
	// w ~ Normal(2, 1/√2) given x = 3 and y = 1, so that E log Normal(1 | w, 1) is -log √(2π) - (1 + ½)/2, with a
	// standard deviation near 0.8.
	require.InDelta(t, -0.918938533-0.75, l.Get("y").Mean().Item(), 4*0.8/math.Sqrt(300))
}
