package infer_test

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// exiting is a model whose run of that number ends its goroutine. It reads a value, so that a sampler runs it at every
// point.
func exiting(at int64) func(*ppl.Context, int) {
	var runs atomic.Int64
	return func(c *ppl.Context, _ int) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		_ = z.Detach().Item()
		if runs.Add(1) == at {
			runtime.Goexit()
		}
		ppl.Sample(c, "x", dist.Normal(z, 1), ppl.Obs(tensor.Scalar(1)))
	}
}

const exitWords = ": a function that was called ended its goroutine with runtime.Goexit, as t.FailNow and package require do"

func TestModelsThatEndTheirGoroutineAreErrors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for _, at := range []int64{1, 2, 14, 300} {
		_, err := Predict(background, exiting(at), Prior(), 0, PredictiveOptions{Draws: 1000})
		require.ErrorContains(t, err, "infer: Predict"+exitWords)
		_, err = LogLikelihood(background, exiting(at), Prior(), 0, LogLikelihoodOptions{Draws: 1000})
		require.ErrorContains(t, err, "infer: LogLikelihood"+exitWords)
		for _, chains := range []int{1, 4} {
			d, err := MCMC{Chains: chains, Warmup: 100, Draws: 100_000}.Run(background, ppl.Bind(exiting(at), 0))
			require.Nil(t, d)
			require.ErrorContains(t, err, "infer: MCMC"+exitWords)
			for d, err := range (MCMC{Chains: chains, Warmup: 100, Draws: 500}).Rounds(background, ppl.Bind(exiting(at), 0), 100) {
				if err != nil {
					require.ErrorContains(t, err, "infer: MCMC"+exitWords)
				} else {
					require.NotNil(t, d)
				}
			}
		}
	}
}

func TestStartsThatEndTheirGoroutineAreErrors(t *testing.T) {
	end := func(Latent, *tensor.RNG) *tensor.Tensor { runtime.Goexit(); return nil }
	_, err := MCMC{Init: end}.Sampler(eightSchools)
	require.ErrorContains(t, err, "infer: MCMC"+exitWords)
}

// ended reports whether f ended its goroutine rather than return.
func ended(f func()) bool {
	returned, done := false, make(chan struct{})
	go func() {
		defer close(done)
		f()
		returned = true
	}()
	<-done
	return !returned
}

// A model that runs in its caller's goroutine ends that, as t.FailNow in the model of a test has to, and nothing is
// lost.
func TestModelsMayEndTheirCallersGoroutine(t *testing.T) {
	guide := AutoNormal(exiting(-1), AutoOptions{})
	s, undisturbed := NewSVI(exiting(3), guide, SVIOptions{}), NewSVI(exiting(-1), guide, SVIOptions{})
	steps := func(s *SVI[int], n int) {
		for range n {
			_, err := s.Step(0)
			require.NoError(t, err)
		}
	}
	same := func() {
		for _, name := range []string{"auto.z.loc", "auto.z.scale"} {
			got, err := s.Param(name)
			require.NoError(t, err)
			want, err := undisturbed.Param(name)
			require.NoError(t, err)
			require.Equal(t, want.Item(), got.Item())
		}
	}
	steps(s, 2)
	steps(undisturbed, 2)
	require.True(t, ended(func() { _, _ = s.Step(0) }))
	require.Equal(t, 2, s.Steps())
	same()
	steps(s, 1)
	require.Equal(t, 3, s.Steps())

	s, undisturbed = NewSVI(exiting(2), guide, SVIOptions{}), NewSVI(exiting(-1), guide, SVIOptions{})
	steps(s, 1)
	steps(undisturbed, 1)
	require.True(t, ended(func() { _, _ = s.Evaluate(0, EvaluateOptions{}) }))
	same()
	steps(s, 1)
	steps(undisturbed, 1)
	same()
	require.True(t, ended(func() { _, _ = ppl.Run(ppl.Bind(exiting(1), 0), 1) }))
}

// Progress that ends or breaks its goroutine does not leave the chains behind.
func TestChainsEndWithTheirProgress(t *testing.T) {
	for what, end := range map[string]func(){"exit": runtime.Goexit, "panic": func() { panic("a bug") }} {
		t.Run(what, func(t *testing.T) {
			first := true
			m := MCMC{Chains: 2, Warmup: 10, Draws: 100_000_000, Progress: func(Progress) {
				if first {
					first = false
					end()
				}
			}}
			s, err := m.Sampler(eightSchools)
			require.NoError(t, err)
			require.True(t, ended(func() {
				defer func() {
					if recover() != nil {
						runtime.Goexit()
					}
				}()
				_, _ = s.Run(background, 1_000_000)
			}))
			_, err = s.Run(background, 10) // would race with chains left behind
			require.NoError(t, err)
		})
	}
}

func TestModelsThatPanicStopTheOtherChains(t *testing.T) {
	var runs atomic.Int64
	model := func(c *ppl.Context) {
		_ = ppl.Sample(c, "z", dist.Normal(0, 1)).Detach().Item()
		if runs.Add(1) == 500 {
			panic("a bug")
		}
	}
	require.Panics(t, func() {
		_, _ = MCMC{Chains: 3, Warmup: 50, Draws: 100_000_000 / 1000}.Run(context.Background(), model)
	})
	require.Less(t, runs.Load(), int64(50_000))
}
