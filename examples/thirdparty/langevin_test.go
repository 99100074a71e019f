package thirdparty_test

import (
	"context"
	"math"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/examples/thirdparty"
	"github.com/credence-ppl/credence/infer"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// banana is a standard normal b and a ~ Normal(b² - 1, 1), as plain Go, where a is below limit and without density
// elsewhere.
type banana struct{ limit float64 }

func (banana) Dim() int { return 2 }

func (d banana) ValueAndGrad(x, gradient []float64) (float64, error) {
	a, b := x[0], x[1]
	apart := a - b*b + 1
	gradient[0], gradient[1] = -apart, 2*b*apart-b
	if a >= d.limit {
		gradient[0] = math.NaN()
		return math.NaN(), nil
	}
	return -(apart*apart + b*b) / 2, nil
}

// element returns the draws of one element of the only site, chain by chain, each by f.
func element(d *draws.Draws, i int, f func(v float64) float64) [][]float64 {
	x := d.Get("x")
	chains := make([][]float64, x.Dim(0))
	for k := range chains {
		for _, v := range x.Index(0, k).Index(1, i).Float64s() {
			chains[k] = append(chains[k], f(v))
		}
	}
	return chains
}

// agrees requires a mean within 4 standard errors.
func agrees(t *testing.T, want float64, chains [][]float64, what string) {
	t.Helper()
	sum, n := 0.0, 0
	for _, c := range chains {
		for _, v := range c {
			sum += v
			n++
		}
	}
	require.InDelta(t, want, sum/float64(n), 4*draws.MCSEMean(chains), what)
}

func TestLangevinMoments(t *testing.T) {
	m := infer.MCMC{Kernel: thirdparty.Langevin{}, Draws: 4000, Thin: 5, Seed: 1}
	d, err := m.RunDensity(context.Background(), banana{math.Inf(1)})
	require.NoError(t, err)
	require.Empty(t, d.Summary().Warnings)
	same, square := func(v float64) float64 { return v }, func(v float64) float64 { return v * v }
	agrees(t, 0, element(d, 0, same), "mean of a")
	agrees(t, 3, element(d, 0, square), "variance of a: 1 and that of b²")
	agrees(t, 0, element(d, 1, same), "mean of b")
	agrees(t, 1, element(d, 1, square), "variance of b")
	require.Equal(t, []string{"lp", "accept", "step_size"}, d.Stats().Names())
	require.InDelta(t, 0.574, d.Stats().Get("accept").Mean().Item(), 0.05)

	// A region without a density is never entered, and spoils nothing.
	m.InitValues = []ppl.Values{{"x": tensor.Of([]float64{-0.5, 0})}}
	d, err = m.RunDensity(context.Background(), banana{0})
	require.NoError(t, err)
	require.Less(t, d.Get("x").Index(-1, 0).Max().Item(), 0.0)
	require.InDelta(t, 0.574, d.Stats().Get("accept").Mean().Item(), 0.05)
}

// TestLangevinOnModels: a model with a support of its own and a plate, under MCMC as NUTS is, with progress.
func TestLangevinOnModels(t *testing.T) {
	counts := tensor.Of([]float64{2, 4, 3, 0, 1, 2})
	model := func(c *ppl.Context) { // Gamma(2, 1) and six counts: the posterior is Gamma(14, 7)
		rate := ppl.Sample(c, "x", dist.Gamma(2, 1))
		ppl.Plate(c, "rows", 6, func(c *ppl.Context) { ppl.Sample(c, "n", dist.Poisson(rate), ppl.Obs(counts)) })
	}
	var last infer.Progress
	d, err := infer.MCMC{Kernel: thirdparty.Langevin{}, Draws: 4000, Seed: 2, Progress: func(p infer.Progress) { last = p }}.
		Run(context.Background(), model)
	require.NoError(t, err)
	require.Empty(t, d.Summary().Warnings)
	require.Equal(t, last.Total, last.Done)
	row := d.Summary().Rows[0]
	require.InDelta(t, 2, row.Mean, 4*row.MCSE)
	require.InDelta(t, math.Sqrt(14)/7, row.SD, 0.02)
}

// stopping is a banana that calls stop at the given call.
type stopping struct {
	banana
	left *atomic.Int64
	stop func()
}

func (d stopping) ValueAndGrad(x, gradient []float64) (float64, error) {
	if d.left.Add(-1) == 0 {
		d.stop()
	}
	return d.banana.ValueAndGrad(x, gradient)
}

// TestLangevinGoesOn: interrupted in the warm-up and among the draws, it goes on from the checkpoint with the draws of
// a run that nothing interrupts.
func TestLangevinGoesOn(t *testing.T) {
	m := infer.MCMC{Kernel: thirdparty.Langevin{StepSize: 0.3}, Chains: 2, Warmup: 200, Draws: 300, Seed: 3}
	want, err := m.RunDensity(context.Background(), banana{1})
	require.NoError(t, err)
	for _, calls := range []int64{150, 700} {
		m.Checkpoint = filepath.Join(t.TempDir(), "sampler")
		ctx, cancel := context.WithCancel(context.Background())
		d := stopping{banana{1}, new(atomic.Int64), cancel}
		d.left.Store(calls)
		_, err := m.RunDensity(ctx, d)
		require.ErrorIs(t, err, context.Canceled)
		s, err := m.DensitySampler(banana{1})
		require.NoError(t, err)
		require.NoError(t, s.LoadFile(m.Checkpoint))
		got, err := s.Run(context.Background(), 300)
		require.NoError(t, err)
		require.Equal(t, want.Get("x").Float64s(), got.Get("x").Float64s())
		require.Equal(t, want.Stats().Get("step_size").Float64s(), got.Stats().Get("step_size").Float64s())
	}
}

func TestLangevinRefuses(t *testing.T) {
	_, err := infer.MCMC{Kernel: thirdparty.Langevin{StepSize: -1}}.RunDensity(context.Background(), banana{1})
	require.EqualError(t, err, "infer: chain 0: Langevin.StepSize is -1; it must be positive and finite")
}
