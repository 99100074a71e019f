package infer

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/credence-ppl/credence/dist"
	"github.com/credence-ppl/credence/internal/racing"
	"github.com/credence-ppl/credence/ppl"
	"github.com/credence-ppl/credence/tensor"
)

var (
	schoolsY     = []float64{28, 8, -3, 7, -1, 1, 18, 12}
	schoolsSigma = []float64{15, 10, 16, 11, 9, 11, 10, 18}
)

func schools(c *ppl.Context) {
	y, sigma := tensor.Of(schoolsY), tensor.Of(schoolsSigma)
	mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
	tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
	ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
		z := ppl.Sample(c, "z", dist.Normal(0, 1))
		theta := ppl.Deterministic(c, "theta", mu.Add(tau.Mul(z)))
		ppl.Sample(c, "y", dist.Normal(theta, sigma), ppl.Obs(y))
	})
}

// schoolsByHand is the log-density of schools with its gradient, as one would write it without a library.
func schoolsByHand(x, dx []float64) float64 {
	const log2Pi = 1.8378770664093454835606594728112
	mu, tau := x[0], math.Exp(x[1])
	r := tau / 5
	lp := -0.5*(mu*mu/25+log2Pi) - math.Log(5)
	lp += math.Log(2/(math.Pi*5)) - math.Log1p(r*r) + x[1]
	dmu, dtau := -mu/25, -2*r/(5*(1+r*r))
	for i, y := range schoolsY {
		z, s := x[2+i], schoolsSigma[i]
		e := (y - mu - tau*z) / s
		lp += -0.5*(z*z+log2Pi) - 0.5*(e*e+log2Pi) - math.Log(s)
		g := e / s
		dmu += g
		dtau += g * z
		dx[2+i] = g*tau - z
	}
	dx[0], dx[1] = dmu, dtau*tau+1
	return lp
}

// targetOf returns the target of a model with a point to start from.
func targetOf(t testing.TB, model ppl.Model) (*target, []float64) {
	p, err := ofModel(model)()
	require.NoError(t, err)
	target, at, err := newTarget(context.Background(), p, InitToUniform, 0, tensor.NewRNG(1))
	require.NoError(t, err)
	return target, at.X
}

func schoolsTarget(t testing.TB) (*target, []float64) {
	target, x := targetOf(t, schools)
	require.NotNil(t, target.problem.(*modelDensity).program)
	return target, x
}

func TestTargetIsTheDensityByHand(t *testing.T) {
	target, x := schoolsTarget(t)
	dx, want := make([]float64, len(x)), make([]float64, len(x))
	rng := tensor.NewRNG(2)
	for range 20 {
		for i := range x {
			x[i] = 3 * rng.NormFloat64()
		}
		lp, err := target.ValueAndGrad(x, dx)
		require.NoError(t, err)
		require.InEpsilon(t, schoolsByHand(x, want), lp, 1e-12)
		for i := range want {
			require.InDelta(t, want[i], dx[i], 1e-11*(1+math.Abs(want[i])))
		}
	}
}

// A model that reads a value runs afresh at every point. Density and gradient are those of the record, but for
// rounding.
func TestDynamicTargetIsTheRecordedOne(t *testing.T) {
	recorded, x := schoolsTarget(t)
	afresh, _ := targetOf(t, func(c *ppl.Context) {
		mu := ppl.Sample(c, "mu", dist.Normal(0, 5))
		_ = mu.Detach().Item()
		tau := ppl.Sample(c, "tau", dist.HalfCauchy(5))
		ppl.Plate(c, "schools", 8, func(c *ppl.Context) {
			z := ppl.Sample(c, "z", dist.Normal(0, 1))
			ppl.Sample(c, "y", dist.Normal(mu.Add(tau.Mul(z)), tensor.Of(schoolsSigma)), ppl.Obs(tensor.Of(schoolsY)))
		})
	})
	require.Nil(t, afresh.problem.(*modelDensity).program)
	rng := tensor.NewRNG(3)
	dx, dy := make([]float64, len(x)), make([]float64, len(x))
	for range 20 {
		for i := range x {
			x[i] = 3 * rng.NormFloat64()
		}
		lp, err := recorded.ValueAndGrad(x, dx)
		require.NoError(t, err)
		want, err := afresh.ValueAndGrad(x, dy)
		require.NoError(t, err)
		require.InEpsilon(t, want, lp, 1e-13)
		for i := range dy {
			require.InDelta(t, dy[i], dx[i], 1e-12*(1+math.Abs(dy[i])))
		}
	}
}

func TestTargetAllocatesNothing(t *testing.T) {
	if racing.On {
		t.Skip("allocations are not those of a program without the race detector")
	}
	target, x := schoolsTarget(t)
	dx := make([]float64, len(x))
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = target.ValueAndGrad(x, dx) }))
}

func BenchmarkTarget(b *testing.B) {
	target, x := schoolsTarget(b)
	dx := make([]float64, len(x))
	b.Run("replayed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = target.ValueAndGrad(x, dx)
		}
	})
	b.Run("afresh", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = target.problem.(*modelDensity).fresh(x, dx)
		}
	})
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			schoolsByHand(x, dx)
		}
	})
	b.Run("leapfrog", func(b *testing.B) {
		h := &hamiltonian{target: target}
		h.metric, _ = newMetric(Metric{}, target.layout())
		k := newNUTS(h, target.Dim(), 10)
		z := NewPoint(target.Dim())
		copy(z.X, x)
		_ = z.Evaluate(target)
		rng := tensor.NewRNG(1)
		for b.Loop() {
			_, _ = k.move(&z, 0.05, rng)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(h.leapfrogs), "ns/leapfrog")
	})
}
