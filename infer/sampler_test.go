package infer_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	. "github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// pieces are what several runs of a sampler gave, one after the other.
type pieces struct {
	parts []*draws.Draws
	n     int
}

func (p *pieces) add(d *draws.Draws) {
	p.parts = append(p.parts, d)
	p.n += d.Draws()
}

// requireSame requires that the pieces are the draws of a whole run, bit for bit, with what the sampler tells of them.
func (p *pieces) requireSame(t *testing.T, whole *draws.Draws) {
	t.Helper()
	require.Equal(t, whole.Draws(), p.n)
	require.Equal(t, whole.Sampling().Leapfrogs, p.parts[len(p.parts)-1].Sampling().Leapfrogs)
	p.requireBegins(t, whole)
}

// requireBegins is the same for the first draws of a longer run.
func (p *pieces) requireBegins(t *testing.T, whole *draws.Draws) {
	t.Helper()
	compare := func(whole *draws.Draws, of func(*draws.Draws) *draws.Draws) {
		for _, name := range whole.Names() {
			at := 0
			for _, part := range p.parts {
				require.Equal(t, whole.Chains(), part.Chains())
				want := whole.Get(name).Slice(1, at, at+part.Draws())
				require.Equal(t, want.Float64s(), of(part).Get(name).Float64s(), "%s from draw %d on", name, at)
				at += part.Draws()
			}
		}
	}
	compare(whole, func(d *draws.Draws) *draws.Draws { return d })
	compare(whole.Stats(), (*draws.Draws).Stats)
}

// watched is a model that runs afresh for every gradient and calls a function when it does.
type watched struct{ call atomic.Pointer[func()] }

func (w *watched) model(c *ppl.Context) {
	if f := w.call.Load(); f != nil {
		(*f)()
	}
	x := ppl.Sample(c, "x", dist.Normal(0, 1))
	_ = x.Detach().Item() // keeps it from being recorded
	ppl.Deterministic(c, "twice", x.Add(x))
	ppl.Sample(c, "y", dist.Normal(x, 0.3))
}

// TestCanceledAtEveryTransition: whatever chain comes first ends the run within its first transition, in the warm-up
// and after it.
func TestCancelledAtEveryTransition(t *testing.T) {
	for name, kernel := range map[string]Kernel{"NUTS": NUTS{}, "HMC": HMC{PathLength: 1}} {
		t.Run(name, func(t *testing.T) {
			const n = 20
			m := MCMC{Kernel: kernel, Chains: 3, Warmup: 40, Draws: n, Thin: 2, Seed: 5}
			whole, err := m.Run(background, new(watched).model)
			require.NoError(t, err)

			var w watched
			s, err := m.Sampler(w.model)
			require.NoError(t, err)
			var got pieces
			cancelled := 0
			for got.n < n {
				ctx, cancel := context.WithCancel(background)
				stop := func() { cancel() }
				w.call.Store(&stop)
				d, err := s.Run(ctx, n-got.n)
				if err != nil {
					require.ErrorIs(t, err, context.Canceled)
					cancelled++
				}
				if d != nil && d.Chains() == 3 {
					got.add(d)
				}
				cancel()
			}
			require.Greater(t, cancelled, 40)
			got.requireSame(t, whole)
		})
	}
}

func TestCancelledAtAnyTime(t *testing.T) {
	const n = 150
	m := MCMC{Chains: 3, Warmup: 150, Draws: n, Seed: 3}
	whole, err := m.Run(background, eightSchools)
	require.NoError(t, err)
	s, err := m.Sampler(eightSchools)
	require.NoError(t, err)
	var got pieces
	rng := rand.New(rand.NewPCG(1, 2))
	for got.n < n {
		ctx, cancel := context.WithTimeout(background, time.Duration(rng.IntN(1500))*time.Microsecond)
		d, err := s.Run(ctx, min(n-got.n, 1+rng.IntN(70)))
		if err != nil {
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
		if d != nil && d.Chains() == 3 {
			got.add(d)
		}
		cancel()
	}
	got.requireSame(t, whole)
}

// TestCanceledRounds: what they yield last are the first draws of a whole run.
func TestCancelledRounds(t *testing.T) {
	m := MCMC{Chains: 3, Warmup: 100, Draws: 60, Seed: 3}
	whole, err := m.Run(background, eightSchools)
	require.NoError(t, err)
	for at := range 12 {
		ctx, cancel := context.WithCancel(background)
		calls := 0
		m.Progress = func(Progress) {
			if calls++; calls == at {
				cancel()
			}
		}
		before := 0
		for d, err := range m.Rounds(ctx, eightSchools, 7) {
			if err != nil {
				require.ErrorIs(t, err, context.Canceled)
			}
			if d == nil || d.Chains() < 3 {
				continue
			}
			require.GreaterOrEqual(t, d.Draws(), before)
			before = d.Draws()
			(&pieces{parts: []*draws.Draws{d}}).requireBegins(t, whole)
		}
		cancel()
	}
}

// TestChainsThatAreWarmAreShown: their draws come again when the others have theirs.
func TestChainsThatAreWarmAreShown(t *testing.T) {
	m := MCMC{Chains: 2, Warmup: 30, Draws: 5, Seed: 1}
	whole, err := m.Run(background, new(watched).model)
	require.NoError(t, err)

	found := false
	for i := 0; i < 100 && !found; i++ {
		var w watched
		s, err := m.Sampler(w.model)
		require.NoError(t, err)
		var some *draws.Draws
		for some == nil {
			ctx, cancel := context.WithCancel(background)
			w.call.Store((*func())(&cancel))
			some, err = s.Run(ctx, 5)
			cancel()
			require.ErrorIs(t, err, context.Canceled)
			if some == nil {
				require.Regexp(t, "infer: (no chain has ended its warm-up and made a draw|[12] of 2 chains have made no draw yet): context canceled", err.Error())
			}
		}
		if some.Chains() == 2 {
			continue
		}
		found = true
		require.ErrorContains(t, err, "1 of 2 chains were still in their warm-up and are left out: context canceled")
		require.Equal(t, 1, some.Draws())
		w.call.Store(nil)
		d, err := s.Run(background, 5)
		require.NoError(t, err)
		(&pieces{[]*draws.Draws{d}, 5}).requireSame(t, whole)
	}
	require.True(t, found, "the chains were always equally fast")
}

// TestAFailureLosesNothing: a model that fails now and then, by an error, a panic or the end of its goroutine, has the
// draws of one that does not.
func TestAFailureLosesNothing(t *testing.T) {
	bug := errors.New("a bug")
	for name, fail := range map[string]func(){
		"panic": func() { panic(bug) },
		"exit":  runtime.Goexit,
		"error": func() { tensor.Zeros(2).Add(tensor.Zeros(3)) },
	} {
		t.Run(name, func(t *testing.T) {
			const n = 20
			m := MCMC{Chains: 2, Warmup: 120, Draws: n, Seed: 4}
			whole, err := m.Run(background, new(watched).model)
			require.NoError(t, err)

			var w watched
			s, err := m.Sampler(w.model)
			require.NoError(t, err)
			now := func() { // often, and yet a long trajectory comes through at last
				if rand.IntN(100) == 0 {
					fail()
				}
			}
			w.call.Store(&now)
			var got pieces
			failed := 0
			for got.n < n {
				err := func() (err error) {
					defer func() {
						if p := recover(); p != nil {
							err = bug
						}
					}()
					d, err := s.Run(background, n-got.n)
					if d != nil && d.Chains() == 2 {
						got.add(d)
					}
					return err
				}()
				if err != nil {
					failed++
				}
			}
			require.Positive(t, failed)
			got.requireSame(t, whole)
		})
	}
}

// TestLatentsWithoutElements have a place among the others, in metrics, start values and checkpoints too.
func TestLatentsWithoutElements(t *testing.T) {
	model := func(c *ppl.Context) {
		ppl.Sample(c, "none", dist.Normal(tensor.Zeros(0), 1).ToEvent(1))
		ppl.Sample(c, "x", dist.Normal(tensor.Zeros(2), 1).ToEvent(1))
		ppl.Sample(c, "rows", dist.Gamma(tensor.Zeros(3, 0), 1).ToEvent(2))
	}
	m := MCMC{Chains: 2, Warmup: 30, Draws: 10, InitValues: []ppl.Values{{"none": tensor.Zeros(0)}}, Kernel: NUTS{Metric: Metric{
		Blocks: [][]string{{"none"}, {"x", "rows"}}, Initial: map[string]*tensor.Tensor{"none": tensor.Scalar(2)}}}}
	d, err := m.Run(background, model)
	require.NoError(t, err)
	require.Equal(t, tensor.Shape{2, 10, 3, 0}, d.Get("rows").Shape())

	s, err := m.Sampler(model)
	require.NoError(t, err)
	_, err = s.Run(background, 4)
	require.NoError(t, err)
	var saved bytes.Buffer
	require.NoError(t, s.Save(&saved))
	again, err := m.Sampler(model)
	require.NoError(t, err)
	require.NoError(t, again.Load(&saved))
	rest, err := again.Run(background, 6)
	require.NoError(t, err)
	require.Equal(t, d.Get("x").Slice(1, 4, 10).Float64s(), rest.Get("x").Float64s())
}

// TestKernelsByPointer are those by value, in checkpoints too; and what a model refused, and why, is saved.
func TestKernelsByPointer(t *testing.T) {
	refuses := func(c *ppl.Context) {
		x := ppl.Sample(c, "x", dist.Normal(0, 1))
		ppl.Sample(c, "y", dist.Normal(0, x), ppl.Obs(tensor.Scalar(1.5)))
	}
	m := MCMC{Chains: 1, Warmup: 20, Seed: 3, InitValues: []ppl.Values{{"x": tensor.Scalar(1)}}}
	s, err := m.Sampler(refuses)
	require.NoError(t, err)
	d, err := s.Run(background, 200)
	require.NoError(t, err)
	require.NotEmpty(t, d.Sampling().Reasons)
	var saved bytes.Buffer
	require.NoError(t, s.Save(&saved))
	m.Kernel = &NUTS{}
	again, err := m.Sampler(refuses)
	require.NoError(t, err)
	require.NoError(t, again.Load(&saved))
	d, err = s.Run(background, 1)
	require.NoError(t, err)
	e, err := again.Run(background, 1)
	require.NoError(t, err)
	require.Equal(t, d.Sampling(), e.Sampling())
	require.Equal(t, d.Get("x").Float64s(), e.Get("x").Float64s())
}

// TestASamplerOfAModelThatFails: whichever run of the model it is, before the first transition.
func TestASamplerOfAModelThatFails(t *testing.T) {
	var w watched
	m := MCMC{Chains: 1, InitValues: []ppl.Values{{"x": tensor.Scalar(1), "y": tensor.Scalar(1)}}}
	fails := func(at int) (runs int, err error) {
		call := func() {
			if runs++; runs == at {
				panic(&draws.Error{Detail: "on purpose"})
			}
		}
		w.call.Store(&call)
		_, err = m.Sampler(w.model)
		return runs, err
	}
	all, err := fails(0)
	require.NoError(t, err)
	for at := range all {
		_, err := fails(at + 1)
		require.ErrorContains(t, err, "on purpose", "run %d of %d", at+1, all)
	}
}

// TestSitesOfTooManyDimensions are told by name, and so are variances of another shape.
func TestSitesOfTooManyDimensions(t *testing.T) {
	shape := make([]int, tensor.MaxRank-1)
	for i := range shape {
		shape[i] = 1
	}
	model := func(c *ppl.Context) {
		ppl.Sample(c, "deep", dist.Normal(tensor.Zeros(shape...), 1).ToEvent(len(shape)))
	}
	_, err := MCMC{Chains: 1, Warmup: 5, Draws: 5}.Run(background, model)
	require.EqualError(t, err, `draws: site "deep" has 15 dimensions; its draws have those of chains and draws, too, and tensors at most 16`)

	column := map[string]*tensor.Tensor{"x": tensor.Ones(2, 1)}
	_, err = MCMC{Chains: 1, Kernel: NUTS{Metric: Metric{Initial: column}}}.RunDensity(background, pair{})
	require.EqualError(t, err, `infer: Metric.Initial has shape [2 1] for site "x", which has shape [2] on the real line`)
}
