package infer

import (
	"bytes"
	"context"
	"errors"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/optim"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

func TestSVIFindsTheNormalPosterior(t *testing.T) {
	racing.SkipNumbers(t)
	mean, variance := meanPosterior()
	for name, loss := range map[string]ELBO{"trace": TraceELBO{Particles: 10}, "mean field": MeanFieldELBO{Particles: 10}} {
		t.Run(name, func(t *testing.T) {
			s := meanSVI(SVIOptions{Optimizer: optim.Adam{LR: 0.05, Schedule: optim.Cosine(1500, 0)}, Loss: loss, Seed: 3})
			train(t, s, xrows, 1500)
			require.InDelta(t, mean, param(t, s, "m")[0], 0.02)
			require.InDelta(t, math.Sqrt(variance), param(t, s, "s")[0], 0.02)
		})
	}
}

// A mini-batch stands for all rows: training on batches finds the posterior of all.
func TestSVIOnMiniBatches(t *testing.T) {
	const steps = 4000
	mean, variance := meanPosterior()
	model := func(c *ppl.Context, batch []int) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		ppl.Plate(c, "rows", len(rows), func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(xrows.Take(0, batch)))
		}, ppl.BatchSize(len(batch)))
	}
	guide := func(c *ppl.Context, _ []int) { meanGuide(c, nil) }
	s := NewSVI(model, guide, SVIOptions{Optimizer: optim.Adam{LR: 0.03, Schedule: optim.Cosine(steps, 0)}, Loss: MeanFieldELBO{}, Seed: 4})
	batches, err := Batches(len(rows), 4, BatchOptions{Epochs: steps / 3, Seed: 1}, func(rows []int) []int { return rows })
	require.NoError(t, err)
	for _, err := range s.Run(context.Background(), batches) {
		require.NoError(t, err)
	}
	require.InDelta(t, mean, param(t, s, "m")[0], 0.04)
	require.InDelta(t, math.Sqrt(variance), param(t, s, "s")[0], 0.04)
}

// maximum likelihood: parameters of the model without any latent, where the loss is exact.
func TestSVIWithoutLatents(t *testing.T) {
	s := NewSVI(func(c *ppl.Context, x *tensor.Tensor) {
		m := ppl.Param(c, "m", constant(0))
		ppl.Plate(c, "rows", x.Dim(0), func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(m, noise), ppl.Obs(x)) })
	}, func(*ppl.Context, *tensor.Tensor) {}, SVIOptions{Optimizer: optim.SGD{LR: 0.1}})
	train(t, s, xrows, 200)
	require.InDelta(t, xrows.Mean().Item(), param(t, s, "m")[0], 1e-9)
}

// fragile is meanModel with a weight and with a parameter that can both be spoilt. drawn sees the latent.
type fragile struct {
	weight float64        // a factor's
	root   *tensor.Tensor // of its absolute value a root is taken, with an infinite derivative at 0
	drawn  func(z float64)
}

func fragileSVI(o optim.Optimizer) *SVI[fragile] {
	model := func(c *ppl.Context, f fragile) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		if f.drawn != nil {
			f.drawn(z.Detach().Item())
		}
		ppl.Factor(c, "weight", tensor.Mul(z, f.weight))
		p := ppl.Param(c, "p", constant(2))
		if f.root != nil {
			ppl.Factor(c, "root", p.Mul(f.root).Sqrt())
		}
		ppl.Sample(c, "x", dist.Normal(z.Add(p), 1), ppl.Obs(tensor.Scalar(1)))
	}
	return NewSVI(model, func(c *ppl.Context, _ fragile) { meanGuide(c, nil) }, SVIOptions{Optimizer: o, Seed: 5})
}

func TestNonFiniteStepsChangeNothing(t *testing.T) {
	var draws []float64
	drawn := func(z float64) { draws = append(draws, z) }
	for _, c := range []struct {
		name        string
		bad         fragile
		site, words string
	}{
		{"loss is NaN", fragile{weight: math.NaN(), drawn: drawn}, "weight", "in the model its log-weight is NaN at element 0 of []"},
		{"loss is infinite", fragile{weight: math.Inf(-1), drawn: drawn}, "weight", "in the model its log-weight is "},
		{"gradient is infinite", fragile{root: tensor.Scalar(0), drawn: drawn}, "p", "the gradient of the parameter is "},
	} {
		for optimizer, o := range map[string]optim.Optimizer{"Adam": optim.Adam{}, "SGD": optim.SGD{Momentum: 0.9}} {
			for _, before := range []int{0, 3} {
				t.Run(c.name+"/"+optimizer, func(t *testing.T) {
					draws = nil
					s := fragileSVI(o)
					train(t, s, fragile{}, before)
					check := unchanged(t, s)
					for range 2 {
						step, err := s.Step(c.bad)
						var bad *NonFiniteError
						require.ErrorAs(t, err, &bad)
						require.Equal(t, c.site, bad.Site)
						require.Equal(t, before, bad.Steps)
						require.ErrorContains(t, err, c.words)
						require.ErrorContains(t, err, "; no parameter was changed")
						require.Equal(t, before, step.N)
						check()
					}
					step, err := s.Step(fragile{drawn: drawn})
					require.NoError(t, err)
					require.Equal(t, before+1, step.N)
					require.Len(t, draws, 3)
					slices.Sort(draws)
					require.Len(t, slices.Compact(draws), 3, "each attempt draws anew")
				})
			}
		}
	}
}

func TestNonFiniteErrorNamesTheFirstSite(t *testing.T) {
	nan := tensor.Scalar(math.NaN())
	for name, c := range map[string]struct {
		model, guide ppl.Model
		site, words  string
	}{
		"deterministic": {
			model: func(c *ppl.Context) {
				normal(c, "z")
				ppl.Deterministic(c, "infinite", tensor.Scalar(math.Inf(1)))
				ppl.Factor(c, "f", ppl.Deterministic(c, "mean", nan))
			},
			guide: latents("z"), site: "mean", words: "in the model its value is NaN at element 0 of []",
		},
		"log-probability": {
			model: func(c *ppl.Context) {
				z := ppl.Sample(c, "z", dist.Normal(0, 1))
				ppl.Sample(c, "x", dist.Normal(tensor.Mul(z, 1e200), 1e-200), ppl.Obs(tensor.Scalar(1)))
				ppl.Factor(c, "f", nan)
			},
			guide: latents("z"), site: "x", words: "in the model its log-probability is -Inf at element 0 of [], where the value is 1, under Normal(",
		},
		"sum": {
			model: func(c *ppl.Context) {
				ppl.Factor(c, "f", -1.5e308)
				ppl.Factor(c, "g", -1.5e308)
			},
			guide: func(*ppl.Context) {}, site: "", words: "the loss is +Inf though every site's is finite: their sum overflows",
		},
		"scaled": {
			model: ppl.Scale(func(c *ppl.Context) { ppl.Factor(c, "f", -1.5e308) }, 10),
			guide: func(*ppl.Context) {}, site: "f", words: "its part of the loss is +Inf though its value is finite",
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := oneStep(c.model, c.guide)
			var bad *NonFiniteError
			require.ErrorAs(t, err, &bad)
			require.Equal(t, c.site, bad.Site)
			require.Contains(t, bad.Detail, c.words)
		})
	}
}

// TestPlatesThatTakeBatchesForAllRows: another number of rows than before is refused where a latent or a factor counts
// once in each step.
func TestPlatesThatTakeBatchesForAllRows(t *testing.T) {
	plate := func(inner ppl.Model, opts ...ppl.PlateOption) func(*ppl.Context, int) {
		return func(c *ppl.Context, n int) {
			ppl.Plate(c, "rows", n, func(c *ppl.Context) { inner(c); ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(tensor.Zeros(n))) }, opts...)
		}
	}
	plain := plate(func(*ppl.Context) {})
	beside := func(outer ppl.Model) func(*ppl.Context, int) {
		return func(c *ppl.Context, n int) { outer(c); plain(c, n) }
	}
	local := func(c *ppl.Context, n int) { ppl.Plate(c, "rows", n, latents("z")) }
	global := func(c *ppl.Context, _ int) { latents("z")(c) }
	groups := func(c *ppl.Context) { ppl.Plate(c, "groups", 3, latents("z")) }
	factor := func(c *ppl.Context) { ppl.Factor(c, "f", -1) }
	none := func(*ppl.Context, int) {}
	for name, c := range map[string]struct {
		model, guide func(*ppl.Context, int)
		site         string // that counts once; none if the model is right
	}{
		"a latent":          {beside(latents("z")), global, "z"},
		"a factor":          {beside(factor), none, "f"},
		"latents of groups": {beside(groups), func(c *ppl.Context, _ int) { groups(c) }, "z"},
		"latents of rows":   {plate(latents("z")), local, ""},
		"nothing":           {plain, none, ""},
		"an observed site":  {beside(func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(0, 1), ppl.Obs(tensor.Scalar(1))) }), none, ""},
		"a scale by hand":   {func(c *ppl.Context, n int) { latents("z")(c); ppl.Scale(ppl.Bind(plain, n), 100/float64(n))(c) }, global, ""},
		"a batch":           {func(c *ppl.Context, n int) { latents("z")(c); ppl.Plate(c, "rows", 9, latents(), ppl.BatchSize(n)) }, global, ""},
		"all rows, it says": {func(c *ppl.Context, n int) { latents("z")(c); plate(latents(), ppl.BatchSize(n))(c, n) }, global, ""},
		"rows within a batch": {func(c *ppl.Context, n int) {
			latents("z")(c)
			ppl.Plate(c, "documents", 7, func(c *ppl.Context) {
				ppl.Plate(c, "words", n, func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(tensor.Zeros(n, 1))) })
			}, ppl.BatchSize(1))
		}, global, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := NewSVI(c.model, c.guide, SVIOptions{})
			train(t, s, 4, 3)
			check := unchanged(t, s)
			_, err := s.Step(2)
			if c.site == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, `infer: plate "rows" had 4 rows in the steps before and has 2 now, and takes them for all of its rows, while site "`+c.site+`" counts once in each step: `+
				`if they are mini-batches, let the plate's size be the number of all rows, and BatchSize, BatchIndices or SubsampleSize say which it looks at; if the data are others now, BatchSize(2) says that these are all`)
			check()
			train(t, s, 4, 1)
		})
	}
}

func TestOtherErrorsChangeNothing(t *testing.T) {
	s := meanSVI(SVIOptions{})
	for _, steps := range []int{0, 3} {
		train(t, s, xrows, steps)
		check := unchanged(t, s)
		step, err := s.Step(nil)
		require.ErrorContains(t, err, "Obs has no data")
		require.Equal(t, steps, step.N)
		check()
		_, err = s.Step(tensor.Of([]float64{1, math.NaN()}))
		require.ErrorContains(t, err, `infer: in the model: ppl: site "x": the observed value`)
		check()
	}
}

func TestWrongOptions(t *testing.T) {
	for words, o := range map[string]SVIOptions{
		"optim: Adam: LR is -1": {Optimizer: optim.Adam{LR: -1}},
		"infer: -2 particles; it takes at least one, and 0 means the default": {Loss: TraceELBO{Particles: -2}},
		"infer: -3 particles": {Loss: MeanFieldELBO{Particles: -3}},
	} {
		s := meanSVI(o)
		_, err := s.Step(xrows)
		require.ErrorContains(t, err, words)
		require.Zero(t, s.Steps())
	}
}

func TestParametersMustBeTheSameEverywhere(t *testing.T) {
	model := func(c *ppl.Context) {
		ppl.Param(c, "s", constant(1))
		normal(c, "z")
	}
	guide := func(c *ppl.Context) { meanGuide(c, nil) }
	require.ErrorContains(t, oneStep(model, guide), `ppl: site "s": the parameter was positive (dist.positive) before and is real (dist.real) now; it must have the same Constrained everywhere`)
	softplus := func(c *ppl.Context) {
		ppl.Param(c, "s", constant(1), ppl.Constrained(dist.SoftplusPositive))
		normal(c, "z")
	}
	require.ErrorContains(t, oneStep(softplus, guide), "the parameter was positive (dist.positive) before and is positive (dist.softplusPositive) now")
	rim := func(c *ppl.Context) { ppl.Param(c, "p", constant(1), ppl.Constrained(dist.UnitInterval)) }
	require.ErrorContains(t, oneStep(rim, latents()), `ppl: site "p": the initial value lies on the rim of what is in [0, 1], which no step can leave; start inside`)
}

func TestParam(t *testing.T) {
	s := meanSVI(SVIOptions{})
	_, err := s.Param("m")
	require.EqualError(t, err, `infer: no step has met a parameter "m"; there are []`)
	train(t, s, xrows, 1)
	_, err = s.Param("n")
	require.EqualError(t, err, `infer: no step has met a parameter "n"; there are ["m" "s"]`)
	before := param(t, s, "s")
	require.InDelta(t, 1, before[0], 0.01)
	train(t, s, xrows, 10)
	require.NotEqual(t, before, param(t, s, "s"))
}

// one repeats a batch.
func one[D any](batch D, n int) func(yield func(D) bool) {
	return func(yield func(D) bool) {
		for range n {
			if !yield(batch) {
				return
			}
		}
	}
}

func TestRun(t *testing.T) {
	s := meanSVI(SVIOptions{})
	n := 0
	for step, err := range s.Run(context.Background(), one(xrows, 4)) {
		require.NoError(t, err)
		n++
		require.Equal(t, n, step.N)
	}
	require.Equal(t, 4, s.Steps())
	for range s.Run(context.Background(), one(xrows, 4)) {
		break
	}
	require.Equal(t, 5, s.Steps())
}

func TestRunEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := meanSVI(SVIOptions{})
	var last error
	calls := 0
	for step, err := range s.Run(ctx, one(xrows, 10)) {
		calls++
		last = err
		if step.N == 3 {
			cancel()
		}
	}
	require.ErrorIs(t, last, context.Canceled)
	require.Equal(t, 4, calls)
	require.Equal(t, 3, s.Steps())
	train(t, s, xrows, 1)
}

func TestRunGoesOnAfterErrors(t *testing.T) {
	s := meanSVI(SVIOptions{})
	var errs []error
	var n []int
	for step, err := range s.Run(context.Background(), slices.Values([]*tensor.Tensor{xrows, nil, xrows})) {
		errs, n = append(errs, err), append(n, step.N)
	}
	require.Len(t, errs, 3)
	require.NoError(t, errs[0])
	require.Error(t, errs[1])
	require.NoError(t, errs[2])
	require.Equal(t, []int{1, 1, 2}, n)
}

func TestPerSite(t *testing.T) {
	for name, loss := range map[string]ELBO{"trace": TraceELBO{Particles: 3}, "mean field": MeanFieldELBO{Particles: 3}} {
		t.Run(name, func(t *testing.T) {
			step := train(t, meanSVI(SVIOptions{Loss: loss, PerSite: true}), xrows, 2)
			require.Len(t, step.Sites, 2)
			require.InDelta(t, step.Loss, step.Sites["z"]+step.Sites["x"], 1e-12*math.Abs(step.Loss))
			require.Nil(t, train(t, meanSVI(SVIOptions{Loss: loss}), xrows, 1).Sites)
		})
	}
}

func TestForeignPanicsAreNotSwallowed(t *testing.T) {
	boom := errors.New("boom")
	model := func(c *ppl.Context, fail bool) {
		normal(c, "z")
		if fail {
			panic(boom)
		}
	}
	s := NewSVI(model, func(c *ppl.Context, _ bool) { normal(c, "z") }, SVIOptions{})
	require.PanicsWithValue(t, boom, func() { _, _ = s.Step(true) })
	require.PanicsWithValue(t, boom, func() { _, _ = s.Evaluate(true, EvaluateOptions{}) })
	train(t, s, false, 1)
}

// wide has a latent for every one of many rows, so that its loops are split over the processors.
func wide(n int) *SVI[int] {
	x := tensor.NewRNG(1).Normal(n)
	model := func(c *ppl.Context, _ int) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
		ppl.Plate(c, "rows", n, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(mu, 1))
			ppl.Sample(c, "x", dist.Normal(z, noise), ppl.Obs(x))
		})
	}
	return NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{Seed: 2})
}

// layers is a network in Float32, whose products and optimizer's updates are split over the processors.
func layers() *SVI[int] {
	const n, in, hidden, classes = 300, 70, 250, 10
	x, y := tensor.NewRNG(1).Normal(n, in).As(tensor.Float32), make([]int, n)
	for i := range y {
		y[i] = i % classes
	}
	model := func(c *ppl.Context, _ int) {
		layer := func(name string, rows, columns int) *tensor.Tensor {
			return ppl.Sample(c, name, dist.Normal(tensor.Zeros(rows, columns).As(tensor.Float32), 1).ToEvent(2))
		}
		logits := x.MatMul(layer("v", in, hidden)).ReLU().MatMul(layer("w", hidden, classes))
		ppl.Plate(c, "rows", n, func(c *ppl.Context) {
			ppl.Sample(c, "y", dist.Categorical[dist.Logits](logits), ppl.Obs(tensor.Of(y)))
			ppl.Deterministic(c, "logits", logits)
		})
	}
	return NewSVI(model, AutoNormal(model, AutoOptions{}), SVIOptions{Seed: 2, Loss: MeanFieldELBO{}})
}

func TestResultsDoNotDependOnTheNumberOfProcessors(t *testing.T) {
	for site, make := range map[string]func() *SVI[int]{
		"x":      func() *SVI[int] { return wide(40_000) },
		"logits": layers,
	} {
		t.Run(site, func(t *testing.T) {
			run := func(procs int) (last Step, checkpoint []byte, predictions []float64) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
				s := make()
				last = train(t, s, 0, 3)
				p := predict(t, s.model, s.Posterior(), 0, PredictiveOptions{Draws: 5})
				return last, saved(t, s), p.Get(site).Float64s()
			}
			step1, checkpoint1, predictions1 := run(1)
			step4, checkpoint4, predictions4 := run(4)
			require.Equal(t, step1, step4)
			require.True(t, bytes.Equal(checkpoint1, checkpoint4))
			require.True(t, slices.Equal(predictions1, predictions4))
		})
	}
}

// largeObjects is the number of objects above 32 KiB that were ever allocated.
func largeObjects() (n uint64) {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs-by-size:bytes"}}
	metrics.Read(sample)
	h := sample[0].Value.Float64Histogram()
	for i, count := range h.Counts {
		if h.Buckets[i] > 32<<10 {
			n += count
		}
	}
	return n
}

func TestWarmStepsAllocateNothingLarge(t *testing.T) {
	if racing.On {
		t.Skip("allocations are not those of a program without the race detector")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection empties pools, and the next step fills them
	s := wide(100_000)
	before := largeObjects()
	train(t, s, 0, 3)
	require.Greater(t, largeObjects(), before+3, "a tensor of the rows is large")
	before = largeObjects()
	const steps = 20
	train(t, s, 0, steps)
	require.Less(t, largeObjects(), before+steps/4, "a processor may still need room of its own, once")
}

// heap is the number of bytes in use, without those that pools give back only at the second collection.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func TestMemoryIsFlat(t *testing.T) {
	racing.SkipNumbers(t)
	if testing.Short() {
		t.Skip("ten thousand steps, which -short leaves out")
	}
	s := meanSVI(SVIOptions{PerSite: true})
	train(t, s, xrows, 500)
	before := heap()
	train(t, s, xrows, 10_000)
	require.Less(t, heap(), before+100_000, "bytes")
	runtime.KeepAlive(s)
}

// What a run held is free when it is over: there is no store outside it.
func TestMemoryIsFlatOverRuns(t *testing.T) {
	const n = 3000 // 24 kB for each tensor of the rows
	run := func() {
		s := wide(n)
		train(t, s, 0, 2)
		predict(t, s.model, s.Posterior(), 0, PredictiveOptions{Draws: 2})
	}
	run()
	before := heap()
	for range 50 {
		run()
	}
	require.Less(t, heap(), before+50*8*n/10, "bytes")
}
