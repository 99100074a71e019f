package infer_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var background = context.Background()

func eightSchools(c *ppl.Context) {
	y := tensor.Of([]float64{28, 8, -3, 7, -1, 1, 18, 12}, 8)
	sigma := tensor.Of([]float64{15, 10, 16, 11, 9, 11, 10, 18}, 8)
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		theta := ppl.Deterministic(c, "theta", mu.Add(tau.Mul(z)))
		ppl.Sample(c, "y", dist.Normal(theta, sigma), ppl.Obs(y))
	})
}

// within requires that the mean of independent draws, or of draws thinned to be nearly so, is the exact one to within
// five standard errors.
func within(t *testing.T, what string, x []float64, mean, sd float64, effective float64) {
	t.Helper()
	total := 0.0
	for _, v := range x {
		total += v
	}
	require.InDelta(t, mean, total/float64(len(x)), 5*sd/math.Sqrt(effective), what)
}

func TestNUTSOnEightSchools(t *testing.T) {
	post, err := MCMC{Kernel: NUTS{TargetAccept: 0.95}, Seed: 1}.Run(background, eightSchools)
	require.NoError(t, err)
	require.Equal(t, []string{"mu", "tau", "z", "theta"}, post.Names())
	require.Equal(t, tensor.Shape{4, 1000, 8}, post.Get("theta").Shape())
	require.Equal(t, []string{"chain", "draw", "schools"}, post.Dims("z"))
	require.InDelta(t, 4.41, post.Get("mu").Mean().Item(), 0.35)
	require.InDelta(t, 3.60, post.Get("tau").Mean().Item(), 0.45)
}

// gammaPoisson is conjugate: its posterior is Gamma(2 + Σ x, 1 + n) by way of exponential waiting times.
func exponentialTimes(c *ppl.Context) {
	times := tensor.Of([]float64{0.3, 1.2, 0.7, 0.2, 2.1})
	rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
	ppl.Plate(c, "times", 5, func(c *ppl.Context) {
		ppl.Sample(c, "t", dist.Exponential(rate), ppl.Obs(times))
	})
}

func TestKernelsOnAConjugateModel(t *testing.T) {
	// The posterior is Gamma(7, 5.5).
	mean, sd := 7/5.5, math.Sqrt(7)/5.5
	for name, kernel := range map[string]Kernel{
		"NUTS":   NUTS{},
		"HMC":    HMC{PathLength: 1.5},
		"Fisher": NUTS{Metric: Metric{Fisher: true}},
		"dense":  NUTS{Metric: Metric{Dense: true}},
	} {
		post, err := MCMC{Kernel: kernel, Chains: 2, Warmup: 500, Draws: 2000, Seed: 4}.Run(background, exponentialTimes)
		require.NoError(t, err, name)
		x := post.Get("rate").Float64s()
		within(t, name+": mean", x, mean, sd, 800)
		squares := make([]float64, len(x))
		for i, v := range x {
			squares[i] = (v - mean) * (v - mean)
		}
		within(t, name+": variance", squares, sd*sd, sd*sd*math.Sqrt(2+6.0/7), 800)
	}
}

// concentration infers the logarithm of a concentration from two observations at the mean. Large ones have densities in
// proportion to it, so that the posterior of its logarithm is Normal(2·9, 3), where densities of 1e8 and more must be
// exact.
func concentration(c *ppl.Context) {
	share := tensor.Of([]float64{0.2, 0.3, 0.5})
	u := ppl.Sample(c, "u", dist.Normal(0, 3))
	ppl.Plate(c, "rows", 2, func(c *ppl.Context) {
		ppl.Sample(c, "x", dist.Dirichlet(u.Exp().Mul(share)), ppl.Obs(tensor.Ones(2, 3).Mul(share)))
	})
}

func TestNUTSOnLargeConcentrations(t *testing.T) {
	post, err := MCMC{Chains: 2, Warmup: 500, Draws: 1000, Seed: 5}.Run(background, concentration)
	require.NoError(t, err)
	u := post.Get("u")
	within(t, "mean", u.Float64s(), 18, 3, 400)
	within(t, "variance", u.Sub(tensor.Scalar(18)).Square().Float64s(), 9, 9*math.Sqrt2, 400)
}

// correlated is a Gaussian with correlation 0.99.
func correlated(c *ppl.Context) {
	x := ppl.Sample(c, "x", dist.Normal(0, 1))
	ppl.Sample(c, "y", dist.Normal(tensor.Mul(x, 0.99), math.Sqrt(1-0.99*0.99)))
}

func TestMetrics(t *testing.T) {
	for name, m := range map[string]Metric{
		"diagonal": {}, "dense": {Dense: true}, "blocks": {Blocks: [][]string{{"y", "x"}}},
		"initial": {Initial: map[string]*tensor.Tensor{"x": tensor.Scalar(2)}},
	} {
		post, err := MCMC{Kernel: NUTS{Metric: m}, Chains: 2, Seed: 2}.Run(background, correlated)
		require.NoError(t, err, name)
		within(t, name, post.Get("x").Float64s(), 0, 1, 200)
		within(t, name, post.Get("x").Mul(post.Get("y")).Float64s(), 0.99, math.Sqrt(1+0.99*0.99), 200)
	}
}

func TestMetricMistakes(t *testing.T) {
	for found, m := range map[string]Metric{
		`names site "z"; the model's latents are ["x" "y"]`: {Blocks: [][]string{{"z"}}},
		"twice":               {Blocks: [][]string{{"x"}, {"x"}}},
		"empty group":         {Blocks: [][]string{{}}},
		"both Dense":          {Dense: true, Blocks: [][]string{{"x"}}},
		"positive and finite": {Initial: map[string]*tensor.Tensor{"x": tensor.Scalar(-1)}},
		"has shape [2]":       {Initial: map[string]*tensor.Tensor{"x": tensor.Of([]float64{1, 2})}},
	} {
		_, err := MCMC{Kernel: NUTS{Metric: m}}.Run(background, correlated)
		require.ErrorContains(t, err, found)
	}
}

func sameDraws(t *testing.T, a, b *draws.Draws) {
	t.Helper()
	require.Equal(t, a.Names(), b.Names())
	require.Equal(t, a.Sampling().Leapfrogs, b.Sampling().Leapfrogs)
	for _, name := range a.Names() {
		require.Equal(t, a.Get(name).Float64s(), b.Get(name).Float64s(), name)
	}
}

func TestDrawsDependOnTheSeedOnly(t *testing.T) {
	m := MCMC{Chains: 3, Warmup: 200, Draws: 100, Seed: 3}
	want, err := m.Run(background, eightSchools)
	require.NoError(t, err)
	for _, procs := range []int{1, 2, 3, 8} {
		old := runtime.GOMAXPROCS(procs)
		got, err := m.Run(background, eightSchools)
		runtime.GOMAXPROCS(old)
		require.NoError(t, err)
		sameDraws(t, want, got)
	}
	watched := m
	calls := 0
	watched.Progress = func(p Progress) {
		calls++
		require.LessOrEqual(t, p.Done, p.Total)
		require.Len(t, p.Chains, 3)
	}
	got, err := watched.Run(background, eightSchools)
	require.NoError(t, err)
	require.Positive(t, calls)
	sameDraws(t, want, got)

	rounds := 0
	for d, err := range m.Rounds(background, eightSchools, 30) {
		require.NoError(t, err)
		rounds++
		require.Equal(t, min(100, 30*rounds), d.Draws())
		got = d
	}
	sameDraws(t, want, got)

	other := m
	other.Seed = 5
	different, err := other.Run(background, eightSchools)
	require.NoError(t, err)
	require.NotEqual(t, want.Get("mu").Float64s(), different.Get("mu").Float64s())
}

func TestThinAndSites(t *testing.T) {
	all, err := MCMC{Chains: 2, Warmup: 50, Draws: 30, Seed: 3}.Run(background, eightSchools)
	require.NoError(t, err)
	some, err := MCMC{Chains: 2, Warmup: 50, Draws: 10, Thin: 3, Seed: 3, Sites: []string{"tau"}}.Run(background, eightSchools)
	require.NoError(t, err)
	require.Equal(t, []string{"tau"}, some.Names())
	require.Equal(t, all.Sampling().Leapfrogs, some.Sampling().Leapfrogs)
	for chain := range 2 {
		for n := range 10 {
			require.Equal(t, all.Get("tau").At(chain, 3*n+2), some.Get("tau").At(chain, n))
		}
	}
	_, err = MCMC{Sites: []string{"sigma"}}.Run(background, eightSchools)
	require.ErrorContains(t, err, `names "sigma"; the model has ["mu" "tau" "z" "theta"]`)
}

func TestCancelledRun(t *testing.T) {
	ctx, cancel := context.WithCancel(background)
	m := MCMC{Chains: 2, Warmup: 100, Draws: 200_000, Seed: 1, Progress: func(p Progress) {
		if min(p.Chains[0], p.Chains[1]) > 200 {
			cancel()
		}
	}}
	post, err := m.Run(ctx, eightSchools)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 2, post.Chains())
	require.Greater(t, post.Draws(), 50)
	require.Less(t, post.Draws(), 200_000)
	require.NotZero(t, post.Get("tau").At(1, post.Draws()-1))

	post, err = m.Run(ctx, eightSchools)
	require.ErrorIs(t, err, context.Canceled)
	require.Nil(t, post)
}

// A context that is canceled while chains look for their start ends them before another run of the model.
func TestCancelledStart(t *testing.T) {
	for name, reads := range map[string]bool{"recorded": false, "dynamic": true} {
		for at := int64(1); at <= 20; at++ {
			ctx, cancel := context.WithCancel(background)
			var runs, then atomic.Int64
			model := func(c *ppl.Context) {
				if runs.Add(1) == at {
					cancel()
					then.Store(runs.Load()) // other chains have gone on until now
				}
				x := ppl.Sample(c, "x", dist.Normal(0, 1e-3))
				if reads {
					_ = x.Detach().Item()
				}
			}
			d, err := MCMC{Chains: 4, Warmup: 10, Draws: 10}.Run(ctx, model)
			if runs.Load() < at {
				require.NoError(t, err, name)
				break
			}
			require.ErrorIs(t, err, context.Canceled, name)
			require.ErrorContains(t, err, "infer: ")
			require.Nil(t, d)
			require.LessOrEqual(t, runs.Load(), then.Load()+3*4, "each chain ends the pair of runs that it is in")
		}
	}
	ctx, cancel := context.WithCancel(background)
	cancel()
	_, err := MCMC{}.Run(ctx, func(*ppl.Context) { t.Error("the model ran") })
	require.EqualError(t, err, "infer: the chains had not all found where to start: context canceled")
	for _, err := range (MCMC{}).Rounds(ctx, func(*ppl.Context) { t.Error("the model ran") }, 10) {
		require.ErrorIs(t, err, context.Canceled)
	}
}

// Data that no start can help are refused at once, with site and index; where latents decide, all starts are tried.
func TestImpossibleDataAreRefusedAtOnce(t *testing.T) {
	var runs atomic.Int64
	on := func(y ...float64) ppl.Model {
		return func(c *ppl.Context) {
			runs.Add(1)
			rate := ppl.Sample(c, "rate", dist.Gamma(2, 1))
			ppl.Plate(c, "rows", len(y), func(c *ppl.Context) { ppl.Sample(c, "y", dist.Poisson(rate), ppl.Obs(tensor.Of(y))) })
		}
	}
	start := func(model ppl.Model) error {
		runs.Store(0)
		_, err := MCMC{Chains: 1}.Sampler(model)
		return err
	}
	err := start(on(1, 2, math.NaN()))
	require.EqualError(t, err, `infer: chain 0: ppl: site "y": the observed value: dist: a value of Poisson must be a whole number from 0 on, found NaN at index [2]; if values are missing, leave them out with Mask`)
	require.EqualValues(t, 1, runs.Load())

	err = start(on(1, -2))
	require.ErrorContains(t, err, `infer: chain 0: no point to start from: 5 attempts ended alike: ppl: site "y": the observed value: dist: a value of Poisson must be`)
	require.ErrorContains(t, err, "found -2 at index [1]")
	require.ErrorContains(t, err, "look at the data and at what the model computes from them")
	require.EqualValues(t, 5, runs.Load())

	x := tensor.Of([]float64{1, math.NaN()})
	err = start(func(c *ppl.Context) {
		runs.Add(1)
		slope := ppl.Sample(c, "slope", dist.Normal(0, 1))
		ppl.Plate(c, "rows", 2, func(c *ppl.Context) { ppl.Sample(c, "y", dist.Normal(slope.Mul(x), 1), ppl.Obs(tensor.Zeros(2))) })
	})
	require.ErrorContains(t, err, `ppl: site "y": dist: Normal: loc must be real, found NaN at index [1]`)
	require.EqualValues(t, 5, runs.Load())

	require.NoError(t, start(func(c *ppl.Context) { // the start has to be above 6, which is 2 % of them
		runs.Add(1)
		end := ppl.Sample(c, "end", dist.Gamma(2, 1))
		ppl.Sample(c, "y", dist.Uniform(0, end), ppl.Obs(tensor.Scalar(6)))
	}))
	require.Greater(t, runs.Load(), int64(5))
}

// The error of data that a model gives a density of 0 names the datum.
func TestImpossibleDatum(t *testing.T) {
	_, err := MCMC{}.Run(background, func(c *ppl.Context) {
		rate := ppl.Sample(c, "rate", dist.HalfNormal(1))
		ppl.Plate(c, "days", 3, func(c *ppl.Context) {
			ppl.Sample(c, "rain", dist.Gamma(2, rate), ppl.Obs(tensor.Of([]float64{1.5, 0, 2})))
		})
	})
	require.ErrorContains(t, err, `the log-density is -Inf at site "rain": its log-probability is -Inf at element 1 of [3], where the value is 0; `)

	_, err = MCMC{}.Run(background, func(c *ppl.Context) {
		spread := ppl.Sample(c, "spread", dist.HalfNormal(1))
		share := dist.Dirichlet(tensor.Full(2, 3).Add(spread))
		ppl.Sample(c, "share", share, ppl.Obs(tensor.Of([]float64{0, 0.5, 0.5})))
	})
	require.ErrorContains(t, err, `the log-density is -Inf at site "share": its log-probability is -Inf at element 0 of []; `)
}

// Errors of chains say whose they are.
func TestErrorsOfChainsAreInfers(t *testing.T) {
	for _, model := range []ppl.Model{
		func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, -1)) },
		func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1)); ppl.Sample(c, "x", dist.Normal(0, 1)) },
		func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(tensor.Zeros(3), 1)) },
		func(*ppl.Context) {},
	} {
		_, err := MCMC{}.Run(background, model)
		require.Error(t, err)
		require.Regexp(t, "^infer: chain 0: [^i]", err.Error())
	}
}

func TestWhatASamplerRefuses(t *testing.T) {
	half := tensor.Of([]float64{1, 2})
	for found, model := range map[string]ppl.Model{
		`site "k": Bernoulli`: func(c *ppl.Context) { ppl.Sample(c, "k", dist.Bernoulli[dist.Probs](0.5)) },
		"looks at 2 of its 9 rows": func(c *ppl.Context) {
			mu := ppl.Sample(c, "mu", dist.Normal(0, 1))
			ppl.Plate(c, "rows", 9, func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(mu, 1), ppl.Obs(half)) }, ppl.BatchSize(2))
		},
		"Obs(nil)": func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(nil)) },
		"it is a parameter": func(c *ppl.Context) {
			ppl.Param(c, "w", func(*tensor.RNG) *tensor.Tensor { return tensor.Scalar(1) })
		},
		"no latents": func(c *ppl.Context) { ppl.Sample(c, "x", dist.Normal(0, 1), ppl.Obs(tensor.Scalar(1))) },
		"no point to start from": func(c *ppl.Context) {
			x := ppl.Sample(c, "x", dist.Normal(0, 1))
			ppl.Factor(c, "never", tensor.Sub(tensor.Mul(x, 0.0), math.Inf(1)))
		},
		"would lose the derivative": func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(0, 1)).Item()
		},
	} {
		_, err := MCMC{Chains: 2, Warmup: 10, Draws: 10}.Run(background, model)
		require.ErrorContains(t, err, found)
	}
}

func TestCountersAreNoticed(t *testing.T) {
	n := 0.0
	_, err := MCMC{Chains: 1, Warmup: 10, Draws: 10}.Run(background, func(c *ppl.Context) {
		n++
		ppl.Sample(c, "x", dist.Normal(n, 1))
	})
	require.ErrorContains(t, err, "does not give the same density in every run")
}

// TestLateChangesAreNoticed: the model changes when a chain is under way.
func TestLateChangesAreNoticed(t *testing.T) {
	var shift atomic.Int64
	m := MCMC{Chains: 1, Warmup: 20, Draws: 1000, Progress: func(Progress) { shift.Store(1) }}
	s, err := m.Sampler(func(c *ppl.Context) {
		ppl.Sample(c, "x", dist.Normal(float64(shift.Load()), 1))
	})
	require.NoError(t, err)
	_, err = s.Run(background, 10)
	require.NoError(t, err)
	require.Equal(t, int64(1), shift.Load())
	_, err = s.Run(background, 1000)
	require.ErrorContains(t, err, "does not give the same density in every run")
}

func TestLatentsThatComeAndGoAreNoticed(t *testing.T) {
	n := 0
	_, err := MCMC{Chains: 1, Warmup: 10, Draws: 10}.Run(background, func(c *ppl.Context) {
		n++
		ppl.Sample(c, "x", dist.Normal(0, 1))
		if n > 1 {
			ppl.Sample(c, "y", dist.Normal(0, 1))
		}
	})
	require.ErrorContains(t, err, "they must be the same in every run")
}

// TestDynamicModel reads a value of a latent, so that the model runs afresh at every point; the draws agree with those
// of the recorded model but for chance, because rounding differs.
func TestDynamicModel(t *testing.T) {
	m := MCMC{Chains: 2, Warmup: 100, Draws: 50, Seed: 6}
	want, err := m.Run(background, eightSchools)
	require.NoError(t, err)
	got, err := m.Run(background, func(c *ppl.Context) {
		eightSchools(c)
		ppl.Deterministic(c, "read", tensor.Scalar(1))
		ppl.Factor(c, "nothing", tensor.Scalar(0))
	})
	require.NoError(t, err)
	require.Equal(t, want.Get("mu").Float64s(), got.Get("mu").Float64s())
	dynamic := func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
		_ = mu.Detach().Item()
		tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
		ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			theta := ppl.Deterministic(c, "theta", mu.Add(tau.Mul(z)))
			y := tensor.Of([]float64{28, 8, -3, 7, -1, 1, 18, 12}, 8)
			sigma := tensor.Of([]float64{15, 10, 16, 11, 9, 11, 10, 18}, 8)
			ppl.Sample(c, "y", dist.Normal(theta, sigma), ppl.Obs(y))
		})
	}
	got, err = m.Run(background, dynamic)
	require.NoError(t, err)
	apart := math.Hypot(draws.MCSEMean(chainsOf(want, "mu")), draws.MCSEMean(chainsOf(got, "mu")))
	require.InDelta(t, want.Get("mu").Mean().Item(), got.Get("mu").Mean().Item(), 5*apart)
}

func chainsOf(d *draws.Draws, name string) (chains [][]float64) {
	for i := range d.Chains() {
		chains = append(chains, d.Get(name).Slice(0, i, i+1).Float64s())
	}
	return chains
}

// TestInvalidPointsAreRejected has a scale that some proposals make negative.
func TestInvalidPointsAreRejected(t *testing.T) {
	post, err := MCMC{Chains: 2, Warmup: 300, Draws: 500, Seed: 2}.Run(background, func(c *ppl.Context) {
		x := ppl.Sample(c, "x", dist.Normal(1, 1))
		ppl.Sample(c, "y", dist.Normal(0, x), ppl.Obs(tensor.Scalar(0.5)))
	})
	require.NoError(t, err)
	for _, x := range post.Get("x").Float64s() {
		require.Positive(t, x)
	}
}

// A bug in a model comes with the stack on which it happened, from the start of the chains and from their way.
func TestPanicOfAModelReachesTheCaller(t *testing.T) {
	for _, at := range []int64{1, 400} {
		var runs atomic.Int64
		buggy := func(c *ppl.Context) {
			_ = ppl.Sample(c, "x", dist.Normal(0, 1)).Detach().Item()
			if runs.Add(1) == at {
				var none []int
				_ = none[at]
			}
		}
		defer func() {
			words := fmt.Sprint(recover())
			require.Contains(t, words, "index out of range")
			require.Contains(t, words, "TestPanicOfAModelReachesTheCaller.func")
			require.Contains(t, words, "mcmc_test.go:")
		}()
		_, _ = MCMC{Chains: 2, Warmup: 100, Draws: 1000}.Run(background, buggy)
		t.Fatal("the panic was swallowed")
	}
}

// TestHeapStaysFlat: fifty runs leave no more behind than one.
func TestHeapStaysFlat(t *testing.T) {
	m := MCMC{Chains: 2, Warmup: 50, Draws: 50}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	run := func(n int) {
		for i := range n {
			m.Seed = uint64(i)
			_, err := m.Run(background, eightSchools)
			require.NoError(t, err)
		}
	}
	run(3)
	before := heap()
	run(50)
	require.Less(t, float64(heap()), float64(before)+1<<20)
}
