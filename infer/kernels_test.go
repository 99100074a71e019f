package infer

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/infer/draws"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

// start is a target with a phase point to move from.
func startAt(t *testing.T, model ppl.Model, seed uint64) (*hamiltonian, *phase) {
	m, err := MCMC{}.withDefaults()
	require.NoError(t, err)
	p, err := ofModel(model)()
	require.NoError(t, err)
	target, at, err := newTarget(context.Background(), p, m.Init, 0, tensor.NewRNG(seed))
	require.NoError(t, err)
	metric, err := newMetric(Metric{}, target.layout())
	require.NoError(t, err)
	h := &hamiltonian{target: target, metric: metric}
	z := newPhase(target.Dim())
	z.Copy(&at)
	h.refresh(z, tensor.NewRNG(seed).Split("momentum"))
	return h, z
}

// TestLeapfrogErrorIsOfSecondOrder: over the same time, half the step makes a quarter of the error of the energy.
func TestLeapfrogErrorIsOfSecondOrder(t *testing.T) {
	errorOf := func(eps float64) float64 {
		h, z := startAt(t, schools, 3)
		start := z.energy()
		worst := 0.0
		for range int(math.Round(1 / eps)) {
			require.NoError(t, h.leapfrog(z, eps))
			worst = max(worst, math.Abs(z.energy()-start))
		}
		return worst
	}
	for _, eps := range []float64{0.02, 0.01, 0.005} {
		require.InDelta(t, 4, errorOf(eps)/errorOf(eps/2), 0.4)
	}
}

func TestLeapfrogIsReversible(t *testing.T) {
	h, z := startAt(t, schools, 4)
	begin := newPhase(len(z.X))
	begin.copy(z)
	for range 50 {
		require.NoError(t, h.leapfrog(z, 0.05))
	}
	require.Greater(t, math.Abs(z.X[0]-begin.X[0]), 0.01)
	for i := range z.p {
		z.p[i] = -z.p[i]
	}
	for range 50 {
		require.NoError(t, h.leapfrog(z, 0.05))
	}
	require.InDeltaSlice(t, begin.X, z.X, 1e-10)
}

// TestScheduleIsStans compares with the windows that Stan documents for 1000 transitions, and its rules for short
// warm-ups.
func TestScheduleIsStans(t *testing.T) {
	ends := func(total int) (inside int, ends []int) {
		s := newSchedule(total)
		for n := range total {
			in, end := s.observes(n)
			if in {
				inside++
			}
			if end {
				ends = append(ends, n)
			}
		}
		return inside, ends
	}
	for total, want := range map[int][]int{
		1000: {99, 149, 249, 449, 949},
		500:  {99, 149, 249, 449},
		400:  {99, 149, 349},
		150:  {99},
		100:  {89},
		20:   {17},
		19:   nil,
	} {
		_, got := ends(total)
		require.Equal(t, want, got, "a warm-up of %d", total)
	}
	inside, _ := ends(1000)
	require.Equal(t, 875, inside)
	inside, _ = ends(100)
	require.Equal(t, 75, inside)
}

func TestDualAveragingFindsTheTarget(t *testing.T) {
	// The acceptance of a step size is known: exp(-eps).
	d := newDualAveraging(0.8, 5)
	for range 2000 {
		d.observe(math.Exp(-d.eps))
	}
	require.InDelta(t, -math.Log(0.8), d.final(), 0.02)
}

// TestNealsFunnelWarns: no step size is right everywhere in it.
func TestNealsFunnelWarns(t *testing.T) {
	post, err := MCMC{Seed: 1}.Run(context.Background(), func(c *ppl.Context) {
		v := ppl.Sample(c, "v", dist.Normal(0, 3))
		ppl.Plate(c, "rows", 9, func(c *ppl.Context) {
			ppl.Sample(c, "x", dist.Normal(0, tensor.Mul(v, 0.5).Exp()))
		})
	})
	require.NoError(t, err)
	require.Positive(t, post.Stats().Get("divergent").Sum().Item())
	warned := slices.ContainsFunc(post.Summary().Warnings, func(w string) bool {
		return len(w) > 0 && w[0] >= '0' && w[0] <= '9'
	})
	require.True(t, warned, "%v", post.Summary().Warnings)
}

// TestIllConditionedGaussian has standard deviations from 0.01 to 1.
func TestIllConditionedGaussian(t *testing.T) {
	racing.SkipNumbers(t)
	const n = 100
	sd := make([]float64, n)
	for i := range sd {
		sd[i] = math.Pow(10, -2*float64(i)/(n-1))
	}
	post, err := MCMC{Seed: 2}.Run(context.Background(), func(c *ppl.Context) {
		ppl.Sample(c, "x", dist.Normal(tensor.Zeros(n), tensor.Of(sd)).ToEvent(1))
	})
	require.NoError(t, err)
	values := post.Get("x").Float64s()
	for i := range n {
		x := make([][]float64, 4)
		squares := make([][]float64, 4)
		for c := range x {
			for d := range 1000 {
				v := values[(c*1000+d)*n+i] / sd[i]
				x[c], squares[c] = append(x[c], v), append(squares[c], v*v)
			}
		}
		require.InDelta(t, 0, draws.Quantile(x, 0.5), 0.2)
		require.Less(t, math.Abs(mean(x))/draws.MCSEMean(x), 4.8, "mean of element %d", i)
		require.Less(t, math.Abs(mean(squares)-1)/draws.MCSEMean(squares), 4.8, "mean square of element %d", i)
	}
	require.Empty(t, post.Summary().Warnings)
}

func mean(x [][]float64) float64 {
	total, n := 0.0, 0
	for _, c := range x {
		for _, v := range c {
			total += v
			n++
		}
	}
	return total / float64(n)
}
