package infer

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// groups has a global latent, one for every group, two observed sites and a deterministic one. Without data it
// predicts.
type groups struct {
	x, y *tensor.Tensor
	n    int
}

func groupModel(c *ppl.Context, g groups) {
	mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
	ppl.Plate(c, "groups", g.n, func(c *ppl.Context) {
		a := ppl.Sample(c, "a", dist.Normal(mu, 1))
		ppl.Deterministic(c, "twice", tensor.Mul(a, 2))
		ppl.Sample(c, "x", dist.Normal(a, 0.5), ppl.Obs(g.x))
		ppl.Sample(c, "y", dist.Normal(tensor.Zeros(g.n, 2), 1).ToEvent(1), ppl.Obs(g.y))
	})
}

func groupData() groups {
	return groups{tensor.Of([]float64{1, -1, 2}), tensor.Of([]float64{1, 2, 3, 4, 5, 6}, 3, 2), 3}
}

func groupSVI(t testing.TB) *SVI[groups] {
	s := NewSVI(groupModel, AutoNormal(groupModel, AutoOptions{}), SVIOptions{Seed: 8})
	train(t, s, groupData(), 5)
	return s
}

// predict has to succeed.
func predict[D any](t testing.TB, model func(*ppl.Context, D), from Posterior, data D, o PredictiveOptions) *draws.Draws {
	t.Helper()
	p, err := Predict(context.Background(), model, from, data, o)
	require.NoError(t, err)
	return p
}

func TestPredictReturnsTheSitesThatAreNotLatent(t *testing.T) {
	p := predict(t, groupModel, groupSVI(t).Posterior(), groupData(), PredictiveOptions{Draws: 4})
	require.Equal(t, []string{"twice", "x", "y"}, p.Names())
	require.Equal(t, tensor.Shape{1, 4, 3}, p.Get("x").Shape())
	require.Equal(t, tensor.Shape{1, 4, 3, 2}, p.Get("y").Shape())
	require.Equal(t, []string{"chain", "draw", "groups"}, p.Dims("x"))
	require.Equal(t, []string{"chain", "draw", "groups", ""}, p.Dims("y"))
	require.Equal(t, []string{"chain", "draw", "groups"}, p.Dims("twice"))
	require.Equal(t, 100, predict(t, groupModel, Prior(), groupData(), PredictiveOptions{}).Draws(), "0 means 100")
}

func TestPredictReturnsWhatSitesNames(t *testing.T) {
	p := predict(t, groupModel, groupSVI(t).Posterior(), groupData(), PredictiveOptions{Draws: 2, Sites: []string{"a", "mu"}})
	require.Equal(t, []string{"mu", "a"}, p.Names(), "in the order of the model")
	require.Equal(t, tensor.Shape{1, 2}, p.Get("mu").Shape())
	require.Equal(t, []string{"chain", "draw", "groups"}, p.Dims("a"))
}

func TestPredictFreesObsOnly(t *testing.T) {
	data := groupData()
	from := groupSVI(t).Posterior()
	free := predict(t, groupModel, from, data, PredictiveOptions{Draws: 3})
	require.NotContains(t, free.Get("x").Float64s(), 1.0)

	kept := predict(t, groupModel, from, data, PredictiveOptions{Draws: 3, Keep: []string{"x"}})
	require.Equal(t, []float64{1, -1, 2, 1, -1, 2, 1, -1, 2}, kept.Get("x").Float64s())
	require.Equal(t, free.Get("y").Float64s(), kept.Get("y").Float64s())

	conditioned := ppl.With(groupModel, func(m ppl.Model) ppl.Model {
		return ppl.Condition(m, ppl.Values{"x": tensor.Of([]float64{7, 8, 9}), "mu": tensor.Scalar(5)})
	})
	p := predict(t, conditioned, from, data, PredictiveOptions{Draws: 2})
	require.Equal(t, []string{"mu", "twice", "x", "y"}, p.Names())
	require.Equal(t, []float64{7, 8, 9, 7, 8, 9}, p.Get("x").Float64s())
	require.Equal(t, []float64{5, 5}, p.Get("mu").Float64s())

	without := predict(t, groupModel, from, groups{n: 3}, PredictiveOptions{Draws: 3})
	require.Equal(t, free.Get("x").Float64s(), without.Get("x").Float64s(), "data or none, the predictions are the same")
}

func TestPredictRecomputesDeterministicValues(t *testing.T) {
	p := predict(t, groupModel, groupSVI(t).Posterior(), groupData(), PredictiveOptions{Draws: 5, Sites: []string{"a", "twice"}})
	require.Equal(t, tensor.Mul(p.Get("a"), 2).Float64s(), p.Get("twice").Float64s())
}

// After Do on mu, the groups are drawn anew or keep their posterior, as the options say; they must say.
func TestPredictResample(t *testing.T) {
	from := groupSVI(t).Posterior()
	do := ppl.With(groupModel, func(m ppl.Model) ppl.Model { return ppl.Do(m, ppl.Values{"mu": tensor.Scalar(100)}) })
	mean := func(o PredictiveOptions) float64 {
		o.Draws, o.Sites = 50, []string{"a"}
		return predict(t, do, from, groupData(), o).Get("a").Mean().Item()
	}
	_, err := Predict(context.Background(), do, from, groupData(), PredictiveOptions{})
	require.EqualError(t, err, `infer: Predict: the model sets site "mu" by Do, and the latents ["a"] come after it, with values that the posterior has; `+
		`name in Resample those that it influences, so that they are drawn from the model, and in Keep those that it does not or that were inferred with it`)
	require.InDelta(t, 0, mean(PredictiveOptions{Keep: []string{"a"}}), 3)
	require.InDelta(t, 100, mean(PredictiveOptions{Resample: []string{"a"}}), 3)
	require.InDelta(t, 100, mean(PredictiveOptions{Fresh: []string{"groups"}}), 3)
}

func TestPredictNewRows(t *testing.T) {
	s := groupSVI(t)
	more := groups{n: 5}
	_, err := Predict(context.Background(), groupModel, s.Posterior(), more, PredictiveOptions{})
	require.ErrorContains(t, err, `infer: in the guide: ppl: site "a": plate "groups" had 3 rows in training and has 5 now`)
	require.ErrorContains(t, err, "to predict for new rows Fresh names the plate")

	p := predict(t, groupModel, s.Posterior(), more, PredictiveOptions{Draws: 4000, Seed: 3, Fresh: []string{"groups"}, Sites: []string{"mu", "a"}})
	require.Equal(t, tensor.Shape{1, 4000, 5}, p.Get("a").Shape())
	// mu is the posterior's, and the groups are drawn around it.
	require.InDelta(t, param(t, s, "auto.mu.loc")[0], p.Get("mu").Mean().Item(), 4*0.1/math.Sqrt(4000))
	distance := p.Get("a").Sub(p.Get("mu").Unsqueeze(-1))
	require.InDelta(t, 0, distance.Mean().Item(), 4/math.Sqrt(20_000))
	require.InDelta(t, 1, distance.Square().Mean().Item(), 4*math.Sqrt(2./20_000))
}

// An intervention on z moves the mean of m, which is 3.2 of it: the inferred m is another number, and what comes before
// z or is observed needs no word.
func TestPredictUnderDo(t *testing.T) {
	model := func(c *ppl.Context, y *tensor.Tensor) {
		scale := ppl.Sample(c, "scale", dist.LogNormal(-2, 0.1))
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		m := ppl.Sample(c, "m", dist.Normal(tensor.Mul(z, 3.2), 0.1))
		ppl.Sample(c, "y", dist.Normal(m, scale), ppl.Obs(y))
	}
	post, err := MCMC{Chains: 2, Warmup: 200, Draws: 400, Seed: 1}.Run(context.Background(), ppl.Bind(model, tensor.Scalar(0.2)))
	require.NoError(t, err)
	do := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.Do(m, ppl.Values{"z": tensor.Scalar(1)}) })
	for _, data := range []*tensor.Tensor{nil, tensor.Scalar(0.2)} {
		_, err = Predict(context.Background(), do, FromDraws(post), data, PredictiveOptions{})
		require.ErrorContains(t, err, `the model sets site "z" by Do, and the latents ["m"] come after it`)
		y := predict(t, do, FromDraws(post), data, PredictiveOptions{Resample: []string{"m"}}).Get("y").Mean().Item()
		require.InDelta(t, 3.2, y, 0.05)
		y = predict(t, do, FromDraws(post), data, PredictiveOptions{Keep: []string{"m"}}).Get("y").Mean().Item()
		require.InDelta(t, 0.2, y, 0.05)
	}
	_, err = Predict(context.Background(), do, FromDraws(post), nil, PredictiveOptions{Keep: []string{"m"}, Resample: []string{"m"}})
	require.ErrorContains(t, err, `site "m": Keep and Resample both name it`)
	_, err = Predict(context.Background(), do, FromDraws(post), nil, PredictiveOptions{Keep: []string{"scale", "m"}})
	require.ErrorContains(t, err, `site "scale": Keep names it, and it has no data`)
	require.NotNil(t, predict(t, do, Prior(), nil, PredictiveOptions{}), "a prior has inferred nothing")
	last := ppl.With(model, func(m ppl.Model) ppl.Model { return ppl.Do(m, ppl.Values{"m": tensor.Scalar(1)}) })
	require.NotNil(t, predict(t, last, FromDraws(post), nil, PredictiveOptions{}), "no latent comes after it")
}

// A guide by hand does not know how many rows there were; the shapes tell.
func TestPredictNewRowsByHand(t *testing.T) {
	guide := func(c *ppl.Context, g groups) {
		loc := ppl.Param(c, "a.loc", constant(1, -1, 2))
		ppl.Sample(c, "mu", dist.Normal(0, 1))
		ppl.Plate(c, "groups", 3, func(c *ppl.Context) { ppl.Sample(c, "a", dist.Normal(loc, 0.1)) })
	}
	from := NewSVI(groupModel, guide, SVIOptions{}).Posterior()
	_, err := Predict(context.Background(), groupModel, from, groups{n: 5}, PredictiveOptions{})
	require.ErrorContains(t, err, `infer: in the model: ppl: site "a": the posterior's values have shape [3], the model now wants [5]; if the rows of plate "groups" are new, say so with Fresh`)
	require.Equal(t, tensor.Shape{1, 2, 5}, predict(t, groupModel, from, groups{n: 5}, PredictiveOptions{Draws: 2, Fresh: []string{"groups"}}).Get("x").Shape())

	wide := func(c *ppl.Context, _ groups) { ppl.Sample(c, "mu", dist.Normal(tensor.Zeros(2), 1).ToEvent(1)) }
	_, err = Predict(context.Background(), wide, from, groups{n: 3}, PredictiveOptions{Sites: []string{"mu"}})
	require.ErrorContains(t, err, "the posterior's values have shape [], the model now wants [2]; model and posterior must agree")
}

// Plates run over all rows, and nothing is scaled, though training looked at a few.
func TestPredictRunsPlatesInFull(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		ppl.Plate(c, "rows", 6, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(tensor.Of([]float64{1, 2, 3, 4, 5, 6}).Take(0, ppl.Indices(c, "rows"))))
		}, ppl.SubsampleSize(2))
	}
	s := NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{})
	train(t, s, 0, 20)
	p := predict(t, model, s.Posterior(), 0, PredictiveOptions{Draws: 3, Sites: []string{"z", "x"}})
	require.Equal(t, tensor.Shape{1, 3, 6}, p.Get("x").Shape())
	loc := param(t, s, "auto.z.loc")
	z := p.Get("z")
	for i := range loc {
		require.InDelta(t, loc[i], z.At(0, 0, i), 1, "row %d is its own", i)
	}
}

func TestPriorPredictions(t *testing.T) {
	const n = 20_000
	p := predict(t, meanModel, Prior(), nil, PredictiveOptions{Draws: n, Seed: 3, Sites: []string{"z", "x"}})
	z, x := p.Get("z").Float64s(), p.Get("x").Slice(2, 0, 1).Float64s()
	mean, variance := stat.MeanVariance(z, nil)
	require.InDelta(t, 0, mean, 4/math.Sqrt(n))
	require.InDelta(t, 1, variance, 4*math.Sqrt(2./n))
	mean, variance = stat.MeanVariance(x, nil)
	total := 1 + noise*noise
	require.InDelta(t, 0, mean, 4*math.Sqrt(total/n))
	require.InDelta(t, total, variance, 4*total*math.Sqrt(2./n))
}

// Parameters have one initial value for all draws, though it is random.
func TestPriorHasInitialParameters(t *testing.T) {
	model := func(c *ppl.Context, _ int) {
		p := ppl.Param(c, "p", func(rng *tensor.RNG) *tensor.Tensor { return rng.Normal() })
		ppl.Sample(c, "x", dist.Normal(p, 1), ppl.Obs(nil))
	}
	p := predict(t, model, Prior(), 0, PredictiveOptions{Draws: 3, Sites: []string{"p"}}).Get("p").Float64s()
	require.Equal(t, []float64{p[0], p[0], p[0]}, p)
	guide := func(*ppl.Context, int) {}
	svi := NewSVI(model, guide, SVIOptions{Seed: 0})
	require.Equal(t, p, predict(t, model, svi.Posterior(), 0, PredictiveOptions{Draws: 3, Sites: []string{"p"}}).Get("p").Float64s())
}

// The mean and variance of what will be observed are known, given the guide.
func TestPosteriorPredictions(t *testing.T) {
	const n = 20_000
	s := learned(t, 50)
	m, sd := param(t, s, "m")[0], param(t, s, "s")[0]
	p := predict(t, meanModel, s.Posterior(), nil, PredictiveOptions{Draws: n, Seed: 3})
	mean, variance := stat.MeanVariance(p.Get("x").Slice(2, 3, 4).Float64s(), nil)
	total := sd*sd + noise*noise
	require.InDelta(t, m, mean, 4*math.Sqrt(total/n))
	require.InDelta(t, total, variance, 4*total*math.Sqrt(2./n))
}

func TestPosteriorDoesNotChange(t *testing.T) {
	s := meanSVI(SVIOptions{})
	train(t, s, xrows, 3)
	from := s.Posterior()
	before := predict(t, meanModel, from, nil, PredictiveOptions{Draws: 3}).Get("x").Float64s()
	train(t, s, xrows, 3)
	require.Equal(t, before, predict(t, meanModel, from, nil, PredictiveOptions{Draws: 3}).Get("x").Float64s())
	require.NotEqual(t, before, predict(t, meanModel, s.Posterior(), nil, PredictiveOptions{Draws: 3}).Get("x").Float64s())
}

// A draw depends on the seed and its number only.
func TestDrawsDependOnSeedAndNumber(t *testing.T) {
	from := groupSVI(t).Posterior()
	run := func(procs, n int, seed uint64) []float64 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		return predict(t, groupModel, from, groupData(), PredictiveOptions{Draws: n, Seed: seed}).Get("x").Float64s()
	}
	all := run(4, 40, 1)
	require.Equal(t, all, run(1, 40, 1))
	require.Equal(t, all[:3*7], run(3, 7, 1))
	require.NotEqual(t, all, run(4, 40, 2))
}

func TestPredictEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var runs atomic.Int64
	model := func(c *ppl.Context, _ int) {
		if runs.Add(1) >= 20 { // whoever comes first, in case another is held up
			cancel()
		}
		ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(nil))
	}
	p, err := Predict(ctx, model, Prior(), 0, PredictiveOptions{Draws: 1_000_000})
	require.ErrorIs(t, err, context.Canceled)
	require.GreaterOrEqual(t, p.Draws(), 1)
	require.LessOrEqual(t, p.Draws(), 20+runtime.GOMAXPROCS(0))
	require.Equal(t, predict(t, model, Prior(), 0, PredictiveOptions{Draws: p.Draws()}).Get("x").Float64s(), p.Get("x").Float64s())

	p, err = Predict(ctx, model, Prior(), 0, PredictiveOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 1, p.Draws(), "the first is always made")
	_, err = Predict(ctx, model, Prior(), 0, PredictiveOptions{Draws: 1})
	require.NoError(t, err, "nothing is left out")
}

func TestGoroutinesShareAPosterior(t *testing.T) {
	loaded := NewSVI(groupModel, AutoNormal(groupModel, AutoOptions{}), SVIOptions{})
	load(t, loaded, saved(t, groupSVI(t)))
	for name, from := range map[string]Posterior{"trained": groupSVI(t).Posterior(), "loaded": loaded.Posterior()} {
		t.Run(name, func(t *testing.T) {
			const users = 6
			var wait sync.WaitGroup
			results, errs := make([][]float64, users), make([]error, users)
			for i := range users {
				wait.Go(func() {
					p, err := Predict(context.Background(), groupModel, from, groupData(), PredictiveOptions{Draws: 8})
					if errs[i] = err; err == nil {
						results[i] = p.Get("x").Float64s()
					}
				})
			}
			wait.Wait()
			for i := range users {
				require.NoError(t, errs[i])
				require.Equal(t, results[0], results[i])
			}
		})
	}
}

func TestPredictErrors(t *testing.T) {
	from := groupSVI(t).Posterior()
	for words, o := range map[string]PredictiveOptions{
		"infer: Predict of -1 draws; 0 means 100, and a negative number means nothing":                       {Draws: -1},
		`infer: Predict: Sites names "z", and the model has no such site; it has ["a" "mu" "twice" "x" "y"]`: {Sites: []string{"x", "z"}},
		`infer: Predict: Keep names "z", and the model has no such site`:                                     {Keep: []string{"z"}},
		`infer: Predict: Resample names "z", and the model has no such site`:                                 {Resample: []string{"z"}},
		`infer: Predict: Fresh names "x", and the model has no such plate; it has ["groups"]`:                {Fresh: []string{"x"}},
		`infer: in the model: ppl: site "a": Keep names it, and it has no data`:                              {Keep: []string{"a"}},
		`infer: in the model: ppl: site "x": Resample names it, and it is not a latent`:                      {Resample: []string{"x"}},
		`infer: in the model: ppl: site "twice": Resample names it, and it is not a latent`:                  {Resample: []string{"twice"}},
	} {
		_, err := Predict(context.Background(), groupModel, from, groupData(), o)
		require.ErrorContains(t, err, words)
	}
}

func TestPredictNeedsAPosterior(t *testing.T) {
	_, err := Predict(context.Background(), groupModel, nil, groupData(), PredictiveOptions{})
	require.EqualError(t, err, "infer: Predict has no posterior; take that of an SVI, FromDraws, or Prior()")
}

func TestPredictRefusesModelsThatDoNotFit(t *testing.T) {
	from := learned(t, 2).Posterior()
	on := func(model ppl.Model, o PredictiveOptions) error {
		_, err := Predict(context.Background(), func(c *ppl.Context, _ *tensor.Tensor) { model(c) }, from, nil, o)
		return err
	}
	require.ErrorContains(t, on(latents("z", "w"), PredictiveOptions{}), `site "w": the posterior has no values for this latent; if the sampler's Sites left it out, name it there, too, as all latents that the model depends on; name it in Resample only if it is new, to draw it from its prior`)
	require.NoError(t, on(latents("z", "w"), PredictiveOptions{Resample: []string{"w"}, Sites: []string{"w"}}))
	require.ErrorContains(t, on(latents("z"), PredictiveOptions{}), "infer: Predict: the model has nothing but latents; say in Sites which of them to return")
	untrained := func(c *ppl.Context) { ppl.Param(c, "v", constant(1)) }
	require.ErrorContains(t, on(untrained, PredictiveOptions{}), `site "v": training has not met this parameter; it has ["m" "s"]`)
	other := func(c *ppl.Context) { ppl.Param(c, "s", constant(1)) }
	require.ErrorContains(t, on(other, PredictiveOptions{}), `site "s": the parameter was positive (dist.positive) before and is real (dist.real) now`)
}

func TestPredictTakesTheDataOfTheGuide(t *testing.T) {
	_, err := Predict(context.Background(), func(c *ppl.Context, _ []int) { normal(c, "z") }, learned(t, 2).Posterior(), nil, PredictiveOptions{})
	require.EqualError(t, err, "infer: Predict has data of type []int, the guide was trained on *tensor.Tensor; both take the same type")

	// An interface without a value is data, too.
	model := func(c *ppl.Context, data any) { normal(c, "z") }
	require.Equal(t, 1, predict(t, model, NewSVI(model, model, SVIOptions{}).Posterior(), nil, PredictiveOptions{Draws: 1, Sites: []string{"z"}}).Draws())
}

func TestPredictRefusesSitesThatComeAndGo(t *testing.T) {
	var runs atomic.Int64
	changing := func(change func(c *ppl.Context)) func(*ppl.Context, int) {
		runs.Store(0)
		return func(c *ppl.Context, _ int) {
			if runs.Add(1) > 1 {
				change(c)
				return
			}
			ppl.Deterministic(c, "d", tensor.Zeros(2))
		}
	}
	_, err := Predict(context.Background(), changing(func(*ppl.Context) {}), Prior(), 0, PredictiveOptions{})
	require.EqualError(t, err, `infer: Predict: site "d" is in the first draw and not in draw 1; sites that come and go cannot be collected`)
	_, err = Predict(context.Background(), changing(func(c *ppl.Context) { ppl.Deterministic(c, "d", tensor.Zeros(3)) }), Prior(), 0, PredictiveOptions{})
	require.ErrorContains(t, err, `draws: site "d": draw 1 is Float64 [3]; the first was Float64 [2]`)
}

// Of several failures the first is reported, whatever the number of goroutines.
func TestPredictReportsTheFirstFailure(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	model := func(c *ppl.Context, _ int) {
		x := ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(nil))
		if v := x.Item(); v > 1.5 {
			(&ppl.Site{Name: "x"}).Fail("it is %v", v)
		}
	}
	want := ""
	for range 20 {
		_, err := Predict(context.Background(), model, Prior(), 0, PredictiveOptions{Draws: 200, Seed: 4})
		require.ErrorContains(t, err, `infer: in the model: ppl: site "x": it is `)
		if want == "" {
			want = err.Error()
		}
		require.EqualError(t, err, want)
	}
}

func TestForeignPanicsInDrawsComeThrough(t *testing.T) {
	boom := errors.New("boom")
	var runs atomic.Int64
	model := func(c *ppl.Context, _ int) {
		if runs.Add(1) == 5 {
			panic(boom)
		}
		ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(nil))
	}
	defer func() {
		require.Contains(t, stringOf(recover()), "boom")
		require.Less(t, runs.Load(), int64(1000), "the others stop")
	}()
	_, _ = Predict(context.Background(), model, Prior(), 0, PredictiveOptions{Draws: 1_000_000})
	t.Fatal("the panic was swallowed")
}

func stringOf(v any) string {
	if s, ok := v.(interface{ String() string }); ok {
		return s.String()
	}
	return ""
}

// TestNamesOfDeterministicDimensions has values whose sizes tell which plate owns a dimension, and some that do not.
func TestNamesOfDeterministicDimensions(t *testing.T) {
	model := func(c *ppl.Context) {
		ppl.Plate(c, "rows", 3, func(c *ppl.Context) {
			x := ppl.Sample(c, "x", dist.Normal(0, 1))
			ppl.Deterministic(c, "double", x.Add(x))
			ppl.Deterministic(c, "pair", tensor.Stack(1, x, x))
			ppl.Deterministic(c, "square", tensor.Stack(1, x, x, x)) // both dimensions have 3
			ppl.Deterministic(c, "sum", x.Sum())
			ppl.Plate(c, "cols", 2, func(c *ppl.Context) {
				ppl.Deterministic(c, "grid", tensor.Zeros(2, 3))
			})
		})
		ppl.Deterministic(c, "outside", tensor.Zeros(3))
	}
	d, err := Predict(t.Context(), ppl.NoData(ppl.LocScale(model, 0, "x")), Prior(), struct{}{}, PredictiveOptions{Draws: 2})
	require.NoError(t, err)
	for site, want := range map[string][]string{
		"x": {"rows"}, "double": {"rows"}, "pair": {"rows", ""}, "square": {"", ""}, "sum": {}, "grid": {"cols", "rows"}, "outside": {""},
	} {
		require.Equal(t, want, d.Dims(site)[2:], site)
	}
}

func TestLeftOutLatentOfLocScale(t *testing.T) {
	model := func(c *ppl.Context) {
		s := ppl.Sample(c, "s", dist.HalfNormal(1))
		ppl.Sample(c, "y", dist.Normal(ppl.Sample(c, "x", dist.Normal(0, s)), 1), ppl.Obs(tensor.Scalar(1)))
	}
	post, err := MCMC{Seed: 1, Warmup: 50, Draws: 50, Chains: 1, Sites: []string{"s", "x"}}.Run(t.Context(), ppl.LocScale(model, 0, "x"))
	require.NoError(t, err)
	_, err = Predict(t.Context(), ppl.NoData(ppl.LocScale(model, 0, "x")), FromDraws(post), struct{}{}, PredictiveOptions{})
	require.ErrorContains(t, err, `site "x_decentered"`)
	require.ErrorContains(t, err, `or use the model without LocScale, which takes "x" from the draws`)
	_, err = Predict(t.Context(), ppl.NoData(model), FromDraws(post), struct{}{}, PredictiveOptions{})
	require.NoError(t, err)
}
